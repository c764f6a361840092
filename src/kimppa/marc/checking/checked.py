"""What came of checking a file: a folder of tables with a summary, opened again at any time."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc.definition import SEVERITY, Problem
from kimppa.marc.definition.messages import general
from kimppa.marc.rules.model import RuleSet

SUMMARY: Final = "check.json"
FORM: Final = 1  # of the folder; one that is newer is refused
COUNTS: Final = {
    "rule": pl.UInt16,
    "owner": pl.String,
    "findings": pl.Int64,
    "records": pl.Int64,
}
PLACES: Final = {
    "rule": pl.UInt16,
    "tag": pl.UInt16,
    "what": pl.UInt32,
    "findings": pl.Int64,
    "records": pl.Int64,
}
FORMAT: Final = "format-"  # how ids of problems of the format begin


@dataclass(frozen=True, slots=True)
class Source:
    """The file that was checked."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Records and bytes; read = good + repaired + quarantined."""

    read: int
    good: int
    repaired: int
    quarantined: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A rule, or a problem of the format, that has findings in this file."""

    number: int  # `rule` in the tables
    id: str
    severity: str
    families: tuple[str, ...]
    message: Mapping[str, str]  # by language: fi, sv, en
    fix: str  # "safe" if it may be made without a look at each place, "looked-at", or ""
    findings: int
    records: int

    @classmethod
    def of(cls, rules: RuleSet, number: int, findings: int, records: int) -> "Heading":
        """The heading of a rule's number, or from the number of rules on of a problem's."""
        description: tuple[str, str, tuple[str, ...], Mapping[str, str], str]
        if number < len(rules):
            rule = rules[number]
            fix = "" if rule.fix is None else "safe" if rule.safe else "looked-at"
            description = rule.id, str(rule.severity), rule.families, rule.message, fix
        else:
            problem = Problem(number - len(rules))
            name = FORMAT + problem.name.lower().replace("_", "-")
            description = name, SEVERITY[problem], ("format",), general(problem), ""
        return cls(number, *description, findings, records)

    @property
    def problem(self) -> Problem | None:
        """The problem of the format that this is; None for a rule."""
        if self.families != ("format",):
            return None  # a rule, whatever its id begins with
        return Problem[self.id.removeprefix(FORMAT).upper().replace("-", "_")]


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check, in `folder`."""

    folder: Path
    source: Source
    profile: str
    counts: Counts
    headings: list[Heading]
    owners: dict[str, int]  # records of each
    breaks: tuple[int, ...] = ()  # bytes at which the file, or what is packed in it, breaks off
    systems: tuple[str, ...] = ()  # whose own fields were left alone

    def heading(self, rule_id: str) -> Heading | None:
        return next((heading for heading in self.headings if heading.id == rule_id), None)

    def found(self, rule_id: str) -> int:
        """How many findings a rule has."""
        heading = self.heading(rule_id)
        return heading.findings if heading else 0

    def findings(self) -> pl.LazyFrame:
        """Every finding (`tables.PLACED`), those of a rule together, by record."""
        return pl.scan_parquet(self.folder / "findings.parquet")

    def of_rule(self, number: int) -> pl.LazyFrame:
        """The findings of one rule; only its own row groups are read."""
        return self.findings().filter(pl.col("rule") == number)

    def records(self) -> pl.LazyFrame:
        """A row for each record of the file (`listing.SCHEMA`); row n is `rec` n."""
        return pl.scan_parquet(self.folder / "records.parquet")

    def by_owner(self) -> pl.DataFrame:
        """Findings and records of each rule and owner; the owner "" is nobody (`COUNTS`)."""
        return pl.read_parquet(self.folder / "counts.parquet")

    def places(self) -> pl.DataFrame:
        """Where each rule's findings stand: tag and `what` with counts (`PLACES`)."""
        return pl.read_parquet(self.folder / "places.parquet")

    def owned(self) -> pl.LazyFrame:
        """Whose the records are: `rec` and `owner`."""
        return pl.scan_parquet(self.folder / "owners.parquet")

    def keys(self) -> pl.LazyFrame:
        """By which keys records may be duplicates: kind, hash, offset."""
        return pl.scan_parquet(self.folder / "keys.parquet")

    def quarantined(self) -> pl.DataFrame:
        """What could not be read: offset, control, reason, data."""
        return pl.read_parquet(self.folder / "quarantine.parquet")

    def told(self) -> dict[str, object]:
        """The summary, as JSON has it."""
        summary = asdict(self) | {"form": FORM}
        del summary["folder"]
        return summary

    def save(self) -> None:
        """Write the summary, by which the folder is known to be whole."""
        path = self.folder / SUMMARY
        part = path.with_suffix(".part")
        part.write_text(json.dumps(self.told(), ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(path)


def opened(folder: Path) -> Checked:
    """A check that was written before. Raises FileNotFoundError, or ValueError for a newer form."""
    summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    if summary.pop("form") > FORM:
        raise ValueError(f"{folder} was written by a newer version")
    return Checked(
        folder,
        Source(**summary.pop("source")),
        summary["profile"],
        Counts(**summary["counts"]),
        list(_headings(summary["headings"])),
        summary["owners"],
        tuple(summary.get("breaks", ())),
        tuple(summary.get("systems", ())),
    )


def _headings(rows: list[dict[str, object]]) -> Iterator[Heading]:
    for row in rows:
        yield Heading(**(row | {"families": tuple(row["families"])}))  # type: ignore[arg-type]
