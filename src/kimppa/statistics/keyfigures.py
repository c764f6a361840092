"""The year's statistics as key figures: each municipality beside the others.

A figure is shown where the municipality has it for the year. Which are shown is told by the
catalogue of variables; a consortium without loans gives their place to what it has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kimppa.core.consortium.models import Municipality
from kimppa.core.figures.models import Figure
from kimppa.core.keyfigures import KeyFigure
from kimppa.documents import numbers
from kimppa.documents.blocks import Picture
from kimppa.documents.charts.small import Bar, Trend, Trends, bars, multiples
from kimppa.statistics.sentences import written_reasons
from kimppa.statistics.series.queries import Series, trend_of
from kimppa.statistics.years.queries import round_of
from kimppa.ui.numbers import language, number

EARLIEST = 12  # years before the report's
MOST = 6  # municipalities beside each other, else the middle of the others
MISSING = 100  # is added to the rank of a figure that the year lacks
_LOANS = "TUN_loans_cap"


@dataclass(frozen=True, slots=True)
class Per:
    """A ratio over the years: its code, title and unit."""

    code: str
    rank: int
    title: str
    unit: str


BORROWERS, SHARE = "KAY_borrowers", "TUN_borr_pct"


def _ratios() -> tuple[Per, ...]:
    return (
        Per(_LOANS, 10, _("Loans per inhabitant"), pgettext("how many", "loans")),
        Per("TUN_visit_cap", 50, _("Visits per inhabitant"), pgettext("how many", "visits")),
        Per("TUN_coll_cap", 60, _("Collection per inhabitant"), pgettext("how many", "items")),
    )


@dataclass(frozen=True, slots=True)
class Year:
    """What is read once for all cards of a year."""

    year: int
    towns: Sequence[Municipality]
    closed: bool
    example: bool
    reasons: Mapping[int, str]
    """Why the loans changed, by municipality's key."""

    @property
    def notes(self) -> tuple[str, ...]:
        """That the figures are not final."""
        return () if self.closed else (_("Preliminary: the year is not closed yet."),)


def key_figures(year: int, towns: Sequence[Municipality]) -> Mapping[str, Sequence[KeyFigure]]:
    """The ratios over the years, and borrowers, of each municipality and of all: a query for each,
    and one for the reasons that were written of a change.
    """
    statistics_round = round_of(year)
    if statistics_round is None:
        return {}
    examples = Figure.objects.filter(year=year, replaced_at__isnull=True, example=True)
    context = Year(
        year,
        towns,
        statistics_round.locked_at is not None,
        examples.exists(),
        written_reasons(year),
    )
    trends = [(per, trend_of(per.code, towns)) for per in _ratios()]
    borrowers, shares = trend_of(BORROWERS, towns), trend_of(SHARE, towns)
    cards_of_all = [_trend_of_all(context, per, series) for per, series in trends]
    cards_of_all.append(_borrowers_of_all(context, shares))
    figures = {"": [card for card in cards_of_all if card]}
    for town in towns:
        cards = [_trend(context, town, per, series) for per, series in trends]
        cards.append(_borrowers(context, town, borrowers, shares))
        figures[town.code] = [card for card in cards if card]
    return figures


def _trend(context: Year, town: Municipality, per: Per, series: Series) -> KeyFigure | None:
    points = series.get(town.code, {})
    value = points.get(context.year)
    years = sorted({y for values in series.values() for y in values if _is_near(y, context.year)})
    if value is None:
        if not years:
            return None
        words = _("no figure for %(year)d") % {"year": context.year}
        return KeyFigure(per.rank + MISSING, per.title, "", words)
    reason = context.reasons.get(town.pk, "") if per.code == _LOANS else ""
    return KeyFigure(
        rank=per.rank,
        title=_title(per, years, context.year),
        number=numbers.decimal(value, language()),
        words=_comparison_words(per, series, town, context.year),
        lines=tuple(filter(None, (reason, *context.notes))),
        pictures=_pictures(per, series, town, context, years),
        span=4,
        source=_source(per, points, years),
        example=context.example,
    )


def _trend_of_all(context: Year, per: Per, series: Series) -> KeyFigure | None:
    """The least and the greatest of the municipalities, with the line of each."""
    year_values = [v[context.year] for v in series.values() if context.year in v]
    if len(year_values) < 2:
        return None
    bounds = [numbers.decimal(value, language()) for value in (min(year_values), max(year_values))]
    years = sorted({y for points in series.values() for y in points if _is_near(y, context.year)})
    return KeyFigure(
        rank=per.rank,
        title=_title(per, years, context.year),
        number="–".join(dict.fromkeys(bounds)),
        words=_("%(unit)s in the municipalities in %(year)d")
        % {"unit": per.unit, "year": context.year},
        lines=context.notes,
        pictures=_pictures(per, series, None, context, years),
        span=4,
        source=_source(per, dict.fromkeys(years, Decimal(0)), years),
        example=context.example,
    )


def _title(per: Per, years: Sequence[int], last_year: int) -> str:
    return _("%(title)s, %(first)d–%(last)d") % {
        "title": per.title,
        "first": years[0],
        "last": last_year,
    }


def _is_near(year: int, report_year: int) -> bool:
    return report_year - EARLIEST <= year <= report_year


def _comparison_words(per: Per, series: Series, town: Municipality, year: int) -> str:
    peers = [v[year] for code, v in series.items() if code != town.code and year in v]
    params = {"unit": per.unit, "year": year}
    if not peers:
        return _("%(unit)s in %(year)d") % params
    low, high = (numbers.decimal(value, language(), 0) for value in (min(peers), max(peers)))
    if low == high:
        return _("%(unit)s in %(year)d; elsewhere %(low)s") % (params | {"low": low})
    return _("%(unit)s in %(year)d; elsewhere %(low)s–%(high)s") % (
        params | {"low": low, "high": high}
    )


def _pictures(
    per: Per, series: Series, town: Municipality | None, context: Year, years: Sequence[int]
) -> tuple[Picture, ...]:
    span = tuple(range(years[0], context.year + 1))
    trends = []
    if town is not None:
        values = series[town.code]
        trends = [Trend(town.name, tuple(values.get(year) for year in span), own=True)]
    peers = {t.name: series[t.code] for t in context.towns if t != town and series.get(t.code)}
    if len(peers) < MOST:
        trends += [Trend(name, tuple(v.get(y) for y in span)) for name, v in peers.items()]
    else:
        middle = tuple(_middle([v[y] for v in peers.values() if y in v]) for y in span)
        name = _("middle of the others") if town else _("middle of the municipalities")
        trends.append(Trend(name, middle))
    alts = tuple(_alt(per, place, span) for place in trends)
    return multiples(Trends(span, tuple(trends), alts, language()))


def _middle(values: Sequence[Decimal]) -> Decimal | None:
    return median(values) if values else None


def _alt(per: Per, trend: Trend, years: Sequence[int]) -> str:
    points = [(year, v) for year, v in zip(years, trend.values, strict=True) if v is not None]
    listing = ", ".join(
        f"{year} {numbers.decimal(v, language())}"
        for year, v in dict([points[0], points[-1]]).items()
    )
    return f"{trend.name}, {per.title}: {listing}."


def _source(per: Per, values: Mapping[int, Decimal], years: Sequence[int]) -> str:
    missing_years = [year for year in range(years[0], years[-1] + 1) if year not in values]
    text = _(
        "%(title)s: the year's figure divided by the population. Where a year's population is not"
        " known, that of the nearest year stands for it."
    ) % {"title": per.title}
    if missing_years:
        text += " " + _("No figure for %(years)s.") % {"years": _spans(missing_years)}
    return text


def _spans(years: Sequence[int]) -> str:
    """ "2014–2022, 2024"."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(f"{s[0]}–{s[-1]}" if len(s) > 1 else str(s[0]) for s in spans)


def _borrowers(
    context: Year, town: Municipality, borrowers: Series, shares: Series
) -> KeyFigure | None:
    count = borrowers.get(town.code, {}).get(context.year)
    if count is None:
        return None
    return _borrowers_card(
        context,
        number(count, 0),
        _("borrowers in %(year)d") % {"year": context.year},
        _shares(town, _rates(context, shares)),
    )


def _borrowers_of_all(context: Year, shares: Series) -> KeyFigure | None:
    """The least and the greatest share: who borrows in two municipalities is a borrower of both,
    so that no sum tells how many people borrowed.
    """
    rates = _rates(context, shares)
    if len(rates) < 2:
        return None
    low, high = (numbers.decimal(rate(rates.values()), language(), 0) for rate in (min, max))
    greatest = _bar("", max(rates.values())).text
    return _borrowers_card(
        context,
        greatest if low == high else f"{low}–{greatest}",
        _("of the population borrowed in %(year)d") % {"year": context.year},
        _shares(None, rates),
    )


def _borrowers_card(
    context: Year, figure: str, words: str, pictures: tuple[Picture, ...]
) -> KeyFigure:
    return KeyFigure(
        rank=40,
        title=_("Borrowers"),
        number=figure,
        words=words,
        lines=context.notes,
        pictures=pictures,
        source=_(
            "Borrowers: customers who borrowed or renewed a loan in the year; the share is of the "
            "population."
        ),
        example=context.example,
    )


def _rates(context: Year, shares: Series) -> dict[Municipality, Decimal]:
    year = context.year
    return {t: v for t in context.towns if (v := shares.get(t.code, {}).get(year)) is not None}


def _shares(
    town: Municipality | None, rates: Mapping[Municipality, Decimal]
) -> tuple[Picture, ...]:
    if town is not None and town not in rates:
        return ()
    peers = {t.name: rate for t, rate in rates.items() if t != town}
    if len(peers) >= MOST:
        name = _("middle of the others") if town else _("middle of the municipalities")
        peers = {name: median(peers.values())}
    rows = [_bar(town.name, rates[town], is_own=True)] if town else []
    rows += [_bar(name, rate) for name, rate in sorted(peers.items(), key=lambda pair: pair[1])]
    listing = ", ".join(f"{bar.name} {bar.text}" for bar in rows)
    return (bars(rows, _("Share of the population: %(shares)s.") % {"shares": listing}),)


def _bar(name: str, rate: Decimal, *, is_own: bool = False) -> Bar:
    return Bar(name, rate, numbers.percent(rate / 100, language(), 0), is_own)
