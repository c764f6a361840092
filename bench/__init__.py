"""Benchmarks: one file a claim. Seconds are told, ratios to a peer in the same run are asserted."""
