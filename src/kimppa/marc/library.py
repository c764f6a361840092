"""What others build on: a file of MARC records as frames or records, checked, compared.

    from kimppa import marc

    marc.scan("catalogue.mrc").subfields.filter(tag="245", code="a").collect()

Shapes, errors and examples of every function: docs/developer/marc-library.md.
"""

import atexit
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc import scanning
from kimppa.marc.checking import Checked, Setup
from kimppa.marc.checking import check as check_file
from kimppa.marc.checking.whole import processes
from kimppa.marc.compare.differences import changes, from_file
from kimppa.marc.compare.matching import buckets_for, compare
from kimppa.marc.pairing.groups import Place
from kimppa.marc.pairing.search import find_in_files
from kimppa.marc.reading import MarcFileError, read, records_of
from kimppa.marc.record import Field, Record, Subfield, parse
from kimppa.marc.rules.model import NONE
from kimppa.marc.rules.spec import RuleError

__all__ = [
    "Checked",
    "Diff",
    "Duplicates",
    "Field",
    "MarcFileError",
    "Record",
    "RuleError",
    "Scan",
    "Subfield",
    "check",
    "diff",
    "duplicates",
    "findings",
    "parse",
    "records",
    "scan",
]

type File = str | PathLike[str]


@dataclass(frozen=True, slots=True)
class Scan:
    """A file as three lazy frames. Each `collect` reads the file anew, in bounded memory but for
    what is collected; only the columns and rows that are asked for are kept."""

    records: pl.LazyFrame
    fields: pl.LazyFrame
    subfields: pl.LazyFrame


def scan(path: File) -> Scan:
    """The records, fields and subfields of a file of any format.

    Raises OSError, or MarcFileError for what is no file of MARC records.
    """
    file = Path(path)
    next(read(file), None)  # what is wrong is told here and not when a frame is collected
    return Scan(*(scanning.lazy(file, kind) for kind in scanning.Kind))


def records(path: File) -> Iterator[Record]:
    """The records of a file one by one, to be looked at or edited; those that could not be read
    are left out. Raises OSError, MarcFileError."""
    for batch in read(Path(path)):
        for _row, record in records_of(batch):
            yield record


def check(
    path: File,
    profile: File = "shared",
    folder: File | None = None,
    *,
    rules: Sequence[File] = (),
    systems: Iterable[str] | None = None,
    workers: int | None = None,
) -> Checked:
    """Check a file by the rules of a profile: one of ours by its name, or a TOML file.

    The tables of the result stand in `folder`; without one, in a temporary folder that goes when
    the program ends. `rules` are folders of one's own rules, `systems` whose own fields are left
    alone (recognised unless told). More than one worker means processes of their own, which import
    the caller's module: call it below `if __name__ == "__main__"`.
    Raises OSError, MarcFileError, RuleError.
    """
    setup = Setup(
        fspath(profile),
        tuple(Path(rule_folder).absolute() for rule_folder in rules),
        systems=None if systems is None else tuple(systems),
    )
    place = _temporary() if folder is None else Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    return check_file(Path(path), place, setup, spread=processes(workers))


def _temporary() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="kimppa-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


_RULE: Final = {"number": pl.UInt16, "rule": pl.String, "severity": pl.String, "message": pl.String}


def findings(checked: Checked, language: str = "en") -> pl.LazyFrame:
    """Every finding of a check in words: rule, severity, message, rec, offset, control, fno, tag,
    code; those of a rule together, by record."""
    headings = pl.LazyFrame(
        [
            (heading.number, heading.id, heading.severity, heading.message[language])
            for heading in checked.headings
        ],
        schema=_RULE,
        orient="row",
    )
    numbers = checked.records().select("offset", "control").with_row_index("rec")
    of_rules = [heading.number for heading in checked.headings if heading.problem is None]
    in_subfield = pl.col("number").is_in(of_rules) & (pl.col("at") != NONE)
    tags = scanning.tag_names().lazy().select(tag="number", tag_text="text")
    codes = scanning.sign_names().lazy().select(what="number", code="text")
    return (
        checked.findings()
        .rename({"rule": "number"})
        .join(headings, on="number", how="left", maintain_order="left")
        .join(numbers, on="rec", how="left", maintain_order="left")
        .join(tags, on="tag", how="left", maintain_order="left")
        .join(codes, on="what", how="left", maintain_order="left")
        .select(
            *("rule", "severity", "message", "rec", "offset", "control"),
            fno=pl.when(pl.col("fno") != NONE).then("fno"),
            tag=pl.when(pl.col("tag") != NONE).then("tag_text"),
            code=pl.when(in_subfield).then("code"),
        )
    )


_CHANGES: Final = {
    "control": pl.String,
    "old": pl.Int64,
    "new": pl.Int64,
    "kind": pl.String,
    "tag": pl.String,
    "code": pl.String,
    "was": pl.String,
    "is": pl.String,
}


@dataclass(frozen=True, slots=True)
class Diff:
    """What became of the records of one file in another.

    `counts`: identical, changed (of these equal: only written otherwise; renumbered), lost, added.
    `changes`: a row a change of a changed record. `lost`, `added`: offset and control of records
    that only one of the files has.
    """

    counts: Mapping[str, int]
    changes: pl.DataFrame
    lost: pl.DataFrame
    added: pl.DataFrame


def diff(old: File, new: File, *, owner: str = "") -> Diff:
    """Compare two exports of a catalogue; `owner` is whose records without a 003 are.

    Raises OSError, MarcFileError.
    """
    paths = Path(old), Path(new)
    counts, rows = Counter[str](), []
    lost, added = [pl.Series(dtype=pl.Int64)], [pl.Series(dtype=pl.Int64)]
    with tempfile.TemporaryDirectory(prefix="kimppa-") as name:
        folder = Path(name)
        at_old, at_new = (from_file(path, folder / str(side)) for side, path in enumerate(paths))
        buckets = buckets_for(*paths)
        for met in compare(read(paths[0]), read(paths[1]), folder, buckets=buckets, owner=owner):
            counts.update(met.counts())
            lost.append(met.lost)
            added.append(met.added)
            for change in changes(met.changed, at_old, at_new):
                place = change.old, change.new
                rows += [
                    (
                        *place,
                        difference.kind,
                        difference.tag,
                        difference.code,
                        difference.old,
                        difference.new,
                    )
                    for difference in change.differences
                ]
    table = pl.DataFrame(rows, schema=dict(list(_CHANGES.items())[1:]), orient="row")
    numbers = _numbers(paths[0], pl.concat([table["old"], *lost]))
    of_new = _numbers(paths[1], pl.concat(added))
    return Diff(
        dict(counts),
        table.join(
            numbers, left_on="old", right_on="offset", how="left", maintain_order="left"
        ).select(*_CHANGES),
        pl.concat(lost).sort().to_frame("offset").join(numbers, on="offset", how="left"),
        pl.concat(added).sort().to_frame("offset").join(of_new, on="offset", how="left"),
    )


def _numbers(path: Path, offsets: pl.Series) -> pl.DataFrame:
    """Offset and 001 of these records of a file."""
    is_wanted = pl.col("offset").is_in(offsets.unique().implode())
    frame = scanning.lazy(path, scanning.Kind.RECORDS).select("offset", "control").filter(is_wanted)
    return frame.collect() if len(offsets) else frame.head(0).collect()


_GROUPS: Final = {
    "group": pl.UInt32,
    "file": pl.String,
    "offset": pl.Int64,
    "control": pl.String,
    "keep": pl.Boolean,
    "why": pl.String,
}
_LOOK: Final = {
    "file_a": pl.String,
    "offset_a": pl.Int64,
    "control_a": pl.String,
    "file_b": pl.String,
    "offset_b": pl.Int64,
    "control_b": pl.String,
    "points": pl.UInt8,
    "why": pl.String,
}


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Records that are one, a row a record, the one that is best kept first; and pairs for a person
    to look at. A control number has the brackets of its 003, if there is one."""

    groups: pl.DataFrame
    look: pl.DataFrame


def duplicates(*paths: File, language: str = "en") -> Duplicates:
    """Find the records that are one, in a file or over several. Raises OSError, MarcFileError."""
    files = [Path(path) for path in paths]
    search_result = find_in_files(files, read)

    def named(place: Place) -> tuple[str, int, str]:
        number = search_result.facts[place].number.removeprefix("()")
        return fspath(files[place[0]]), place[1], number

    groups = [
        (number, *named(place), place == group.survivor.place, group.told(place, language))
        for number, group in enumerate(search_result.groups.same, 1)
        for place in group.members
    ]
    look = [
        (
            *named(pair.a),
            *named(pair.b),
            pair.score.points,
            pair.score.told(language),
        )
        for pair in search_result.groups.look
    ]
    return Duplicates(
        pl.DataFrame(groups, schema=_GROUPS, orient="row"),
        pl.DataFrame(look, schema=_LOOK, orient="row"),
    )
