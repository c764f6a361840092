"""Customer feedback: from its arrival to the answer, and to forgetting who gave it."""
