"""Figures computed from lists of items and loans by rules."""
