"""A served demo instance, seen from outside: its address and the people who can sign in."""

import http.client
import json
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import ready
from tests.databases import asked, copy_instance, empty_instance, environment, locked
from tests.ready import STOP_SECONDS, Process

ROOT = Path(__file__).parents[2]
ROLES = ("coordinator", "director", "staff", "reader")
VISITOR = "visitor"
SESSION_COOKIE = "sessionid"
LANGUAGE_COOKIE = "django_language"


@dataclass(frozen=True)
class Answer:
    """What the desk answered to one request."""

    status: int
    kind: str
    location: str
    templates: frozenset[str]
    body: str
    policy: str = ""


@dataclass(frozen=True)
class Somebody:
    """A person of the demo who is signed in."""

    email: str
    role: str
    session: str


@dataclass(frozen=True)
class Desk:
    """A running desk. `people` are found by email address; a role is its first person."""

    host: str
    home: Path
    people: dict[str, Somebody]

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def cookies(self, who: str = VISITOR, language: str = "fi") -> dict[str, str]:
        """Cookies of a role or an email address with a language chosen."""
        signed_in = {} if who == VISITOR else {SESSION_COOKIE: self.people[who].session}
        return {LANGUAGE_COOKIE: language} | signed_in

    def speak(self, who: str, language: str) -> None:
        """Let a person choose a language, which goes before what the browser asks for."""
        if who != VISITOR:
            change = "UPDATE core_person SET language = ? WHERE email = ?"
            asked(self.home, change, language, self.people[who].email)

    def get(self, path: str, who: str = VISITOR, language: str = "fi") -> Answer:
        """One GET request, redirects not followed."""
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies(who, language).items())
        connection = http.client.HTTPConnection(self.host, timeout=30)
        try:
            connection.request("GET", path, headers={"Cookie": cookies, "Accept": "text/html"})
            answer = connection.getresponse()
            kind = answer.headers.get_content_type()
            names = answer.getheader("X-Templates") or ""
            return Answer(
                status=answer.status,
                kind=kind,
                location=answer.getheader("Location") or "",
                templates=frozenset(filter(None, names.split(","))),
                body=answer.read().decode("utf-8", "replace") if kind == "text/html" else "",
                policy=answer.getheader("Content-Security-Policy") or "",
            )
        finally:
            connection.close()


def made_home(shared: Path) -> Path:
    """The demo, made once for all test processes; use a copy (`copy_instance`) of it."""
    home = shared / "demo-home"
    with locked(shared / "demo-home.lock"):
        if not (home / "made").exists():
            shutil.rmtree(home, ignore_errors=True)
            copy_instance(empty_instance(shared), home)  # the tables are there already
            (home / "made").unlink()
            made = ready.run(["demo", "--no-serve"], environment(home))
            assert made.returncode == 0, made.stdout + made.stderr
            (home / "made").touch()
    return home


@contextmanager
def served(home: Path, **settings: str) -> Iterator[Desk]:
    """Serve an instance folder, with further settings, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = home / "server.log"
    answer, told = os.pipe()
    with os.fdopen(told, "wb") as stdout, log.open("ab") as stderr:
        order = "tests.journeys.serve:serve", [port], environment(home, **settings)
        process = Process(*order, stdout, stderr)
    with os.fdopen(answer) as ready:
        people = ready.readline()
    assert people, f"the server did not start:\n{log.read_text(encoding='utf-8')[-3000:]}"
    try:
        yield Desk(f"127.0.0.1:{port}", home, by_name(json.loads(people)))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)


def by_name(people: list[dict[str, str]]) -> dict[str, Somebody]:
    """The people by email, and the first of each role by role."""
    found: dict[str, Somebody] = {}
    for person in (Somebody(**each) for each in people):
        found[person.email] = person
        found.setdefault(person.role, person)
    return found
