"""The API: one description and one way of serving, made of every room's `api.py`."""
