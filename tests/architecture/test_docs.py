"""What can be set or run is written down."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

from tests.architecture.conftest import ROOT

SETTING = re.compile(r"\bKIMPPA_[A-Z_]+\b")
TARGET = re.compile(r"^(?:make|`make) ([a-z-]+)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def documentation() -> str:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_every_setting_is_documented(product_files: tuple[Path, ...]) -> None:
    used = {
        name
        for path in product_files
        if path.parent.name in {"config", "operations"}
        for name in SETTING.findall(path.read_text(encoding="utf-8"))
    }
    told = set(SETTING.findall(documentation()))
    assert used, "no setting was found: the search is wrong"
    assert not used - told, f"not in docs/: {sorted(used - told)}"


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """The long options of a command and of its verbs."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                yield from options(verb)
        yield from (one for one in action.option_strings if one.startswith("--"))


def test_every_command_and_option_is_documented() -> None:
    page = (ROOT / "docs" / "operations" / "commands.md").read_text(encoding="utf-8")
    everybodys = set(options(BaseCommand().create_parser("kimppa", "")))
    untold = []
    for module, app in get_commands().items():
        if app.startswith("kimppa."):
            name = module.replace("_", "-")
            rows = [row for row in page.splitlines() if row.startswith(f"| `kimppa {name}")]
            parser = load_command_class(app, module).create_parser("kimppa", module)
            wanted = {name, *options(parser)} - everybodys
            untold += [f"{name} {one}" for one in wanted if one not in "".join(rows)]
    assert not untold, f"not in commands.md: {sorted(untold)}"


def test_every_target_of_make_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    names = set(TARGET.findall(documentation()))
    assert {"ready", "demo", "test"} <= names
    assert [
        name for name in sorted(names) if not re.search(rf"^{name}:", makefile, re.MULTILINE)
    ] == []


def test_an_empty_instance_begins_with_what_a_fresh_clone_has() -> None:
    """Neither the environment nor its commands are there before make has run."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```\n(.*?)```", readme, re.DOTALL)
    own = [block for block in blocks if "kimppa setup" in block]
    assert [block.startswith("make ready") for block in own] == [True]


def test_links_between_pages_lead_somewhere(files: tuple[Path, ...]) -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in files
        if page.suffix == ".md" and "vendor" not in page.parts
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert not broken


def test_every_benchmark_is_written_down() -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    ours = sorted(path.name for path in (ROOT / "bench").glob("bench_*.py"))
    assert ours
    assert [name for name in ours if name not in page] == []
