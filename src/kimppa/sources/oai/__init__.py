"""Harvesting MARC records by OAI-PMH 2.0 into one MARCXML file.

with patient(allow=…, stop=…) as client:
    harvested = harvest(Request("https://example.org/oai"), folder, client=client, progress=tell)
kimppa.marc.reading.read(harvested.path)
"""

from kimppa.sources.oai.harvest import (
    Harvest,
    Progress,
    Repository,
    Request,
    deleted,
    harvest,
    identify,
    marc_formats,
)

__all__ = [
    "Harvest",
    "Progress",
    "Repository",
    "Request",
    "deleted",
    "harvest",
    "identify",
    "marc_formats",
]
