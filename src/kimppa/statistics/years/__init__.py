"""A year: begun, its figures kept, locked."""
