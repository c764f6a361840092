"""Ways of working: suggestions of the staff, surveys without names, what was changed."""
