"""What is done with a page is work for the platform: one row a page and month."""

import datetime as dt

from kimppa.core import clock
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.permissions import Actor
from kimppa.pages.models import Check, Page, Version

TOPIC = "finna-platform"
AREA = "pages"


def origin_of(page: Page, day: dt.date) -> tuple[str, str]:
    """Under what the work of a month is told."""
    return AREA, f"work-{page.pk}-{day:%Y-%m}"


def tell(*, by: Actor, page: Page, day: dt.date) -> None:
    """Record what was written and looked at in the day's month, or that nothing was."""
    month = {"text__page": page}
    written = Version.objects.filter(**month, at__year=day.year, at__month=day.month)
    looked = Check.objects.filter(**month, on__year=day.year, on__month=day.month)
    versions, checks = list(written), list(looked)
    origin = origin_of(page, day)
    if not versions and not checks:
        retract(origin, by=by)
        return
    days = [one.at.astimezone(clock.ZONE).date() for one in versions] + [one.on for one in checks]
    figures = {"päivitykset": len(versions), "tarkistukset": len(checks)}
    record_evidence(
        by=by,
        topic=TOPIC,
        title=f"Verkkokirjaston sivu: {page}",
        date=max(days),
        service=page.service,
        figures={name: count for name, count in figures.items() if count},
        origin=origin,
        example=all(one.example for one in (*versions, *checks)),
        source=next((one.source for one in (*versions, *checks) if one.source), ""),
    )
