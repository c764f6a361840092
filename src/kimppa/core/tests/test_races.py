"""Two processes that do the same at the same moment, on a real database."""

import os
from pathlib import Path

import pytest

from tests import ready
from tests.databases import asked, environment
from tests.ready import Process

pytestmark = pytest.mark.every_database

ROUNDS = 25
START = f"""
import sys
from kimppa.core.consortium.models import Municipality
from kimppa.core.figures.actions import Provenance, record_figure
from kimppa.core.figures.models import Variable
from kimppa.core.permissions import SYSTEM
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.ratification.actions import ask
from kimppa.core.throttle.actions import Limit, take
from django.db import connection
connection.ensure_connection()
name = int(sys.argv[1])
if sys.argv[2:]:
    open(sys.argv[2]).read()  # to its end, when both have been opened

def at_once(do):
    for round in range({ROUNDS}):
        do(round)
"""
PREPARED = """
Variable.objects.create(code="loans", name_fi="Lainat")
Municipality.objects.create(code="834", name_fi="Tammela")
"""
SAME_FIGURE = """
variable = Variable.objects.get()
at_once(lambda round: record_figure(
    by=SYSTEM, variable=variable, year=2000 + round, value=name, provenance=Provenance()))
"""
SAME_QUESTION = """
places = list(Municipality.objects.all())
at_once(lambda round: ask(
    by=SYSTEM, origin=("desk", f"{round}"), title="Sama kysymys", municipalities=places))
"""
SAME_WORK = """
at_once(lambda round: record_evidence(
    by=SYSTEM, topic="events", title=f"Prosessi {name}", origin=("desk", f"{round}")))
"""
SAME_TRIES = """
limit = Limit("test", times=1, minutes=5)
at_once(lambda round: take(limit, f"{round}"))
"""


@pytest.fixture
def home(empty_home: Path) -> Path:
    with start(empty_home, PREPARED, 0) as begun:
        assert begun.communicate(timeout=60)[1] == ""
    return empty_home


def start(home: Path, code: str, *arguments: object) -> Process:
    return ready.start([START + code, *arguments], environment(home), "program")


def both(home: Path, code: str) -> None:
    """Run the code in two processes that begin when both are ready."""
    gates = [home / f"gate-{name}" for name in (1, 2)]
    for gate in gates:
        os.mkfifo(gate)
    running = [start(home, code, name, gate) for name, gate in enumerate(gates, start=1)]
    # A pipe opens when its reader is there, and ends when it is closed.
    for opened in [gate.open("w") for gate in gates]:
        opened.close()
    for process in running:
        with process:
            told = process.communicate(timeout=120)
        assert process.returncode == 0, told


def count(home: Path, query: str) -> int:
    return int(asked(home, f"SELECT count(*) FROM {query}")[0])


def test_two_who_record_the_same_figure_both_succeed_and_one_stands(home: Path) -> None:
    both(home, SAME_FIGURE)
    assert count(home, "core_figure WHERE replaced_at IS NULL") == ROUNDS
    assert count(home, "core_figure") == 2 * ROUNDS


def test_two_who_ask_the_same_ask_it_once(home: Path) -> None:
    both(home, SAME_QUESTION)
    assert count(home, "core_ratification") == count(home, "core_confirmation") == ROUNDS


def test_two_who_do_the_same_work_have_done_it_once(home: Path) -> None:
    both(home, SAME_WORK)
    assert count(home, "core_evidence") == ROUNDS


def test_a_limit_of_tries_holds_for_tries_at_once(home: Path) -> None:
    both(home, SAME_TRIES)
    assert count(home, "core_try") == ROUNDS
