"""Fetching the catalogue from where it lies, by the clock."""
