"""What happened at the branches: closures, renovations, changes of system."""
