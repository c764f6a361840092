"""What runs an instance: backup, restore, move, check, monitoring, the front before Django."""
