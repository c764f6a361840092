"""What is to be mended in the catalogue as a key figure: the export before and the newest."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.catalogue.baseline import baseline
from kimppa.catalogue.models import Check
from kimppa.catalogue.queries import Part, Totals, place_totals_of, total_among
from kimppa.core.consortium.models import Municipality
from kimppa.core.keyfigures import KeyFigure
from kimppa.documents import numbers
from kimppa.documents.charts.small import Bar, bars
from kimppa.ui.numbers import language, number

RANK = 30


def key_figures(year: int, towns: Sequence[Municipality]) -> Mapping[str, Sequence[KeyFigure]]:
    """Findings of the year's newest check beside those of the one before: three queries."""
    check = Check.objects.newest_first().filter(snapshot__taken_on__year=year).first()
    if check is None:
        return {}
    checks = [check for check in (baseline(check).earlier, check) if check]
    totals = place_totals_of(checks)

    def figure(part: Part) -> KeyFigure:
        return _figure(checks, [total_among(check, totals[check.pk], part) for check in checks])

    figures = {"": [figure(Part())]}
    return figures | {town.code: [figure(Part(town))] for town in towns}


def _figure(checks: Sequence[Check], totals: Sequence[Totals]) -> KeyFigure:
    days = [check.snapshot.taken_on for check in checks]
    counts = [total.findings for total in totals]
    months = [
        Bar(
            numbers.month_name(day.month, language(), short=True),
            Decimal(count),
            number(count, 0),
            own=day == days[-1],
        )
        for day, count in zip(days, counts, strict=True)
    ]
    listing = ", ".join(
        f"{date_format(day, 'SHORT_DATE_FORMAT')} {number(count, 0)}"
        for day, count in zip(days, counts, strict=True)
    )
    dates = _(" and ").join(date_format(day, "SHORT_DATE_FORMAT") for day in days)
    return KeyFigure(
        rank=RANK,
        title=_("To mend in the catalogue"),
        number=number(abs(counts[-1] - counts[0]) if len(counts) > 1 else counts[0], 0),
        words=_change(counts),
        pictures=(bars(months, _("To mend in the catalogue: %(counts)s.") % {"counts": listing}),),
        source=_(
            "To mend in the catalogue: places that rules found to be mended, when the catalogue "
            "was checked on %(dates)s. Records of the municipality: %(held)s."
        )
        % {"dates": dates, "held": number(totals[-1].held, 0)},
        example=checks[-1].example,
    )


def _change(counts: Sequence[int]) -> str:
    if len(counts) == 1 or counts[0] == counts[-1]:
        return ngettext("place to mend", "places to mend", counts[-1])
    difference = abs(counts[-1] - counts[0])
    if counts[-1] < counts[0]:
        return ngettext("place fewer to mend", "places fewer to mend", difference)
    return ngettext("place more to mend", "places more to mend", difference)
