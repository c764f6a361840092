"""Records for the catalogue: made, brought, and compared with what the catalogue has."""
