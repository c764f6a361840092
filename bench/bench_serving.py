"""Claims: a page for anonymous visitors is answered at 80 % or more of the rate of a bare server
in the same run; 16 people who use the desk without a pause for a minute meet no error.

Peer of the first: granian with as many processes and threads, and an application that returns as
many bytes without looking at the request. The rates are compared by second of the two servers'
processors, which on an idle machine is the rate by the clock; where other work runs beside, the
clock tells what that work did. On PostgreSQL:
`python scripts/postgres.py pytest bench/bench_serving.py -s`.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from bench.wrk import Asked, Load, cpu_seconds, load, load_in_turn
from tests.databases import copy_instance, environment, on_postgres
from tests.journeys.desk import ROOT, made_home
from tests.journeys.instance import Instance, free_port
from tests.serving.server import Server, wait_for
from tests.serving.visitor import Visitor

ROUNDS, SECONDS = 9, 1
DESK_SECONDS = 60
TARGET = 0.8
SECRET = "a" * 32  # a form's token is good when it equals its cookie
BARE = """
import sys
from granian import Granian
from granian.constants import Interfaces

BODY = b"x" * int(sys.argv[2])
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", sys.argv[2])]

def application(environ, start):
    start("200 OK", HEADERS)
    return [BODY]

if __name__ == "__main__":
    Granian(
        "bare:application", interface=Interfaces.WSGI, port=int(sys.argv[1]), workers=2,
        blocking_threads=2, websockets=False, log_enabled=False,
    ).serve()
"""
SESSIONS = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
from kimppa.core import demo
told = []
for person in demo.people():
    client = Client()
    client.force_login(person)
    told.append([str(person.role), client.cookies[settings.SESSION_COOKIE_NAME].value])
print(json.dumps(told))
"""
# What people open, once each in turn; a coordinator and a director may open all of them.
DESK = (
    "/",
    "/year-clock/",
    "/work/",
    "/deliveries/",
    "/waiting/",
    "/decisions/",
    "/figures/",
    "/tasks/",
    "/agreement/2024/",
    "/agreement/2024/coverage/",
    "/programme/2024/",
    "/search/?q=finna",
    "/consortium/",
    "/me/",
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, databases: ModuleType) -> Iterator[Instance]:
    """A demo instance."""
    made = made_home(tmp_path_factory.mktemp("made"))
    folder = tmp_path_factory.mktemp("bench")
    yield Instance(copy_instance(made, folder / "demo"), free_port())
    databases.drop_below(folder)
    databases.drop_below(made.parent)


@pytest.fixture(scope="module")
def server(demo: Instance) -> Iterator[Server]:
    running = Server(demo, "--workers", "2", KIMPPA_LOG="line")
    yield running
    running.kill()


@contextmanager
def bare(folder: Path, size: int) -> Iterator[tuple[int, int]]:
    """A server that only returns `size` bytes; its port and process id."""
    port = free_port()
    (folder / "bare.py").write_text(BARE)
    process = subprocess.Popen([sys.executable, "bare.py", str(port), str(size)], cwd=folder)
    try:
        wait_for(lambda: answers(port))
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def answers(port: int) -> bool:
    try:
        return Visitor(port).get("/").status == 200
    except OSError:
        return False


@dataclass
class Rounds:
    """What one server did, round by round; its processor time in microseconds a request."""

    url: str
    process: int
    loads: list[Load] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def run(self, folder: Path) -> None:
        before = cpu_seconds(self.process)
        self.loads.append(load(self.url, folder, seconds=SECONDS))
        used = cpu_seconds(self.process) - before
        self.cpu.append(1e6 * used / self.loads[-1].requests)

    @property
    def cpu_per_request(self) -> float:
        return statistics.median(self.cpu)

    def __str__(self) -> str:
        middle = sorted(self.loads, key=lambda one: one.rate)[len(self.loads) // 2]
        return f"{middle}   {self.cpu_per_request:.1f} µs CPU/request"


@pytest.mark.parametrize("path", ["/tarkista/", "/ohjelma/2024/"])
def test_a_page_for_anonymous_visitors(server: Server, tmp_path: Path, path: str) -> None:
    if on_postgres():
        pytest.skip("optional: the database is not asked")
    page = server.visitor().get(path)
    assert page.status == 200, f"{path}: the demo has no such public page"
    size = len(page.body) + sum(len(f"{k}: {v}\r\n") for k, v in page.headers.items())
    with bare(tmp_path, size) as (port, process):
        ours = Rounds(f"{server.url}{path}", server.process.pid)
        peer = Rounds(f"http://127.0.0.1:{port}{path}", process)
        for _round in range(ROUNDS):
            peer.run(tmp_path)
            ours.run(tmp_path)
    ratios = [one.rate / other.rate for one, other in zip(ours.loads, peer.loads, strict=True)]
    ratio = peer.cpu_per_request / ours.cpu_per_request
    wall = statistics.median(ratios)
    print(f"\n{path}, {size:,} bytes, from memory; median of {ROUNDS} rounds in turn")
    print(f"  ours  {ours}\n  peer  {peer}  (bare granian)")
    print(f"  ratio {ratio:.2f} of the peer's requests by second of the servers' processors")
    print(f"        {wall:.2f} by second of the clock; rounds {min(ratios):.2f}–{max(ratios):.2f}")
    assert all(one.failed == 0 for one in [*ours.loads, *peer.loads])
    assert ratio >= TARGET


def users(instance: Instance) -> list[list[str]]:
    """Role and session of everybody in the demo."""
    told = subprocess.run(
        [sys.executable, "-c", SESSIONS],
        env=environment(instance.home, DJANGO_SETTINGS_MODULE="kimppa.config.settings"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[list[str]] = json.loads(told.stdout)
    return found


def day_of(session: str, number: int) -> list[Asked]:
    """What one person does: opens every page, and writes down one piece of work."""
    cookies = ("Cookie", f"sessionid={session}; csrftoken={SECRET}")
    form = ("Content-Type", "application/x-www-form-urlencoded")
    said = f"title=Pidin+Finna-opastuksen+Tammelassa+{number + 1}.1.&csrfmiddlewaretoken={SECRET}"
    write = Asked("/log-work/", "POST", (cookies, form), said)
    return [*(Asked(path, headers=(cookies,)) for path in DESK), write]


def test_sixteen_people_at_the_desk(server: Server, demo: Instance, tmp_path: Path) -> None:
    people = [session for role, session in users(demo) if role in ("coordinator", "director")]
    days = [day_of(session, number) for number, session in enumerate(people)]
    asked = [one for together in zip(*days, strict=True) for one in together]
    for one in asked:
        if one.method == "GET":
            answer = server.visitor().ask("GET", one.path, headers=dict(one.headers))
            assert answer.status == 200, (one.path, answer.status)
    before = cpu_seconds(server.process.pid)
    told = load_in_turn(server.url, asked, tmp_path, seconds=DESK_SECONDS)
    cpu = 1000 * (cpu_seconds(server.process.pid) - before) / told.requests
    name = "PostgreSQL" if on_postgres() else "SQLite"
    written = told.statuses.get("302", 0)
    print(f"\n16 people at the desk for {DESK_SECONDS} s without a pause, {name}")
    print(f"  ours  {told}   {cpu:.1f} ms CPU/request")
    print(f"  of them {written:,} wrote; statuses {told.statuses}")
    assert told.failed == 0
    assert told.statuses.keys() == {"200", "302"}
