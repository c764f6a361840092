"""The yearly report that the year's work writes."""
