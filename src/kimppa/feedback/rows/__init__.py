"""Rows of feedback from a table: read, looked at, taken in all or none, taken back."""
