"""Search across the rooms: one index that the rooms feed and every reader sees in part."""
