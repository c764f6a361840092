"""Mikromarc's OData service: items, and the code tables that give their codes names.

    with patient(allow=…, login=Login(user, secret), headers=JSON) as client:
        library = Mikromarc("https://host/base/unit", client)
        units = list(library.units())
        for item in library.items():
            …

`base` is the address of the service with base and unit, without `odata`. Only items, units and
code tables are asked for: borrowers, loans and debts never are, and of an item's loan nothing but
the due date is kept. Records come by OAI-PMH; an item's `record` is field 001 of its record.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from kimppa.sources.errors import FetchError
from kimppa.sources.odata import Row, rows, tables
from kimppa.sources.patient import PatientClient

JSON: Final = {"Accept": "application/json"}
# Mikromarc's own words for the status of an item.
STATUSES: Final = frozenset(
    [
        *("AvailableForLoan", "InCourseOfAcquisition", "OnLoan", "InProcess", "Recalled"),
        *("WaitingOnReservationShelf", "AwaitingReplacing", "InTransitBetweenLibraries"),
        *("ClaimedReturnedOrNeverBorrowed", "Lost", "MissingBeingTraced", "AtBinding"),
        *("UnderRepair", "AwaitingTransfer", "MissingOverdue", "Withdrawn", "Discarded", "Other"),
        *("Unknown", "OrderedFromAnotherLibrary", "DeletedInMikromarc1", "Reserved"),
        *("ReservedInTransitBetweenLibraries", "ToAcquisition"),
    ]
)
# Lists that hold people or their doings.
_PRIVATE: Final = ("borrower", "patron", "user", "login", "debt", "fine", "reservation", "loan")


@dataclass(frozen=True, slots=True)
class Unit:
    """A library unit or, with `department`, a part of one; `parent` is "" at the top."""

    id: str
    name: str
    parent: str
    department: bool


@dataclass(frozen=True, slots=True)
class Code:
    """A row of a code table: what stands in items, and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """A copy. `record` is its record's 001, `unit` and `location` ids of their tables, `status` a
    word of STATUSES or a new one; `queue` counts reservations; None is not told.
    """

    id: str
    record: str
    status: str
    unit: str
    location: str
    shelf: str
    barcode: str
    due: dt.date | None
    notes: str
    queue: int | None


@dataclass(slots=True)
class FetchCounts:
    units: int = 0
    locations: int = 0
    items: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    by_unit: Counter[str] = field(default_factory=Counter)
    by_location: Counter[str] = field(default_factory=Counter)

    @property
    def unknown_statuses(self) -> list[str]:
        """Statuses that Mikromarc is not known to have."""
        return sorted(set(self.statuses) - STATUSES)


class Mikromarc:
    """One unit's service. Every method raises FetchError, "not-odata" naming a field that is
    missing or of another kind among others.
    """

    def __init__(self, base: str, client: PatientClient) -> None:
        self.root = base.rstrip("/") + "/odata/"
        self.client = client

    def units(self) -> Iterator[Unit]:
        for row in self._rows("LibraryUnits"):
            yield Unit(
                id=_id(row, "Id"),
                name=_text(row, "Name"),
                parent=_id(row, "ParentUnitId", needed=False),
                department=_flag(row, "IsDepartment") or False,
            )

    def locations(self) -> Iterator[Code]:
        """What the `location` of items stands for."""
        return self.table("CatalogueItemLocations")

    def table(self, name: str) -> Iterator[Code]:
        """Any list of codes with `Id` and `Name` (material types, say); `tables` tells the names.

        Raises FetchError "private" for a list about people.
        """
        if any(word in name.lower() for word in _PRIVATE):
            raise FetchError("private", name=name)
        for row in self._rows(name):
            yield Code(_id(row, "Id"), _text(row, "Name"))

    def tables(self) -> list[str]:
        """The names of the lists with `Id` and `Name` that the service has, not about people."""
        lists = tables(self.client, self.root)
        return [
            name
            for name, fields in lists.items()
            if {"Id", "Name"} <= set(fields) and not any(w in name.lower() for w in _PRIVATE)
        ]

    def items(self, record: str = "") -> Iterator[Item]:
        """Every item, or those of one record (its 001)."""
        options = {"filter": f"MarcRecordId eq {_number(record)}"} if record else {}
        for row in self._rows("CatalogueItems", **options):
            yield _item(row)

    def _rows(self, name: str, **options: str) -> Iterator[Row]:
        for page in rows(self.client, self.root, name, **options):
            yield from page


def fetch(
    library: Mikromarc,
    folder: Path,
    *,
    progress: Callable[[str, int], None] = lambda _list, _rows: None,
) -> FetchCounts:
    """Write `units.jsonl`, `locations.jsonl`, `items.jsonl` into a folder, one JSON object a
    line with the fields of Unit, Code, Item.

    Files take their places only when all are whole. `progress` (name of the list, rows so far) is
    called every 1,000 rows and at the end of a list; what it raises ends the fetch.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts = FetchCounts()
    parts: list[Path] = []

    def write(name: str, objects: Iterable[Any]) -> int:
        path = folder / f"{name}.jsonl.part"
        parts.append(path)
        return _write_lines(path, name, objects, progress)

    try:
        counts.units = write("units", library.units())
        counts.locations = write("locations", library.locations())
        counts.items = write("items", _count_items(library.items(), counts))
        for path in parts:
            path.replace(path.with_suffix(""))
    finally:
        for path in parts:
            path.unlink(missing_ok=True)
    return counts


def _write_lines(
    path: Path, name: str, entities: Iterable[Any], progress: Callable[[str, int], None]
) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for entity in entities:
            file.write(json.dumps(asdict(entity), ensure_ascii=False, default=str) + "\n")
            count += 1
            if count % 1000 == 0:
                progress(name, count)
    progress(name, count)
    return count


def _count_items(items: Iterable[Item], counts: FetchCounts) -> Iterator[Item]:
    for item in items:
        counts.statuses[item.status] += 1
        counts.by_unit[item.unit] += 1
        counts.by_location[item.location] += 1
        yield item


def _number(record: str) -> str:
    """A record's number as OData writes it. Raises ValueError for what is no number."""
    return str(int(record))


def _item(row: Row) -> Item:
    return Item(
        id=_id(row, "Id"),
        record=_id(row, "MarcRecordId", needed=False),
        status=_text(row, "ItemStatus"),
        unit=_id(row, "BelongToUnitId", needed=False),
        location=_id(row, "LocationId", needed=False),
        shelf=_text(row, "Shelf"),
        barcode=_text(row, "Barcode"),
        due=_day(row, "DueDate"),
        notes=_text(row, "notes") or _text(row, "Notes"),
        queue=_count(row, "ReservationQueueLength"),
    )


def _unexpected_field(row: Row, name: str) -> FetchError:
    return FetchError("odd-field", name=name, value=repr(row.get(name)))


def _id(row: Row, name: str, *, needed: bool = True) -> str:
    """An id is a number or a word; "" for none."""
    content = row.get(name)
    if isinstance(content, bool) or not isinstance(content, int | str | None):
        raise _unexpected_field(row, name)
    if needed and content in {None, ""}:
        raise _unexpected_field(row, name)
    return "" if content is None else str(content).strip()


def _text(row: Row, name: str) -> str:
    content = row.get(name)
    if isinstance(content, dict | list):
        raise _unexpected_field(row, name)
    return "" if content is None else str(content).strip()


def _flag(row: Row, name: str) -> bool | None:
    content = row.get(name)
    if content is not None and not isinstance(content, bool):
        raise _unexpected_field(row, name)
    return content


def _count(row: Row, name: str) -> int | None:
    content = row.get(name)
    if content is not None and (isinstance(content, bool) or not isinstance(content, int)):
        raise _unexpected_field(row, name)
    return content


def _day(row: Row, name: str) -> dt.date | None:
    """The day of a date or a moment, as the service writes it."""
    text = _text(row, name)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError as error:
        raise _unexpected_field(row, name) from error
