"""The way back from a removal."""
