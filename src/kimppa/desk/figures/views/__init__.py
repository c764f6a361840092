"""Pages of figures, and of the keys by which a shared sum is split."""
