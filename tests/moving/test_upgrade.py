"""An instance that an earlier version made comes forward whole."""

import json
import shutil
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import ready
from tests.databases import environment
from tests.journeys.desk import ROOT, served
from tests.moving.conftest import Instance

pytestmark = pytest.mark.sqlite  # the instances are on SQLite

INSTANCES = sorted((ROOT / "tests" / "data" / "instances").glob("*.tar.xz"))
PROVEN = "Kevään koodikorjaukset: kieli, maa ja tunnisteet"
# What has got another name since, by table and column; and what became rows or options.
MOVED = {
    "feedback_mailbox.read_at": "fetched_at",
    "publishing_eventsource.read_at": "fetched_at",
    # Tables of feedback stand among all files that are brought in.
    "feedback_rowfile": "core_import",
    "feedback_rowfile.made": "count",
    "feedback_rowfile.known": "skipped",
    "feedback_rowbytes": "core_importoriginal",
    "feedback_rowbytes.file_id": "upload_id",
    "feedback_broughtrow.file_id": "upload_id",
}
# The profile lost the demo's name; feedback on accessibility got the day that the law sets.
RENAMED = {"louna": "shared"}
CORRECTED = {"feedback_ticket.due_on"}
BECAME_ROWS = {"core_service.integrations"}
BECAME_OPTIONS = {"feedback_rowfile.service_id", "feedback_rowfile.municipality_id"}
# Made anew from the other tables, or kept by Django for itself.
DERIVED = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}

type Row = dict[str, Any]


@dataclass(frozen=True)
class Upgraded:
    """An instance in use again, and the rows and files that its version left."""

    home: Path
    rows: dict[str, dict[Any, Row]]
    files: dict[str, bytes]


@pytest.fixture(scope="module", params=INSTANCES, ids=lambda path: path.name.partition(".")[0])
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    """By the commands of docs/operations/upgrade.md. Use a copy of it."""
    home = tmp_path_factory.mktemp("old") / "home"
    with tarfile.open(request.param) as archive:
        archive.extractall(home, filter="data")
    left = Upgraded(home, rows(home), files(home))
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput"]):
        ready.run(["django", *command], environment(home)).check_returncode()
    return left


@pytest.fixture
def own_home(upgraded: Upgraded, tmp_path: Path) -> Path:
    """A copy of the test's own."""
    return shutil.copytree(upgraded.home, tmp_path / "upgraded")


def rows(home: Path) -> dict[str, dict[Any, Row]]:
    """Table to primary key to row, without tables of the search index."""
    with closing(sqlite3.connect(home / "kimppa.sqlite3")) as database:
        database.row_factory = sqlite3.Row
        listing = "SELECT name FROM sqlite_master WHERE type = 'table'"
        tables = [name for (name,) in database.execute(listing)]
        return {
            table: {row[0]: dict(row) for row in database.execute(f'SELECT * FROM "{table}"')}
            for table in tables
            if table not in DERIVED and "search" not in table
        }


def files(home: Path) -> dict[str, bytes]:
    kept = (path for path in home.rglob("*") if path.is_file() and path.parent != home)
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in kept}


def carried(table: str, row: Row, column: str) -> Any:
    """What a value has become: the same, but for what it is called now."""
    value = row[column]
    if column == "profile":
        return RENAMED.get(value, value)
    if (table, column) == ("publishing_item", "price") and row["kind"] == "event":
        return value or "0 €"  # what was shown as free
    return value


def test_nothing_is_lost_and_a_proven_plan_keeps_its_proof(
    upgraded: Upgraded, own_home: Path
) -> None:
    rows_before, rows_after = upgraded.rows, rows(own_home)
    assert rows_before["core_evidence"]
    assert any(name.startswith("corrections/") for name in upgraded.files)
    lost = [
        f"{table} {key}: {column} was {value!r}"
        for table, by_key in rows_before.items()
        for key, row in by_key.items()
        for column, value in row.items()
        if rows_after.get(MOVED.get(table, table), {})
        .get(key, {})
        .get(MOVED.get(f"{table}.{column}", column), Ellipsis)
        != carried(table, row, column)
        and f"{table}.{column}" not in BECAME_ROWS | BECAME_OPTIONS | CORRECTED
    ]
    assert not lost, "\n".join(lost[:20])
    integrations = {row["system"] for row in rows_after["core_integration"].values()}
    texts = {row["integrations"] for row in rows_before["core_service"].values()} - {""}
    assert texts
    assert texts <= integrations
    assert upgraded.files.items() <= files(own_home).items()

    proof_is_shown(own_home, rows_after)


def proof_is_shown(home: Path, rows_after: dict[str, dict[Any, Row]], **settings: str) -> None:
    """The plan's page has its proof, and the rooms' first pages open."""
    plan = next(row for row in rows_after["catalogue_plan"].values() if row["title"] == PROVEN)
    with served(home, **settings) as desk:
        page = desk.get(f"/catalogue/plans/{plan['id']}/", "coordinator")
        assert page.status == 200
        assert "niin kuin sovittiin" in page.body
        for path in ("/", "/agreement/2024/", "/report/2024/", "/feedback/", "/deliveries/"):
            assert desk.get(path, "coordinator").status == 200, path


def test_what_came_forward_goes_on_to_postgres(own_home: Path, target: str) -> None:
    moved = Instance(own_home, target).move("--json")
    assert moved.returncode == 0, moved.stderr
    there = {table["table"]: table["rows"] for table in json.loads(moved.stdout)["tables"]}
    here = rows(own_home)
    assert {table: len(here[table]) for table in there if table in here}.items() <= there.items()
    assert there["core_evidence"] > 0
    proof_is_shown(own_home, here, KIMPPA_DATABASE=target)
