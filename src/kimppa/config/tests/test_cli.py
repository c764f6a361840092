"""What the command says of itself, and of a folder in which there is nothing yet."""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.utils import translation

from kimppa.config import help as product
from tests import ready
from tests.databases import environment, on_postgres

PROGRAM = Path(sys.executable).with_name("kimppa")


def run(home: Path, *words: str, language: str = "fi_FI.UTF-8") -> subprocess.CompletedProcess[str]:
    return ready.run(words, environment(home, LANG=language))


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


def test_every_command_of_the_rooms_stands_in_the_overview() -> None:
    own = {
        module.replace("_", "-")
        for module, app in get_commands().items()
        if app.startswith("kimppa.")
    }
    assert own | {"marc", "eresources", "django", "help", "version"} == product.NAMES


def test_no_command_of_ours_reads_the_code_of_every_page_first() -> None:
    ours = [(app, name) for name, app in get_commands().items() if app.startswith("kimppa.")]
    checking = [name for app, name in ours if load_command_class(app, name).requires_system_checks]
    assert checking == [], "write requires_system_checks = ()"


@pytest.mark.parametrize(
    ("language", "heading", "purpose"),
    [
        ("fi_FI.UTF-8", "Ylläpito", "mikä on vialla ja mitä sille tehdään"),
        ("sv_FI.UTF-8", "Drift", "vad som är fel och vad man gör åt det"),
        ("en_GB.UTF-8", "Run an instance", "what is wrong, and what to do about it"),
    ],
)
def test_the_overview_is_in_the_language_of_the_terminal(
    tmp_path: Path, language: str, heading: str, purpose: str
) -> None:
    home = tmp_path / "home"
    texts = {run(home, word, language=language).stdout for word in ("help", "--help", "-h")}
    lines = texts.pop().splitlines()
    assert not texts
    assert heading in lines
    assert f"  check{purpose:>{35 + len(purpose)}}" in lines
    assert any(str(home) in line for line in lines)
    assert max(len(line) for line in lines if str(home) not in line) <= 100
    assert not home.exists()


def test_in_an_empty_folder_it_says_what_to_do_first(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = run(home, language="en_GB.UTF-8")
    assert done.returncode == 0
    if on_postgres():  # a database is named, so there is more to ask than the folder
        assert "kimppa setup" in done.stdout
        return
    assert done.stdout.startswith(f"There is nothing in {home}")
    assert "kimppa demo" in done.stdout
    assert "kimppa setup --name NAME --email EMAIL" in done.stdout
    assert not home.exists()


def test_an_instance_says_what_it_is_and_how_to_serve_it(empty_home: Path) -> None:
    assert run(empty_home).stdout.startswith(f"Kansiossa {empty_home}")  # tables and no consortium
    run(empty_home, "setup", "--name", "Louna-kirjastot", "--email", "a@example.org")
    with_server = run(empty_home, language="en_GB.UTF-8").stdout
    assert with_server.startswith(f"Louna-kirjastot, in {empty_home}")
    assert "Once served: http://localhost:8000" in with_server
    assert "kimppa serve " in with_server


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("bakcup", "Tarkoititko: kimppa backup"),
        ("migrat", "Tarkoititko: kimppa django migrate"),
        ("xyzzy", "Kaikki komennot: kimppa help"),
    ],
)
def test_an_unknown_command_leads_to_the_nearest(tmp_path: Path, word: str, advice: str) -> None:
    done = run(tmp_path, word)
    assert done.returncode == 2
    assert f"Komentoa {word} ei ole. {advice}" in done.stderr


@pytest.mark.parametrize("words", [("help", "backup"), ("backup", "--help")])
def test_each_command_tells_its_options(tmp_path: Path, words: tuple[str, str]) -> None:
    done = run(tmp_path, *words)
    assert done.stdout.startswith("käyttö: kimppa backup")
    assert "--recipient" in done.stdout
    assert "--pythonpath" not in done.stdout
    assert "käyttö: kimppa marc" in run(tmp_path, "help", "marc").stdout


def test_djangos_commands_stand_behind_its_name(empty_home: Path) -> None:
    done = run(empty_home, "django", "check")
    assert done.stdout == "System check identified no issues (0 silenced).\n"
    assert "kimppa django help" in run(empty_home, "django").stdout
    assert run(empty_home, "django", "showmigrations", "jobs").stderr == ""
    old = run(empty_home, "showmigrations", "jobs")
    assert old.returncode == 0
    assert "0001" in old.stdout
    assert "kimppa django showmigrations" in old.stderr


def test_settings_that_cannot_be_read_leave_the_help(tmp_path: Path) -> None:
    command = [PROGRAM, "help"]
    env = environment(tmp_path, LANG="fi_FI.UTF-8", PORT="x")
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert "Kimpan työ" in done.stdout


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["feedback", "--help"], "användning: kimppa feedback"),
        (["statistics", "check", "--help"], "till exempel 2024"),
        (["report", "programme"], "saknas: year, --municipality, --out"),
        (["search", "abc"], "'abc' duger inte (välj bland: rebuild, check)"),
        (["marc", "check", "--help"], "kimppa marc check"),
        (["--help"], "vad som är fel"),
        (["abc"], "finns inte"),
    ],
)
@pytest.mark.parametrize("before", [["--language", "sv"], ["--language=sv"]])
def test_the_language_may_stand_before_the_command(
    tmp_path: Path, before: list[str], words: list[str], shown: str
) -> None:
    done = run(tmp_path, *before, *words)
    assert shown in done.stdout + done.stderr
    assert "--language finns" not in done.stderr


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (
            ["report", "programme", "2024", "--municipality", "all", "--out", "ut"],
            "kimppa: Det finns inga kommuner ännu: året har inget avtal",
        ),
        (["statistics", "check", "2024"], "kimppa: Det finns inga"),
        (["feedback", "undo", "7"], "kimppa: Ingen fil har numret 7."),
        (["serve", "--port", "99999"], "kimppa: 99999 är ingen port"),
        (["person", "link", "a@b.fi"], "kimppa: Ingen här har adressen a@b.fi"),
        (["agreement", "import", "a.txt"], "kimppa: a.txt: filen finns inte"),
    ],
)
def test_a_refusal_is_in_the_language_of_the_command_line(
    empty_home: Path, words: list[str], shown: str
) -> None:
    done = run(empty_home, "--language", "sv", *words)
    assert shown in done.stderr


def options_of(parser: argparse.ArgumentParser, words: str) -> Iterator[tuple[str, str]]:
    """(the command with its option or argument, what help says of it), of every verb."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb, below in action.choices.items():
                yield from options_of(below, f"{words} {verb}")
        else:
            yield f"{words} {' '.join(action.option_strings) or action.dest}", action.help or ""


def help_texts(language: str) -> dict[str, str]:
    """What each command is for, and by its words what help says of each option."""
    texts = {}
    commands = [(app, name) for name, app in get_commands().items() if app.startswith("kimppa.")]
    with translation.override(language):
        for app, name in commands:
            parser = load_command_class(app, name).create_parser("kimppa", name)
            texts |= {name: parser.description or ""} | dict(options_of(parser, name))
    return texts


def test_every_option_of_every_command_has_its_help_in_each_language() -> None:
    english_texts = help_texts("en")
    assert "statistics check year" in english_texts
    assert [option for option, text in english_texts.items() if not text] == []
    own_words = {
        option: text
        for option, text in english_texts.items()
        if "-h" not in option and text != argparse.SUPPRESS and " " in text and "://" not in text
    }
    for language in ("fi", "sv"):
        texts = help_texts(language)
        assert [option for option, text in own_words.items() if texts[option] == text] == [
            "check --language"
        ], language
