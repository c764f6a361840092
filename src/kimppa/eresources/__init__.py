"""E-resources: chosen, paid, catalogued and counted by municipality."""
