"""The pages of the demo."""

from kimppa.pages.tests.conftest import pages

__all__ = ["pages"]
