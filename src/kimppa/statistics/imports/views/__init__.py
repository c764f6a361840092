"""Pages of files and lists."""
