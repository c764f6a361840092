"""How a room tells the others about itself without anybody importing it.

A room's AppConfig is an `AreaConfig` with one `Area`. Callables are named by dotted path and
imported when first called, so that declaring an area costs nothing.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import AppConfig, apps
from django.urls import reverse
from django.utils.module_loading import import_string

from kimppa.core.answers import Counted as Counted
from kimppa.core.answers import Due as Due
from kimppa.core.answers import Figures as Figures
from kimppa.core.answers import Group as Group
from kimppa.core.answers import Hours as Hours
from kimppa.core.answers import Resolved as Resolved
from kimppa.core.answers import Sentence as Sentence
from kimppa.core.answers import Taken as Taken
from kimppa.core.answers import Text as Text
from kimppa.core.duties.planned import PlannedStep
from kimppa.core.duties.subjects import matching_subject, topic_of
from kimppa.core.handover import Mention, Offer, Receiver
from kimppa.core.home import Entry, Expected
from kimppa.core.retry import Retry

if TYPE_CHECKING:
    from kimppa.core.consortium.models import Municipality, Person

JOB_RETRY = Retry(attempts=4, first=300, factor=3)  # within about an hour


@dataclass(frozen=True, slots=True)
class NavItem:
    """A room's page in the navigation; `permission` hides it from those it is not for."""

    title: Text
    url_name: str
    permission: str = "view"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """Work that the worker starts by itself: cron fields in Europe/Helsinki, dotted path.

    `title` is what staff read on the page of runs. The function may return how many it handled.
    """

    name: str
    cron: str
    task: str
    title: Text = ""
    retry: Retry = JOB_RETRY


@dataclass(frozen=True, slots=True)
class Area:
    """Everything that the top rooms and the core may ask of a room.

    Dotted paths: `resolve(ids, person) -> Mapping[id, Resolved]` (batched, permission-aware),
    `summary(topics, year, municipality) -> Mapping[topic, list[Sentence]]` (batched: one call
    for all its topics that are asked, municipality None = the whole consortium; a room that
    `tells_services` is asked by subject and answers by it),
    `due(start, end, person) -> Iterable[Due]`, `waits(person) -> Iterable[Due]`: what waits to be
    done without a day, dated by the day since which it waits. `demo()` (makes the room's demo
    rows, each with a source or the example mark). `logged` leads to a table: what the audit log
    calls the actions that only this room does, by the verb.

    `documents` leads to a table: what words find (`core.search.sources`).
    `undo` leads to a table: how each of the room's audit actions is taken back
    (`core.audit.undo`).
    `planned(years) -> Iterable[PlannedStep]`: the agreed steps that fall due in the years; a line
    of the agreement is not done before them. `targets(year)`: what is aimed at (`core.aims`).

    `counts`: what the room counts of a year by itself, by a code ("publishing:events") with its
    name; `counted(codes, year) -> Mapping[code, Counted]` answers for them, without what it does
    not know. An indicator of the programme that follows such a count says what the room says.

    `knows(year) -> Iterable[Known]`: figures of a year that the room can tell of its own rows, by
    the codes of variables; the statistics offer them to be filled in.

    `key_figures(year, towns) -> Mapping[code, Sequence[KeyFigure]]`: figures with pictures for the
    first page of the report, of the whole consortium ("") and of each municipality
    (`core.keyfigures`).

    `derived(figure) -> Derived | None`, `remade(figure) -> Remade | None`: how a figure of the
    room, by its id, was made, and what it comes to again (`core.figures.rooms`).

    `offers(place, person) -> Iterable[Offer]`: what the room would put on "agenda";
    `mentions(person, services=, records=) -> Iterable[Mention]`: its objects that name a service
    by its slug or a record by its old id. Both batched and permission-aware.
    `receives`: what other rooms may hand over to this one, by the verb; the verb `decided` tells
    a room what was decided of an object of its own (docs/developer/areas.md).

    `letters(data) -> Taken`: what the room makes of a letter that came to another room's mailbox,
    such as an answer that a calendar program sent; a letter may be asked about twice.

    `begins`: where staff begin work of a topic by themselves, by the topic: the name of the
    address and its arguments. A topic that no room begins becomes a task for the coordinator.

    `releases`: dotted paths of the kinds of release that the room makes (`core.releases.drafts`).
    `imports`: the `core.imports.importer.Importer` of each kind of file that the room takes in.
    `effects(answers, person) -> Mapping[pk, Effect]`: what a yes changes for whom is asked
    (`core.ratification.effects`), batched: of the room's own questions, or of those of the rooms
    that `effects_of` names. `holdings(services) -> Held | None`: `core.holdings`.
    `cached`: beginnings of public addresses ("/ohjelma/") whose pages are alike for every
    anonymous visitor and may be kept in memory (docs/developer/serving.md).
    `doors`: the room's pages that every public page leads to; `ask`: the name of the one where
    anybody may write to the libraries, which takes `?municipality=` and a code.
    `folders`: what the room writes into the instance folder (`core.home`).
    `expected() -> Iterable[Expected]`: every file there that a row of the room names.
    """

    slug: str
    title: Text
    urls: str = ""
    public_urls: str = ""
    cached: tuple[str, ...] = ()
    doors: tuple[NavItem, ...] = ()
    ask: str = ""
    api: str = ""
    nav: tuple[NavItem, ...] = ()
    topics: tuple[str, ...] = ()
    schedule: tuple[Job, ...] = ()
    resolve: str = ""
    summary: str = ""
    tells_services: bool = False
    due: str = ""
    waits: str = ""
    planned: str = ""
    targets: str = ""
    documents: str = ""
    demo: str = ""
    logged: str = ""
    undo: str = ""
    counts: Mapping[str, Text] = field(default_factory=dict)
    counted: str = ""
    knows: str = ""
    key_figures: str = ""
    derived: str = ""
    remade: str = ""
    begins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    letters: str = ""
    offers: str = ""
    mentions: str = ""
    receives: Mapping[str, Receiver] = field(default_factory=dict)
    releases: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    folders: tuple[Entry, ...] = ()
    expected: str = ""
    effects: str = ""
    effects_of: tuple[str, ...] = ()
    holdings: str = ""

    def call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call one of the area's dotted paths."""
        target: Callable[..., Any] = import_string(getattr(self, name))
        return target(*args, **kwargs)


class AreaConfig(AppConfig):
    """The AppConfig of a room that declares an Area."""

    area: ClassVar[Area]
    # Django takes an apps.py's only AppConfig; the base, imported there, must not be the second.
    default = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """A room's own AppConfig is the one to take."""
        super().__init_subclass__(**kwargs)
        cls.default = True


def areas() -> tuple[Area, ...]:
    """Every declared area, in the order of INSTALLED_APPS."""
    return tuple(c.area for c in apps.get_app_configs() if isinstance(c, AreaConfig))


# The rooms above the areas, the lowest first: each is told of what those before it hold.
_ABOVE = ("agreement", "programme", "report", "desk")


def demo_order() -> list[Area]:
    """Every area in the order in which demo rows are made: a room after those it draws from."""
    return sorted(
        areas(), key=lambda room: _ABOVE.index(room.slug) + 1 if room.slug in _ABOVE else 0
    )


def area(slug: str) -> Area:
    """One area. Raises LookupError when no room has that name."""
    for room in areas():
        if room.slug == slug:
            return room
    raise LookupError(f"no area is named {slug!r}")


def beginning(topic: str) -> str:
    """The address at which staff begin work of a topic; empty when no room has one."""
    for room in areas():
        if topic in room.begins:
            name, *arguments = room.begins[topic]
            return reverse(name, args=arguments)
    return ""


def summaries(
    subjects: Collection[str], year: int, municipality: "Municipality | None"
) -> dict[str, list[Sentence]]:
    """What the areas say of each subject (`topic` or `topic@service`), in the active language.

    What a room says of a topic as a whole stands where work without a service falls to, whether
    or not the agreement's line names one.
    """
    by_subject: dict[str, list[Sentence]] = {subject: [] for subject in subjects}
    for room in areas():
        room_subjects = [subject for subject in subjects if topic_of(subject) in room.topics]
        if not room.tells_services:
            room_subjects = list(dict.fromkeys(map(topic_of, room_subjects)))
        if room.summary and room_subjects:
            for room_subject, sentences in room.call(
                "summary", room_subjects, year, municipality
            ).items():
                subject = (
                    room_subject
                    if room.tells_services
                    else matching_subject(room_subject, "", subjects)
                )
                by_subject[subject or room_subject].extend(sentences)
    return by_subject


def planned_steps(years: Collection[int]) -> Iterator[PlannedStep]:
    """What the rooms have planned for the lines of some years' agreements."""
    for room in (room for room in areas() if room.planned):
        yield from room.call("planned", years)


def expected() -> Iterator[Expected]:
    """Every file of the instance folder that a row of an area names."""
    for room in areas():
        if room.expected:
            yield from room.call("expected")


def counts() -> dict[str, str]:
    """What the rooms count by themselves: the names in the active language by their codes."""
    return {code: str(name) for room in areas() for code, name in room.counts.items()}


def counted(codes: Collection[str], year: int) -> dict[str, Counted]:
    """The rooms' own counts of a year by code; what nobody counts is absent."""
    year_counts: dict[str, Counted] = {}
    for room in areas():
        room_codes = [code for code in room.counts if code in codes]
        if room_codes:
            year_counts |= room.call("counted", room_codes, year)
    return year_counts


def resolve(
    references: Iterable[tuple[str, str]], person: "Person"
) -> dict[tuple[str, str], Resolved]:
    """Titles and addresses of objects by (area, id); what the person may not see is absent."""
    ids_by_area: dict[str, list[str]] = {}
    for slug, object_id in references:
        ids_by_area.setdefault(slug, []).append(object_id)
    rooms = {room.slug: room for room in areas() if room.resolve}
    return {
        (slug, object_id): resolved
        for slug, ids in ids_by_area.items()
        if slug in rooms
        for object_id, resolved in rooms[slug].call("resolve", ids, person).items()
    }


def dues(start: dt.date, end: dt.date, person: "Person") -> Iterator[Due]:
    """What is due between two dates (both included), area by area."""
    for room in areas():
        if room.due:
            for due in room.call("due", start, end, person):
                yield replace(due, room=room.slug)


def waits(person: "Person") -> Iterator[Due]:
    """What waits to be done without a day, area by area."""
    for room in areas():
        if room.waits:
            for wait in room.call("waits", person):
                yield replace(wait, room=room.slug)


def offers(place: str, person: "Person", *, without: str = "") -> Iterator[tuple[str, Offer]]:
    """What the rooms, or all but one, would put on an agenda, as the person may see it."""
    for area in areas():
        if area.offers and area.slug != without:
            for offer in area.call("offers", place, person):
                yield area.slug, offer


def mentions(
    person: "Person", *, services: Collection[str] = (), records: Collection[str] = ()
) -> list[Mention]:
    """What names these services (slugs) or records (old ids), as far as the person may see it."""
    return [
        mention
        for area in areas()
        if area.mentions
        for mention in area.call("mentions", person, services=services, records=records)
    ]


def take_letter(letter: bytes) -> Taken:
    """What the rooms make of a letter in a mailbox: the first that knows it says so."""
    for area in areas():
        if area.letters and (outcome := area.call("letters", letter)) != Taken.NO:
            return Taken(outcome)
    return Taken.NO


def receiver(verb: str, slug: str = "") -> Receiver | None:
    """Who receives a verb: the room of that slug, else the first that does; None when none does."""
    return next(
        (
            area.receives[verb]
            for area in areas()
            if verb in area.receives and slug in ("", area.slug)
        ),
        None,
    )


def receivers(*verbs: str) -> dict[str, Receiver]:
    """Those of the verbs that some room receives: a button stands for each."""
    return {verb: target for verb in verbs if (target := receiver(verb))}
