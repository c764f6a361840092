"""Kimppa: the shared desk of a library consortium."""

__version__ = "0.1.0"
