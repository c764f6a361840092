"""Harvesting MARC records by OAI-PMH 2.0 into one MARCXML file.

with patient(allow=…, stop=…) as asking:
    done = harvest(Request("https://example.org/oai"), folder, asking=asking, progress=tell)
kimppa.marc.reading.read(done.path)
"""

from kimppa.sources.oai.harvest import (
    Harvested,
    Progress,
    Repository,
    Request,
    deleted,
    harvest,
    identify,
    marc_formats,
)

__all__ = [
    "Harvested",
    "Progress",
    "Repository",
    "Request",
    "deleted",
    "harvest",
    "identify",
    "marc_formats",
]
