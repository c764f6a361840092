"""What the statistics are made of: variables, identities, key figures, breaks, as data in force."""
