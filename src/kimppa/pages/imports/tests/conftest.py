"""The pages of the demo."""

from kimppa.pages.tests.conftest import customers, pages

__all__ = ["customers", "pages"]
