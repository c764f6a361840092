"""The MARC 21 format with the Finnish fields as data, and what breaks it.

    formats = [load(kind) for kind in ("bib", "auth", "hold")]
    table = check(batch, *formats)  # as FINDINGS; a row in words: Finding(…).told(formats[0], "fi")

`load` reads our own data (data/README.md), `explain` and `describe` name the parts of a record
for people. What a check is silent about is the profile's matter (`rules/tags.py`).
"""

from kimppa.marc.definition.checking import check
from kimppa.marc.definition.explaining import Explained, Pair, describe, explain
from kimppa.marc.definition.loading import OVERLAYS, load, overlaid
from kimppa.marc.definition.messages import Finding
from kimppa.marc.definition.model import LANGUAGES, Definition, FieldDefinition, Kind, Label
from kimppa.marc.definition.problems import FINDINGS, SEVERITY, Problem

__all__ = [
    "FINDINGS",
    "LANGUAGES",
    "OVERLAYS",
    "SEVERITY",
    "Definition",
    "Explained",
    "FieldDefinition",
    "Finding",
    "Kind",
    "Label",
    "Pair",
    "Problem",
    "check",
    "describe",
    "explain",
    "load",
    "overlaid",
]
