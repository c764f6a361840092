"""Reading cards: each licence with its period at hand, its shares and what is not right."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from kimppa.core import clock
from kimppa.core.allocation.models import KeyShare
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.imports.names import plain_name
from kimppa.core.memo import read_once
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.words.messages import listed
from kimppa.eresources.caps.queries import caps_of, in_force, readings_of, use_on
from kimppa.eresources.licences import costs
from kimppa.eresources.licences.costs import span_of
from kimppa.eresources.models import Cap, CapReading, CostShare, Licence, Member, Order, Period
from kimppa.eresources.terms import prices
from kimppa.eresources.terms.pace import Use
from kimppa.eresources.terms.shares import Fault, Part, Payer, Span, faults


@dataclass
class Card:
    """A licence as it stands on a day, read together with others."""

    licence: Licence
    day: dt.date
    members: Sequence[Member] = ()
    periods: Sequence[Period] = ()
    shares_of: Mapping[int, Sequence[CostShare]] = field(default_factory=dict)
    key_weights: Mapping[int, Mapping[str, Decimal]] = field(default_factory=dict)
    caps: Sequence[Cap] = ()
    readings: Sequence[CapReading] = ()
    asked_for: int = 0

    @cached_property
    def period(self) -> Period | None:
        """The period that is asked for by its key, else that of the day, else the last before it,
        else the first to come.
        """
        if periods_of_key := [period for period in self.periods if period.pk == self.asked_for]:
            return periods_of_key[0]
        begun_periods = [period for period in self.periods if period.start <= self.day]
        periods_on_day = [period for period in begun_periods if period.is_on(self.day)]
        return next(reversed(periods_on_day or begun_periods or list(self.periods[:1])), None)

    @property
    def shares(self) -> Sequence[CostShare]:
        """Those of the period at hand."""
        return self.shares_of.get(self.period.pk, ()) if self.period else ()

    @property
    def cap(self) -> Cap | None:
        """The cap of the day."""
        return in_force(self.caps, self.day)

    @cached_property
    def use(self) -> Use | None:
        """How much of the cap has been used, by its latest reading."""
        return use_on(self.caps, self.readings, self.periods, self.day)

    @property
    def following(self) -> Period | None:
        """The period after the one at hand."""
        later_periods = [p for p in self.periods if self.period and p.start > self.period.start]
        return later_periods[0] if later_periods else None

    @property
    def undecided(self) -> Period | None:
        """The period at hand while it has neither a next one nor been given notice on."""
        is_open = self.period and not self.following and not self.period.notice_given_on
        return self.period if is_open else None

    @property
    def present(self) -> list[Member]:
        """Who belongs in the period at hand, or without one on the day."""
        return self.members_in(span_of(self.period) if self.period else Span(self.day, self.day))

    def members_in(self, span: Span) -> list[Member]:
        """Who belongs on some day of a time."""
        return [member for member in self.members if payer(member).time_in(span)]

    def staying(self, period: Period) -> list[Member]:
        """Who still belongs when a period ends: to whom a next one matters."""
        last_day = period.end or self.day
        return self.members_in(Span(last_day, last_day))

    @property
    def weights(self) -> Mapping[str, Decimal]:
        """The values of the key of the period at hand, by the municipality's code."""
        return self.weights_of(self.period) if self.period else {}

    @property
    def total(self) -> Decimal | None:
        """What the period at hand costs; None when it is not known."""
        return self.cost_of(self.period) if self.period else None

    def cost_of(self, period: Period) -> Decimal | None:
        """What is paid for a period: the invoice if it has come, else what its price model says."""
        return costs.cost(period, self.weights_of(period), self.payers)

    def parts_of(self, period: Period) -> dict[str, Part]:
        """What each should pay of a period, by its code. Raises AllocationError."""
        return costs.parts(period, self.weights_of(period), self.payers)

    def is_each_for_its_own(self, period: Period) -> bool:
        """Whether each pays for its own inhabitants, instead of a share of a sum."""
        weights = self.weights_of(period)
        costs_by_payer = costs.by_inhabitants(period, weights, self.payers)
        total = costs.cost(period, weights, self.payers)
        return (
            bool(costs_by_payer)
            and sum(payer_cost.amount for payer_cost in costs_by_payer.values()) == total
        )

    @property
    def payers(self) -> list[Payer]:
        """Everybody who belongs or has belonged."""
        return [payer(member) for member in self.members]

    @property
    def is_by_hand(self) -> bool:
        """Whether somebody has written other shares of the period at hand than the rule gives."""
        if self.period is None or all(share.by_key for share in self.shares):
            return False
        if self.period.key_id is None:
            return True
        amount_by_code = {share.municipality.code: share.amount for share in self.shares}
        weights = self.weights_of(self.period)
        return not costs.follows_key(self.period, weights, self.payers, amount_by_code)

    @property
    def off_price(self) -> Decimal | None:
        """By how much the invoice of the period at hand is more (or less, negative) than agreed;
        None while either is not known. Of a price by use only the most is agreed.
        """
        period = self.period
        if period is None or period.invoice_sum is None or period.model == prices.Model.PER_USE:
            return None
        agreed_sum = costs.agreed(period, self.weights_of(period), self.payers)
        return None if agreed_sum is None else period.invoice_sum - agreed_sum

    def weights_of(self, period: Period) -> Mapping[str, Decimal]:
        """The values of a period's key."""
        return self.key_weights.get(period.key_id or 0, {})

    @property
    def yearly(self) -> Decimal | None:
        """The same by the year."""
        if self.period is None or self.total is None:
            return None
        return prices.yearly(self.total, self.period.start, self.period.end)

    @cached_property
    def faults(self) -> list[Fault]:
        """What is not right with the shares of the period at hand."""
        return self.faults_of(self.period) if self.period else []

    def faults_of(self, period: Period) -> list[Fault]:
        """What is not right with the shares of a period."""
        parts = [
            Part(share.municipality.code, share.amount, Span(share.first, share.last))
            for share in self.shares_of.get(period.pk, ())
        ]
        return faults(self.cost_of(period), self.payers, parts, span_of(period))

    @property
    def periods_beside(self) -> list[Period]:
        """The other periods that are of the last year or later."""
        recent = Span(dt.date(self.day.year - 1, 1, 1))
        return [p for p in self.periods if p != self.period and span_of(p).within(recent)]

    def name_of(self, code: str) -> str:
        """The name of a municipality that belongs or has a share."""
        municipalities = [member.municipality for member in self.members]
        municipalities += [s.municipality for shares in self.shares_of.values() for s in shares]
        return next(
            (str(municipality) for municipality in municipalities if municipality.code == code),
            code,
        )


def payer(member: Member) -> Payer:
    """A member for the rules."""
    return Payer(member.municipality.code, member.valid_from, member.valid_to)


def cards(licences: Iterable[Licence] | None = None, day: dt.date | None = None) -> list[Card]:
    """The cards of some licences, or of all: six queries, and one where some have a cap."""
    licence_cards = cards_without_sums(
        Licence.objects.with_service() if licences is None else licences, day
    )
    if licence_cards:
        caps = caps_of(licence_card.licence.pk for licence_card in licence_cards)
        readings = readings_of(caps)
        for licence_card in licence_cards:
            licence_card.caps, licence_card.readings = (
                caps.get(licence_card.licence.pk, ()),
                readings.get(licence_card.licence.pk, ()),
            )
        _add_shares(licence_cards)
    return licence_cards


def cards_without_sums(licences: Iterable[Licence], day: dt.date | None = None) -> list[Card]:
    """Who belongs and the periods only, where nobody asks for shares and caps: two queries."""
    licence_list = list(licences)
    if not licence_list:
        return []
    licence_ids = [licence.pk for licence in licence_list]
    members_by_licence: dict[int, list[Member]] = defaultdict(list)
    for member in Member.objects.filter(licence__in=licence_ids).select_related("municipality"):
        members_by_licence[member.licence_id].append(member)
    periods_by_licence: dict[int, list[Period]] = defaultdict(list)
    period_query = Period.objects.filter(licence__in=licence_ids).select_related("key", "decision")
    for period in period_query.with_question():
        periods_by_licence[period.licence_id].append(period)
    day = day or clock.today()
    for licence in licence_list:
        for period in periods_by_licence[licence.pk]:
            period.licence = licence
    return [
        Card(licence, day, members_by_licence[licence.pk], periods_by_licence[licence.pk])
        for licence in licence_list
    ]


def all_cards() -> list[Card]:
    """Every card today, read once a page."""
    return read_once("eresources cards", make=cards)


def card(licence: Licence, period_id: int = 0) -> Card:
    """One licence's card today, with the period at hand or the one of a key."""
    licence_card = cards([licence])[0]
    licence_card.asked_for = period_id
    return licence_card


def _add_shares(licence_cards: Collection[Card]) -> None:
    shares_by_period: dict[int, list[CostShare]] = defaultdict(list)
    share_query = CostShare.objects.filter(
        period__licence__in=[licence_card.licence.pk for licence_card in licence_cards]
    )
    for share in share_query.select_related("municipality"):
        shares_by_period[share.period_id].append(share)
    key_ids = {
        period.key_id
        for licence_card in licence_cards
        for period in licence_card.periods
        if period.key_id
    }
    weights_by_key: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for code, key, weight in KeyShare.objects.filter(key__in=key_ids).values_list(
        "municipality__code", "key", "weight"
    ):
        weights_by_key[key][code] = weight
    for licence_card in licence_cards:
        licence_card.key_weights = weights_by_key
        licence_card.shares_of = shares_by_period


def question_of(period: Period) -> Ratification | None:
    """The latest question on the renewal of a period, also when it needs no more answers."""
    area, key = period.origin
    questions = Ratification.objects.filter(area=area, object_id=key)
    return questions.prefetch_related("confirmations__municipality").first()


def service_named(name: str) -> Service | None:
    """The service of the register that has a name, in whatever letters and signs."""
    name_key = plain_name(name)
    services = Service.objects.all()
    return next(
        (service for service in services if name_key in map(plain_name, service.names)),
        None,
    )


def unanswered(question: Ratification) -> str:
    """Who is asked and has not answered, by name; nobody once the question is closed."""
    if not question.open:
        return ""
    awaiting = Confirmation.State.AWAITING
    answers = question.confirmations.all()
    return listed(str(answer.municipality) for answer in answers if answer.state == awaiting)


def towns_of(licence_cards: Iterable[Card]) -> list[Municipality]:
    """Every municipality that belongs to some of the cards now, in their order."""
    town_by_pk = {
        member.municipality_id: member.municipality
        for licence_card in licence_cards
        for member in licence_card.present
    }
    return sorted(town_by_pk.values(), key=lambda town: (town.position, town.code))


def year_of(year: int) -> Span:
    """The days of a year."""
    return Span(dt.date(year, 1, 1), dt.date(year, 12, 31))


def days_in(licence_card: Card, year: int, municipality: Municipality | None) -> list[Span]:
    """The days of the year on which the municipality, or any, belonged in some period."""
    spans = [
        span for period in licence_card.periods if (span := span_of(period).within(year_of(year)))
    ]
    return [
        days
        for member in licence_card.members
        if municipality is None or member.municipality_id == municipality.pk
        for span in spans
        if (days := payer(member).time_in(span))
    ]


def order_count(licences: Collection[Licence], year: int) -> tuple[int, bool]:
    """How many titles were ordered into licences, or into none, and whether all are examples."""
    licence_ids = {licence.pk for licence in licences} | {None}
    orders = Order.objects.filter(ordered_on__year=year)
    examples = [
        example
        for licence, example in read_once(
            "eresources orders", year, make=lambda: list(orders.values_list("licence", "example"))
        )
        if licence in licence_ids
    ]
    return len(examples), all(examples)
