"""Carrying an instance from SQLite to PostgreSQL, and proving it row by row."""
