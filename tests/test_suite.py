"""The suite's own tools do what the suite relies on."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import suite
from tests import database_signs
from tests.journeys import markup
from tests.rooms import room_of

ROOT = Path(__file__).parents[1]
PAGE = """<!doctype html><html lang="fi"><head><title>Sivu</title></head><body>
<main><h1>Otsikko</h1>
<label for="a">Nimi</label><input id="a"><p>{}</p></main></body></html>"""

TESTS = """
import os
import pathlib
import pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(8))
def test_where(number):
    pathlib.Path(__file__).with_name(os.environ["PYTEST_XDIST_WORKER"]).touch()
"""


def test_tests_of_a_group_stay_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "test_group.py").write_text(TESTS)
    command = "-m pytest -q -n 2 --dist loadgroup -c /dev/null --rootdir . -p no:django"
    subprocess.run(
        [sys.executable, *command.split(), "test_group.py"], cwd=tmp_path, check=True, timeout=120
    )
    assert len(list(tmp_path.glob("gw*"))) == 1


def test_a_room_that_is_none_is_told_with_those_that_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["suite.py", "--room", "publising"])
    with pytest.raises(SystemExit):
        suite.chosen_parts()
    told = capsys.readouterr().err
    assert "There is no room 'publising'" in told
    assert "pages, programme, publishing, report" in told


def test_what_depends_on_a_room_is_read_from_the_imports() -> None:
    assert suite.dependants("publishing") == set()
    assert {"catalogue", "config"} <= suite.dependants("marc")
    assert "report" in suite.dependants("programme")
    assert suite.rooms() - {"documents", "marc", "sources", "core"} <= suite.dependants("core")


@pytest.mark.parametrize(
    ("path", "depends"),
    [
        ("src/kimppa/core/tests/test_evidence.py", True),  # imports what numbers in windows
        ("src/kimppa/desk/tests/test_work.py", True),  # named after a folder with a lock
        ("src/kimppa/catalogue/duplicates/tests/test_duplicates.py", True),  # in such a folder
        ("src/kimppa/jobs/tests/test_worker.py", True),  # asks for real transactions
        ("src/kimppa/core/tests/test_clock.py", False),
        ("src/kimppa/core/tests/test_figures.py", False),  # a lock by name is core/locks's
        ("src/kimppa/eresources/tests/test_usage.py", False),  # a year is asked as its days
        ("src/kimppa/catalogue/corrections/tests/test_plans.py", False),  # `cursor=` is no cursor
        ("src/kimppa/catalogue/tests/test_work.py", False),  # takes the room's card alone
        ("src/kimppa/programme/tests/test_approval.py", False),  # locks are the core's to test
    ],
)
def test_what_depends_on_the_database_is_read_from_the_code(path: str, depends: bool) -> None:
    assert database_signs.depends(ROOT / path) is depends


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("", None),
        ('<input name="q">', "input name=q has no name"),
        ('<label>Haku <input name="q"></label>', None),
        ('<button type="button"><svg aria-hidden="true"></svg></button>', "button has no name"),
        ('<button type="button" hidden></button>', None),
        ('<a href="/x/"><img src="x" alt=""></a>', "a href=/x/ has no name"),
        ('<img src="x">', "img has no name"),
        ('<b id="a"></b>', "id a stands 2 times"),
        ('<b aria-labelledby="z">x</b>', "b: aria-labelledby leads to no z"),
        ("<h1>Toinen</h1>", "h1 stands 2 times"),
        ("<svg><title>Kuva</title></svg>", None),
    ],
)
def test_faults_are_read_from_html(inside: str, fault: str | None) -> None:
    assert markup.faults(PAGE.format(inside), "fi") == ([fault] if fault else [])
    assert "lang is 'fi', not 'sv'" in markup.faults(PAGE.format(inside), "sv")


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("/publishing/?page=2", "publishing"),
        ("/tapahtumat/", "publishing"),
        ("/", "desk"),
        ("/api/statistics/years", "statistics"),
        ("/api/tasks", "desk"),
        ("/nowhere/", "config"),
    ],
)
def test_an_address_belongs_to_a_room(path: str, room: str) -> None:
    assert room_of(path) == room
