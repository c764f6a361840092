"""Sections, clauses and duties as one value: built, edited, carried from a year to the next."""
