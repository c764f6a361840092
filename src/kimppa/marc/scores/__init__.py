"""Completeness, scores, and the life of findings over runs."""
