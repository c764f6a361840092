"""What the command says of itself, and of a folder in which there is nothing yet."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.databases import environment

PROGRAM = Path(sys.executable).with_name("kimppa")


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [PROGRAM, *words]
    env = environment(home, LANG="fi_FI.UTF-8")
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_the_version_is_that_of_kimppa(tmp_path: Path) -> None:
    assert run(tmp_path, "--version").stdout == f"{version('kimppa')}\n"


@pytest.mark.parametrize("words", [["person", "erase", "a@b.fi"], ["report", "programme", "2024"]])
def test_a_command_without_an_instance_says_what_to_do(tmp_path: Path, words: list[str]) -> None:
    if words[0] == "report":
        words = [*words, "--municipality", "all", "--out", str(tmp_path)]
    done = run(tmp_path, *words)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "kimppa setup" in done.stderr
