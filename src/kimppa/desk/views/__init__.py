"""Pages of the desk, one module for each group of pages."""
