"""`kimppa report` writes, freezes and delivers, and says by its exit code how it went."""

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from conftest import Louna
from kimppa.core.releases.models import Delivery, Release
from kimppa.programme import demo as programme_demo
from kimppa.programme.actions import draft_from_clauses
from kimppa.report.models import Report
from tests import ready

FILES = 5 * 3


def run(kind: str, folder: Path, *options: str, code: str = "all") -> None:
    call_command("report", kind, "2024", "--municipality", code, "--out", str(folder), *options)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_draft_is_written_and_nothing_frozen(agreed: Louna, tmp_path: Path) -> None:
    run("realisation", tmp_path / "out", "--draft", code="981")
    stem = "toimenpideohjelman-toteutuminen-2024-ypaja-luonnos"
    assert names(tmp_path / "out") == [f"{stem}.docx", f"{stem}.json", f"{stem}.pdf"]
    assert not Release.objects.exists()


def test_freezing_again_without_changes_writes_the_same_files(
    agreed: Louna, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("realisation", tmp_path / "a")
    assert len(names(tmp_path / "a")) == FILES
    run("realisation", tmp_path / "b", "--json")
    listed = json.loads(capsys.readouterr().out.splitlines()[-1])["files"]
    assert len(listed) == FILES
    for name in names(tmp_path / "a"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert Release.objects.count() == 5


def test_deliver_reaches_the_directors(agreed: Louna, tmp_path: Path) -> None:
    run("realisation", tmp_path, "--deliver")
    assert Delivery.objects.count() == 5
    assert Report.objects.get().state == Report.State.DELIVERED


def test_refused_input_is_one(louna: Louna, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="sopimus") as refused:
        run("realisation", tmp_path)
    assert refused.value.returncode == 1
    with pytest.raises(CommandError, match="toimenpideohjelma") as refused:
        run("programme", tmp_path, "--draft")
    assert refused.value.returncode == 1
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(CommandError) as refused:
        run("realisation", blocked)
    assert refused.value.returncode == 1


@pytest.mark.parametrize(
    ("code", "options"),
    [("999", ()), ("all", ("--draft", "--deliver")), ("all", ("--draft", "--reason", "x"))],
)
def test_wrong_use_is_two(
    agreed: Louna, tmp_path: Path, code: str, options: tuple[str, ...]
) -> None:
    with pytest.raises(CommandError) as refused:
        run("realisation", tmp_path, *options, code=code)
    assert refused.value.returncode == 2
    assert not Release.objects.exists()


def test_the_programme_is_written_for_each_municipality(agreed: Louna, tmp_path: Path) -> None:
    draft_from_clauses(by=agreed.coordinator, year=2024)
    run("programme", tmp_path / "out", "--draft")
    assert len(names(tmp_path / "out")) == FILES
    with pytest.raises(CommandError) as refused:
        run("programme", tmp_path / "out")
    assert refused.value.returncode == 1


def test_the_agreed_programme_is_the_same_for_every_municipality(
    agreed: Louna, tmp_path: Path
) -> None:
    programme_demo.load()
    with translation.override("sv"):  # of the command line, not of the house
        run("programme", tmp_path / "out")
    assert "toimenpideohjelma-2024-jokioinen.pdf" in names(tmp_path / "out")
    files = [path for path in (tmp_path / "out").iterdir() if path.suffix == ".pdf"]
    assert len(files) == 5
    assert len({path.read_bytes() for path in files}) == 1


def test_the_programme_is_delivered_to_all_or_to_none(agreed: Louna, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="kaikille kirjastoille") as refused:
        run("programme", tmp_path / "out", "--deliver", code="981")
    assert refused.value.returncode == 2
    assert not Delivery.objects.exists()


KILLED = """
import os
from django.core.management import call_command
from django.utils import translation
import django
django.setup()
from kimppa.core import clock, demo
from kimppa.agreement import demo as agreement
from kimppa.core.releases.actions import freezing
clock.set_day(demo.day())
demo.load()
agreement.load()
calls = []
def dying(**values):
    calls.append(values)
    if len(calls) == 3:
        os._exit(9)
freezing.record = dying
call_command("report", "realisation", "2024", "--municipality", "all", "--out", os.environ["OUT"])
"""


@pytest.mark.every_database
def test_a_server_killed_in_mid_freeze_leaves_nothing_half(
    databases: ModuleType, empty_home: Path, tmp_path: Path
) -> None:
    home = empty_home
    env = databases.environment(
        home, OUT=str(tmp_path / "out"), DJANGO_SETTINGS_MODULE="kimppa.config.settings"
    )
    killed = subprocess.run([sys.executable, "-c", KILLED], env=env, capture_output=True)
    assert killed.returncode == 9, killed.stderr.decode()[-2000:]
    tables = ("core_release", "core_releasefile", "report_report")
    counts = [databases.asked(home, f"SELECT count(*) FROM {table}") for table in tables]
    assert counts == [(0,), (0,), (1,)]
    command = ["report", "realisation", "2024", "--municipality", "all", "--out", env["OUT"]]
    again = ready.run(command, env)
    assert again.returncode == 0, again.stderr[-2000:]
    assert len(names(tmp_path / "out")) == FILES
