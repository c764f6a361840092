"""Figures over the years."""
