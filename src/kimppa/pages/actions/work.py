"""What is done with a page is work for the platform: one row a page and month."""

import datetime as dt

from kimppa.core import clock
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.permissions import Actor
from kimppa.pages.models import Check, Page, Version

TOPIC = "finna-platform"
AREA = "pages"


def record_work(*, by: Actor, page: Page, day: dt.date) -> None:
    """Record the day's month of writing and looking at the page; retract it when nothing is left.

    The origin of the evidence is "work-<page>-<year>-<month>".
    """
    origin = AREA, f"work-{page.pk}-{day:%Y-%m}"
    of_page = {"text__page": page}
    versions = list(Version.objects.filter(**of_page, at__year=day.year, at__month=day.month))
    checks = list(Check.objects.filter(**of_page, on__year=day.year, on__month=day.month))
    writings_and_looks = [*versions, *checks]
    if not writings_and_looks:
        retract(origin, by=by)
        return
    days = [version.at.astimezone(clock.ZONE).date() for version in versions]
    days += [check.on for check in checks]
    figures = {"päivitykset": len(versions), "tarkistukset": len(checks)}
    record_evidence(
        by=by,
        topic=TOPIC,
        title=f"Verkkokirjaston sivu: {page}",
        date=max(days),
        service=page.service,
        figures={label: count for label, count in figures.items() if count},
        origin=origin,
        example=all(row.example for row in writings_and_looks),
        source=next((row.source for row in writings_and_looks if row.source), ""),
    )
