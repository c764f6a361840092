"""Reading the facts of a year, for all together and for each municipality."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.agreement.matrix import ClauseView, Row
from kimppa.agreement.queries import coverage_of, parties_of
from kimppa.core.area import Sentence
from kimppa.core.clock import ZONE
from kimppa.core.consortium.models import Municipality
from kimppa.core.decisions.models import Decision
from kimppa.core.duties.subjects import topic_of
from kimppa.core.evidence.queries import sentences
from kimppa.core.releases.models import Delivery
from kimppa.core.topics import label as topic_label
from kimppa.programme.queries import ActionView, actions_of
from kimppa.report.facts import (
    ActionFact,
    ClauseFacts,
    DecisionFact,
    DeliveryFact,
    Said,
    VariantFacts,
)

KIND = TOPIC = "report"


@dataclass(frozen=True, slots=True)
class _Common:
    """What is read once for all variants of a year."""

    decisions: Sequence[tuple[Decision, frozenset[str]]]
    deliveries: Sequence[Delivery]
    parties: int


def gather(
    year: int, municipalities: Sequence[Municipality], *, language: str
) -> dict[str, VariantFacts]:
    """The facts of a year by municipality code, and under "" those of all together.

    Decisions and deliveries are read once; coverage, sentences and actions once a variant, for
    all clauses at a time. Texts are in the given language.
    """
    with translation.override(language):
        common = _Common(_decisions(year), _deliveries(year), len(parties_of(year)))
        variants = [_variant(year, None, common)]
        variants += [_variant(year, municipality, common) for municipality in municipalities]
    return {variant.code: variant for variant in variants}


def _variant(year: int, municipality: Municipality | None, common: _Common) -> VariantFacts:
    coverage = coverage_of(year, municipality)
    subjects = dict.fromkeys(subject for row in coverage.rows for subject in _subjects(row.clause))
    said = sentences(list(subjects), year, municipality)
    code = municipality.code if municipality else ""
    actions = actions_of(year, municipality)
    clauses = tuple(_clause(row, said, actions, code, common) for row in coverage.rows)
    return VariantFacts(code, municipality.name if municipality else "", clauses)


def _topics(clause: ClauseView) -> tuple[str, ...]:
    return tuple(dict.fromkeys(duty.topic for duty in clause.duties if duty.topic))


def _subjects(clause: ClauseView) -> tuple[str, ...]:
    subjects = dict.fromkeys(duty.subject for duty in clause.duties if duty.subject)
    return tuple(subject for subject in subjects if topic_of(subject) != TOPIC)


def _clause(
    row: Row,
    said: Mapping[str, Sequence[Sentence]],
    actions: Sequence[ActionView],
    code: str,
    common: _Common,
) -> ClauseFacts:
    clause, topics = row.clause, _topics(row.clause)
    facts = ClauseFacts(
        number=clause.number,
        name=", ".join(topic_label(topic) for topic in topics),
        text=clause.text,
        section=clause.section_number,
        section_title=clause.short_title or clause.section_title,
        topics=topics,
        state=str(row.state),
        label=row.label,
        cells=tuple(cell.label for cell in row.cells),
        count=row.count,
        handwritten_only=row.handwritten_only,
        sentences=tuple(
            dict.fromkeys(_said(s) for one in _subjects(clause) for s in said.get(one, ()))
        ),
        actions=tuple(_actions_for(clause.number, topics, actions)),
        decisions=tuple(_decisions_for(topics, code, common.decisions)),
        deliveries=tuple(_deliveries_for(clause, code, common)),
    )
    return _this_report(facts) if topics == (TOPIC,) else facts


def _this_report(facts: ClauseFacts) -> ClauseFacts:
    """The clause that asks for the report is fulfilled by the document in the reader's hands.

    Its own deliveries are left out: else delivering would change the facts just delivered.
    """
    sentence = Said(_("This report fulfils the clause; it is delivered to each library."))
    return replace(
        facts,
        state="done",
        label="",
        cells=(*[""] * 13, "1"),
        count=1,
        handwritten_only=False,
        sentences=(sentence,),
        deliveries=(),
    )


def _said(sentence: Sentence) -> Said:
    figures = tuple((str(name), str(value)) for name, value in sentence.figures)
    return Said(str(sentence.text), figures, sentence.handwritten, sentence.example)


def _actions_for(
    number: str, topics: Iterable[str], actions: Iterable[ActionView]
) -> Iterable[ActionFact]:
    for action in actions:
        if number in action.clauses if action.clauses else action.topic in topics:
            yield ActionFact(
                id=str(action.pk),
                title=action.official_title or action.title,
                status=action.status_key,
                status_label=action.status_word,
                indicator=action.indicator,
                example=action.example,
            )


def _decisions(year: int) -> list[tuple[Decision, frozenset[str]]]:
    rows = (
        Decision.objects.filter(agreement_year=year)
        .exclude(topic="")
        .order_by("date", "pk")
        .prefetch_related("municipalities")
    )
    return [(row, frozenset(m.code for m in row.municipalities.all())) for row in rows]


def _decisions_for(
    topics: Iterable[str], code: str, decisions: Iterable[tuple[Decision, frozenset[str]]]
) -> Iterable[DecisionFact]:
    for decision, codes in decisions:
        if decision.topic in topics and (not code or not codes or code in codes):
            section = f"§ {decision.section}" if decision.section else ""
            where = " ".join(filter(None, (decision.meeting, section)))
            yield DecisionFact(decision.date, decision.text, where, decision.example)


def _deliveries(year: int) -> list[Delivery]:
    rows = Delivery.objects.filter(release__agreement_year=year, release__provisional=False)
    return list(
        rows.exclude(release__kind=KIND)
        .select_related("release", "municipality")
        .order_by("delivered_at", "pk")
    )


def _deliveries_for(clause: ClauseView, code: str, common: _Common) -> Iterable[DeliveryFact]:
    wanted = {(duty.topic, duty.service_id) for duty in clause.duties}
    grouped: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in common.deliveries:
        release = delivery.release
        of_clause = {(release.topic, release.service_id), (release.topic, None)} & wanted
        if of_clause and (not code or delivery.municipality.code == code):
            grouped[release.title].append(delivery)
    for title, rows in grouped.items():
        yield DeliveryFact(
            date=_day(rows[0]),
            title=title,
            reached=len({row.municipality_id for row in rows}),
            concerned=1 if code else common.parties,
            example=any(row.example for row in rows),
        )


def _day(delivery: Delivery) -> dt.date:
    return delivery.delivered_at.astimezone(ZONE).date()
