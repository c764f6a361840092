"""The work page: a municipality's year, its checks and explanations."""
