"""Meetings and what is to be talked over in them."""
