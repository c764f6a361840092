"""`kimppa marc duplicates`."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from kimppa.marc.cli.messages import word
from kimppa.marc.cli.output import reading, say, say_json
from kimppa.marc.pairing.groups import Groups, Place
from kimppa.marc.pairing.score import Verdicts
from kimppa.marc.pairing.search import LARGEST, find_in_files
from kimppa.marc.results.messages import number
from kimppa.marc.rules.spec import RuleError
from kimppa.marc.translation import N_
from kimppa.marc.writing import replaced

_MOST_GROUPS = 20  # groups on the terminal


def run(options: argparse.Namespace) -> int:
    """Tell the groups and the pairs to look at; exit code 1 when there is a group, or when a file
    breaks off."""
    paths: list[Path] = options.files
    broken: set[Path] = set()
    duplicates = find_in_files(
        paths, lambda path: reading(path, options.language, broken), _judged(options.judged)
    )
    groups = duplicates.groups
    numbers = {place: facts.number.removeprefix("()") for place, facts in duplicates.facts.items()}
    lines = list(_lines(groups, paths, numbers, options.language))
    if options.out:
        with replaced(options.out) as file:
            file.write("".join("\t".join(line) + "\n" for line in lines).encode("utf-8", "replace"))
    if options.json:
        say_json(_summary(groups, paths, numbers, options.language))
    else:
        _print_groups(groups, len(duplicates.oversized), lines, options)
    return 1 if groups.same or broken else 0


def _judged(path: Path | None) -> Verdicts:
    """What people have said of pairs, a line each: two record numbers as the list has them, and
    `same` or `not`, between tabs. Raises RuleError naming the line."""
    verdicts = Verdicts()
    text = path.read_text(encoding="utf-8-sig", errors="replace") if path else ""
    for count, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            first_number, second_number, verdict = (cell.strip() for cell in line.split("\t"))
            verdicts.put(
                _bracketed_number(first_number),
                _bracketed_number(second_number),
                same={"same": True, "not": False}[verdict],
            )
        except (KeyError, ValueError) as wrong:
            problem = N_("write two record numbers and same or not, with tabs between")
            raise RuleError(str(path), str(count), problem) from wrong
    return verdicts


def _bracketed_number(record_number: str) -> str:
    """A record's number with the brackets of its source, as records have them."""
    return record_number if record_number.startswith("(") else f"(){record_number}"


def _lines(
    groups: Groups, paths: list[Path], numbers: dict[Place, str], language: str
) -> Iterator[tuple[str, ...]]:
    """Group, file, record number, what is done, why: a line a record; then the pairs to look at,
    whose groups are ?1, ?2 …"""
    for count, group in enumerate(groups.same, 1):
        for place in group.members:
            action = word("keep" if place == group.survivor.place else "join", language)
            reason = group.told(place, language)
            yield str(count), paths[place[0]].name, numbers[place], action, reason
    for count, pair in enumerate(groups.look, 1):
        reason = pair.score.told(language)
        for place in (pair.a, pair.b):
            yield f"?{count}", paths[place[0]].name, numbers[place], word("look", language), reason


def _print_groups(
    groups: Groups, large: int, lines: list[tuple[str, ...]], options: argparse.Namespace
) -> None:
    language = options.language
    count = sum(len(group.members) for group in groups.same)
    counts = {"groups": len(groups.same), "records": count, "look": len(groups.look)}
    say(word("groups", language, **{k: number(v, language) for k, v in counts.items()}))
    if large:
        say(word("large", language, count=number(large, language), largest=LARGEST))
    excerpt = [line for line in lines if int(line[0].removeprefix("?")) <= _MOST_GROUPS]
    say(*("  ".join(line) for line in excerpt))
    if not options.out and max(len(groups.same), len(groups.look)) > _MOST_GROUPS:
        say("", word("first-of-all", language, count=_MOST_GROUPS))
    if options.out:
        say("", word("written", language, path=options.out))


def _summary(
    groups: Groups, paths: list[Path], numbers: dict[Place, str], language: str
) -> dict[str, object]:
    def entry(place: Place) -> dict[str, object]:
        return {"file": paths[place[0]].name, "offset": place[1], "number": numbers[place]}

    return {
        "groups": [
            {
                "records": [entry(place) for place in group.members],
                "keep": entry(group.survivor.place),
                "why": group.survivor.told(language),
            }
            for group in groups.same
        ],
        "look": [
            {
                "records": [entry(pair.a), entry(pair.b)],
                "points": pair.score.points,
                "why": [reason.told(language) for reason in pair.score.reasons],
            }
            for pair in groups.look
        ],
    }
