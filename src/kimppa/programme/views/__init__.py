"""Pages of the room, one module for each group."""
