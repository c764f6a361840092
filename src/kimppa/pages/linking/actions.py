"""The old path of the task that tries links: a round that was queued before names it."""

from kimppa.pages.links.actions import try_links

__all__ = ["try_links"]
