"""`kimppa marc duplicates`."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from kimppa.marc.cli.telling import reading, say, say_json
from kimppa.marc.cli.words import word
from kimppa.marc.duplicates.blocks import LARGEST
from kimppa.marc.duplicates.finding import find
from kimppa.marc.duplicates.groups import Groups, Pair, Place
from kimppa.marc.duplicates.keys import SCHEMA, keys
from kimppa.marc.duplicates.verdicts import Verdicts
from kimppa.marc.reading import read, records_at
from kimppa.marc.results.words import number
from kimppa.marc.rules.spec import RuleError
from kimppa.marc.writing import replaced

_SHOWN = 20  # groups on the terminal


def run(given: argparse.Namespace) -> int:
    """Find groups of records that are one, in one file or in several together."""
    named: list[Path] = given.files
    parts = [
        keys(batch, source)
        for source, path in enumerate(named)
        for batch in reading(path, given.language)
    ]
    found = find(
        pl.concat([SCHEMA.to_frame(), *parts]),
        lambda source, offsets: records_at(read(named[source]), offsets).items(),
        _judged(given.judged),
    )
    made = found.groups
    numbers = {place: one.number.removeprefix("()") for place, one in found.facts.items()}
    lines = list(_lines(made, named, numbers, given.language))
    if given.out:
        with replaced(given.out) as file:
            file.write("".join("\t".join(line) + "\n" for line in lines).encode("utf-8", "replace"))
    if given.json:
        say_json(_told(made, named, numbers, given.language))
    else:
        _say(made, len(found.oversized), lines, given)
    return 1 if made.same else 0


def _judged(path: Path | None) -> Verdicts:
    """What people have said of pairs, a line each: two record numbers as the list has them, and
    `same` or `not`, between tabs. Raises RuleError naming the line."""
    verdicts = Verdicts()
    text = path.read_text(encoding="utf-8-sig", errors="replace") if path else ""
    for count, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            a, b, said = (one.strip() for one in line.split("\t"))
            verdicts.put(_whole(a), _whole(b), same={"same": True, "not": False}[said])
        except (KeyError, ValueError) as wrong:
            what = "write two record numbers and same or not, with tabs between"
            raise RuleError(str(path), str(count), what) from wrong
    return verdicts


def _whole(shown: str) -> str:
    """A record's number with the brackets of its source, as records have them."""
    return shown if shown.startswith("(") else f"(){shown}"


def _lines(
    made: Groups, named: list[Path], numbers: dict[Place, str], language: str
) -> Iterator[tuple[str, ...]]:
    """Group, file, record number, what is done, why: a line a record; then the doubtful pairs."""
    for count, group in enumerate(made.same, 1):
        for place in group.members:
            kept = place == group.survivor.place
            why = group.survivor.told(language) if kept else _why(group.pairs, place, language)
            done = word("keep" if kept else "join", language)
            yield str(count), named[place[0]].name, numbers[place], done, why
    for pair in made.look:
        a, b = numbers[pair.a], numbers[pair.b]
        why = " ".join(one.told(language) for one in pair.score.reasons)
        yield "", named[pair.a[0]].name, f"{a} {b}", word("look", language), why


def _why(pairs: tuple[Pair, ...], place: Place, language: str) -> str:
    pair = max((one for one in pairs if place in {one.a, one.b}), key=lambda one: one.score.points)
    return " ".join(one.told(language) for one in pair.score.reasons)


def _say(made: Groups, large: int, lines: list[tuple[str, ...]], given: argparse.Namespace) -> None:
    language = given.language
    count = sum(len(group.members) for group in made.same)
    facts_ = {"groups": len(made.same), "records": count, "look": len(made.look)}
    say(word("groups", language, **{k: number(v, language) for k, v in facts_.items()}))
    if large:
        say(word("large", language, count=number(large, language), largest=LARGEST))
    shown = [line for line in lines if line[0] and int(line[0]) <= _SHOWN]
    say(*("  ".join(line) for line in shown))
    if given.out:
        say("", word("written", language, path=given.out))


def _told(
    made: Groups, named: list[Path], numbers: dict[Place, str], language: str
) -> dict[str, object]:
    def one(place: Place) -> dict[str, object]:
        return {"file": named[place[0]].name, "offset": place[1], "number": numbers[place]}

    return {
        "groups": [
            {
                "records": [one(place) for place in group.members],
                "keep": one(group.survivor.place),
                "why": group.survivor.told(language),
            }
            for group in made.same
        ],
        "look": [
            {
                "records": [one(pair.a), one(pair.b)],
                "points": pair.score.points,
                "why": [reason.told(language) for reason in pair.score.reasons],
            }
            for pair in made.look
        ],
    }
