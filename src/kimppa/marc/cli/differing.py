"""`kimppa marc diff`."""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from kimppa.marc.cli.telling import columns, reading, say, say_json
from kimppa.marc.cli.words import word
from kimppa.marc.compare.changes import Changed, Summary, changes, from_file
from kimppa.marc.compare.matching import buckets_for, compare
from kimppa.marc.writing import replaced


def run(given: argparse.Namespace) -> int:
    """Tell what was added, lost and changed; exit code 1 when anything was."""
    counts, summary = Counter[str](), Summary()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        file = stack.enter_context(replaced(given.out)) if given.out else None
        for line in _lines(_changed(given, folder, counts, summary)):
            if file:
                file.write(line.encode())
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


def _changed(
    given: argparse.Namespace, folder: Path, counts: Counter[str], summary: Summary
) -> Iterator[Changed]:
    """The changed records, counted on the way."""
    old, new = (partial(reading, path, given.language) for path in (given.file, given.new))
    buckets = buckets_for(given.file, given.new)
    at_old, at_new = from_file(given.file, folder / "old"), from_file(given.new, folder / "new")
    for met in compare(old(), new(), folder, buckets=buckets, owner=given.owner):
        counts.update(met.counts())
        for one in changes(met.changed, at_old, at_new):
            summary.add(one)
            yield one


def _lines(changed: Iterator[Changed]) -> Iterator[str]:
    """Offsets in both files, kind, tag, code, was, is; tabs and line ends in texts are blanks."""
    for record in changed:
        for one in record.differences:
            values = (record.old, record.new, one.kind, one.tag, one.code, one.old, one.new)
            yield "\t".join(" ".join(str(value).split()) for value in values) + "\n"
