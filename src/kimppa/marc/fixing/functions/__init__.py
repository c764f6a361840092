"""Named functions that fixes call where the building blocks cannot say it."""
