"""Pages of the consortium: its registers, its people, and both to Excel and back."""
