"""Items and code tables, from a Mikromarc of our own that is another process."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kimppa.sources.errors import FetchError
from kimppa.sources.mikromarc import JSON, Code, Item, Mikromarc, Unit, fetch
from kimppa.sources.patient import Login, patient
from kimppa.sources.tests.conftest import Running, Waits

type Library = Callable[..., Mikromarc]


@pytest.fixture
def library(mikromarc: Running, waits: Waits) -> Iterator[Library]:
    with ExitStack() as stack:

        def made(secret: str = "salainen", **told) -> Mikromarc:
            client = patient(
                allow=mikromarc.allow,
                login=Login("finna", secret),
                patience=waits.patience(tries=3),
                headers=JSON,
            )
            return Mikromarc(f"{mikromarc.make(**told)}/12", stack.enter_context(client))

        yield made


def refused(found) -> FetchError:
    with pytest.raises(FetchError) as told:
        list(found)
    return told.value


def test_items_come_typed_and_without_what_is_not_ours(library: Library) -> None:
    items = list(library(items=5).items())
    assert [one.id for one in items] == ["1", "2", "3", "4", "5"]
    assert items[0] == Item(
        id="1",
        record="1000",
        status="OnLoan",
        unit="12",
        location="7",
        shelf="84.2 WAL",
        barcode="3000000001",
        due=dt.date(2026, 3, 1),
        notes="",
        queue=0,
    )
    assert items[2].location == ""
    assert "Kuulu" not in repr(items)


def test_units_and_code_tables_have_names(library: Library) -> None:
    here = library()
    assert list(here.units()) == [
        Unit("1", "Äänekirjasto", "", False),
        Unit("12", "Aikuisten osasto", "1", True),
    ]
    assert list(here.locations()) == [Code("7", "Varasto"), Code("8", "Lehtisali")]
    assert here.tables() == ["LibraryUnits", "MaterialTypes"]
    assert list(here.table("MaterialTypes")) == [Code("KIR", "Kirja")]
    assert refused(here.table("Borrowers")).code == "private"


def test_items_of_one_record_are_asked_by_its_number(library: Library, mikromarc: Running) -> None:
    here = library(items=9, page=1)
    assert [one.id for one in here.items("1002")] == ["4", "5"]
    address = here.root.removesuffix("/12/odata/")
    assert "?%24filter=MarcRecordId+eq+1002" in mikromarc.asked(address)[0]
    with pytest.raises(ValueError):
        list(here.items("1 or true"))


@pytest.mark.parametrize("fault", ["repeats", "inner"])
def test_known_faults_of_the_next_address_are_mended(library: Library, fault: str) -> None:
    assert [one.id for one in library(items=7, next=fault).items()] == list("1234567")


@pytest.mark.parametrize(
    ("fault", "code"), [("stuck", "round"), ("away", "other-host"), ("beside", "other-host")]
)
def test_a_next_address_that_leads_astray_is_not_followed(
    library: Library, fault: str, code: str
) -> None:
    assert refused(library(items=7, next=fault).items()).code == code


@pytest.mark.parametrize("fault", ["status:503", "text:{", "cut"])
def test_passing_trouble_is_met_by_asking_again(library: Library, waits: Waits, fault: str) -> None:
    assert len(list(library(items=5, faults={2: [fault, fault]}).items())) == 5
    assert sum(waits) == 2 + 4


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        ("status:500", "status", "HTTP 500"),
        ("text:{", "not-json", "not the JSON"),
        ("text:[]", "not-odata", "list"),
        ('text:{"value": [1]}', "not-odata", "dict"),
        ('text:{"error": {"code": "X1", "message": "no such unit"}}', "not-odata", "no such unit"),
        ('text:{"value": [], "@odata.nextLink": 1}', "not-odata", "nextLink"),
    ],
)
def test_lasting_trouble_is_told(library: Library, fault: str, code: str, said: str) -> None:
    error = refused(library(faults={2: [fault] * 3}).items())
    assert error.code == code
    assert said in str(error)


@pytest.mark.parametrize(
    "change",
    [
        {"Id": None},
        {"Id": True},
        {"DueDate": "soon"},
        {"ReservationQueueLength": "1"},
        {"Shelf": ["a"]},
        {"LocationId": 1.5},
    ],
)
def test_a_field_of_another_kind_is_named(library: Library, change: dict[str, object]) -> None:
    error = refused(library(changes=[change]).items())
    assert error.code == "odd-field"
    assert error.params["name"] == next(iter(change))


def test_a_wrong_password_is_told_and_not_tried_again(library: Library, waits: Waits) -> None:
    assert refused(library(secret="wrong").items()).code == "refused"
    assert waits == []


def test_all_of_it_is_written_or_nothing(library: Library, tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    here = library(items=5)
    done = fetch(
        here,
        tmp_path,
        progress=lambda name, n: told.append((name, n)),
    )
    assert (done.units, done.locations, done.items) == (2, 2, 5)
    assert done.unknown_statuses == ["EatenByDog"]
    assert (done.statuses["OnLoan"], done.by_unit, done.by_location["7"]) == (2, {"12": 5}, 4)
    assert told == [("units", 2), ("locations", 2), ("items", 5)]
    lines = (tmp_path / "items.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == list("12345")
    assert json.loads(lines[0])["due"] == "2026-03-01"
    before = {one.name: one.read_bytes() for one in tmp_path.glob("*.jsonl*")}
    assert len(before) == 3
    with pytest.raises(FetchError):
        fetch(library(items=9, faults={3: ["status:404"]}), tmp_path)
    assert {one.name: one.read_bytes() for one in tmp_path.glob("*.jsonl*")} == before
