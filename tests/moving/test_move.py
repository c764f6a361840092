"""An instance is carried to PostgreSQL whole and proved, or not at all."""

import hashlib
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kimppa.operations import instance_lock
from scripts.postgres import Cluster
from tests.journeys.desk import Desk, made_home, served
from tests.moving.conftest import Instance, new_database

pytestmark = pytest.mark.sqlite  # they start from SQLite and bring their own PostgreSQL
after_a_move = pytest.mark.xdist_group("moved")  # one process makes one move for them all
PATHS = ("/", "/work/", "/tasks/", "/consortium/", "/agreement/2024/", "/report/2024/", "/audit/")
ONE_TIME = re.compile(r'(csrfmiddlewaretoken" value|nonce|name="at" value)="[^"]*"')


def file_of(instance: Instance) -> Path:
    return instance.home / "kimppa.sqlite3"


def content(instance: Instance) -> str:
    """A digest of every row of the source."""
    with closing(sqlite3.connect(file_of(instance))) as database:
        return hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()


def change(instance: Instance, *statements: str) -> None:
    with closing(sqlite3.connect(file_of(instance))) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def pages(desk: Desk) -> dict[tuple[str, str], str]:
    return {
        (who, path): ONE_TIME.sub("", desk.get(path, who).body)
        for who in ("coordinator", "director")
        for path in PATHS
    }


TEXT = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=1), max_size=40)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | TEXT
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(TEXT, parts, max_size=3),
    max_leaves=5,
)
type Event = tuple[object, ...]
EVENT = st.tuples(
    st.datetimes(),
    st.integers(1, 2**62) | st.none(),
    TEXT,
    TEXT,
    st.dictionaries(TEXT, JSON, max_size=3),
)


def made_events() -> list[Event]:
    """Every kind of value that a row may hold: when, by whom, names and what JSON can say."""
    events: list[Event] = []

    @settings(max_examples=150, database=None, suppress_health_check=list(HealthCheck))
    @given(EVENT)
    def gather(event: Event) -> None:
        events.append(event)

    gather()
    return events


def insert(instance: Instance, events: list[Event]) -> None:
    with closing(sqlite3.connect(file_of(instance))) as database:
        for at, by, name, title, after in events:
            row = (str(at), by, name, "x.y", "m.m", "1", title, "", "", "{}", json.dumps(after), "")
            database.execute(
                "INSERT INTO core_auditevent (at, by_id, by_name, action, model, object_id, title,"
                f" municipality, batch, before, after, via) VALUES ({', '.join('?' * 12)})",
                row,
            )
        database.commit()


@dataclass(frozen=True)
class Moved:
    """The demo and further events, carried over, and what was known of it before."""

    instance: Instance
    told: subprocess.CompletedProcess[str]
    source: str
    pages: dict[tuple[str, str], str]
    events: list[Event]
    last_key: int


@pytest.fixture(scope="module")
def carried(
    databases: ModuleType, shared: Path, postgres: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Moved:
    """One move for all tests that ask how it ended: making the tables takes long."""
    folder = tmp_path_factory.mktemp("moved")
    home = databases.copy_instance(made_home(shared), folder / "home")
    instance = Instance(home, new_database(postgres, folder))
    events = made_events()
    insert(instance, events)
    with served(home) as desk:
        before = pages(desk)
    insert(instance, events[:1])
    change(instance, "DELETE FROM core_auditevent WHERE id = (SELECT max(id) FROM core_auditevent)")
    with closing(sqlite3.connect(file_of(instance))) as database:
        query = "SELECT seq FROM sqlite_sequence WHERE name = 'core_auditevent'"
        (last_key,) = database.execute(query).fetchone()
    source = content(instance)
    return Moved(instance, instance.move("--json"), source, before, events, last_key)


@pytest.fixture
def moved(carried: Moved, postgres: Cluster, tmp_path: Path) -> Moved:
    """The same with a copy of the target, which the test may change."""
    assert carried.told.returncode == 0, carried.told.stderr
    target = new_database(postgres, tmp_path / "copy", carried.instance.target.rpartition("/")[2])
    return replace(carried, instance=replace(carried.instance, target=target))


@after_a_move
def test_the_demo_is_carried_over_and_shows_the_same_pages(moved: Moved) -> None:
    instance, result = moved.instance, json.loads(moved.told.stdout)
    assert result["ok"]
    rows = {table["table"]: table["rows"] for table in result["tables"]}
    assert rows["core_person"] == 9
    assert result["rows"] == sum(rows.values()) > 1000
    assert content(instance) == moved.source
    with served(instance.home, KIMPPA_DATABASE=instance.target) as desk:
        after = pages(desk)
    assert after == moved.pages
    again = instance.move()
    assert again.returncode == 1
    assert "not empty" in again.stderr


@after_a_move
def test_keys_are_never_given_out_twice(moved: Moved) -> None:
    sequence = "pg_get_serial_sequence('core_auditevent', 'id')"
    assert moved.instance.there(f"SELECT nextval({sequence})") == [(moved.last_key + 1,)]


@after_a_move
def test_every_kind_of_value_survives(moved: Moved) -> None:
    """Compared here by other means than the command's own."""
    there = moved.instance.there(
        "SELECT at AT TIME ZONE 'UTC', by_id, by_name, title, after FROM core_auditevent"
        " WHERE action = 'x.y' ORDER BY id"
    )
    assert [(*row[:4], one_kind_of_number(row[4])) for row in there] == [
        (*event[:4], one_kind_of_number(event[4])) for event in moved.events
    ]


def one_kind_of_number(value: object) -> object:
    """PostgreSQL keeps a number's digits; whether it was written 1e22 or in full, it forgets."""
    return json.loads(json.dumps(value), parse_int=float)


PLANTED = (
    "UPDATE core_person SET name = 'Joku muu' WHERE id = 3",
    "UPDATE core_person SET example = NOT example WHERE id = 2",
    """DELETE FROM core_opensession; DELETE FROM core_membership;
    DELETE FROM core_person WHERE id = 9""",
    """INSERT INTO core_person SELECT (jsonb_populate_record(p, '{"id": 99, "email": "x"}')).*
    FROM core_person p WHERE id = 1""",
    "DELETE FROM core_membership WHERE id = 4",
)
COMPARE = """
import sys, django
django.setup()
from django.conf import settings
from django.db import transaction
from kimppa.operations.database import parse
from kimppa.operations.move import carry
from kimppa.operations.move.carry import MoveError, locked_source
from kimppa.operations.move.tables import tables
people = next(table for table in tables() if table.name == "core_person")
with locked_source(settings.KIMPPA_HOME), carry._target(parse(sys.argv[1])) as target:
    for planted in sys.argv[2:]:
        try:
            with transaction.atomic(), target.cursor() as cursor:
                cursor.execute(planted)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                carry.compare(people)
        except MoveError as error:
            print(error)
        else:
            print("the same")
"""


@after_a_move
def test_a_planted_difference_is_found_and_told(moved: Moved) -> None:
    instance = moved.instance
    env = {"KIMPPA_HOME": str(instance.home), "DJANGO_SETTINGS_MODULE": "kimppa.config.settings"}
    command = [sys.executable, "-c", COMPARE, instance.target, *PLANTED]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    name, example, gone, more, elsewhere = done.stdout.splitlines()
    assert name.startswith("Row 3 of core_person differs in name: ")
    assert name.endswith("became 'Joku muu' on PostgreSQL.")
    assert example.startswith("Row 2 of core_person differs in example: ")
    assert gone == "Row 9 of core_person is missing on PostgreSQL."
    assert more == "core_person has 9 rows, and 10 on PostgreSQL."
    assert elsewhere == "the same"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DELETE FROM django_migrations WHERE app = 'report'", "Run kimppa django migrate first"),
        ("UPDATE core_task SET owner_id = 99999 WHERE id = 1", "points at a row of core_person"),
        ("CREATE TABLE notes (text)", "Tables that Kimppa does not know: notes"),
        (
            "UPDATE core_person SET name = 'a' || char(0) || 'b' WHERE id = 2",
            "Row 2 of core_person",
        ),
        pytest.param(  # ends in the same place, after making the same tables
            "UPDATE core_person SET name = replace(hex(zeroblob(500)), '00', 'ä') WHERE id = 2",
            "core_person",
            marks=pytest.mark.large,
        ),
    ],
)
def test_what_cannot_stand_is_refused_and_leaves_nothing(
    instance: Instance, damage: str, words: str
) -> None:
    change(instance, damage)
    source = content(instance)
    told = instance.move()
    assert told.returncode == 1
    assert words in told.stderr
    assert "Traceback" not in told.stderr
    assert instance.tables_there() == 0
    assert content(instance) == source


def test_an_instance_in_use_is_not_carried(instance: Instance) -> None:
    with instance_lock.serving(instance.home):
        told = instance.move()
    assert told.returncode == 1
    assert "In use by the server of this instance" in told.stderr
    with closing(sqlite3.connect(file_of(instance))) as database:
        database.execute("SELECT count(*) FROM core_person").fetchone()
        told = instance.move()
    assert told.returncode == 1
    assert "Another program" in told.stderr
    assert instance.tables_there() == 0


def test_wrong_use_is_two_and_a_missing_database_is_one(instance: Instance) -> None:
    assert instance.run("move-to-postgres").returncode == 2
    assert instance.run("move-to-postgres", "--to", "mysql://x/y").returncode == 2
    told = instance.run("move-to-postgres", "--to", instance.target + "_no")
    assert told.returncode == 1
    assert "does not answer" in told.stderr
    told = instance.run(
        "move-to-postgres", "--to", instance.target, KIMPPA_DATABASE=instance.target
    )
    assert told.returncode == 1
    assert "stands on PostgreSQL already" in told.stderr
