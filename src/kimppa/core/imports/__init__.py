"""Files that people bring: read, looked at, taken all or nothing, taken back."""
