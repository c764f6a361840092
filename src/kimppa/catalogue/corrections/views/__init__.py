"""Pages of agreed corrections."""
