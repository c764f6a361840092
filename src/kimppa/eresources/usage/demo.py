"""The demo's use: files that go the way of every file, and sums that letters tell."""

import csv
import io
from typing import Any

from kimppa.core.imports.actions import bring, take
from kimppa.core.permissions import SYSTEM
from kimppa.eresources.models import Licence, UsageYear
from kimppa.eresources.usage import actions
from kimppa.eresources.usage.imports import IMPORTER
from kimppa.eresources.usage.letters import note_asking

type Row = dict[str, Any]


def load(rows: dict[str, list[Row]]) -> None:
    """Sums, files and what has been asked, all examples."""
    for row in rows["use"]:
        actions.report_sum(
            by=SYSTEM,
            usage_year=_year(row),
            count=row["count"],
            sender=row["letter"],
            told_on=row["told_on"],
            example=True,
        )
    for row in rows["file"]:
        _file(row)
    for row in rows["asked"]:
        note_asking(
            by=SYSTEM,
            usage_year=_year(row),
            asked_of=row["asked_of"],
            asked_on=row["asked_on"],
        )


def _licence(row: Row) -> Licence:
    return Licence.objects.with_service().get(service__slug=row["service"])


def _year(row: Row) -> UsageYear:
    return UsageYear(licence=_licence(row), year=row["year"], example=True)


def _file(row: Row) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([row["heading"], *row["rows"]])
    upload = bring(
        by=SYSTEM,
        importer=IMPORTER,
        content=out.getvalue().encode(),
        name=row["name"],
        options={"licence": _licence(row).pk, "year": row.get("year")},
        example=True,
    )
    take(by=SYSTEM, importer=IMPORTER, upload=upload)
