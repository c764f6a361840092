"""What somebody writes into any form comes back as written, and is shown escaped everywhere.

The forms are those of the demo's pages. Each text box is filled with what programs like to take for
something else; then what was written into the database, what the box holds afterwards and what the
pages show are compared with it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from psycopg.types.json import Jsonb

from conftest import Louna
from kimppa.config.tests.test_roles import Desk, desk
from kimppa.core.tokens.scopes import Scope
from tests.contracts.boxes import HINTS, Form, forms, forms_of, refused
from tests.rooms import is_chosen
from tests.tokens import secret_of

__all__ = ["desk"]
pytestmark = pytest.mark.django_db

LINE = (
    "<a@b.fi> & \"q\" 'a' \\ <br>  &amp; *a* _b_ `c` [d](e) <script>alert(1)</script> "
    "\N{GRINNING FACE} \N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL} # - 5 < 6 > {x} {{ y }} %(z)s"
)
MORE = "\r\n\r\n\tsarkain <b>b</b>\r\n  sisennys\r\n- luettelo\r\n1. numero"
# Boxes whose words are taken apart: a line is a step, a comma ends a keyword or a number.
DIVIDED = {
    ("desk:checklist-add", "common"), ("desk:checklist-add", "local"),
    ("desk:checklist-edit", "common"), ("desk:checklist-edit", "local"),
    ("programme:action-edit", "clauses"), ("publishing:edit", "words"),
    ("publishing:new", "words"), ("send-event", "words"),
    ("statistics:table-row", "first"), ("statistics:table-row", "last"),
    ("statistics:table-row", "source"),
}  # fmt: skip
# What `fill` cannot send: a file, a secret on the server, words of a certain form.
MOST = 4  # times that a form is sent
FILE, SECRET, WORDS = "needs a file", "needs a secret on the server", "takes words of one form"
REFUSED = {
    "agreement:import": "the text is read into clauses",
    "catalogue:add": FILE,
    "catalogue:codes-bring": FILE,
    "catalogue:link": WORDS,
    "catalogue:plan-new": WORDS,
    "desk:allocation-key-new": WORDS,
    "desk:my-passkey-add": "needs a device",
    "eresources:licence-document": FILE,
    "eresources:order-edit": "a language is a code",
    "eresources:order-place": "a language is a code",
    "eresources:principle-replace": "a language is a code",
    "eresources:record-add": WORDS,
    "eresources:record-files": FILE,
    "eresources:usage-sum": "wants the letter, or its day",
    "eresources:wish": WORDS,
    "meetings:item-attach": FILE,
    "meetings:practice-add": "asks on a later day than it begins",
    "meetings:poll-add": WORDS,
    "feedback-public:form": "keeps out who fills in what people do not see",
    "feedback:mailbox-add": SECRET,
    "feedback:mailbox-edit": SECRET,
    "programme:deliver": "nothing is delivered a second time",
    "publishing:edit": WORDS,
    "publishing:new": WORDS,
    "send-event": WORDS,
    "statistics:codes": WORDS,
    "statistics:import-file": FILE,
    "statistics:import-lists": FILE,
    "statistics:paste": WORDS,
    "statistics:table-load": FILE,
    "statistics:visits-source-add": SECRET,
    "statistics:visits-source-edit": SECRET,
    "ui:look": "saves nothing",
}


@dataclass
class Sent:
    """A form that was sent: its texts by box, what was written of them, and the pages after."""

    form: Form
    texts: dict[str, str]
    params: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    def unwritten(self) -> set[str]:
        return {
            n for n, text in self.texts.items() if not any(start(text) in p for p in self.params)
        }

    def faults(self) -> Iterator[str]:
        """What has become something else in the database or in its box, or is not escaped."""
        for body in self.bodies:
            if "<script>alert(1)" in body or "<a@b.fi>" in body:
                yield f"{self.form.view}: shows a text unescaped"
        boxes = [box for form in forms_of(self.form.path, self.bodies[-1]) for box in form.boxes]
        for name, text in self.texts.items():
            if (self.form.view, name) in DIVIDED:
                continue
            place = f"{self.form.view} {name}"
            params = [param for param in self.params if start(text) in param]
            if params and not any(way in param for param in params for way in spellings(text)):
                yield difference(place, text, params[0])
            for box in boxes:
                if box.name == name and start(text) in box.value and box.value != text:
                    yield difference(f"{place} in its box", text, box.value)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Notes the texts that are written: an `execute_wrapper`."""
        if sql.startswith(("INSERT", "UPDATE")):
            rows = params if many else [params or ()]
            self.params += [text for row in rows for param in row if (text := as_text(param))]
        return execute(sql, params, many, context)


def as_text(param: Any) -> str:
    """A parameter that holds text, as text: PostgreSQL's driver is given JSON as an object."""
    if isinstance(param, Jsonb):
        return json.dumps(param.obj)
    return param if isinstance(param, str) else ""


def start(text: str) -> str:
    """The first word, which no other text begins with."""
    return text.partition(" ")[0]


def spellings(text: str) -> Iterator[str]:
    """A text as it stands in a column, and in a column of JSON."""
    yield text
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]


def difference(place: str, text: str, other: str) -> str:
    """Where a text begins to differ."""
    other = other[other.find(start(text)) :]
    same = next((n for n, (a, b) in enumerate(zip(text, other)) if a != b), len(other))  # noqa: B905
    near = slice(max(0, same - 10), same + 15)
    return f"{place}: {text[near]!r} became {other[near]!r}"


def body_of(page: Any) -> str:
    return "" if page.streaming else page.content.decode()


def fill(client: Client, form: Form) -> Sent:
    """Send the form; a box or a choice that is refused is sent anew with what fits better."""
    values: dict[str, Any] = form.chosen()
    texts = {box.name: box.text(f"q{n}z", LINE, MORE) for n, box in enumerate(form.boxes, 10)}
    boxes = {box.name: box for box in form.boxes}
    for attempt in range(MOST):
        strange = {name: text for name, text in texts.items() if text.startswith("q")}
        sent = Sent(form, {n: text.replace("\r\n", "\n").strip() for n, text in strange.items()})
        with transaction.atomic(), connection.execute_wrapper(sent):
            sent.bodies = [body_of(client.post(form.action, values | texts, follow=True))]
            names = refused(sent.bodies[0])
            if not names or attempt == MOST - 1:
                sent.bodies.append(body_of(client.get(form.path)))
            transaction.set_rollback(True)
        for name in names:
            if name in texts:
                texts[name] = HINTS.get(name, boxes[name].guess(attempt))
            elif name in HINTS:
                values[name] = HINTS[name]
            elif choices := form.choices.get(name):
                values[name] = choices[attempt % len(choices)]
        if not names:
            break
    return sent


@pytest.mark.every_database
@pytest.mark.on_postgres  # which also finds a text too long for its column
def test_what_is_written_into_a_form_comes_back_as_written(desk: Desk) -> None:
    client = desk.clients["coordinator"]
    all_sent = [fill(client, form) for form in forms(client)]
    assert [fault for sent in all_sent for fault in sent.faults()] == []
    unreached = {sent.form.view for sent in all_sent if sent.unwritten()}
    assert unreached - REFUSED.keys() == set(), "fill them, or say in REFUSED why not"
    if is_chosen("desk"):
        assert sum(len(sent.texts.keys() - sent.unwritten()) for sent in all_sent) > 100


BODIES = {
    "/api/tasks": ({"topic": "guidance"}, ("title", "note")),
    "/api/work": ({"topic": "guidance", "date": "2025-01-10"}, ("title", "note")),
}


@pytest.mark.parametrize("path", BODIES)
def test_what_a_program_writes_comes_back_as_written(louna: Louna, path: str) -> None:
    secret = secret_of(louna.coordinator, list(Scope))
    headers = {"Authorization": f"Bearer {secret}"}
    more, names = BODIES[path]
    texts = {name: LINE if name == "title" else LINE + MORE.replace("\r\n", "\n") for name in names}
    made = Client().post(path, more | texts, content_type="application/json", headers=headers)
    assert made.status_code == 201, made.content
    shown = Client().get(made["Location"], headers=headers).json()
    assert {name: shown[name] for name in names} == texts
