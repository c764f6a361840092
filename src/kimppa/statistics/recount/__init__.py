"""A figure made again from what is kept of it, and its derivation told."""
