"""Defects: each is planted where it was not, and written down."""

from tests.catalogues.defects.plants import DEFECTS, Planted, inject, planted

__all__ = ["DEFECTS", "Planted", "inject", "planted"]
