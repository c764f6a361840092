"""`kimppa marc stats`."""

import argparse
from collections import Counter
from pathlib import Path

import numpy as np

from kimppa.marc.cli.messages import word
from kimppa.marc.cli.output import columns, reading, say, say_json
from kimppa.marc.results.messages import number
from kimppa.marc.rules.view import View
from kimppa.marc.tables import Flag, State, integers, tag_text


def run(options: argparse.Namespace) -> int:
    """Count each file; exit code 1 when one breaks off."""
    summaries, broken = [], set[Path]()
    for path in options.files:
        counts = _count(path, options.language, broken)
        summaries.append({"file": path.name, **counts})
        if not options.json:
            _print_counts(path, counts, options.language)
    if options.json:
        say_json(summaries if len(summaries) > 1 else summaries[0])
    return 1 if broken else 0


def _count(path: Path, language: str, broken: set[Path]) -> dict[str, dict[str, int]]:
    states: Counter[str] = Counter()
    flags: Counter[str] = Counter()
    types: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    with_tag: Counter[str] = Counter()
    size = 0
    for batch in reading(path, language, broken):
        size += len(batch.raw)
        states.update(State(state).name.lower() for state in batch.records["state"].to_pylist())
        marks = integers(batch.records, "flags")
        flags.update(
            {str(f.name).lower(): count for f in Flag if (count := int((marks & f != 0).sum()))}
        )
        view = View(batch)
        readable = view.records.readable
        type_and_level = view.records.column("type") + view.records.column("level")
        types.update(type_and_level.filter(readable.tolist()).to_list())
        for tag, (start, stop) in view.fields.places.items():
            rows = view.fields.order[start:stop]
            tags[tag_text(tag)] += stop - start
            with_tag[tag_text(tag)] += len(np.unique(view.fields.rec[rows]))
        view.release()
    names = [state.name.lower() for state in State]
    total = {"read": sum(states.values()), **{name: states[name] for name in names}}
    return {
        "records": total | {"bytes": size},
        "flags": dict(flags.most_common()),
        "types": dict(types.most_common()),
        "records_with": dict(sorted(with_tag.items())),
        "fields": dict(sorted(tags.items())),
    }


def _print_counts(path: Path, counts: dict[str, dict[str, int]], language: str) -> None:
    states = {word(name, language): count for name, count in counts["records"].items()}
    say(path.name, *columns(states.items(), language))
    if counts["flags"]:
        say("", *columns(counts["flags"].items(), language))
    say("", word("types", language), *columns(counts["types"].items(), language))
    say("", word("tags", language))
    fields = counts["fields"]
    having = {tag: number(count, language) for tag, count in counts["records_with"].items()}
    room = max(map(len, having.values()), default=0)
    say(*columns(((f"{tag}  {having[tag].rjust(room)}", n) for tag, n in fields.items()), language))
    say("")
