"""The four tiles of a director's home: what waits, what was delivered, loans, price and share."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kimppa.agreement.models import Agreement
from kimppa.core import clock
from kimppa.core.allocation.comparison import LOANS, shares_of, weights_by_key
from kimppa.core.allocation.rules import AllocationError, allocate
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import POPULATION
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.queries import comparable_figures
from kimppa.core.memo import remember
from kimppa.core.register.queries import every_municipality
from kimppa.core.releases.models import Delivery
from kimppa.core.releases.queries import replaced, visible_deliveries
from kimppa.desk.home.todos import Todos, todos_of
from kimppa.documents.charts.small import Bar, Trend, Trends, bars
from kimppa.documents.charts.together import joint_chart
from kimppa.report.models import Report
from kimppa.report.queries import shown_draft
from kimppa.ui.deliveries.versions import PATIENCE
from kimppa.ui.numbers import day, language, money, number, percent, short_day

RATE = "TUN_loans_cap"  # the ministry's code of loans by inhabitant
NEWEST, SPAN, CENT = 3, 12, Decimal("0.01")
HALF_A_YEAR = dt.timedelta(days=183)
NEAR = 2  # years at most between loans and the inhabitants that they are divided by

type Years = dict[int, Decimal]


@dataclass(frozen=True, slots=True)
class Delivered:
    """A document that was delivered to the municipality, with what became of it."""

    title: str
    url: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Loans:
    """Loans by inhabitant beside the others' over the years; empty where figures are missing.

    `peers_until` is the others' newest year where it is earlier than the own; `url` leads to what
    the newest number was published as, or to the loans that it was `divided` from.
    """

    newest: str = ""
    year: int = 0
    picture: str = ""
    peers_until: int = 0
    divided: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """The own part by the key in force, or else by the first, beside the other keys."""

    newest: str = ""
    price: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """What a director's home begins with."""

    todos: Todos
    delivered: list[Delivered]
    loans: Loans
    share: Share
    deliveries_url: str
    figures_url: str
    keys_url: str


def tiles_of(person: Person, year: int, municipality: Municipality) -> Tiles:
    """The tiles of a municipality; figures are remembered until something is written."""
    key = (year, municipality.pk, person.pk)
    return Tiles(
        todos_of(person, year, length=NEWEST),
        _newest_deliveries(person, municipality, year),
        remember("home-loans", *key, make=lambda: _loans(person, year, municipality)),
        remember("home-share", *key, make=lambda: _share(person, year, municipality)),
        reverse("desk:deliveries"),
        reverse("desk:figures"),
        reverse("desk:allocation-keys"),
    )


def _newest_deliveries(person: Person, municipality: Municipality, year: int) -> list[Delivered]:
    """The draft of the report that is shown, then what was delivered with the unopened first."""
    deliveries = (
        visible_deliveries(person)
        .filter(municipality=municipality, revoked_at__isnull=True)
        .exclude(replaced())
        .select_related("release")
        .prefetch_related("passed_on")
        .order_by(F("opened_at").desc(nulls_first=True), "-delivered_at")
    )
    draft = shown_draft(year, municipality) if person.can(Permission.COMMENT) else None
    return [
        *([_draft_line(draft)] if draft else []),
        *(_shown_delivery(delivery) for delivery in deliveries[:NEWEST]),
    ][:NEWEST]


def _draft_line(report: Report) -> Delivered:
    url = reverse("report:shared", args=[report.year])
    return Delivered(report.title, url, "waiting", _("Draft: read it and comment"))


def _shown_delivery(delivery: Delivery) -> Delivered:
    url = reverse("desk:delivery", args=[delivery.pk])
    if passes := sorted(delivery.passed_on.all(), key=lambda passing: passing.date):
        words = f"{passes[-1].to} {day(passes[-1].date)}"
        return Delivered(delivery.release.title, url, "done", words)
    if delivery.opened_at:
        words = _("Opened %(day)s") % {"day": _near_day(delivery.opened_at)}
        return Delivered(delivery.release.title, url, "done", words)
    if clock.now() - delivery.delivered_at > PATIENCE:
        words = _("Not opened, came %(day)s") % {"day": _near_day(delivery.delivered_at)}
        return Delivered(delivery.release.title, url, "late", words)
    words = _("New, delivered %(day)s") % {"day": _near_day(delivery.delivered_at)}
    return Delivered(delivery.release.title, url, "waiting", words)


def _near_day(moment: dt.datetime) -> str:
    """The day, without its year where half a year at most has gone since."""
    date = timezone.localdate(moment)
    _weekday, short = short_day(date).split(maxsplit=1)
    return short if clock.today() - date <= HALF_A_YEAR else day(date)


def _figures(
    person: Person, year: int
) -> tuple[dict[str, dict[str, Years]], dict[tuple[str, str, int], int]]:
    """Loans, inhabitants and the published ratio by the code, the municipality's name and the
    year, and the figures' keys by the same: one query.
    """
    figures = comparable_figures(person).filter(
        variable__code__in=(LOANS, RATE, POPULATION),
        branch__isnull=True,
        year__gt=year - SPAN,
        year__lte=year + 1,
    )
    figures_by_code: dict[str, dict[str, Years]] = {LOANS: {}, RATE: {}, POPULATION: {}}
    names = {town_id.pk: town_id.name for town_id in every_municipality()}
    figures = figures.filter(municipality__in=names)
    values = figures.order_by("municipality__position").values_list(
        "variable__code", "municipality", "year", "value", "pk"
    )
    keys = {}
    for code, town_id, figure_year, amount, pk in values:
        if amount is not None:
            figures_by_code[code].setdefault(names[town_id], {})[figure_year] = amount
            keys[code, names[town_id], figure_year] = pk
    return figures_by_code, keys


def _loans(person: Person, year: int, town: Municipality) -> Loans:
    figures, keys = _figures(person, year)
    rates = {
        name: _rates(figures[LOANS].get(name, {}), figures[POPULATION].get(name, {}))
        | figures[RATE].get(name, {})
        for name in dict.fromkeys((*figures[LOANS], *figures[RATE]))
    }
    years = sorted({y for series in rates.values() for y in series if y <= year})
    rates_of_town = rates.get(town.name, {})
    if not rates_of_town or len(years) < 2:
        return Loans()
    span = tuple(range(years[0], years[-1] + 1))
    lines = tuple(
        Trend(name, tuple(series.get(y) for y in span), name == town.name)
        for name, series in rates.items()
    )
    last_year = max(rates_of_town)
    words = ", ".join(f"{y} {number(rate, 1)}" for y, rate in sorted(rates_of_town.items()))
    alt = _("Loans by inhabitant, %(name)s: %(words)s") % {"name": town.name, "words": words}
    picture = joint_chart(Trends(span, lines, (), language()), alt)
    peers_until = max(
        (max(series) for name, series in rates.items() if name != town.name and series), default=0
    )
    divided = last_year not in figures[RATE].get(town.name, {})
    return Loans(
        newest=number(rates_of_town[last_year], 1),
        year=last_year,
        picture=mark_safe(picture.svg),
        peers_until=peers_until if peers_until < last_year else 0,
        divided=divided,
        url=reverse("desk:figure", args=[keys[LOANS if divided else RATE, town.name, last_year]]),
    )


def _rates(loans_by_year: Mapping[int, Decimal], population: Mapping[int, Decimal]) -> Years:
    """Loans divided by the inhabitants of the year, or of the nearest that is known."""
    rates = {}
    for year, loans in loans_by_year.items():
        censuses = [
            census for census in population if abs(census - year) <= NEAR and population[census]
        ]
        if censuses:
            rates[year] = loans / population[min(censuses, key=lambda census: abs(census - year))]
    return rates


def _share(person: Person, year: int, town: Municipality) -> Share:
    agreement = Agreement.objects.filter(year=year).first()
    weights = weights_by_key(person, year)
    if not weights:
        return Share()
    in_force = agreement.allocation_key if agreement else None
    kind = str(in_force.get_kind_display()) if in_force else next(iter(weights))
    shares = shares_of(town.code, weights)
    if kind not in shares:
        return Share()
    lines = [Bar(name, share, percent(share, 1), name == kind) for name, share in shares.items()]
    alt = _("Our share: %(words)s") % {"words": ", ".join(f"{r.name} {r.text}" for r in lines)}
    picture = bars(lines, alt, width=210.0)
    price = _price(agreement, weights[kind], town) if agreement else ""
    return Share(percent(shares[kind], 1), price, mark_safe(picture.svg))


def _price(agreement: Agreement, weights: Mapping[str, Decimal], town: Municipality) -> str:
    if agreement.price is None:
        return ""
    try:
        return money(allocate(agreement.price, weights, unit=CENT)[town.code].value)
    except (AllocationError, KeyError):
        return ""
