"""Clients of other systems, and readers of what vendors send. Knows no Django and no room."""
