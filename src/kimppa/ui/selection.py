"""Which year and municipality the pages are about; chosen in the top bar, kept in the session."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.duties import queries as duties
from kimppa.core.duties.queries import Heading
from kimppa.core.memo import remember
from kimppa.core.register.queries import in_force

YEAR, MUNICIPALITY, ALL = "vuosi", "kunta", "kaikki"
KEEP = "muista"  # what the top bar's links say: the choice holds on the other pages too
_SESSION = "kimppa-selection"
_MEMORY = "_kimppa_memory"


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen agreement year and municipality; None = the whole consortium."""

    year: int
    municipality: Municipality | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: years newest first, the municipalities one may look at alone."""

    years: tuple[int, ...]
    municipalities: tuple[Municipality, ...]
    may_see_all: bool


def memory(request: HttpRequest) -> dict[str, Any]:
    """Things worked out once for each request."""
    store: dict[str, Any] = request.__dict__.setdefault(_MEMORY, {})
    return store


@dataclass(frozen=True, slots=True)
class FrameData:
    """What the frame of every page shows of the consortium; it changes a few times a year."""

    consortium: str
    headings: list[Heading]


def frame_data(request: HttpRequest) -> FrameData:
    """Read once for each request, with one query unless something has been written."""
    store = memory(request)
    if "frame" not in store:
        store["frame"] = remember("frame", make=_read_frame_data)
    frame: FrameData = store["frame"]
    return frame


def _read_frame_data() -> FrameData:
    return FrameData(*duties.headings())


def headings(request: HttpRequest) -> list[Heading]:
    """The agreements' sections and their topics."""
    return frame_data(request).headings


def choices(request: HttpRequest) -> Choices:
    """The years that have an agreement, and the municipalities open to the person.

    A coordinator may look at each that has been in force in one of the years; a director and
    staff at their own and at all together; a reader only at the reader's own.
    """
    store = memory(request)
    if "choices" not in store:
        years = {heading.year for heading in headings(request)} or {clock.today().year}
        person = request.user if isinstance(request.user, Person) else None
        own_municipalities = _own_municipalities(person, years)
        store["choices"] = Choices(
            years=tuple(sorted(years, reverse=True)),
            municipalities=own_municipalities,
            may_see_all=person is not None and person.role not in {Role.READER, ""},
        )
    options: Choices = store["choices"]
    return options


def selected(request: HttpRequest) -> Selection:
    """The year and the municipality of the address, else the remembered, else the default.

    `?vuosi=2024&kunta=609`; `kunta=kaikki` is the whole consortium. Only a choice of the top bar
    (`&muista=1`) is remembered: a link to one municipality's report changes no other page. What
    cannot be chosen is passed over without a fuss: an old address still opens. The year is one in
    which the municipality was a party, the newest where another was asked for.
    """
    store = memory(request)
    if "selection" not in store:
        store["selection"] = _read_selection(request, choices(request))
    selection: Selection = store["selection"]
    return selection


def _own_municipalities(person: Person | None, years: Collection[int]) -> tuple[Municipality, ...]:
    if person is None:
        return ()
    if person.is_coordinator:
        return in_force(min(years), max(*years, clock.today().year))
    by_id = {m.municipality_id: m.municipality for m in person.current_memberships}
    return tuple(municipality for municipality in by_id.values() if municipality is not None)


def _read_selection(request: HttpRequest, open_to: Choices) -> Selection:
    remembered: dict[str, str] = request.session.get(_SESSION, {})
    params = {key: request.GET.get(key) or remembered.get(key, "") for key in (YEAR, MUNICIPALITY)}
    if request.GET.get(KEEP) and any(params[key] != remembered.get(key, "") for key in params):
        request.session[_SESSION] = {key: choice for key, choice in params.items() if choice}
    municipality = _municipality(params[MUNICIPALITY], open_to)
    return Selection(_year(params[YEAR], years_of(municipality, open_to.years)), municipality)


def years_of(municipality: Municipality | None, years: tuple[int, ...]) -> tuple[int, ...]:
    """The years in which it was in force: who has left is no party to a later agreement. All of
    them for the consortium, and for who was in force in none.
    """
    if municipality is None:
        return years
    return tuple(year for year in years if municipality in in_force(year, year)) or years


def _year(text: str, years: tuple[int, ...]) -> int:
    """The year of the address, else this year's, else the newest before it."""
    for year in years:
        if str(year) == text:
            return year
    this_year = clock.today().year
    return next((year for year in years if year <= this_year), years[-1])


def _municipality(code: str, open_to: Choices) -> Municipality | None:
    """None for all of them together, and for a code that the person may not see."""
    if code == ALL and open_to.may_see_all:
        return None
    for municipality in open_to.municipalities:
        if municipality.code == code:
            return municipality
    # Whoever looks at one municipality by right starts there; a coordinator starts from all.
    if len(open_to.municipalities) == 1:
        return open_to.municipalities[0]
    return None
