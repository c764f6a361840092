"""Pages of signing in: the way in, its second half, factors, and browsers signed in."""
