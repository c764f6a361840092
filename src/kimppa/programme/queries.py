"""Reading programmes: the only way other rooms see them."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.functions import Cast
from django.urls import reverse

from kimppa.core import clock
from kimppa.core.area import Counted, counted
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.duties.limits import NO_LIMIT, Limit
from kimppa.core.duties.models import Duty
from kimppa.core.duties.queries import duties_hidden_from, duties_of
from kimppa.core.evidence.models import Evidence
from kimppa.core.figures.queries import standing_figures
from kimppa.core.lists import Holds
from kimppa.core.memo import read_once
from kimppa.programme import messages
from kimppa.programme.lines import limited_duties, places_of
from kimppa.programme.models import Action, Programme, ProgrammeQuerySet, Step, Update
from kimppa.programme.status import (
    ActionFacts,
    StepFacts,
    is_stale,
    next_step,
    progress,
    reached,
    status,
)


def latest_without_a_next() -> Programme | None:
    """The newest approved programme whose next year has none yet: it can be rolled over."""
    programme = Programme.objects.order_by("-year").first()
    return programme if programme is not None and programme.approved_at else None


def unapproved(year: int) -> Programme | None:
    """The year's programme when it is still a draft that nobody has approved."""
    return Programme.objects.filter(year=year, approved_at__isnull=True).first()


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action as lists and the yearly report show it. `progress` is in percent.

    `outcome` is the status in the report's words, `indicator` a sentence; `latest_update` is the
    newest text that may be shown in documents.
    """

    pk: int
    number: str
    clauses: tuple[str, ...]
    section: str
    topic: str
    title: str
    official_title: str
    status: str
    status_word: str
    outcome: str
    status_key: str
    status_reason: str
    progress: int | None
    indicator: str
    reached: bool
    latest_update: str
    latest_date: dt.date | None
    responsible: str
    next_step: str
    next_due: dt.date | None
    stale: bool
    for_all: bool
    municipalities: tuple[str, ...]
    time: str
    end: dt.date | None
    continuous: bool
    example: bool
    year: int

    def __str__(self) -> str:
        """Its number and title."""
        return f"{self.number} {self.title}"

    @property
    def url(self) -> str:
        """The action's page."""
        return reverse("programme:action", args=[self.year, self.number])


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the agreement as drafting needs it; `duties` are (topic, kind, due rule), `limit`
    the ids of the municipalities that it concerns, empty = all.
    """

    number: str
    text: str
    section: str
    duties: tuple[tuple[str, str, str], ...]
    limit: Limit = NO_LIMIT


def programme_of(year: int) -> Programme | None:
    """The year's programme with its decision, if there is one."""
    return Programme.objects.filter(year=year).select_related("decision").first()


def programmes() -> ProgrammeQuerySet:
    """All programmes, newest first, with `action_count`."""
    return Programme.objects.annotate(action_count=Count("actions")).order_by("-year")


def visible_actions(person: Person) -> QuerySet[Action]:
    """The actions of such programmes that the person may see; not those whose lines of the
    agreement all concern other municipalities only.
    """
    is_of_action = Q(Holds(OuterRef("clauses"), F("clause")))
    lines = Duty.objects.filter(is_of_action, agreement_year=OuterRef("programme__year")).order_by()
    hidden = duties_hidden_from(person).values("pk")
    is_of_others = Exists(lines.filter(pk__in=hidden)) & ~Exists(lines.exclude(pk__in=hidden))
    programmes = Programme.objects.visible_to(person).order_by().values("pk")
    return Action.objects.filter(~is_of_others, programme__in=programmes)


def actions_of(year: int, municipality: Municipality | None = None) -> list[ActionView]:
    """The year's actions in order; with a municipality only those that concern it.

    At most four queries, whatever the number of actions, and no more for another municipality of
    the same page. Empty when there is no programme.
    """
    actions = read_once("actions", year, make=lambda: _actions_of(year))
    return _views([action for action in actions if _concerns(action, municipality)], municipality)


def _actions_of(year: int) -> list[Action]:
    return list(with_follow_up(Action.objects.filter(programme__year=year)))


def _concerns(action: Action, municipality: Municipality | None) -> bool:
    places = places_of(action)
    return municipality is None or places is None or municipality in places


def views_of(
    action_query: QuerySet[Action], municipality: Municipality | None = None
) -> list[ActionView]:
    """Any actions as lists show them; one query more for each further year with figures."""
    return _views(followed_up(action_query, municipality), municipality)


def followed_up(
    action_query: QuerySet[Action], municipality: Municipality | None = None
) -> list[Action]:
    """What `with_follow_up` gives, of those that concern the municipality."""
    actions = with_follow_up(action_query)
    return [action for action in actions if _concerns(action, municipality)]


def _views(actions: Sequence[Action], municipality: Municipality | None) -> list[ActionView]:
    today = clock.today()
    codes: dict[int, set[str]] = {}
    for action in actions:
        codes.setdefault(action.programme.year, set()).add(action.indicator_variable)
    figures = {year: figure_values(year_codes, year) for year, year_codes in codes.items()}
    return [view(action, today, figures[action.programme.year], municipality) for action in actions]


def with_follow_up(actions: QuerySet[Action]) -> QuerySet[Action]:
    """Actions with what their status needs: programme, steps, municipalities, latest update."""
    updates = Update.objects.filter(action=OuterRef("pk")).order_by("-date", "-pk")
    public = updates.filter(public=True)
    return (
        actions.select_related("programme")
        .prefetch_related("steps", "municipalities")
        .annotate(
            worked=Exists(_work_of_action()),
            updated=Subquery(updates.values("date")[:1]),
            told=Subquery(public.values("text")[:1]),
            told_on=Subquery(public.values("date")[:1]),
            limited=Exists(limited_duties(OuterRef("programme__year"))),
        )
        .order_by("number")
    )


def _work_of_action() -> QuerySet[Evidence]:
    """The year's work for the lines that an action names, else for its topic; for a subquery."""
    lines = OuterRef("clauses")
    return (
        Evidence.objects.standing()
        .filter(agreement_year=OuterRef("programme__year"), topic=OuterRef("topic"))
        .alias(lines=Cast(lines, TextField()))
        .filter(Q(lines="[]") | Q(Holds(lines, F("duty__clause"))))
    )


def figure_values(codes: Iterable[str], year: int) -> dict[str, Counted]:
    """Yearly values of variables, one query, and what the rooms count themselves. The consortium's
    own figure counts as the total; without one, additive parts are summed, a municipality's
    branches into it.
    """
    names = {code for code in codes if code}
    return read_once("values", year, *sorted(names), make=lambda: _figure_values(names, year))


def _figure_values(codes: set[str], year: int) -> dict[str, Counted]:
    figures = counted(codes, year)
    missing_codes = codes - set(figures)
    if not missing_codes:
        return figures
    consortium_values: dict[str, Decimal] = {}
    municipality_values: dict[str, dict[int, Decimal]] = {}
    branch_values: dict[str, dict[int, Decimal]] = {}
    additive_by_code: dict[str, bool] = {}
    for figure in (
        standing_figures(missing_codes, [year])
        .filter(month=None, value__isnull=False)
        .select_related("branch")
    ):
        code, value = figure.variable.code, figure.value or Decimal(0)
        additive_by_code[code] = figure.variable.additive
        if figure.municipality_id is not None:
            municipality_values.setdefault(code, {})[figure.municipality_id] = value
        elif figure.branch is not None:
            sums = branch_values.setdefault(code, {})
            sums[figure.branch.municipality_id] = sums.get(figure.branch.municipality_id, 0) + value
        else:
            consortium_values[code] = value
    for code, sums_up in additive_by_code.items():
        parts = (branch_values.get(code, {}) if sums_up else {}) | municipality_values.get(code, {})
        parts_sum = sum(parts.values(), Decimal(0)) if parts and sums_up else None
        figures[code] = Counted(consortium_values.get(code, parts_sum), parts)
    return figures


def facts_of(action: Action, value: Decimal | None) -> ActionFacts:
    """What the action's status follows from; use with `with_follow_up`."""
    return ActionFacts(
        year=action.programme.year,
        start=action.start,
        end=action.end,
        continuous=action.continuous,
        steps=tuple(StepFacts(step.due, step.done_at, step.title) for step in action.steps.all()),
        target=action.indicator_target,
        value=value,
        at_most=action.indicator_direction == Action.Direction.AT_MOST,
        updated=getattr(action, "updated", None),
        worked=getattr(action, "worked", False),
        override=action.status_override,
        reason=action.status_reason,
        decision=action.carry_decision,
    )


def value_of(action: Action, figures: Mapping[str, Counted]) -> Decimal | None:
    """The indicator's value: from the figures when they have one, else as entered."""
    figure_total = figures.get(action.indicator_variable, Counted()).total
    return action.indicator_value if figure_total is None else figure_total


def agreed_on(programme: Programme) -> dt.date:
    """The day from which silence counts."""
    return programme.approved_at or dt.date(programme.year, 1, 1)


def view(
    action: Action,
    today: dt.date,
    figures: Mapping[str, Counted],
    municipality: Municipality | None = None,
) -> ActionView:
    """One action as a list shows it."""
    facts = facts_of(action, value_of(action, figures))
    state = status(facts, today)
    coming_step, places = _next_step(action, facts), places_of(action)
    return ActionView(
        pk=action.pk,
        number=action.number,
        clauses=tuple(action.clauses),
        section=action.section,
        topic=action.topic,
        title=action.title,
        official_title=action.official_title,
        status=state,
        status_word=messages.status_word(state),
        outcome=messages.outcome_word(state, facts, today),
        status_key=messages.STATUS_KEYS[state],
        status_reason=action.status_reason,
        progress=progress(facts),
        indicator=_indicator_sentence(action, facts.value, figures, municipality),
        reached=bool(reached(facts)),
        latest_update=getattr(action, "told", None) or "",
        latest_date=getattr(action, "told_on", None),
        responsible=action.responsible,
        next_step=coming_step.title if coming_step else "",
        next_due=coming_step.due if coming_step else None,
        stale=_is_stale(action.programme, facts, today),
        for_all=places is None,
        municipalities=tuple(place.name for place in places or ()),
        time=messages.time_words(action),
        end=facts.last_day,
        continuous=action.continuous,
        example=action.example,
        year=action.programme.year,
    )


def _next_step(action: Action, facts: ActionFacts) -> Step | None:
    position = next_step(facts.steps)
    return None if position is None else list(action.steps.all())[position]


def _is_stale(programme: Programme, facts: ActionFacts, today: dt.date) -> bool:
    is_agreed = programme.state == Programme.State.AGREED
    return is_agreed and is_stale(facts, today, programme.stale_days, agreed_on(programme))


def _indicator_sentence(
    action: Action,
    value: Decimal | None,
    figures: Mapping[str, Counted],
    municipality: Municipality | None,
) -> str:
    parts = parts_of(action, figures, municipality) if municipality else None
    return messages.indicator_sentence(action, value, parts)


def parts_of(
    action: Action, figures: Mapping[str, Counted], municipality: Municipality
) -> messages.Parts | None:
    """A municipality's parts of the indicator's value; None where they are not known."""
    counted = figures.get(action.indicator_variable, Counted())
    own, joint = counted.own.get(municipality.pk), counted.joint.get(municipality.pk)
    return None if own is None else messages.Parts(municipality.name, own, joint or Decimal(0))


def counts(views: Iterable[ActionView]) -> dict[str, int]:
    """How many actions have each status."""
    return dict(Counter(str(view.status) for view in views))


def clauses_of(year: int) -> list[Clause]:
    """The agreement's clauses with their duties, in order, as the agreement room gave them."""
    clauses: dict[str, Clause] = {}
    for duty in duties_of(year):
        clause = clauses.get(duty.clause)
        duties = (*(clause.duties if clause else ()), (duty.topic, str(duty.kind), duty.due))
        section = duty.section_title
        clauses[duty.clause] = Clause(duty.clause, duty.text, section, duties, duty.limit)
    return list(clauses.values())
