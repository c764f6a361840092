"""Reading the facts of a year, for all together and for each municipality."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.agreement.coverage.matrix import ClauseView, DutyKind, DutyView, Row, State
from kimppa.agreement.coverage.queries import coverage_of, every_line
from kimppa.agreement.messages import lacking
from kimppa.core import clock
from kimppa.core.area import Counted, Sentence
from kimppa.core.clock import ZONE
from kimppa.core.consortium.models import Municipality
from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import standing_decisions
from kimppa.core.duties.rules import due_dates, parse
from kimppa.core.evidence.fitting import fitted
from kimppa.core.evidence.queries import delivered_for, tallies
from kimppa.core.evidence.sentences import sentences
from kimppa.core.keyfigures import KeyFigure, key_figures
from kimppa.core.memo import single_stamp
from kimppa.core.prose.tenses import still_to_come
from kimppa.core.releases.models import Delivery
from kimppa.programme.lines import places_of
from kimppa.programme.messages import indicator_sentence
from kimppa.programme.models import Action
from kimppa.programme.queries import (
    ActionView,
    figure_values,
    parts_of,
    value_of,
    view,
    with_follow_up,
)
from kimppa.report.cost import costs
from kimppa.report.facts import (
    ActionFact,
    ClauseFacts,
    ComingFact,
    DecisionFact,
    DeliveryFact,
    SentenceFact,
    ServiceFact,
    VariantFacts,
)
from kimppa.report.itself import TOPIC, this_report
from kimppa.report.named import services

KIND = TOPIC

type Decisions = Sequence[tuple[Decision, frozenset[str]]]
"""Decisions with the codes of those they concern; none = all."""


@dataclass(frozen=True, slots=True)
class _Action:
    """An action with whom it concerns (None = all) and its indicator in each municipality that
    has a part of its value, by municipality code.
    """

    fact: ActionFact
    clauses: frozenset[str]
    topic: str
    codes: frozenset[str] | None
    own: Mapping[str, str]
    ahead: tuple[ComingFact, ...]

    def is_for(self, clause: ClauseView) -> bool:
        """Whether it carries out a line: one that it names, else one of its topic."""
        if self.clauses:
            return clause.number in self.clauses
        return self.topic in _topics(clause)

    def seen_in(self, code: str) -> ActionFact | None:
        """What a variant tells of it; None when it does not concern the municipality."""
        if code and self.codes is not None and code not in self.codes:
            return None
        return replace(self.fact, indicator=self.own[code]) if code in self.own else self.fact


@dataclass(frozen=True, slots=True)
class _Common:
    """What is read once for all variants of a year."""

    year: int
    actions: Sequence[_Action]
    decisions: Decisions
    deliveries: Sequence[tuple[Delivery, str]]
    """With the clause that each counts for."""
    figures: Mapping[str, Sequence[KeyFigure]]
    costs: Mapping[str, str]
    services: tuple[ServiceFact, ...]
    topics: frozenset[str]
    """Those of all lines, whomever they concern."""


def gather(
    year: int,
    municipalities: Sequence[Municipality],
    *,
    language: str,
    compared_municipalities: Sequence[Municipality] = (),
) -> dict[str, VariantFacts]:
    """The facts of a year by municipality code, and under "" those of all together. Key figures
    stand beside those of `compared_municipalities`, else of the same municipalities.

    Actions, decisions and deliveries are read once; coverage and sentences once a variant, for
    all clauses at a time. Texts are in the given language.
    """
    # What does not depend on the municipality is read once for all.
    with single_stamp(), translation.override(language):
        common = _Common(
            year,
            _actions(year, municipalities),
            _decisions(year),
            _deliveries(year),
            key_figures(year, compared_municipalities or municipalities),
            costs(year, municipalities),
            services(),
            frozenset(topic for line in every_line([year])[year] for topic in _topics(line)),
        )
        variants = [_variant(year, None, common)]
        variants += [_variant(year, municipality, common) for municipality in municipalities]
    return {variant.code: variant for variant in variants}


def _variant(year: int, municipality: Municipality | None, common: _Common) -> VariantFacts:
    year_tallies = tallies(year, municipality)
    coverage = coverage_of(year, municipality, tallies=year_tallies)
    duties = {
        duty.id: duty.subject for row in coverage.rows for duty in _reported_duties(row.clause)
    }
    sentences_by_duty = sentences(duties, year, municipality, year_tallies)
    figures = tuple(common.figures[municipality.code if municipality else ""])
    deliveries = _deliveries_ahead(coverage.rows)
    front: dict[str, Any] = {
        "figures": figures,
        "coming": (*_due_facts(deliveries), *_coming(common.actions, municipality, deliveries)),
        "cost": common.costs.get(municipality.code if municipality else "", ""),
        "services": common.services,
    }
    if municipality is not None:
        common = replace(common, decisions=_shared(common.decisions, municipality, year))
    front["decisions"] = tuple(_decisions_of_no_line(coverage.rows, common, municipality))
    if municipality is None:
        clauses = tuple(_clause(row, sentences_by_duty, "", common) for row in coverage.rows)
        return VariantFacts("", "", clauses, **front)
    clauses = tuple(
        _clause(row, sentences_by_duty, municipality.code, common) for row in coverage.rows
    )
    joined_on, left_on = municipality.time_in(year)
    return VariantFacts(municipality.code, municipality.name, clauses, joined_on, left_on, **front)


def _deliveries_ahead(rows: Iterable[Row]) -> dict[dt.date, list[ClauseView]]:
    """The lines whose delivery is still to come, by its day; never the report itself."""
    lines_by_day: dict[dt.date, list[ClauseView]] = defaultdict(list)
    for row in rows:
        days = [
            duty.next_due
            for duty in row.duties
            if duty.duty.kind == DutyKind.DELIVERABLE and duty.duty.topic != TOPIC
        ]
        day = min((day for day in days if day and day >= clock.today()), default=None)
        if day:
            lines_by_day[day].append(row.clause)
    return lines_by_day


def _due_facts(deliveries: Mapping[dt.date, Sequence[ClauseView]]) -> Iterator[ComingFact]:
    for day, clauses in sorted(deliveries.items()):
        names = [f"{clause.number} {clause.name}" for clause in clauses]
        yield ComingFact(day, _("To the libraries: %(lines)s") % {"lines": ", ".join(names)})


def _coming(
    actions: Sequence[_Action],
    town: Municipality | None,
    deliveries: Mapping[dt.date, Sequence[ClauseView]],
) -> list[ComingFact]:
    """The agreed steps still ahead, the nearest first; not of the report nor of what is delivered
    on the same day.
    """
    coming_steps = [
        step
        for action in actions
        if action.topic != TOPIC and action.seen_in(town.code if town else "") is not None
        for step in action.ahead
        if not any(action.is_for(clause) for clause in deliveries.get(step.date, ()))
    ]
    return sorted(coming_steps, key=lambda step: (step.date, step.text))


def _shared(decisions: Decisions, municipality: Municipality, year: int) -> Decisions:
    """Decisions of a municipality's own, and the common ones of its time in the consortium."""
    return [
        (decision, codes)
        for decision, codes in decisions
        if (municipality.code in codes if codes else municipality.shares(decision.date, year))
    ]


def _topics(clause: ClauseView) -> tuple[str, ...]:
    return tuple(dict.fromkeys(duty.topic for duty in clause.duties if duty.topic))


def _reported_duties(clause: ClauseView) -> list[DutyView]:
    """The duties of which something is told: the report says nothing of itself."""
    return [duty for duty in clause.duties if duty.topic and duty.topic != TOPIC]


def _clause(
    row: Row, sentences_by_duty: Mapping[int, Sequence[Sentence]], code: str, common: _Common
) -> ClauseFacts:
    clause, topics = row.clause, _topics(row.clause)
    facts = ClauseFacts(
        number=clause.number,
        name=clause.name,
        text=clause.words,
        section=clause.section_number,
        section_title=clause.short_title or clause.section_title,
        topics=topics,
        state=str(row.state),
        label=row.label,
        cells=tuple(cell.label for cell in row.cells),
        count=row.count,
        handwritten_only=row.handwritten_only,
        sentences=tuple(
            dict.fromkeys(
                _sentence_fact(sentence)
                for sentence in fitted(
                    [
                        sentence
                        for duty in _reported_duties(clause)
                        for sentence in sentences_by_duty.get(duty.id, ())
                    ]
                )
            )
        ),
        actions=tuple(_actions_for(clause, code, common.actions)),
        decisions=tuple(_decisions_for(topics, common.decisions)),
        deliveries=tuple(_deliveries_for(row, code, common)),
        coming=_next_delivery(clause, common.year) if str(row.state) == "ongoing" else None,
        lacking=() if row.state == State.LATE else tuple(lacking(row)),
    )
    return this_report(facts) if topics == (TOPIC,) else facts


def _next_delivery(clause: ClauseView, year: int) -> dt.date | None:
    """The next day of what the clause asks to be delivered."""
    days = [
        day
        for duty in clause.duties
        if duty.kind == DutyKind.DELIVERABLE
        for day in due_dates(parse(duty.due), year)
    ]
    return min((day for day in days if day >= clock.today()), default=None)


def _sentence_fact(sentence: Sentence) -> SentenceFact:
    figures = tuple((name, str(figure)) for name, figure in sentence.every_figure)
    return SentenceFact(sentence.text, figures, sentence.handwritten, sentence.example)


def _actions(year: int, municipalities: Sequence[Municipality]) -> list[_Action]:
    actions = list(with_follow_up(Action.objects.filter(programme__year=year)))
    figures = figure_values([action.indicator_variable for action in actions], year)
    today = clock.today()
    return [_action(a, view(a, today, figures), figures, municipalities) for a in actions]


def _action(
    action: Action,
    action_view: ActionView,
    figures: Mapping[str, Counted],
    municipalities: Sequence[Municipality],
) -> _Action:
    parts = {m.code: parts_of(action, figures, m) for m in municipalities}
    total, places = value_of(action, figures), places_of(action)
    return _Action(
        fact=ActionFact(
            id=str(action.pk),
            title=action.official_title or action.title,
            status=action_view.status_key,
            status_label=action_view.outcome,
            indicator=action_view.indicator,
            example=action.example,
            **_unfinished(action, action_view),
        ),
        clauses=frozenset(action.clauses),
        topic=action.topic,
        codes=None if places is None else frozenset(place.code for place in places),
        own={
            code: indicator_sentence(action, total, part)
            for code, part in parts.items()
            if part is not None
        },
        ahead=tuple(_ahead(action)),
    )


def _ahead(action: Action) -> Iterable[ComingFact]:
    """The steps whose day has not passed."""
    title = action.official_title or action.title
    for step in action.steps.all():
        if step.due and step.due >= clock.today() and step.done_at is None:
            yield ComingFact(step.due, f"{title}: {still_to_come(step.title)}")


def _unfinished(action: Action, action_view: ActionView) -> dict[str, Any]:
    """Why an action is late and by when the last of its coming steps is done, as far as people
    have told.
    """
    if action_view.status_key != "late":
        return {}
    return {
        "reason": action_view.status_reason or action_view.latest_update,
        "until": max((step.date for step in _ahead(action)), default=None),
    }


def _actions_for(clause: ClauseView, code: str, actions: Iterable[_Action]) -> Iterable[ActionFact]:
    for action in actions:
        if action.is_for(clause):
            fact = action.seen_in(code)
            if fact is not None:
                yield fact


def _decisions(year: int) -> Decisions:
    year_decisions = standing_decisions().filter(agreement_year=year)
    decisions = year_decisions.order_by("date", "pk").prefetch_related("municipalities")
    return [(d, frozenset(m.code for m in d.municipalities.all())) for d in decisions]


def _decisions_for(topics: Iterable[str], decisions: Decisions) -> Iterable[DecisionFact]:
    for decision, _codes in decisions:
        if decision.topic in topics:
            yield _decision(decision)


def _decision(decision: Decision) -> DecisionFact:
    section = f"§ {decision.section}" if decision.section else ""
    meeting = " ".join(filter(None, (decision.meeting, section)))
    town_names = ", ".join(town.name for town in decision.municipalities.all())
    return DecisionFact(decision.date, decision.text, meeting, decision.example, town_names)


def _decisions_of_no_line(
    rows: Iterable[Row], common: _Common, town: Municipality | None
) -> Iterable[DecisionFact]:
    """The decisions whose topic no line asks for: they were made all the same. Common ones of
    others' lines are the others'.
    """
    topics = {topic for row in rows for topic in _topics(row.clause)}
    of_others = common.topics - topics if town else frozenset()
    for decision, codes in common.decisions:
        if decision.topic not in topics and (codes or decision.topic not in of_others):
            yield _decision(decision)


def _deliveries(year: int) -> list[tuple[Delivery, str]]:
    finals = Delivery.objects.filter(release__agreement_year=year, release__provisional=False)
    deliveries = (
        finals.exclude(release__kind=KIND)
        .select_related("release", "municipality")
        .order_by("delivered_at", "pk")
    )
    clauses = delivered_for(year)
    return [(delivery, clauses[delivery.pk]) for delivery in deliveries if delivery.pk in clauses]


def _deliveries_for(row: Row, code: str, common: _Common) -> Iterable[DeliveryFact]:
    codes_of_line = {mark.code for mark in row.marks}
    deliveries_by_title: dict[str, list[Delivery]] = defaultdict(list)
    for delivery, number in common.deliveries:
        if number == row.clause.number and delivery.municipality.code in codes_of_line:
            deliveries_by_title[delivery.release.title].append(delivery)
    for title, deliveries in deliveries_by_title.items():
        yield DeliveryFact(
            date=_day(deliveries[0]),
            title=title,
            reached=len({delivery.municipality_id for delivery in deliveries}),
            concerned=len(codes_of_line),
            example=any(delivery.example for delivery in deliveries),
        )


def _day(delivery: Delivery) -> dt.date:
    return delivery.delivered_at.astimezone(ZONE).date()
