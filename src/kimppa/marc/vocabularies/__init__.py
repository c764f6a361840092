"""Vocabularies: subjects, genres, classes and agents as SKOS files, and what to ask of them.

Files come from Finto or anywhere else that publishes SKOS; nothing is fetched here.
"""

from kimppa.marc.vocabularies.authorities import classes, names, performance
from kimppa.marc.vocabularies.checks import CHECKS
from kimppa.marc.vocabularies.relators import Relators, relators
from kimppa.marc.vocabularies.skos import TERMS, convert, read
from kimppa.marc.vocabularies.terms import Vocabularies

__all__ = [
    "CHECKS",
    "TERMS",
    "Relators",
    "Vocabularies",
    "classes",
    "convert",
    "names",
    "performance",
    "read",
    "relators",
]
