"""Help for staff: the guides of docs/staff inside the desk."""
