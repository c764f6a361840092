"""The meeting under way: who is there, and what comes of each item."""
