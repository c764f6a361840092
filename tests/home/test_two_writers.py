"""Two people, or one in two tabs, edit the same thing: the later save is refused with both texts
shown, and the next one is made knowing both. Asked of every edit form of the top rooms.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client

from conftest import Louna
from kimppa.agreement import demo as agreement_demo
from kimppa.agreement.models import Agreement, Clause
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.decisions.actions import record_decision
from kimppa.core.decisions.models import Decision
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.tasks.actions import create_task
from kimppa.core.tasks.checklists import create_checklist, mark_step
from kimppa.core.tasks.models import StepMark, Task
from kimppa.programme import demo as programme_demo
from kimppa.programme.models import Action, Step
from kimppa.report.actions import accept_draft, edit_paragraph, star, start_report
from kimppa.report.models import Highlight, Paragraph
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
OVERTAKEN = "Joku muu tallensi tämän sen jälkeen, kun avasit sen"
CHANGED = "Tätä on muutettu sen jälkeen"


@dataclass
class Sent:
    """What a browser would send of a form: its address and its values."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page, filled in as they are shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Sent] = []
        self._select = self._text = ""
        self._first = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Sent(told.get("action", "")))
        name = told.get("name", "")
        kind = told.get("type", "")
        box = kind in ("checkbox", "radio")
        if tag == "input" and name and (not box or "checked" in told):
            self._put(name, told.get("value", "on" if box else ""))
        if tag == "textarea":
            self._text = name
            self._put(name, "")
        if tag == "select":
            self._select, self._first = name, ""
        if tag == "option" and self._select:
            if not self._first:
                self._first = self._select
                self._put(self._select, told.get("value", ""))
            if "selected" in told:
                self.found[-1].values[self._select] = [told.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        if tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            before = self.found[-1].values[self._text][-1]
            self.found[-1].values[self._text][-1] = (before + data).lstrip("\n")

    def _put(self, name: str, value: str) -> None:
        if self.found:
            self.found[-1].values.setdefault(name, []).append(value)


def opened(client: Client, url: str, name: str, action: str = "") -> Sent:
    """The form of a page that has a field of the name, as it is when the page is opened."""
    answer = client.get(url)
    assert answer.status_code == 200
    found = form_of(answer.content.decode(), name, action)
    return Sent(found.action or url, found.values)


def form_of(page: str, name: str, action: str) -> Sent:
    """The form that posts to the address (empty: to its own page) and has the field."""
    for one in Forms(page).found:
        if name in one.values and one.action == action:
            return one
    raise AssertionError(f"no form with {name}")


@pytest.fixture
def desk(louna: Louna, instance: Path) -> Client:
    """The coordinator, with an agreement, a programme and a report of 2024."""

    def make() -> None:
        agreement_demo.load()
        programme_demo.load()
        report = start_report(by=louna.coordinator, year=2024)
        star(by=louna.coordinator, report=report, action=("1", "Nosto"))
        create_task(by=louna.coordinator, title="Tilaa tuolit", topic="meetings")
        record_decision(by=louna.coordinator, text="Avataan.", date=dt.date(2024, 1, 9))
        checklist = create_checklist(
            by=SYSTEM, title="Vaihto", kind="acceptance", topic="migration", common=["Sopimus"]
        )
        row = checklist.steps.get()
        mark_step(by=SYSTEM, step=row, municipality=None, state="done", note="Kunnossa")

    remembered("louna, agreement, programme, report, what one writes on", instance, make)
    client = Client()
    client.force_login(louna.coordinator)
    return client


@dataclass(frozen=True)
class Edit:
    """An edit form: where it is, the field that both change, and what is stored of it."""

    url: Callable[[], str]
    name: str
    stored: Callable[[], object]
    theirs: str = "Toisen sanat"
    mine: str = "Omat sanat"
    shown: str = ""  # how what they saved is shown, when not as it was written
    action: Callable[[], str] = str
    more: dict[str, list[str]] = field(default_factory=dict)  # what both choose beside it


def paragraph() -> Paragraph:
    return Paragraph.objects.get(clause="3.1", municipality=None)


def action() -> Action:
    return Action.objects.get(number="2024-01")


def agreed() -> Agreement:
    return Agreement.objects.get()


def task() -> Task:
    return Task.objects.get(title="Tilaa tuolit")


def decision() -> Decision:
    return Decision.objects.earliest("pk")


def mark() -> StepMark:
    return StepMark.objects.latest("pk")


def work() -> Evidence:
    return Evidence.objects.filter(area="", undone_at=None).earliest("pk")


def place() -> Municipality:
    return Municipality.objects.get(code="834")


def director() -> Person:
    return Person.objects.filter(memberships__role="director").earliest("pk")


EDITS = {
    "duties": Edit(
        lambda: "/agreement/2024/clauses/1.9/",
        "duty-0-topic",
        lambda: Duty.objects.get(clause="1.9").topic,
        "guidance",
        "projects",
        "Henkilökunnan opastus",
    ),
    "section": Edit(
        lambda: "/agreement/2024/sections/1/", "name", lambda: Duty.objects.first().section_title
    ),
    "terms": Edit(
        lambda: "/agreement/2024/terms/edit/",
        "in_force_to",
        lambda: str(agreed().in_force_to),
        "1.11.2024",
        "2.11.2024",
    ),
    "programme": Edit(
        lambda: "/programme/2024/settings/", "title", lambda: action().programme.title
    ),
    "action": Edit(lambda: "/programme/2024/action/2024-01/edit/", "goal", lambda: action().goal),
    "step": Edit(
        lambda: f"/programme/step/{Step.objects.first().pk}/",
        "title",
        lambda: Step.objects.first().title,
    ),
    "status": Edit(
        lambda: "/programme/2024/action/2024-01/",
        "reason",
        lambda: action().status_reason,
        action=lambda: "/programme/2024/action/2024-01/status/",
        more={"status": ["late"]},
    ),
    "words": Edit(
        lambda: f"/report/words/{paragraph().pk}/", "text", lambda: paragraph().edited_text
    ),
    "highlight": Edit(
        lambda: f"/report/highlight/{Highlight.objects.get().pk}/",
        "note",
        lambda: Highlight.objects.get().note,
    ),
}
EDITS |= {
    "task": Edit(lambda: f"/tasks/{task().pk}/edit/", "note", lambda: task().note),
    "decision": Edit(lambda: f"/decisions/{decision().pk}/edit/", "text", lambda: decision().text),
    "step of a checklist": Edit(
        lambda: f"/tasks/checklists/steps/{mark().step_id}/common/",
        "note",
        lambda: mark().note,
        more={"state": ["done"]},
    ),
    "work": Edit(lambda: f"/work/{work().pk}/edit/", "note", lambda: work().note),
    "municipality": Edit(
        lambda: f"/consortium/municipality/{place().pk}/", "name_sv", lambda: place().name_sv
    ),
    "service": Edit(
        lambda: f"/consortium/service/{Service.objects.get(slug='finna').pk}/",
        "vendor",
        lambda: Service.objects.get(slug="finna").vendor,
    ),
    "person": Edit(lambda: f"/people/{director().pk}/edit/", "name", lambda: director().name),
    "role": Edit(
        lambda: f"/people/{director().pk}/roles/{director().memberships.get().pk}/",
        "valid_to",
        lambda: str(director().memberships.get().valid_to),
        "1.11.2034",
        "2.11.2034",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_the_later_save_is_refused_with_both_texts_shown(desk: Client, name: str) -> None:
    edit = EDITS[name]
    first, second = (opened(desk, edit.url(), edit.name, edit.action()) for _tab in range(2))
    first.values |= {edit.name: [edit.theirs]} | edit.more
    second.values |= {edit.name: [edit.mine]} | edit.more
    assert desk.post(first.action, first.values).status_code == 302
    kept = edit.stored()
    answer = desk.post(second.action, second.values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert OVERTAKEN in page
    assert edit.stored() == kept
    assert (edit.shown or edit.theirs) in page.partition("Tallessa nyt:")[2][:500]
    again = form_of(page, edit.name, edit.action())
    assert again.values[edit.name] == [edit.mine], "what was written is lost"
    assert desk.post(second.action, again.values).status_code == 302
    assert edit.stored() != kept


@pytest.mark.parametrize("name", EDITS)
def test_pressing_twice_is_one_save(desk: Client, name: str) -> None:
    edit = EDITS[name]
    sent = opened(desk, edit.url(), edit.name, edit.action())
    sent.values |= {edit.name: [edit.mine]} | edit.more
    assert [desk.post(sent.action, sent.values).status_code for _press in range(2)] == [302, 302]


def test_words_of_a_clause_are_not_written_over(desk: Client) -> None:
    desk.post("/agreement/2024/state/")
    url = "/agreement/2024/clauses/1.9/"
    correct = f"{url}correct/"
    first, second = (opened(desk, url, "text", correct) for _tab in range(2))
    first.values["text"], second.values["text"] = ["Toisen sanat"], ["Omat sanat"]
    assert desk.post(correct, first.values).status_code == 302
    answer = desk.post(correct, second.values)
    assert answer.status_code == 422
    assert Clause.objects.get(number="1.9").text == "Toisen sanat"
    page = answer.content.decode()
    assert "Toisen sanat" in page
    assert re.search(r"<textarea[^>]*>\s*Omat sanat</textarea>", page)


@pytest.mark.parametrize("verb", ["split", "merge", "move", "heading", "nobody"])
def test_an_edit_meant_for_other_words_is_not_done(desk: Client, verb: str) -> None:
    desk.post("/agreement/2024/state/")
    url = "/agreement/2024/clauses/1.10/"
    old = opened(desk, url, "seen", f"{url}{verb}/")
    desk.post("/agreement/2024/clauses/1.9/merge/")  # clause 1.10 is now what was 1.11
    before = list(Clause.objects.values_list("number", "text"))
    page = desk.post(old.action, old.values, follow=True).content.decode()
    assert CHANGED in page
    assert list(Clause.objects.values_list("number", "text")) == before


@pytest.mark.parametrize("way", ["keep", "draft"])
def test_words_are_not_judged_by_a_page_that_is_old(desk: Client, louna: Louna, way: str) -> None:
    row = paragraph()
    edit_paragraph(by=louna.coordinator, paragraph=row, text="Ensin näin.")
    Paragraph.objects.filter(pk=row.pk).update(edited_sha256="0" * 64)  # the facts have changed
    old = opened(desk, f"/report/words/{row.pk}/", "seen", f"/report/words/{row.pk}/{way}/")
    edit_paragraph(by=louna.coordinator, paragraph=paragraph(), text="Sitten näin.")
    page = desk.post(old.action, old.values, follow=True).content.decode()
    assert CHANGED in page
    assert paragraph().text == "Sitten näin."
    accept_draft(by=louna.coordinator, paragraph=paragraph())
    assert not paragraph().edited
