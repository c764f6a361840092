"""Findings with the texts they are about: only the records that are shown are read again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.checking import Checked, Heading
from kimppa.marc.checking.slices import FindingsByRule, some_records
from kimppa.marc.checking.tables import FINDING_COLUMNS
from kimppa.marc.columns import Index, take_or_null
from kimppa.marc.definition import Definition, load
from kimppa.marc.definition.messages import Finding
from kimppa.marc.definition.model import kind_of
from kimppa.marc.reading import MarcFileError
from kimppa.marc.reading.places import Places
from kimppa.marc.results.lines import ordered
from kimppa.marc.results.messages import number, word
from kimppa.marc.rules.model import KINDS, NONE
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import FieldRows, View
from kimppa.marc.tables import tag_text

LONGEST: Final = 160  # characters of a text that is shown
_FINDING_COLUMNS: Final = ("rec", "fno", "at", "tag", "part", "what")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A finding as people see it."""

    heading: Heading
    rec: int
    control: str  # 001, or where in the file a record without one stands
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
    headings = {heading.number: heading for heading in ordered(checked)}
    findings = _selected(checked, headings, each, most)
    if not len(findings):
        return
    recs = findings["rec"].unique().sort()
    records = _records(checked, recs)
    owners = _owners(checked, recs)
    rules = [number for number, heading in headings.items() if heading.problem is None]
    spots = findings.join(records, on="rec", how="left", maintain_order="left")
    spots = spots.with_columns(of_rule=pl.col("rule").is_in(rules))
    texts = _texts(source, spots)
    definitions = {kind: load(kind, ("fi", *checked.systems)) for kind in KINDS}
    for row, (leader, text) in zip(spots.iter_rows(named=True), texts, strict=True):
        heading = headings[row["rule"]]
        place, message = _place(heading, row, definitions[kind_of(leader)], language)
        yield Excerpt(
            heading,
            row["rec"],
            row["control"] or numberless(row["rec"], row["offset"], language),
            owners.get(row["rec"], ""),
            row["title"] or "",
            place,
            shorten(text),
            message,
        )


def numberless(rec: int, offset: int, language: str) -> str:
    """How a record without a number is called."""
    return word(
        "numberless", language, order=number(rec + 1, language), byte=number(offset, language)
    )


def shorten(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _selected(checked: Checked, rules: Iterable[int], each: int, most: int) -> pl.DataFrame:
    """The first findings of each of these rules, one rule after another."""
    findings = FindingsByRule(checked.folder)
    selection = [pl.DataFrame(schema=FINDING_COLUMNS)]
    for rule in rules:
        if most <= 0:
            break
        selection.append(findings.head(rule, min(each, most)))
        most -= len(selection[-1])
    return pl.concat(selection)


def _records(checked: Checked, recs: pl.Series) -> pl.DataFrame:
    """What lists show of these records, and where they stand in the file."""
    return some_records(checked.folder, recs, ("offset", "length", "control", "title"))


def _owners(checked: Checked, recs: pl.Series) -> dict[int, str]:
    owned = checked.owned().filter(pl.col("rec").is_in(recs.implode())).collect()
    joined = owned.group_by("rec").agg(pl.col("owner").sort().str.join(", "))
    return dict(joined.iter_rows())


def _texts(source: Path, spots: pl.DataFrame) -> list[tuple[str, str]]:
    """The leader of each spot's record and the text there; empty where the record cannot be read
    again."""
    texts = [("", "")] * len(spots)
    places = spots.select("offset", "length").unique().iter_rows()
    wanted_offsets = spots["offset"].to_numpy()
    try:
        for offsets, batch in Places(source).batches(places):
            recs = np.flatnonzero(offsets >= 0)
            number = np.searchsorted(offsets[recs], wanted_offsets).clip(max=len(recs) - 1)
            rows = np.flatnonzero(offsets[recs[number]] == wanted_offsets)
            read = _leaders_and_texts(View(batch), spots[rows], recs[number[rows]])
            for row, text in zip(rows.tolist(), read, strict=True):
                texts[row] = text
    except (OSError, MarcFileError):
        pass  # what was read before stays
    return texts


def _leaders_and_texts(view: View, spots: pl.DataFrame, recs: Index) -> Iterator[tuple[str, str]]:
    """Leader and text of each spot; `recs` are the rows of their records in the view's batch."""
    fno, subfield_numbers = (spots[name].to_numpy().astype(np.int64) for name in ("fno", "at"))
    fields = view.field_starts.take(recs) + fno
    in_field = (fno != NONE) & (fields < view.field_starts.take(recs + 1))
    fields, subfield_numbers = fields.compress(in_field), subfield_numbers.compress(in_field)
    subfields = view.subfield_starts.take(fields) + subfield_numbers
    of_rule = spots["of_rule"].to_numpy()
    in_subfield = of_rule.compress(in_field) & (subfield_numbers != NONE)
    in_subfield &= subfields < view.subfield_starts.take(fields + 1)
    rows = FieldRows(view, fields, Tags())
    heads = (rows.column("i1") + rows.column("i2")).str.replace_all(" ", "#", literal=True)
    # A control field has a value, others have none.
    field_texts = rows.column("value").fill_null(heads + " " + rows.column("text"))
    parts = take_or_null(view.subfields.value, np.where(in_subfield, subfields, -1))
    texts = iter(parts.fill_null(field_texts))
    leaders = view.batch.records["leader"].to_pylist()
    of_leader = ~of_rule & (fno == NONE)
    for rec, is_in_field, is_leader in zip(recs.tolist(), in_field, of_leader, strict=True):
        leader = leaders[rec].decode("latin-1")
        yield leader, next(texts) if is_in_field else leader if is_leader else ""


def _place(
    heading: Heading, row: Mapping[str, int], definition: Definition, language: str
) -> tuple[str, str]:
    """Where, and what is wrong in words."""
    problem = heading.problem
    if problem is not None:
        finding = Finding(problem, *(row[name] for name in _FINDING_COLUMNS))
        message = finding.told(definition, language)
        return "LDR" if row["fno"] == NONE else tag_text(row["tag"]), message
    message = heading.message[language]
    if row["fno"] == NONE:
        return "", message
    if row["at"] == NONE:
        return tag_text(row["tag"]), message
    return f"{tag_text(row['tag'])} ${chr(row['what'])}", message
