"""Visits of web services: read, fetched, split by a key."""
