"""A cap of use: how much is left of it, and until when at this pace."""
