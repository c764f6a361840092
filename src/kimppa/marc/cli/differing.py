"""`kimppa marc diff`."""

import argparse
from collections.abc import Iterator
from functools import partial

from kimppa.marc.cli.telling import columns, say, say_json
from kimppa.marc.cli.words import word
from kimppa.marc.compare.changes import Changed, Summary, changes, from_batches
from kimppa.marc.compare.index import index
from kimppa.marc.compare.matching import compare
from kimppa.marc.reading import read
from kimppa.marc.writing import replaced


def run(given: argparse.Namespace) -> int:
    """Tell what was added, lost and changed; exit code 1 when anything was."""
    found = compare(index(read(given.file), given.owner), index(read(given.new), given.owner))
    old, new = (from_batches(partial(read, path)) for path in (given.file, given.new))
    summary = Summary()
    changed = _counted(changes(found, old, new), summary)
    if given.out:
        with replaced(given.out) as file:
            for line in _lines(changed):
                file.write(line.encode())
    else:
        for _ in changed:
            pass
    counts = found.counts()
    if given.json:
        by_tag = [
            {"kind": str(kind), "tag": tag, "changes": count}
            for (kind, tag), count in summary.by_tag.most_common()
        ]
        say_json({"records": counts, "changes": by_tag})
    else:
        told = [(word(name, given.language), count) for name, count in counts.items()]
        say(*columns(told, given.language))
        if summary.by_tag:
            say("", word("changes", given.language))
            most = summary.by_tag.most_common(40)
            say(*columns(((f"{tag} {kind}", n) for (kind, tag), n in most), given.language))
    return 1 if counts["changed"] or counts["lost"] or counts["added"] else 0


def _counted(changed: Iterator[Changed], summary: Summary) -> Iterator[Changed]:
    for one in changed:
        summary.add(one)
        yield one


def _lines(changed: Iterator[Changed]) -> Iterator[str]:
    """Offsets in both files, kind, tag, code, was, is; tabs and line ends in texts are blanks."""
    for record in changed:
        for one in record.differences:
            values = (record.old, record.new, one.kind, one.tag, one.code, one.old, one.new)
            yield "\t".join(" ".join(str(value).split()) for value in values) + "\n"
