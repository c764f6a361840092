"""The tables of the web library's pages, their changes, links and imports."""

from kimppa.pages.models.changes import DEVELOPMENT, PLATFORM, Change, Proof, Vote
from kimppa.pages.models.imports import Bringing
from kimppa.pages.models.links import Link
from kimppa.pages.models.pages import Check, Page, Text, Version, every_language

__all__ = [
    "DEVELOPMENT",
    "PLATFORM",
    "Bringing",
    "Change",
    "Check",
    "Link",
    "Page",
    "Proof",
    "Text",
    "Version",
    "Vote",
    "every_language",
]
