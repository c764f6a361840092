"""Harvesting MARC records by OAI-PMH 2.0 into one MARCXML file.

with patient(allow=…, stop=…) as client:
    harvested = harvest(Request("https://example.org/oai"), folder, client=client, progress=tell)
kimppa.marc.reading.read(harvested.path)
"""

from kimppa.sources.oai.harvest import Harvest as Harvest
from kimppa.sources.oai.harvest import Progress as Progress
from kimppa.sources.oai.harvest import Request as Request
from kimppa.sources.oai.harvest import harvest as harvest
from kimppa.sources.oai.harvest import identify as identify
from kimppa.sources.oai.harvest import marc_formats as marc_formats
