"""The log: one event a line, and no secret in it."""

import json
import logging
import sys
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from kimppa.core.signin.actions import sign_in_link
from kimppa.operations import logs
from kimppa.operations.front.client import Proxies
from kimppa.operations.front.entry import PERSON, Entry
from kimppa.operations.tests.wsgi import Inner, ask

LINK = "/sign-in/" + signing.dumps([1, "x", 2, 0], salt="kimppa.sign-in-link")
SECRET = [
    "/d/Zk3vXx0aB9sQ",
    "/d/Zk3vXx0aB9sQ/raportti.pdf",
    "/d/Zk3vXx0aB9sQ/peru/3/",
    pytest.param(LINK, id="a link made now"),
    "/calendar/0a1b2c3d4e5f6a7b8c9d.ics",
    "/uusi-huone/f3a9c1d2e4b5a6978899aabb/",
]


@pytest.mark.parametrize("path", SECRET)
def test_secrets_of_addresses_are_masked(path: str) -> None:
    shown = logs.mask(f'Internal Server Error: {path}\n  in "{path}" failed')
    for part in path.split("/"):
        assert (
            len(part) < 10
            or part in ("raportti.pdf", "calendar", "uusi-huone")
            or part not in shown
        )


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/work/12/edit/",
        "/agreement/2024/compare/",
        "/sign-in/",
        "/sign-in/link/",
        "/deliveries/3/files/Toteutuminen 2024.pdf",
        "/ohjelma/2025/",
        "/kirjailijat/mika-waltari/",
    ],
)
def test_other_addresses_are_shown_whole(path: str) -> None:
    assert logs.mask(path) == path


@pytest.mark.parametrize("steering", ["\n", "\r", "\x1b[31m", "\x85", "\u2028"])
def test_an_address_cannot_write_a_line_of_its_own(steering: str) -> None:
    path = f"/x{steering}2026-01-01 10:00:00 INFO kimppa.access POST /forged 200"
    told = logs.Line().format(record("GET %s 404", path))
    assert steering not in told
    assert len(told.splitlines()) == 1
    assert ascii(steering)[1:-1] in told


def test_a_traceback_keeps_its_lines() -> None:
    try:
        raise LookupError
    except LookupError:
        made = record("failed")
        made.exc_info = sys.exc_info()
    assert "LookupError" in logs.Line().format(made).splitlines()[-1]


def test_a_stranger_s_host_is_told_in_a_line(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get("/sign-in/", headers={"host": "evil.example"}).status_code == 400
    [told] = [one for one in caplog.records if one.name == "django.security.DisallowedHost"]
    assert told.levelname == "WARNING"
    assert logs.Line().format(told).count("\n") == 0


def record(message: str, *args: object, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("kimppa.x", logging.ERROR, "f.py", 1, message, args, None)
    if fields:
        made.fields = fields
    return made


def test_an_event_is_one_json_object_on_one_line() -> None:
    token = logs.current.set("req-1")
    try:
        line = logs.Json().format(record("a\nb %s", SECRET[0], status=200, person=None))
    finally:
        logs.current.reset(token)
    assert "\n" not in line
    told = json.loads(line)
    assert told["message"] == "a\nb /d/…"
    assert told["level"] == "error"
    assert told["request"] == "req-1"
    assert told["status"] == 200
    assert "person" not in told
    assert told["time"].endswith("+00:00")


def test_a_traceback_is_told_without_secrets_in_both_forms() -> None:
    made = record("failed")
    try:
        raise RuntimeError(f"cannot open {LINK}")
    except RuntimeError:
        made.exc_info = sys.exc_info()
    for form in (logs.Json(), logs.Line()):
        made.exc_text = None
        told = form.format(made)
        assert "cannot open /sign-in/…" in told
        assert LINK not in told


class Seen(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(logs.Json().format(record)))


@pytest.fixture
def seen() -> Any:
    handler = Seen()
    logger = logging.getLogger("kimppa.access")
    logger.addHandler(handler)
    yield handler.lines
    logger.removeHandler(handler)


def entry(inner: Inner, counted: list[Any] | None = None) -> Entry:
    def count(*told: Any) -> None:
        if counted is not None:
            counted.append(told)

    return Entry(inner, proxies=Proxies(), count=count)


def test_a_request_is_told_by_number_not_by_name(seen: list[dict[str, Any]]) -> None:
    inner = Inner(before=lambda environ: environ.update({PERSON: 7}))
    counted: list[Any] = []
    got = ask(entry(inner, counted), f"{SECRET[0]}?q=potilas", "POST")
    [line] = seen
    assert line["method"] == "POST"
    assert line["path"] == "/d/…"
    assert line["status"] == 200
    assert line["person"] == 7
    assert line["ms"] >= 0
    assert line["request"] == got.headers["x-request-id"]
    assert "potilas" not in json.dumps(line)
    assert [one[:3] for one in counted] == [("POST", "", 200)]


def test_requests_have_ids_of_their_own_whatever_visitors_send() -> None:
    inner = Inner()
    ids = {
        ask(entry(inner), HTTP_X_REQUEST_ID="chosen-by-me").headers["x-request-id"] for _ in "ab"
    }
    assert len(ids) == 2
    assert "chosen-by-me" not in ids


def test_a_request_that_breaks_everything_is_still_told(seen: list[dict[str, Any]]) -> None:
    def fail(_environ: dict[str, Any]) -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        ask(entry(Inner(before=fail)), "/work/")
    assert [line["status"] for line in seen] == [500]


def test_static_files_and_watchers_fill_no_log(seen: list[dict[str, Any]]) -> None:
    for path in ("/static/ui/kimppa.css", "/healthz", "/metrics"):
        ask(entry(Inner()), path)
    assert seen == []


def test_links_of_the_program_itself_are_masked(louna: Any) -> None:
    path = sign_in_link(louna.coordinator)
    assert logs.mask(path) == "/sign-in/…"


def test_the_page_of_a_fault_tells_the_number_that_the_log_knows(
    louna: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("kimppa.desk.home.views.render", fail)
    client = Client(raise_request_exception=False)
    client.force_login(louna.coordinator)
    page = client.get("/", **{"kimppa.request-id": "abc123"})
    assert page.status_code == 500
    assert "kerro myös tämä tunnus" in page.content.decode()
    assert "abc123" in page.content.decode()
