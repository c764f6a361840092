"""Everything that writes feedback."""
