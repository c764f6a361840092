"""The sheets: drafted, frozen, delivered."""
