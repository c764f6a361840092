"""Findings with the texts they are about: only the records that are shown are read again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc.checking import Checked, Heading
from kimppa.marc.definition import Definition, load
from kimppa.marc.definition.model import Kind, kind_of
from kimppa.marc.definition.telling import Finding
from kimppa.marc.reading import MarcFileError
from kimppa.marc.reading.places import Places
from kimppa.marc.record import Field, Record
from kimppa.marc.rules.model import NONE
from kimppa.marc.tables import tag_text

LONGEST: Final = 160  # characters of a text that is shown
_FOUND: Final = ("rec", "fno", "at", "tag", "part", "what")


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as people see it."""

    heading: Heading
    rec: int
    control: str
    owners: str
    title: str
    place: str
    text: str
    told: str  # the rule's message, or what exactly breaks the format


def shown(checked: Checked, source: Path, language: str, each: int, most: int) -> Iterator[Shown]:
    """Up to `each` findings of every rule and up to `most` in all, the most serious first.

    `source` is the file that was checked; when it is no longer there texts are left out.
    """
    headings = sorted(checked.headings, key=lambda one: (one.severity, -one.findings, one.id))
    chosen: list[tuple[Heading, pl.DataFrame]] = []
    for heading in headings:
        left = min(each, most)
        if left <= 0:
            break
        rows = checked.of_rule(heading.number).head(left).collect()
        most -= len(rows)
        chosen.append((heading, rows))
    if not chosen:
        return
    wanted = pl.concat([rows["rec"] for _, rows in chosen]).unique().sort()
    known = {row["rec"]: row for row in _listed(checked, wanted).iter_rows(named=True)}
    texts = _records(source, known)
    owners = _owners(checked, wanted)
    for heading, rows in chosen:
        for row in rows.iter_rows(named=True):
            about = known[row["rec"]]
            place, text, told = _place(heading, row, texts.get(row["rec"]), language)
            yield Shown(
                heading,
                row["rec"],
                about["control"] or "",
                owners.get(row["rec"], ""),
                about["title"] or "",
                place,
                cut(text),
                told,
            )


def cut(text: str) -> str:
    """A text short enough to be shown."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _listed(checked: Checked, wanted: pl.Series) -> pl.DataFrame:
    return (
        checked.records()
        .with_row_index("rec")
        .filter(pl.col("rec").is_in(wanted.implode()))
        .collect()
    )


def _owners(checked: Checked, wanted: pl.Series) -> dict[int, str]:
    mine = checked.owned().filter(pl.col("rec").is_in(wanted.implode())).collect()
    joined = mine.group_by("rec").agg(pl.col("owner").sort().str.join(", "))
    return dict(joined.iter_rows())


def _records(source: Path, known: Mapping[int, Mapping[str, int]]) -> dict[int, Record]:
    """The records themselves; those that cannot be read again are left out."""
    recs = {row["offset"]: rec for rec, row in known.items()}
    places = ((row["offset"], row["length"]) for row in known.values())
    try:
        return {recs[at]: one for at, one in Places(source).records(places).items()}
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
        told = Finding(problem, *(row[name] for name in _FOUND)).told(
            _definition(kind_of(record.leader if record else "")), language
        )
        if row["fno"] == NONE:
            return "LDR", record.leader if record else "", told
        return tag_text(row["tag"]), _text(field), told
    told = heading.message[language]
    if row["fno"] == NONE:
        return "", "", told
    if row["at"] == NONE:
        return tag_text(row["tag"]), _text(field), told
    value = field.subfields[row["at"]].value if field else ""
    return f"{tag_text(row['tag'])} ${chr(row['what'])}", value, told


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
    return [one for one in listed.to_list() if one]
