"""How full the records are: shares of fields and scores, of a branch and a material, by export."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from kimppa.catalogue.completeness.measures import folder_of, is_measured
from kimppa.catalogue.models import Check
from kimppa.catalogue.queries import Codes, Part, newest_series
from kimppa.marc.definition.loading import load
from kimppa.marc.scores.measuring import EVERYBODY, MATERIALS, kept
from kimppa.marc.scores.points import scales

EXPORTS = 6  # columns


@dataclass(frozen=True, slots=True)
class Measured:
    """An export's check with what was measured of it."""

    check: Check
    table: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Row:
    """A field or a score with its share in each of some columns; None where nothing was counted."""

    what: str
    name: str
    shares: tuple[float | None, ...]


def measures() -> tuple[list[Measured], bool]:
    """The newest exports that have been measured, the earliest first; whether some have not."""
    checks = newest_series()[:EXPORTS] if Check.objects.exists() else []
    tables = [(check, kept(folder_of(check))) for check in checks[::-1]]
    have = [Measured(check, table) for check, table in tables if table is not None]
    return have, not all(map(is_measured, checks))


def owners_of(part: Part, codes: Codes) -> list[str]:
    """By which codes the records of a part of the catalogue are known."""
    if part.branch is not None:
        return codes.of({part.branch.pk})
    if part.municipality is not None:
        municipality_id = part.municipality.pk
        return codes.of(
            {
                pk
                for pk, branch in codes.branches.items()
                if branch.municipality_id == municipality_id
            }
        )
    return [EVERYBODY]


def shares(table: pl.DataFrame, owners: Collection[str], material: str) -> dict[str, float]:
    """The share of each field and score in the records of these owners and this material ("")."""
    sums_of_owners = _rows_of_owners(table, owners, material)
    record_count = _record_count(sums_of_owners)
    sums = sums_of_owners.group_by("what").agg(pl.col("value").sum())
    maximum_by_score = {name: scale.most for name, scale in scales().items()}
    return {
        key: total / record_count / maximum_by_score.get(key, 1) for key, total in sums.iter_rows()
    }


def records(table: pl.DataFrame, owners: Collection[str], material: str) -> int:
    return _record_count(_rows_of_owners(table, owners, material))


def _rows_of_owners(table: pl.DataFrame, owners: Collection[str], material: str) -> pl.DataFrame:
    sums_of_owners = table.filter(pl.col("owner").is_in(list(owners)))
    return sums_of_owners.filter(pl.col("material") == material) if material else sums_of_owners


def _record_count(sums_of_owners: pl.DataFrame) -> int:
    return int(sums_of_owners.select("material", "owner", "records").unique()["records"].sum())


def materials_of(exports: Iterable[Measured]) -> list[str]:
    have = {material for export in exports for material in export.table["material"].unique()}
    return [material for material in MATERIALS if material in have]


def fields(columns: Sequence[dict[str, float]], language: str) -> list[Row]:
    """A row for each field of the records, its name in a language."""
    tags = sorted({name for column in columns for name in column if name not in scales()})
    return [Row(tag, field_name(tag, language), _row(columns, tag)) for tag in tags]


def _row(columns: Sequence[dict[str, float]], key: str) -> tuple[float | None, ...]:
    """Nothing found is no record with it; nothing at all, no records."""
    return tuple(column.get(key, 0.0) if column else None for column in columns)


def scores(columns: Sequence[dict[str, float]], names: dict[str, str]) -> list[Row]:
    """A row for each score: the mean as a share of what a record could have."""
    return [Row(name, title, _row(columns, name)) for name, title in names.items()]


def field_name(tag: str, language: str) -> str:
    """What the format calls a field; "" for one of a system's own."""
    field = load().fields.get(tag)
    return field.label.told(language) if field else ""
