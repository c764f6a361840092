"""Clients of other systems. Knows no Django and no room."""
