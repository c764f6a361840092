"""Vocabularies: subjects, genres, classes and agents as SKOS files, and what to ask of them.

Files come from Finto or anywhere else that publishes SKOS; nothing is fetched here.
"""

from kimppa.marc.vocabularies.authorities import classes as classes
from kimppa.marc.vocabularies.authorities import names as names
from kimppa.marc.vocabularies.authorities import performance as performance
from kimppa.marc.vocabularies.checks import CHECKS as CHECKS
from kimppa.marc.vocabularies.relators import relators as relators
from kimppa.marc.vocabularies.skos import TERMS as TERMS
from kimppa.marc.vocabularies.skos import convert as convert
from kimppa.marc.vocabularies.skos import read as read
from kimppa.marc.vocabularies.terms import Vocabularies as Vocabularies
