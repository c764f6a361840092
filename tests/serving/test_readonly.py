"""An instance on a read-only disk: every command says so in plain words."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.databases import environment

PROGRAM = Path(sys.executable).with_name("kimppa")
# In a name space of its own, so that the mount is gone with the process.
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
COMMANDS = ("serve", "worker", "django migrate", "setup", "demo", "backup", "search")


def on_read_only(home: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command with the folder mounted for reading only."""
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", READ_ONLY, home, *command],
        env=environment(home, LC_ALL="fi_FI.UTF-8"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def home(empty_home: Path) -> Path:
    (empty_home / "secret-key").touch()
    if not shutil.which("unshare") or on_read_only(empty_home, "true").returncode:
        pytest.skip("optional: this machine lets nobody mount a folder for reading only")
    return empty_home


@pytest.mark.sqlite
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_writes_refuses_in_plain_words(home: Path, command: str) -> None:
    done = on_read_only(home, PROGRAM, *command.split())
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"kimppa: {home} on levyllä, jolle ei voi kirjoittaa, joten mitään ei voi tallentaa. "
        "Selvitä syy (dmesg kertoo vioittuneesta levystä), liitä levy kirjoitettavaksi ja yritä "
        "uudelleen.\n"
    )


@pytest.mark.sqlite
def test_the_diagnosis_and_help_go_on(home: Path) -> None:
    done = on_read_only(home, PROGRAM, "check")
    assert done.returncode == 1
    assert f"Kansioon {home} ei voi kirjoittaa" in done.stdout
    assert "Traceback" not in done.stderr
    assert on_read_only(home, PROGRAM, "worker", "--help").returncode == 0


@pytest.mark.sqlite
def test_a_folder_of_another_user_is_told_too(empty_home: Path) -> None:
    """Root may write anywhere, so the command runs as nobody where it can."""
    if os.geteuid() == 0:
        as_nobody = ["setpriv", "--reuid=65534", "--clear-groups"]
        reads = subprocess.run([*as_nobody, PROGRAM, "--help"], capture_output=True, check=False)
        if reads.returncode:
            pytest.skip("optional: nobody else may read this program")
    else:
        as_nobody = []
    (empty_home / "secret-key").chmod(0o644)
    (empty_home / "kimppa.sqlite3").touch()
    (empty_home / "kimppa.sqlite3").chmod(0o444)
    top = Path(tempfile.gettempdir())
    for folder in empty_home.parents:
        if folder != top and folder.is_relative_to(top):
            folder.chmod(0o755)
    empty_home.chmod(0o555)
    done = subprocess.run(
        [*as_nobody, PROGRAM, "worker", "--once"],
        env=environment(empty_home, LC_ALL="fi_FI.UTF-8"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    empty_home.chmod(0o755)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(
        f"kimppa: Tällä käyttäjällä ei ole oikeutta kirjoittaa kohteeseen {empty_home}"
    )
