"""The building blocks of `[find]`."""
