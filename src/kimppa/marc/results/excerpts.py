"""Findings with the texts they are about: only the records that are shown are read again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc.checking import Checked, Heading
from kimppa.marc.definition import Definition, load
from kimppa.marc.definition.messages import Finding
from kimppa.marc.definition.model import Kind, kind_of
from kimppa.marc.reading import MarcFileError
from kimppa.marc.reading.places import Places
from kimppa.marc.record import Field, Record
from kimppa.marc.rules.model import NONE
from kimppa.marc.tables import tag_text

LONGEST: Final = 160  # characters of a text that is shown
_FINDING_COLUMNS: Final = ("rec", "fno", "at", "tag", "part", "what")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A finding as people see it."""

    heading: Heading
    rec: int
    control: str
    owners: str
    title: str
    place: str
    text: str
    told: str  # the rule's message, or what exactly breaks the format


def excerpts(
    checked: Checked, source: Path, language: str, each: int, most: int
) -> Iterator[Excerpt]:
    """Up to `each` findings of every rule and up to `most` in all, the most serious first.

    `source` is the file that was checked; when it is no longer there texts are left out.
    """
    headings = sorted(
        checked.headings,
        key=lambda candidate: (candidate.severity, -candidate.findings, candidate.id),
    )
    selection: list[tuple[Heading, pl.DataFrame]] = []
    for heading in headings:
        room = min(each, most)
        if room <= 0:
            break
        rows = checked.of_rule(heading.number).head(room).collect()
        most -= len(rows)
        selection.append((heading, rows))
    if not selection:
        return
    recs = pl.concat([rows["rec"] for _, rows in selection]).unique().sort()
    records = {row["rec"]: row for row in _listed(checked, recs).iter_rows(named=True)}
    texts = _records(source, records)
    owners = _owners(checked, recs)
    for heading, rows in selection:
        for row in rows.iter_rows(named=True):
            about = records[row["rec"]]
            place, text, message = _place(heading, row, texts.get(row["rec"]), language)
            yield Excerpt(
                heading,
                row["rec"],
                about["control"] or "",
                owners.get(row["rec"], ""),
                about["title"] or "",
                place,
                shorten(text),
                message,
            )


def shorten(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _listed(checked: Checked, recs: pl.Series) -> pl.DataFrame:
    return (
        checked.records()
        .with_row_index("rec")
        .filter(pl.col("rec").is_in(recs.implode()))
        .collect()
    )


def _owners(checked: Checked, recs: pl.Series) -> dict[int, str]:
    mine = checked.owned().filter(pl.col("rec").is_in(recs.implode())).collect()
    joined = mine.group_by("rec").agg(pl.col("owner").sort().str.join(", "))
    return dict(joined.iter_rows())


def _records(source: Path, rows: Mapping[int, Mapping[str, int]]) -> dict[int, Record]:
    """The records themselves; those that cannot be read again are left out."""
    recs = {row["offset"]: rec for rec, row in rows.items()}
    places = ((row["offset"], row["length"]) for row in rows.values())
    try:
        return {recs[at]: record for at, record in Places(source).records(places).items()}
    except (OSError, MarcFileError):
        return {}


@cache
def _definition(kind: Kind) -> Definition:
    return load(kind)


def _place(
    heading: Heading, row: Mapping[str, int], record: Record | None, language: str
) -> tuple[str, str, str]:
    """Where, the text there, and what is wrong in words."""
    problem = heading.problem
    field = _field(record, row["fno"])
    if problem is not None:
        message = Finding(problem, *(row[name] for name in _FINDING_COLUMNS)).told(
            _definition(kind_of(record.leader if record else "")), language
        )
        if row["fno"] == NONE:
            return "LDR", record.leader if record else "", message
        return tag_text(row["tag"]), _text(field), message
    message = heading.message[language]
    if row["fno"] == NONE:
        return "", "", message
    if row["at"] == NONE:
        return tag_text(row["tag"]), _text(field), message
    value = field.subfields[row["at"]].value if field else ""
    return f"{tag_text(row['tag'])} ${chr(row['what'])}", value, message


def _field(record: Record | None, fno: int) -> Field | None:
    if record is None or fno == NONE or fno >= len(record.fields):
        return None
    return record.fields[fno]


def _text(field: Field | None) -> str:
    if field is None:
        return ""
    return field.value if field.control else str(field)[4:]


def controls(checked: Checked, rule: int) -> list[str]:
    """The control numbers of the records with a rule's findings, in the order of the file."""
    recs = checked.of_rule(rule).select("rec").unique().sort("rec").collect()["rec"]
    listed = checked.records().select("control").collect()["control"].gather(recs)
    return [control for control in listed.to_list() if control]
