"""What Finna makes of a record."""
