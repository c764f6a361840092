"""Personal data: where it is, what is held on one person, and how it is erased."""
