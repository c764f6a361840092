"""The MARC 21 format with the Finnish fields as data, and what breaks it.

    formats = [load(kind) for kind in ("bib", "auth", "hold")]
    table = check(batch, *formats)  # as FINDINGS; a row in words: Finding(…).told(formats[0], "fi")

`load` reads our own data (data/README.md), `explain` and `describe` name the parts of a record
for people. What a check is silent about is the profile's matter (`rules/tags.py`).
"""

from kimppa.marc.definition.checking import check as check
from kimppa.marc.definition.explaining import Pair as Pair
from kimppa.marc.definition.explaining import describe as describe
from kimppa.marc.definition.explaining import explain as explain
from kimppa.marc.definition.loading import load as load
from kimppa.marc.definition.loading import overlaid as overlaid
from kimppa.marc.definition.messages import Finding as Finding
from kimppa.marc.definition.model import LANGUAGES as LANGUAGES
from kimppa.marc.definition.model import Definition as Definition
from kimppa.marc.definition.model import Kind as Kind
from kimppa.marc.definition.model import Label as Label
from kimppa.marc.definition.problems import FINDINGS as FINDINGS
from kimppa.marc.definition.problems import SEVERITY as SEVERITY
from kimppa.marc.definition.problems import Problem as Problem
