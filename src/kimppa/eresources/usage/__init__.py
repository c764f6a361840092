"""Use: files and letters of vendors, what is missing, and each municipality's part."""
