"""Named functions that rules call where SQL cannot say it, each over many rows at once."""
