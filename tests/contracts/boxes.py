"""The forms of pages, with what a person could write and choose in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from tests.journeys.crawl import addresses, targets, view
from tests.journeys.markup import parsed
from tests.rooms import is_chosen, room_of

LONG = 5000  # letters put into a box that states no limit
PLAIN = {"email": "a@esimerkki.fi", "url": "https://esimerkki.fi/", "number": "1"}
PLAIN |= {"date": "1.2.2025"}
GUESSES = ("1.2.2025", "17.00", "1", "2025", "a@esimerkki.fi", "https://esimerkki.fi/")
# What a box or a choice of that name takes.
HINTS = {
    "begins": "17.00", "ends": "18.00", "day": "5.2.2025", "year": "2033", "code": "092",
    "cron": "0 6 * * *", "address": "https://esimerkki.fi/", "rule": "", "secret_name": "",
    "client_secret_name": "", "credential": "", "alt_fi": "Kuva", "isil": "FI-Louna",
}  # fmt: skip
LEFT_ALONE = ("sign-out", "sign-in", "language", "colours", "demo")


@dataclass
class Box:
    """A text box of a form: its name, its words, and how many letters it takes."""

    name: str
    value: str
    most: int
    many: bool

    def text(self, start: str, line: str, more: str) -> str:
        text = f"{start} {line}"[: self.most].rstrip()
        return text + more if self.many and len(text + more) <= self.most else text

    def guess(self, attempt: int) -> str:
        return self.value if attempt == 0 and self.value else GUESSES[attempt]


@dataclass
class Form:
    """A form by POST of a page."""

    path: str
    action: str
    boxes: list[Box] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)

    @property
    def view(self) -> str:
        return view(self.action)

    @property
    def key(self) -> tuple[str, ...]:
        return (self.view, *sorted(box.name for box in self.boxes))

    def chosen(self) -> dict[str, list[str]]:
        """What is chosen, with something in each list that wants a choice."""
        lacking = [
            n for n in self.required & self.choices.keys() if not any(self.values.get(n, ()))
        ]
        return self.values | {name: self.choices[name][:1] for name in lacking}

    def read(self, control: Element) -> None:
        name, kind = control.get("name", ""), control.get("type", "text")
        if not name or control.get("disabled") is not None:
            return
        if control.get("required") is not None:
            self.required.add(name)
        if control.tag == "select":
            options = [option for option in control.iter("option") if option.get("value")]
            chosen = [option for option in options if option.get("selected") is not None]
            self.choices[name] = [option.get("value", "") for option in options]
            self.values[name] = [option.get("value", "") for option in chosen]
        else:
            self._read(control, name, kind)

    def _read(self, control: Element, name: str, kind: str) -> None:
        match control.tag, kind:
            case "textarea", _:
                text = "".join(control.itertext()).removeprefix("\n")
                self._add_box(control, text, many=True)
            case "input", "checkbox" | "radio":
                self.choices.setdefault(name, []).append(control.get("value", "on"))
                if control.get("checked") is not None:
                    self.values.setdefault(name, []).append(control.get("value", "on"))
            case "input", "text" | "search" if not control.get("inputmode"):
                self._add_box(control, control.get("value", ""), many=False)
            case "input", kind if kind not in ("file", "submit", "button", "image"):
                self.values.setdefault(name, []).append(control.get("value", ""))
                self.choices.setdefault(name, [PLAIN[kind]] if kind in PLAIN else list(GUESSES))
            case "button", _:
                self.values.setdefault(name, [control.get("value", "")])

    def _add_box(self, control: Element, text: str, *, many: bool) -> None:
        most = int(control.get("maxlength", LONG))
        self.boxes.append(Box(control.get("name", ""), text, most, many))


def forms_of(path: str, body: str) -> Iterator[Form]:
    """The forms by POST of a page."""
    for element in parsed(body).iter("form"):
        if element.get("method", "").lower() == "post":
            action = urlsplit(urljoin(path, element.get("action") or path)).path
            form = Form(path, action)
            for span in element.iter("span"):
                if span.get("class") == "k-picked":  # a day or a time that may be typed
                    control, button = span.iter("input"), span.iter("button")
                    next(control).set("type", next(button).get("data-picks", ""))
            for control in element.iter():
                form.read(control)
            yield form


def forms(client: Client) -> Iterator[Form]:
    """Every form with text boxes that links lead to: one page of a kind, each form once."""
    paths = [p for p in addresses(get_resolver().url_patterns) if "sign-out" not in p]
    seen, views, keys = set(paths), set[str](), set[tuple[str, ...]]()
    while paths:
        path = paths.pop(0)
        body = _page(client, path) if is_chosen(room_of(path)) else ""
        for form in forms_of(path, body) if body else ():
            mine = form.action.strip("/").startswith(LEFT_ALONE)
            if form.boxes and form.key not in keys and not mine:
                keys.add(form.key)
                yield form
        for link in targets(body):
            target = urlsplit(urljoin(path, link)).path
            if target not in seen and view(target) not in views:
                seen.add(target)
                views.add(view(target))
                paths.append(target)


def _page(client: Client, path: str) -> str:
    """A page's HTML; empty for a file. Nothing that showing it writes stays."""
    with transaction.atomic():
        response = client.get(path)
        transaction.set_rollback(True)
    is_page = not response.streaming and "text/html" in response.get("Content-Type", "")
    return response.content.decode() if is_page else ""


def refused(body: str) -> set[str]:
    """The names of what a page says is wrong."""
    return {
        control.get("name", "")
        for control in parsed(body).iter()
        if control.get("aria-invalid") == "true"
    }
