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
        _delivered(person, municipality, year),
        remember("home-loans", *key, make=lambda: _loans(person, year, municipality)),
        remember("home-share", *key, make=lambda: _share(person, year, municipality)),
        reverse("desk:deliveries"),
        reverse("desk:figures"),
        reverse("desk:allocation-keys"),
    )


def _delivered(person: Person, municipality: Municipality, year: int) -> list[Delivered]:
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
        *([_draft(draft)] if draft else []),
        *(_shown_delivery(delivery) for delivery in deliveries[:NEWEST]),
    ][:NEWEST]


def _draft(report: Report) -> Delivered:
    url = reverse("report:shared", args=[report.year])
    return Delivered(report.title, url, "waiting", _("Draft: read it and comment"))


def _shown_delivery(delivery: Delivery) -> Delivered:
    url = reverse("desk:delivery", args=[delivery.pk])
    if passes := sorted(delivery.passed_on.all(), key=lambda passed: passed.date):
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
    _weekday, near = short_day(date).split(maxsplit=1)
    return near if clock.today() - date <= HALF_A_YEAR else day(date)


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
    by_code: dict[str, dict[str, Years]] = {LOANS: {}, RATE: {}, POPULATION: {}}
    names = {place.pk: place.name for place in every_municipality()}
    figures = figures.filter(municipality__in=names)
    values = figures.order_by("municipality__position").values_list(
        "variable__code", "municipality", "year", "value", "pk"
    )
    keys = {}
    for code, place, each, value, pk in values:
        if value is not None:
            by_code[code].setdefault(names[place], {})[each] = value
            keys[code, names[place], each] = pk
    return by_code, keys


def _loans(person: Person, year: int, own: Municipality) -> Loans:
    figures, keys = _figures(person, year)
    rates = {
        name: _rates(figures[LOANS].get(name, {}), figures[POPULATION].get(name, {}))
        | figures[RATE].get(name, {})
        for name in dict.fromkeys((*figures[LOANS], *figures[RATE]))
    }
    years = sorted({each for row in rates.values() for each in row if each <= year})
    values = rates.get(own.name, {})
    if not values or len(years) < 2:
        return Loans()
    span = tuple(range(years[0], years[-1] + 1))
    places = tuple(
        Trend(name, tuple(row.get(each) for each in span), name == own.name)
        for name, row in rates.items()
    )
    last = max(values)
    words = ", ".join(f"{each} {number(rate, 1)}" for each, rate in sorted(values.items()))
    alt = _("Loans by inhabitant, %(name)s: %(words)s") % {"name": own.name, "words": words}
    picture = joint_chart(Trends(span, places, (), language()), alt)
    peers_until = max(
        (max(row) for name, row in rates.items() if name != own.name and row), default=0
    )
    divided = last not in figures[RATE].get(own.name, {})
    return Loans(
        newest=number(values[last], 1),
        year=last,
        picture=mark_safe(picture.svg),
        peers_until=peers_until if peers_until < last else 0,
        divided=divided,
        url=reverse("desk:figure", args=[keys[LOANS if divided else RATE, own.name, last]]),
    )


def _rates(loans: Mapping[int, Decimal], population: Mapping[int, Decimal]) -> Years:
    """Loans divided by the inhabitants of the year, or of the nearest that is known."""
    rates = {}
    for year, value in loans.items():
        near = [
            census for census in population if abs(census - year) <= NEAR and population[census]
        ]
        if near:
            rates[year] = value / population[min(near, key=lambda census: abs(census - year))]
    return rates


def _share(person: Person, year: int, own: Municipality) -> Share:
    agreement = Agreement.objects.filter(year=year).first()
    weights = weights_by_key(person, year)
    if not weights:
        return Share()
    in_force = agreement.allocation_key if agreement else None
    first = str(in_force.get_kind_display()) if in_force else next(iter(weights))
    shares = shares_of(own.code, weights)
    if first not in shares:
        return Share()
    rows = [Bar(name, share, percent(share, 1), name == first) for name, share in shares.items()]
    alt = _("Our share: %(words)s") % {"words": ", ".join(f"{r.name} {r.text}" for r in rows)}
    picture = bars(rows, alt, width=210.0)
    price = _price(agreement, weights[first], own) if agreement else ""
    return Share(percent(shares[first], 1), price, mark_safe(picture.svg))


def _price(agreement: Agreement, weights: Mapping[str, Decimal], own: Municipality) -> str:
    if agreement.price is None:
        return ""
    try:
        return money(allocate(agreement.price, weights, unit=CENT)[own.code].value)
    except (AllocationError, KeyError):
        return ""
