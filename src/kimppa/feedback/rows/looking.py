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
from kimppa.feedback.models import Message, RowFile, Ticket
from kimppa.feedback.redaction import redacted
from kimppa.feedback.rows.columns import lacking, repeated_meanings
from kimppa.feedback.rows.reading import Entry, Fault, read_rows

THERE, TWICE = "there", "twice"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row with whose it is; `state` is open, handled, old, there or twice. `covered` is its
    text as it would be stored, and `content` the print by which it is known again."""

    entry: Entry
    service: Service | None
    municipality: Municipality | None
    covered: str
    content: str
    state: str


@dataclass(slots=True)
class Look:
    """What would become of the rows. With faults, or without the needed columns, nothing."""

    rows: list[Candidate] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ready: bool = False

    @property
    def new(self) -> list[Candidate]:
        """The rows that would be taken in."""
        return [candidate for candidate in self.rows if candidate.state not in (THERE, TWICE)]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows come to each state."""
        return Counter(candidate.state for candidate in self.rows)

    @property
    def good(self) -> bool:
        """Whether there is something to take in and nothing against it."""
        return self.ready and not self.faults and bool(self.new)


def look(file: RowFile, table: Table) -> Look:
    """What would become of a file's rows as its columns are understood now: six queries."""
    if lacking(file.columns) or repeated_meanings(file.columns):
        return Look()
    entries, faults = read_rows(table, file.columns, clock.now().astimezone(clock.ZONE))
    places = _Placing()
    candidates, wrong = [], []
    for entry in entries:
        try:
            candidates.append(places.candidate(entry, file, table.header))
        except _UnknownError as error:
            wrong.append(error.fault)
    faults = sorted([*faults, *wrong], key=lambda fault: fault.line)
    return Look(list(_with_states(candidates)), faults, ready=True)


def look_again(preview: Look) -> Look:
    """The same rows, told apart from what is here now."""
    return Look(list(_with_states(preview.rows)), preview.faults, ready=preview.ready)


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

    def candidate(self, entry: Entry, file: RowFile, header: tuple[str, ...]) -> Candidate:
        def fault(code: str, near: str = "") -> _UnknownError:
            title = header[file.columns.index(code)]
            return _UnknownError(Fault(entry.line, title, code, near))

        service = self.services.get(entry.service.lower()) if entry.service else file.service
        if entry.service and service is None:
            raise fault("service")
        town = file.municipality
        if entry.municipality:
            name = next(iter(building_codes(entry.municipality)), entry.municipality)
            match = self.places.match(name, MUNICIPALITY, BRANCH)
            town = self.places.municipality_at(match.target)
            if town is None or not match.settled:
                raise fault("municipality", town.name if town else "")
        covered = redacted(entry.text, [entry.name] if entry.name else [])
        slug = service.slug if service else ""
        content = digest("row", slug, entry.at.astimezone(dt.UTC).isoformat(), entry.text)
        return Candidate(entry, service, town, covered, content, entry.state)


def _names(service: Service) -> Iterator[str]:
    names = (service.slug, service.name_fi, service.name_sv, service.name_en)
    return (name.lower() for name in names if name)


def _with_states(candidates: list[Candidate]) -> Iterator[Candidate]:
    """The rows, each that is here already or stands twice in the file marked so.

    Here is what was brought before, wherever it has been sorted since, and what came by another
    way: the same words on the same service within ten minutes, or on the day when no hour is told.
    """
    if not candidates:
        return
    contents = set(
        Ticket.objects.filter(
            content__in=[candidate.content for candidate in candidates]
        ).values_list("content", flat=True)
    )
    arrivals = _arrivals(candidates)
    repeats = set()
    for candidate in candidates:
        state = candidate.state
        if candidate.content in repeats:
            state = TWICE
        elif candidate.content in contents or _is_among(
            candidate, arrivals.get(_key(candidate), ())
        ):
            state = THERE
        repeats.add(candidate.content)
        yield Candidate(
            candidate.entry,
            candidate.service,
            candidate.municipality,
            candidate.covered,
            candidate.content,
            state,
        )


type Key = tuple[int | None, str]


def _key(candidate: Candidate) -> Key:
    return (candidate.service.pk if candidate.service else None, candidate.covered)


def _arrivals(candidates: list[Candidate]) -> dict[Key, list[dt.datetime]]:
    """When the same words have come on the same service in the days of the file: one query,
    of which only what is alike is kept."""
    keys = {_key(candidate) for candidate in candidates}
    days = [candidate.entry.at for candidate in candidates]
    span = (min(days) - dt.timedelta(days=1), max(days) + dt.timedelta(days=1))
    messages = Message.objects.filter(
        kind=Message.Kind.CUSTOMER, ticket__arrived_at__range=span
    ).values_list("ticket__queue__service_id", "text", "ticket__arrived_at")
    moments: dict[Key, list[dt.datetime]] = {}
    for service, text, at in messages.order_by().iterator():
        if (service, text) in keys:
            moments.setdefault((service, text), []).append(at)
    return moments


def _is_among(candidate: Candidate, moments: Iterable[dt.datetime]) -> bool:
    at, day = candidate.entry.at, candidate.entry.at.date()
    if candidate.entry.timed:
        return any(abs(moment - at) <= SAME_WITHIN for moment in moments)
    return any(moment.astimezone(clock.ZONE).date() == day for moment in moments)
