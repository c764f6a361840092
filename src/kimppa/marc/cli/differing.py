"""`kimppa marc diff`."""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from kimppa.marc.cli.messages import kind_word, word
from kimppa.marc.cli.output import columns, reading, say, say_json
from kimppa.marc.compare.differences import Changed, Summary, changes, from_file
from kimppa.marc.compare.matching import buckets_for, compare
from kimppa.marc.writing import replaced


def run(options: argparse.Namespace) -> int:
    """Tell what was added, lost and changed; exit code 1 when anything was, or when a file
    breaks off."""
    counts, summary, broken = Counter[str](), Summary(), set[Path]()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        file = stack.enter_context(replaced(options.out)) if options.out else None
        for line in _lines(_changed(options, folder, counts, summary, broken)):
            if file:
                file.write(line.encode())
    if options.json:
        by_tag = [
            {"kind": str(kind), "tag": tag, "changes": count}
            for (kind, tag), count in summary.by_tag.most_common()
        ]
        say_json({"records": counts, "changes": by_tag})
    else:
        lines_of = [(word(name, options.language), count) for name, count in counts.items()]
        say(*columns(lines_of, options.language))
        if summary.by_tag:
            say("", word("changes", options.language))
            largest_changes = summary.by_tag.most_common(40)
            rows = (
                (f"{tag} {kind_word(kind, options.language)}", n)
                for (kind, tag), n in largest_changes
            )
            say(*columns(rows, options.language))
    return 1 if broken or counts["changed"] or counts["lost"] or counts["added"] else 0


def _changed(
    options: argparse.Namespace,
    folder: Path,
    counts: Counter[str],
    summary: Summary,
    broken: set[Path],
) -> Iterator[Changed]:
    """The changed records, counted on the way; `broken` gets the files that break off."""
    read_old, read_new = (
        partial(reading, path, options.language, broken) for path in (options.file, options.new)
    )
    buckets = buckets_for(options.file, options.new)
    at_old, at_new = from_file(options.file, folder / "old"), from_file(options.new, folder / "new")
    for matches in compare(read_old(), read_new(), folder, buckets=buckets, owner=options.owner):
        counts.update(matches.counts())
        for change in changes(matches.changed, at_old, at_new):
            summary.add(change)
            yield change


def _lines(changed_records: Iterator[Changed]) -> Iterator[str]:
    """Offsets in both files, kind, tag, code, was, is; tabs and line ends in texts are blanks."""
    for record in changed_records:
        for difference in record.differences:
            values = (
                record.old,
                record.new,
                difference.kind,
                difference.tag,
                difference.code,
                difference.old,
                difference.new,
            )
            yield "\t".join(" ".join(str(value).split()) for value in values) + "\n"
