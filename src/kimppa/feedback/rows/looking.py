"""What would become of a file's rows: new, here already, or not to be understood."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.imports.places import BRANCH, MUNICIPALITY, Places
from kimppa.core.imports.tables import Table
from kimppa.feedback.actions.arrivals import SAME_WITHIN, digest
from kimppa.feedback.finna import building_codes
from kimppa.feedback.models import Message, Ticket
from kimppa.feedback.redaction import redacted
from kimppa.feedback.rows.columns import lacking, twice
from kimppa.feedback.rows.models import RowFile
from kimppa.feedback.rows.reading import Fault, Told, read_rows

THERE, TWICE = "there", "twice"


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with whose it is; `state` is open, handled, old, there or twice. `covered` is its
    text as it would be stored, and `content` the print by which it is known again."""

    told: Told
    service: Service | None
    municipality: Municipality | None
    covered: str
    content: str
    state: str


@dataclass(slots=True)
class Look:
    """What would become of the rows. With faults, or without the needed columns, nothing."""

    rows: list[Placed] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ready: bool = False

    @property
    def new(self) -> list[Placed]:
        """The rows that would be taken in."""
        return [one for one in self.rows if one.state not in (THERE, TWICE)]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows come to each state."""
        return Counter(one.state for one in self.rows)

    @property
    def good(self) -> bool:
        """Whether there is something to take in and nothing against it."""
        return self.ready and not self.faults and bool(self.new)


def look(file: RowFile, table: Table) -> Look:
    """What would become of a file's rows as its columns are understood now: six queries."""
    if lacking(file.columns) or twice(file.columns):
        return Look()
    told, faults = read_rows(table, file.columns, clock.now().astimezone(clock.ZONE))
    places = _Placing()
    found, wrong = [], []
    for row in told:
        try:
            found.append(places.placed(row, file, table.header))
        except _UnknownError as error:
            wrong.append(error.fault)
    faults = sorted([*faults, *wrong], key=lambda one: one.line)
    return Look(list(_told_apart(found)), faults, ready=True)


def look_again(found: Look) -> Look:
    """The same rows, told apart from what is here now."""
    return Look(list(_told_apart(found.rows)), found.faults, ready=found.ready)


class _UnknownError(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.code)


class _Placing:
    """Whose each row is: its service by slug or name, its municipality by the matcher of places."""

    def __init__(self) -> None:
        self.services = {
            key: service for service in Service.objects.all() for key in _names(service)
        }
        self.places = Places()

    def placed(self, row: Told, file: RowFile, header: tuple[str, ...]) -> Placed:
        def fault(code: str, near: str = "") -> _UnknownError:
            title = header[file.columns.index(code)]
            return _UnknownError(Fault(row.line, title, code, near))

        service = self.services.get(row.service.lower()) if row.service else file.service
        if row.service and service is None:
            raise fault("service")
        town = file.municipality
        if row.municipality:
            name = next(iter(building_codes(row.municipality)), row.municipality)
            match = self.places.match(name, MUNICIPALITY, BRANCH)
            town = self.places.municipality_at(match.target)
            if town is None or not match.settled:
                raise fault("municipality", town.name if town else "")
        covered = redacted(row.text, [row.name] if row.name else [])
        slug = service.slug if service else ""
        content = digest("row", slug, row.at.astimezone(dt.UTC).isoformat(), row.text)
        return Placed(row, service, town, covered, content, row.state)


def _names(service: Service) -> Iterator[str]:
    names = (service.slug, service.name_fi, service.name_sv, service.name_en)
    return (name.lower() for name in names if name)


def _told_apart(rows: list[Placed]) -> Iterator[Placed]:
    """The rows, each that is here already or stands twice in the file marked so.

    Here is what was brought before, wherever it has been sorted since, and what came by another
    way: the same words on the same service within ten minutes, or on the day when no hour is told.
    """
    if not rows:
        return
    brought = set(
        Ticket.objects.filter(content__in=[one.content for one in rows]).values_list(
            "content", flat=True
        )
    )
    others = _others(rows)
    seen = set()
    for row in rows:
        state = row.state
        if row.content in seen:
            state = TWICE
        elif row.content in brought or _is_among(row, others.get(_key(row), ())):
            state = THERE
        seen.add(row.content)
        yield Placed(row.told, row.service, row.municipality, row.covered, row.content, state)


type Key = tuple[int | None, str]


def _key(row: Placed) -> Key:
    return (row.service.pk if row.service else None, row.covered)


def _others(rows: list[Placed]) -> dict[Key, list[dt.datetime]]:
    """When the same words have come on the same service in the days of the file: one query,
    of which only what is alike is kept."""
    wanted = {_key(row) for row in rows}
    days = [row.told.at for row in rows]
    span = (min(days) - dt.timedelta(days=1), max(days) + dt.timedelta(days=1))
    said = Message.objects.filter(
        kind=Message.Kind.CUSTOMER, ticket__arrived_at__range=span
    ).values_list("ticket__queue__service_id", "text", "ticket__arrived_at")
    found: dict[Key, list[dt.datetime]] = {}
    for service, text, at in said.order_by().iterator():
        if (service, text) in wanted:
            found.setdefault((service, text), []).append(at)
    return found


def _is_among(row: Placed, moments: Iterable[dt.datetime]) -> bool:
    at, day = row.told.at, row.told.at.date()
    if row.told.timed:
        return any(abs(one - at) <= SAME_WITHIN for one in moments)
    return any(one.astimezone(clock.ZONE).date() == day for one in moments)
