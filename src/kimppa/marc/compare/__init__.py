"""Two snapshots beside each other: what came, went and changed, and how."""
