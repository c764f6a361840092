"""Having been coordinator gives no way back: each undo asks for the right of today.

The addresses come from the URL conf. Whoever was coordinator, and did what the demo tells, gets
from each of them what anybody else in the new role gets.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from conftest import Louna
from kimppa.config.tests.test_roles import Desk, desk, rooms
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import ways
from kimppa.core.consortium.models import Membership, Person
from kimppa.desk.tests import test_security
from kimppa.pages.models import Page
from tests.rooms import is_chosen

__all__ = ["desk"]

ROOT = Path(__file__).parents[2]
OF_PEOPLE = {"core.person", "core.membership"}
SOME = 3  # entries
UNDO = re.compile(
    r"undo|undone|restore|\bback/|reopen|again|open-again|peru|palauta|kumoa|un(send|answer)"
)
# Undo addresses that no role opens: their token, or another test of the same question.
ELSEWHERE = {
    "desk-public:undo-pass-on": "the holder of the link: desk/tests/test_deliveries_public",
    "desk-public:question-undo": "the holder of the link: desk/tests/test_answer_links",
    ":withdraw-event": "the holder of the link: publishing/tests/test_sending",
    "ui:undo": "test_no_entry_of_the_log_gives_a_former_coordinator_a_role",
    "desk:sso-back": "no undo: back from the provider",
    "desk:webhook-again": "the coordinator alone: desk/tests/test_webhooks",
    "desk:letter-again": "the coordinator alone: desk/tests/test_mail",
    "api:undo_work": "tests/api/test_roles",
    "api:restore_work": "tests/api/test_roles",
    "api:task_reopen": "tests/api/test_roles",
    "api:step_reopen": "tests/api/test_roles",
}


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The names of all addresses whose name or route speaks of undoing."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, one.namespace or space)
        elif UNDO.search(f"{one.name} {one.pattern}"):
            yield f"{space}:{one.name}"


def undo_addresses() -> set[str]:
    return set(addresses(get_resolver().url_patterns))


def become(person: Person, other: Person) -> None:
    """Give a person the other's role and no other."""
    held = other.current_memberships[0]
    person.memberships.update(role=held.role, municipality=held.municipality)


def test_every_undo_has_a_case() -> None:
    in_rooms = {name for name in undo_addresses() if name.partition(":")[0] in rooms()}
    on_desk = {f"desk:{name}" for name in test_security.WRITE}
    unlike = undo_addresses() - in_rooms - on_desk ^ ELSEWHERE.keys()
    assert {name for name in unlike if is_chosen(name.partition(":")[0])} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["Tammela director", "Ypäjä staff", "Ypäjä reader"])
def test_a_former_coordinator_undoes_what_the_new_role_does(
    desk: Desk, every_room: Louna, who: str
) -> None:
    other = Person.objects.get(pk=int(desk.clients[who].session["_auth_user_id"]))
    names = sorted(name for name in undo_addresses() if name in desk.paths)
    become(every_room.coordinator, other)
    Page.objects.update(owner=None)  # whoever owns a page writes it in every role
    for name in names:
        expected = desk.answer("post", name, who)
        assert desk.answer("post", name, "coordinator") == expected, name


@pytest.mark.django_db
def test_no_entry_of_the_log_gives_a_former_coordinator_a_role(every_room: Louna) -> None:
    become(every_room.coordinator, every_room.directors["834"])
    client = Client()
    client.force_login(every_room.coordinator)
    kinds = [way.model for way in ways().values() if way.run]
    models = {
        model._meta.label_lower
        for kind in kinds
        for model in (kind if isinstance(kind, tuple) else (kind,))
    }
    AuditEvent.objects.filter(model__in=models).update(by_id=every_room.coordinator.pk)
    beyond = Membership.objects.exclude(role__in=["staff", "reader"], municipality__code="834")
    before = list(beyond.order_by("pk").values())
    people = list(Person.objects.exclude(memberships__municipality__code="834").values("email"))
    for event in events_alike_once(models):
        client.post(reverse("ui:undo", args=[event.pk]))
    assert list(beyond.order_by("pk").values()) == before
    now = Person.objects.exclude(memberships__municipality__code="834")
    assert list(now.values("email")) == people


def events_alike_once(models: set[str]) -> Iterator[AuditEvent]:
    """The log's entries of some tables: all of the people's, of the others some of each action."""
    seen = Counter[tuple[str, str]]()
    for event in AuditEvent.objects.filter(model__in=models):
        kind = (event.model, event.action)
        seen[kind] += 1
        if seen[kind] <= SOME or event.model in OF_PEOPLE:
            yield event


def replayers() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function outside tests that reads the state before an entry of the log."""
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        if "actions" not in place or "/tests/" in place or place.startswith("marc/"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and _reads_before(node):
                yield place, node


def _reads_before(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "before"
        and isinstance(node.value, ast.Name)
        and node.value.id in {"event", "newest"}
        for node in ast.walk(function)
    )


def test_whoever_replays_the_log_asks_for_the_right_to_what_comes_back() -> None:
    """The one replayer asks by itself (core/tests/test_undo); these have one of their own."""
    found = {f"{place}:{node.name}": ast.unparse(node) for place, node in replayers()}
    assert [name for name, text in found.items() if "require_undo(" not in text] == []
