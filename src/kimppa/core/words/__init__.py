"""Numbers, months and names as words in their cases, for sentences that a board reads."""
