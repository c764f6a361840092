"""Files brought in: looked at, settled, taken into use, undone."""
