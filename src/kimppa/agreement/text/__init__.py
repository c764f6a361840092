"""From an uploaded file to sections and clauses, as its parties wrote and numbered them. Pure."""
