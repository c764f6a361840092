"""Pages of the report room, one module for each group."""
