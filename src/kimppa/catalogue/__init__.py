"""The shared catalogue: snapshots checked by rules, work lists, corrections, duplicates."""
