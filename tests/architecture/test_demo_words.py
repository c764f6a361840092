"""Nothing of the demo stands in the product, where another consortium would meet it.

Looked for are the names of the demo's consortium, municipalities and branches in any case, their
codes where they stand as codes, and whatever is called by them (services, addresses). Products
that many libraries use, such as Finna, are no words of the demo.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.architecture.conftest import ROOT

PLACES = ("src/kimppa/", "docs/staff/", "docs/operations/", "docs/developer/", "deploy/")
# The demo itself, what is only run by us, what never changes, and what is other people's.
BESIDE = re.compile(
    r"/(tests|migrations|vendor|demo)/|/demo\.py$|/data/(demo|louna)\.toml$|/feedback/data/rows\.csv$"
    r"|/agreement/data/|/programme/data/programme-2024\.toml$|/data/louna_published\.csv$"
)
# What speaks of all Finland, and the name by which earlier files call something.
ALLOWED = {
    "src/kimppa/core/consortium/municipalities.tsv": r".*",
    "src/kimppa/marc/rules/data/qualifiers/place-inflected.toml": r"[Ff]orssa",
    "src/kimppa/marc/rules/profiles.py": r"louna",
    "docs/developer/marc.md": r"louna",  # the test catalogues' own folder
}
LUNCH = r"(?<!louna(?=s\b|st|is|a))"  # lounas, lounasta, lounaan; Lounais-Suomi
TEXT = {
    ".py",
    ".html",
    ".txt",
    ".md",
    ".po",
    ".toml",
    ".csv",
    ".tsv",
    ".css",
    ".js",
    ".svg",
    ".typ",
}


@cache
def demo() -> dict[str, Any]:
    return tomllib.loads((ROOT / "src/kimppa/core/demo/louna.toml").read_text(encoding="utf-8"))


def stem(name: str) -> str:
    """What a name keeps in every case: Jokioi- of Jokioinen."""
    return re.escape(name.casefold().removesuffix("nen"))


def words() -> re.Pattern[str]:
    names = [place["name_fi"] for place in demo()["municipality"]]
    names += [place["name_sv"] for place in demo()["municipality"] if "name_sv" in place]
    codes = [place["code"] for place in demo()["municipality"]]
    branches = [branch["code"] for branch in demo()["branch"]]
    own = [demo()["consortium"]["short_name"], *names]
    return re.compile(
        rf"(?<![a-zåäö])(?:{'|'.join(map(stem, own))}){LUNCH}[a-zåäö]*"
        rf"|(?<=[\"'=:/-])(?:{'|'.join(codes)})(?=[\"'&/.`,|\s)\]]|$)"
        rf"|branch[:-](?:{'|'.join(branches)})\b",
        re.IGNORECASE,
    )


def lines(files: tuple[Path, ...]) -> Iterator[tuple[str, int, str]]:
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(PLACES) and path.suffix in TEXT and not BESIDE.search(name):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield name, number, line


def test_nothing_of_the_demo_stands_in_the_product(files: tuple[Path, ...]) -> None:
    pattern = words()
    matches = [
        f"{name}:{number}: {match[0]}"
        for name, number, line in lines(files)
        for match in pattern.finditer(line)
        if not (name in ALLOWED and re.fullmatch(ALLOWED[name] + ".*", match[0]))
    ]
    assert matches == [], "say it of no consortium, or of one that is made up"


def test_every_way_of_naming_the_demo_is_found() -> None:
    for text in (
        "Lounan sopimuksessa", "LOUNA-123", "lounakirjailijat", "louna.finna.fi", "Forssassa",
        "Jokioisten", "Ypäjällä", "tammelalainen", "?municipality=834", 'code="061"',
        "municipality-834.xml", "branch-tam.xml", "branch:for",
    ):  # fmt: skip
        assert words().search(text), text
    for text in ("lounas", "lounaan aikaan", "Lounais-Suomi", "061 fields", "103 messages"):
        assert not words().search(text), text


def test_what_is_allowed_is_still_there(files: tuple[Path, ...]) -> None:
    pattern = words()
    used = {name for name, _number, line in lines(files) if pattern.search(line)}
    assert set(ALLOWED) <= used
