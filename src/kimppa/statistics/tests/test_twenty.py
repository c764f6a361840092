"""Nothing is made for five: twenty municipalities of other names, from a file to their sheets."""

import pytest

from kimppa.core.consortium.models import Branch, Consortium, Municipality
from kimppa.core.figures.models import Figure
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import freeze_versions
from kimppa.core.releases.models import Release
from kimppa.statistics.imports.actions import take_in, undo, upload
from kimppa.statistics.sheets.releases import SHEETS, sheets_of
from kimppa.statistics.work.queries import boards
from kimppa.statistics.years.actions import begin

COUNT, YEAR = 20, 2031


@pytest.fixture
def towns(db: None) -> list[Municipality]:
    made = []
    Consortium.objects.create(pk=1, name_fi="Suuri kimppa", short_name="Suuri")
    for number in range(1, COUNT + 1):
        town = Municipality.objects.create(
            code=f"{700 + number}", name_fi=f"Kunta {number}", position=number
        )
        for part in ("a", "b"):
            Branch.objects.create(
                municipality=town, code=f"t{number}{part}", name_fi=f"Toimipiste {number}{part}"
            )
        made.append(town)
    return made


def test_twenty_municipalities_from_a_file_to_their_sheets(towns: list[Municipality]) -> None:
    lines = ["Toimipiste;Lainat;Lainaajia"]
    lines += [
        f"t{n}{part};{n * 1000 + 7};{n * 40}" for n in range(1, COUNT + 1) for part in ("a", "b")
    ]
    lines += [f"Kunta {n};;{n * 60}" for n in range(1, COUNT + 1)]
    begin(by=SYSTEM, year=YEAR)
    content = "\n".join(lines).encode("cp1252")
    take = upload(by=SYSTEM, year=YEAR, content=content, name="x.csv", media_type="text/csv")
    made = take_in(by=SYSTEM, take=take)
    assert len(made) == COUNT * (2 * 2 + 1 + 1)  # branches, borrowers of the town, its sum
    found = boards(YEAR, towns)
    assert len(found) == COUNT
    assert not any(board.stops for board in found.values())
    loans = Figure.objects.get(variable__code="LAI_total", municipality=towns[-1])
    assert loans.value == 2 * 20_007
    sheets = freeze_versions(
        by=SYSTEM,
        kind=SHEETS,
        document=sheets_of("active-customers", YEAR),
        municipalities=towns[-3:],
        provisional=True,
    )
    assert len(sheets) == Release.objects.count() == 3
    assert undo(by=SYSTEM, take=take) == len(made)
    assert not Figure.objects.filter(replaced_at__isnull=True).exists()
