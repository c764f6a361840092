"""What the desk finds by words among the things that all rooms share, and what its ids mean."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.area import Found, Resolved
from kimppa.core.consortium.models import Person, Service
from kimppa.core.consortium.queries import people_visible_to
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.queries import visible_decisions
from kimppa.core.evidence.queries import visible_evidence
from kimppa.core.releases.queries import visible_deliveries
from kimppa.core.tasks.models import Task
from kimppa.core.topics import label
from kimppa.ui.numbers import day
from kimppa.ui.tables import any_contains

EACH = 10

type Rows = QuerySet[Any]


def search(words: str, person: Person) -> Iterator[Found]:
    """Work, tasks, decisions, deliveries, services and people.

    Only what the person may see; at most ten of each kind.
    """
    for kind, rows, fields, url, excerpt in _places(person):
        for row in rows.filter(any_contains(fields, words))[:EACH]:
            yield Found(str(row), url(row), kind, excerpt(row))


type Place = tuple[str, Rows, tuple[str, ...], Callable[[Any], str], Callable[[Any], str]]

_NAMES = ("name_fi", "name_sv", "name_en")


def _page(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(name, args=[row.pk])


def _places(person: Person) -> Iterator[Place]:
    yield from _doings(person)
    yield from _register(person)


def _doings(person: Person) -> Iterator[Place]:
    yield (
        _("Work done"),
        visible_evidence(person).standing(),
        ("title", "note"),
        _page("desk:work"),
        lambda row: f"{label(row.topic)}, {row.agreement_year}",
    )
    yield (
        _("Tasks"),
        Task.objects.visible_to(person),
        ("title", "note"),
        _page("desk:task"),
        lambda row: str(row.get_state_display()),
    )
    yield (
        _("Decisions"),
        visible_decisions(person),
        ("text", "meeting", "section"),
        _page("desk:decision"),
        lambda row: day(row.date),
    )
    yield (
        _("Deliveries"),
        visible_deliveries(person).select_related("release"),
        ("release__title", "recipient_name"),
        _page("desk:delivery"),
        lambda row: str(row.recipient_name),
    )


def _register(person: Person) -> Iterator[Place]:
    yield (
        _("Services"),
        Service.objects.all(),
        (*_NAMES, "slug", "vendor"),
        _page("desk:service"),
        lambda row: str(row.get_kind_display()),
    )
    if person.can(Permission.MANAGE_PEOPLE):
        yield (
            _("People"),
            people_visible_to(person).prefetch_related(None),
            ("name", "email"),
            _page("desk:person"),
            lambda row: str(row.email),
        )


def resolve(ids: Collection[str], person: Person) -> Mapping[str, Resolved]:
    """What the desk's own ids (`task-12`, `delivery-3`) look like to the person."""
    tasks = Task.objects.visible_to(person).filter(pk__in=_numbers(ids, "task-"))
    given = visible_deliveries(person).select_related("release")
    return {
        f"task-{row.pk}": Resolved(row.title, reverse("desk:task", args=[row.pk]), row.state)
        for row in tasks
    } | {
        f"delivery-{row.pk}": Resolved(str(row.release), reverse("desk:delivery", args=[row.pk]))
        for row in given.filter(pk__in=_numbers(ids, "delivery-"))
    }


def _numbers(ids: Collection[str], prefix: str) -> list[int]:
    rests = [one.removeprefix(prefix) for one in ids if one.startswith(prefix)]
    return [int(rest) for rest in rests if rest.isdecimal()]
