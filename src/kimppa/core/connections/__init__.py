"""Connections to other services: set by people, asked by the worker, mended when they fail."""
