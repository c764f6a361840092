"""What the tables of a check say: a line a rule, and beneath it a line a tag that is no field."""

from dataclasses import dataclass

import polars as pl

from kimppa.marc.checking import Checked, Heading
from kimppa.marc.definition import Problem
from kimppa.marc.definition.messages import at_tag
from kimppa.marc.tables import tag_text


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag that the format does not have, and how often it stands in the records."""

    tag: str
    message: str
    findings: int
    records: int


@dataclass(frozen=True, slots=True)
class SeverityLine:
    """How much there is of a severity."""

    severity: str
    rules: int
    findings: int


def ordered(checked: Checked) -> list[Heading]:
    """What was found, the most serious and the most frequent first."""
    return sorted(
        checked.headings, key=lambda heading: (heading.severity, -heading.findings, heading.id)
    )


def undefined_tags(checked: Checked, heading: Heading, language: str) -> list[TagLine]:
    """The tags of a heading that tells of undefined fields, the most frequent first; of any other
    none."""
    if heading.problem is not Problem.UNDEFINED_FIELD:
        return []
    places = checked.places().filter(pl.col("rule") == heading.number)
    tags = places.group_by("tag").agg(pl.col("findings", "records").sum())
    return [
        TagLine(tag_text(tag), at_tag(heading.problem, tag, language), findings, records)
        for tag, findings, records in tags.sort(
            "findings", "tag", descending=[True, False]
        ).iter_rows()
    ]


def by_severity(checked: Checked) -> list[SeverityLine]:
    """The severities that there are, the most serious first."""
    levels: dict[str, list[Heading]] = {}
    for heading in ordered(checked):
        levels.setdefault(heading.severity, []).append(heading)
    return [
        SeverityLine(severity, len(headings), sum(heading.findings for heading in headings))
        for severity, headings in levels.items()
    ]
