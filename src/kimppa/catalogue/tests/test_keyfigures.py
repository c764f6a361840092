"""Findings before and after on the first page of a report."""

from conftest import Louna
from kimppa.catalogue.models import Check
from kimppa.catalogue.queries import Part, total
from kimppa.core.keyfigures import key_figures


def test_findings_stand_beside_those_of_the_export_before(examples: Check, louna: Louna) -> None:
    year = examples.snapshot.taken_on.year
    towns = list(louna.municipalities.values())
    figures = key_figures(year, towns)
    for code in ("", *louna.municipalities):
        (row,) = [row for row in figures[code] if row.title == "Korjattavaa luettelossa"]
        part = Part(louna.municipalities.get(code))
        now = str(total(examples, part).findings)
        assert now in row.pictures[0].alt
        assert row.words.partition(" ")[0] in {"kohta", "kohtaa", "korjattava", "korjattavaa"}
    assert not any(
        row.title == "Korjattavaa luettelossa" for row in key_figures(year - 5, towns)[""]
    )
