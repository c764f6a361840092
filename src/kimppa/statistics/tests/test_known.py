"""What Kimppa itself knows is filled in where nothing stands, and a sheet says what it lacks."""

import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.translation import override

from conftest import Louna
from kimppa.core.area import Area, areas, summaries
from kimppa.core.consortium.models import Branch
from kimppa.core.figures.actions import Provenance
from kimppa.core.figures.rooms import Known
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import record_population
from kimppa.core.releases.models import Release
from kimppa.statistics.known import queries
from kimppa.statistics.known.actions import fill_in
from kimppa.statistics.models import Round
from kimppa.statistics.reading.cells import Read, State
from kimppa.statistics.recount.recounting import Outcome, Recounting
from kimppa.statistics.sheets.content import completeness, incomplete
from kimppa.statistics.sheets.reports import incomplete_text
from kimppa.statistics.tests.test_line import (
    DELIVERY,
    FREEZE,
    YEAR,
    desk,
    freeze,
    standing,
    text,
    value,
)
from kimppa.statistics.work.queries import board
from kimppa.statistics.years.figures import enter

__all__ = ["desk"]
KNOWN = f"{YEAR}known/"


@pytest.fixture
def bookmobile(january: Louna) -> Branch:
    branch: Branch = Branch.objects.create(
        code="auto", municipality=january.municipalities["834"], kind=Branch.Kind.MOBILE,
        name_fi="Kirjastoauto", valid_from=dt.date(2020, 1, 1),
    )  # fmt: skip
    return branch


def test_service_points_and_loans_of_bookmobiles_are_filled_in_once_they_are_known(
    desk: Client, bookmobile: Branch
) -> None:
    page = text(desk.get(KNOWN))
    assert "Lainat puuttuvat: Kirjastoauto" in page
    desk.post(KNOWN)
    assert value("TOI_bus", "834") == 1
    assert value("TOI_bus", "103") == 0
    assert value("TOI_points", "061") == 1  # the school's library is none
    assert standing("TOI_bus_loans", "834") is None
    enter(
        by=SYSTEM, year=2024, values={(bookmobile, "LAI_total"): Read(Decimal(1234), State.VALUE)}
    )
    desk.post(KNOWN)
    found = standing("TOI_bus_loans", "834")
    assert found is not None
    assert found.value == 1234
    assert "Kirjastoauto" in found.source
    assert standing("TOI_bus_loans", "103") is None
    for figure in (found, standing("TOI_points", "061"), standing("TOI_bus", "103")):
        assert figure is not None
        assert Recounting().recount(figure).outcome == Outcome.SAME


def test_what_files_and_people_say_stays(desk: Client, january: Louna) -> None:
    town = january.municipalities["834"]
    enter(by=SYSTEM, year=2024, values={(town, "TOI_points"): Read(Decimal(3), State.VALUE)})
    assert "Toinen luku on voimassa" in text(desk.get(KNOWN))
    desk.post(KNOWN)
    assert value("TOI_points", "834") == 3
    desk.post(f"{YEAR}lock/")
    assert "Täytä" not in text(desk.get(KNOWN)).replace("Täytä luvut", "")
    assert "lukittu" in text(desk.post(KNOWN, follow=True))


def test_a_branch_that_has_closed_is_counted_to_its_last_day(desk: Client, january: Louna) -> None:
    Branch.objects.filter(code="tam").update(valid_to=dt.date(2024, 12, 30))
    (proposal,) = [
        p
        for p in queries.proposals(2024, [january.municipalities["834"]])
        if p.variable == "TOI_points"
    ] or [None]
    assert proposal is None or proposal.value == 0
    Branch.objects.filter(code="tam").update(valid_to=dt.date(2024, 12, 31))
    (proposal,) = [
        p
        for p in queries.proposals(2024, [january.municipalities["834"]])
        if p.variable == "TOI_points"
    ]
    assert proposal.value == 1


def test_what_a_room_knows_is_asked_of_the_registry(
    desk: Client, january: Louna, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = january.municipalities["981"]
    says = {"TAP_tot_p": Decimal(508), "TAP_u18_n": None, "NO_such": Decimal(3)}

    def known(year: int) -> Iterator[tuple[Area, Known]]:
        for code, count in says.items():
            basis = {"E": {"untold": 508}}
            yield (
                areas()[0],
                Known(code, town.pk, count, f"{code} of {year}", origin="allocated", basis=basis),
            )

    monkeypatch.setattr(queries, "known_figures", known)
    monkeypatch.setattr("kimppa.statistics.recount.recounting.known_figures", known)
    desk.post(KNOWN)
    found = standing("TAP_tot_p", "981")
    assert found is not None
    assert found.value == 508
    assert found.origin == "allocated"
    assert found.derivation is not None
    assert found.derivation.content["basis"] == {"E": {"untold": 508}}
    assert standing("TAP_u18_n", "981") is None
    assert Recounting().recount(found).outcome == Outcome.SAME
    says["TAP_tot_p"] = Decimal(510)
    assert Recounting().recount(found).outcome == Outcome.OTHER
    desk.post(KNOWN)  # what was filled in before is brought up to date
    assert value("TAP_tot_p", "981") == 510


def test_filling_in_is_taken_back_whole(desk: Client) -> None:
    page = desk.post(KNOWN, follow=True)
    assert "Kumoa" in text(page)
    assert standing("TOI_points", "061") is not None
    desk.post(re.findall(r'action="([^"]*/undo/[^"]+)"', page.content.decode())[-1])
    assert standing("TOI_points", "061") is None


def test_people_of_the_last_day_are_those_of_the_next_first(january: Louna) -> None:
    town = january.municipalities["981"]
    day = Provenance(source="Tilastokeskus", as_of=dt.date(2023, 12, 31))
    record_population(by=SYSTEM, municipality=town, year=2023, value=2251, provenance=day)

    def people() -> Decimal | None:
        own = next(r.own for r in board(2024, town).rows if r.variable.code == "POP")
        return own.value if own else None

    assert people() == 2251
    assert board(2024, town).key_figures["TUN_loans_cap"] == Decimal(17640) / 2251
    first = Provenance(source="Kirjastotilastot", as_of=dt.date(2024, 1, 1))
    record_population(by=SYSTEM, municipality=town, year=2024, value=2249, provenance=first)
    assert people() == 2249  # what is of the year itself goes first
    end = Provenance(source="Tilastokeskus", as_of=dt.date(2024, 12, 31))
    record_population(by=SYSTEM, municipality=town, year=2024, value=2200, provenance=end)
    assert people() == 2251


def test_a_sheet_that_is_not_whole_says_so_wherever_it_goes(desk: Client, january: Louna) -> None:
    assert "Vajaa:" in text(desk.get(FREEZE))
    freeze(desk, provisional="on", municipalities="981")
    release = Release.objects.get(kind="statistics", municipality__code="981")
    facts = json.loads(release.facts)
    filled, expected = completeness(facts)
    assert 0 < filled < expected
    assert release.incomplete == f"{filled}/{expected}"
    words = f"Vajaa: {filled}/{expected} kohtaa vastattu"
    desk.post(DELIVERY, {"municipalities": ["981"]})
    assert words in text(desk.get(DELIVERY))
    assert f"Toimitettu. {words}" in text(desk.get(YEAR))
    with override("sv"):
        assert release.shortfall == f"Ofullständig: {filled} av {expected} besvarade"
    book = openpyxl.load_workbook(
        io.BytesIO(desk.get(f"/statistics/version/{release.pk}/file.xlsx").content)
    )
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row if cell]
    assert any(words in cell and "Talous" in cell for cell in cells)
    with override("fi"):
        town = january.municipalities["981"]
        (told,) = [
            sentence.text
            for sentence in summaries(["statistics-units"], 2024, town)["statistics-units"]
            if "toimite" in sentence.text or "ajaa" in sentence.text
        ]
        assert words in told, told
        assert "Lomakkeista yksi on vielä vajaa" in " ".join(
            s.text for s in summaries(["statistics-units"], 2024, None)["statistics-units"]
        )
        whole = {**facts, "rows": [{**row, "origin": "measured"} for row in facts["rows"]]}
        assert (incomplete(whole), incomplete_text(whole)) == ("", "")


def test_only_the_coordinator_fills_in(january: Louna) -> None:
    statistics = Round.objects.get(year=2024)
    with pytest.raises(PermissionDenied):
        fill_in(by=january.directors["981"], statistics=statistics)
