"""Claims: with 100,000 tickets the inbox asks the database at most twelve times; a burst of 2,000
feedbacks at concurrency 16, as Finna's form posts them, loses none: as many tickets, each with its
own words, stand in the database as were answered with 201.

Peer of the first: a bare page of as many rows, read as objects and written as plain HTML in the
same run. The burst goes to `kimppa serve` itself; on PostgreSQL by
`python scripts/postgres.py pytest bench/bench_feedback.py -s`. FEEDBACK_TICKETS and FEEDBACK_BURST
set smaller sizes.
"""

import base64
import datetime as dt
import http.client
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.conftest import measure, tell
from conftest import Louna
from kimppa.core import clock
from kimppa.feedback.actions.arrivals import queue_of
from kimppa.feedback.models import Message, Ticket
from tests.journeys.desk import ROOT
from tests.journeys.instance import Instance, free_port
from tests.serving.server import Server

TICKETS = int(os.environ.get("FEEDBACK_TICKETS", "100000"))
BURST = int(os.environ.get("FEEDBACK_BURST", "2000"))
CONCURRENCY, MOST = 16, 12

DOOR = """
import django
django.setup()
from kimppa.core.permissions import SYSTEM
from kimppa.feedback.actions.doors import make_door
print(make_door(by=SYSTEM, slug="burst", service=None, municipality=None)[1])
"""
STORED = """
import json, django
django.setup()
from kimppa.feedback.models import Message
print(json.dumps(sorted(Message.objects.values_list("text", flat=True))))
"""


@pytest.fixture
def many(louna: Louna) -> Louna:
    """As many tickets as the claim says, over all queues and three years, a tenth of them open."""
    queues = [queue_of(None, place) for place in louna.municipalities.values()]
    now = clock.now()
    made = []
    for number in range(TICKETS):
        at = now - dt.timedelta(minutes=15 * number)
        closed = None if number % 10 == 0 else at + dt.timedelta(days=2)
        made.append(
            Ticket(
                queue=queues[number % len(queues)],
                channel=Ticket.Channel.FINNA,
                state=Ticket.State.CLOSED if closed else Ticket.State.OPEN,
                subject=f"Palaute {number}",
                arrived_at=at,
                due_on=at.date(),
                closed_at=closed,
                answered_at=closed,
            )
        )
    stored = Ticket.objects.bulk_create(made, batch_size=2000)
    Message.objects.bulk_create(
        (
            Message(ticket=one, kind=Message.Kind.CUSTOMER, text=one.subject, at=one.arrived_at)
            for one in stored
        ),
        batch_size=2000,
    )
    return louna


def bare_page() -> str:
    """What a page without thought would cost: the same fifty rows as objects, as plain HTML."""
    rows = Ticket.objects.filter(state=Ticket.State.OPEN).order_by("due_on")[:50]
    return "".join(f"<tr><td>{row.subject}<td>{row.due_on}" for row in rows)


@pytest.mark.django_db
def test_the_inbox(many: Louna) -> None:
    for who, person in (("coordinator", many.coordinator), ("staff", many.staff["834"])):
        client = Client()
        client.force_login(person)
        client.get("/feedback/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/feedback/").status_code == 200
        print(f"\n{who}: {len(captured)} queries with {TICKETS:,} tickets")
        assert len(captured) <= MOST
        ours = measure(partial(client.get, "/feedback/"), runs=5)
        tell(f"inbox, {who}, the whole page", ours, "fifty bare rows", measure(bare_page, runs=5))


def test_a_burst_loses_nothing(empty_home: Path) -> None:
    instance = Instance(empty_home, free_port())
    secret = _run(instance, DOOR).strip()
    server = Server(instance)
    try:
        start = time.perf_counter()
        with ThreadPoolExecutor(CONCURRENCY) as pool:
            answers = list(pool.map(lambda n: _post(instance.port, secret, n), range(BURST)))
        took = time.perf_counter() - start
    finally:
        server.end()
    stored = json.loads(_run(instance, STORED))
    print(f"\n{BURST:,} feedbacks at concurrency {CONCURRENCY}: {took:.1f} s, {BURST / took:.0f}/s")
    assert answers == [201] * BURST
    assert stored == sorted(words(number) for number in range(BURST))


def words(number: int) -> str:
    """What the customer of that number says."""
    return f"Hakutulos on väärä, sivu x{number}y."


def _post(port: int, secret: str, number: int) -> int:
    """One feedback over a connection of its own, as laminas-http does."""
    payload = {
        "message": words(number),
        "category": "feedback_category_general",
        "emailSubject": "Palautetta Finnasta",
        "internalUserId": None,
        "viewBaseUrl": "https://louna.finna.fi",
        "fields": {"message": {"type": "textarea", "value": words(number)}},
    }
    word = base64.b64encode(f"finna:{secret}".encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {word}"}
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        asking.request("POST", "/palaute/finna/burst", json.dumps(payload), headers)
        answer = asking.getresponse()
        answer.read()
        return answer.status
    finally:
        asking.close()


def _run(instance: Instance, program: str) -> str:
    """What a program says that works in the instance."""
    told = instance.environment | {"DJANGO_SETTINGS_MODULE": "kimppa.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=told,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
