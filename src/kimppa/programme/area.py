"""What the room answers when others ask its Area."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping

from django.db.models import F, Prefetch, Q, QuerySet
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock, verbs
from kimppa.core.aims import Target
from kimppa.core.area import Due, Figures, Group, Resolved, Sentence, Text
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.duties.planned import PlannedStep
from kimppa.core.memo import read_once
from kimppa.core.releases.models import Delivery
from kimppa.programme import messages
from kimppa.programme.confirmation import earlier_standing, standing_of, standings
from kimppa.programme.lines import places_of
from kimppa.programme.models import (
    Action,
    Comment,
    Programme,
    ProgrammeQuerySet,
    Step,
    Update,
)
from kimppa.programme.queries import (
    ActionView,
    actions_of,
    counts,
    facts_of,
    figure_values,
    programme_of,
    value_of,
    visible_actions,
    with_follow_up,
)
from kimppa.programme.standing import Reach
from kimppa.programme.status import ENDED, ActionFacts, status

TOPIC = "programme"


def summary(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> Mapping[str, list[Sentence]]:
    """How the programme's actions are going, and whether it is approved and delivered."""
    if TOPIC not in subjects:
        return {}
    programme = read_once("programme", year, make=lambda: programme_of(year))
    if programme is None:
        return {}
    url = reverse_lazy("programme:programme", args=[year])
    views = actions_of(year, municipality)
    sentences = _approval(programme, municipality, url)
    sentences += [_progress(views, url, municipality)] if views else []
    return {TOPIC: sentences}


def _progress(views: list[ActionView], url: Text, municipality: Municipality | None) -> Sentence:
    text = messages.count_sentence(counts(views))
    joint_views = [view for view in views if view.for_all or len(view.municipalities) > 1]
    own_views = [view for view in views if view not in joint_views]
    if own_views and municipality:
        text += " " + messages.own_sentence(len(own_views), municipality.name)
    ended_count = sum(view.status in ENDED for view in views)
    return Sentence(
        text,
        figures=_status_figures(own_views, _("own actions"), "%s"),
        joint=_status_figures(joint_views, _("joint actions"), _("%s, joint actions")),
        url=url,
        example=any(view.example for view in views),
        headline=(f"{ended_count}/{len(views)}", ngettext("action", "actions", len(views))),
    )


def _status_figures(views: list[ActionView], label: str, status_label: str) -> Figures:
    """How many actions there are, and how many in each state; nothing of none."""
    if not views:
        return ()
    count_by_status = counts(views)
    words = {status_label % messages.status_word(state): n for state, n in count_by_status.items()}
    return ((label, str(len(views))), *((word, str(n)) for word, n in words.items()))


def _approval(programme: Programme, municipality: Municipality | None, url: Text) -> list[Sentence]:
    key = ("programme's standing", programme.year)
    standing = read_once(*key, make=lambda: standing_of(programme))
    is_reopened = programme.state == Programme.State.DRAFT and programme.approved_at is not None
    reach = _reach(programme.year, municipality, standing.approved_on)
    text = messages.approval_sentence(
        standing,
        reach,
        programme.year,
        earlier=earlier_standing(programme) if is_reopened else None,
        own=municipality is not None,
    )
    figures = ((_("libraries"), str(reach.count)),) if reach.count else ()
    return [Sentence(text, figures=figures, url=url, example=programme.example)]


def _reach(year: int, municipality: Municipality | None, approved: dt.date | None) -> Reach:
    """Whom the programme has reached; a final version of a time before the approval was another."""
    municipality_id = municipality.pk if municipality else None
    final_days: dict[int, dt.date] = {}
    earlier_days, provisional_days = [], []
    deliveries = read_once("programme's way", year, make=lambda: _read_deliveries(year))
    for is_provisional, town, delivered_at in deliveries:
        if municipality_id not in (None, town):
            continue
        day = timezone.localdate(delivered_at)
        if is_provisional:
            provisional_days.append(day)
        elif approved is not None and day >= approved:
            final_days[town] = day
        else:
            earlier_days.append(day)
    return Reach(
        count=len(final_days),
        since=min(final_days.values(), default=None),
        earlier=min(earlier_days, default=None),
        provisional=min(provisional_days, default=None),
    )


def _read_deliveries(year: int) -> list[tuple[bool, int, dt.datetime]]:
    """Each delivery, the newest first: whether provisional, to whom and when."""
    deliveries = Delivery.objects.filter(release__kind=TOPIC, release__agreement_year=year)
    fields = ("release__provisional", "municipality_id", "delivered_at")
    return list(deliveries.order_by("-delivered_at").values_list(*fields))


def planned(years: Collection[int]) -> Iterator[PlannedStep]:
    """The steps of agreed programmes that fall due in the programme's own year: one query."""
    steps = (
        Step.objects.filter(
            action__programme__year__in=years,
            action__programme__approved_at__isnull=False,
            due__year=F("action__programme__year"),
        )
        .exclude(action__carry_decision__in=(Action.Carry.DROP, Action.Carry.MERGE))
        .exclude(action__status_override__in=(Action.Status.DROPPED, Action.Status.MERGED))
        .order_by("pk")
    )
    names = ("number", "programme__year", "clauses", "topic", "for_all", "municipalities")
    action = [f"action__{name}" for name in names]
    planned_steps = list(steps.values_list("pk", "title", "due", "done_at", *action))
    ids_by_step: dict[int, set[int]] = {}
    for pk, *_rest, municipality in planned_steps:
        ids_by_step.setdefault(pk, set()).add(municipality)
    distinct_steps = {step[0]: step for step in planned_steps}.values()
    for pk, title, day, done, number, year, clauses, topic, for_all, _town in distinct_steps:
        yield PlannedStep(
            year,
            tuple(clauses),
            topic,
            day,
            done is not None,
            title,
            reverse_lazy("programme:action", args=[year, number]),
            None if for_all else frozenset(ids_by_step[pk]),
        )


def targets(year: int) -> Iterator[Target]:
    """What the agreed programme's indicators aim at: one query."""
    actions = Action.objects.filter(
        programme__year=year, programme__approved_at__isnull=False, indicator_target__isnull=False
    ).exclude(indicator_unit="")
    names = ("topic", "indicator_target", "indicator_unit", "indicator_direction")
    for topic, target_number, unit, direction in actions.values_list(*names):
        yield Target(topic, target_number, unit, direction == Action.Direction.AT_MOST)


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """Days of steps and last days of actions in agreed programmes, of those that concern the
    person's municipality: two queries, and one of figures for each year of which actions end; where
    lines of a year are limited, two of these.
    """
    days = Q(end__range=(start, end)) | Q(
        pk__in=Step.objects.filter(due__range=(start, end)).values("action")
    )
    actions = with_follow_up(Action.objects.filter(days, programme__approved_at__isnull=False))
    steps = Prefetch("steps", Step.objects.select_related("person"))
    ending_actions_by_year: dict[int, list[Action]] = {}
    town = None if person.is_coordinator else person.municipality
    if town is not None:
        links = Action.municipalities.through.objects.filter(municipality=town)
        actions = actions.filter(Q(for_all=True) | Q(pk__in=links.values("action_id")))
    for action in actions.prefetch_related(None).prefetch_related(steps):
        if town is not None and action.for_all and town not in (places_of(action) or [town]):
            continue
        yield from _steps_due(action, start, end)
        ends_by_step = any(step.due == action.end for step in action.steps.all())
        if action.end is not None and start <= action.end <= end and not ends_by_step:
            ending_actions_by_year.setdefault(action.programme.year, []).append(action)
    for year, year_actions in ending_actions_by_year.items():
        figures = figure_values([action.indicator_variable for action in year_actions], year)
        for action in year_actions:
            yield _end_due(action, facts_of(action, value_of(action, figures)))


def _steps_due(action: Action, start: dt.date, end: dt.date) -> Iterator[Due]:
    url = action.get_absolute_url()
    group = Group(f"{action.number} {action.title}".replace("%", "%%"), url)
    for step in action.steps.all():
        if step.due is not None and start <= step.due <= end:
            yield Due(
                date=step.due,
                title=step.title,
                url=url,
                topic=action.topic,
                responsible=step.person.name if step.person else action.responsible,
                done=step.done_at is not None,
                verb=verbs.MARK,
                why=action.title,
                group=group,
                clause=_clause(action),
            )


def _end_due(action: Action, facts: ActionFacts) -> Due:
    assert action.end is not None
    return Due(
        date=facts.last_day or action.end,
        title=f"{action.number} {action.title}",
        url=action.get_absolute_url(),
        topic=action.topic,
        responsible=action.responsible,
        done=status(facts, clock.today()) in ENDED,
        verb=verbs.MARK,
        clause=_clause(action),
    )


def _clause(action: Action) -> str:
    return action.clauses[0] if action.clauses else ""


_ID = re.compile(r"(programme|action|step|update|comment)-(\d{1,15})(-v\d+)?")
_PARTS: dict[str, type[Step | Update | Comment]] = {
    "step": Step,
    "update": Update,
    "comment": Comment,
}


def resolve(ids: Collection[str], person: Person) -> Mapping[str, Resolved]:
    """Titles and addresses of "programme-1", "programme-1-v2" (its approval), "action-1",
    "step-1", "update-1" and "comment-1"; what does not exist or the person may not see is absent.
    """
    keys_by_kind: dict[str, dict[str, int]] = {}
    for object_id in ids:
        if match := _ID.fullmatch(object_id):
            keys_by_kind.setdefault(match[1], {})[object_id] = int(match[2])
    programmes = Programme.objects.visible_to(person)
    resolved = _resolve_programmes(keys_by_kind.pop("programme", {}), programmes)
    actions = keys_by_kind.pop("action", {})
    own_actions = visible_actions(person)
    by_pk = own_actions.select_related("programme").in_bulk(actions.values()) if actions else {}
    resolved |= {k: _action(by_pk[pk], str(by_pk[pk])) for k, pk in actions.items() if pk in by_pk}
    for kind, keys in keys_by_kind.items():
        resolved |= _resolve_parts(_PARTS[kind], keys, own_actions)
    return resolved


def _resolve_programmes(keys: Mapping[str, int], shown: ProgrammeQuerySet) -> dict[str, Resolved]:
    by_pk = shown.in_bulk(set(keys.values())) if keys else {}
    standing = standings(by_pk.values())
    return {
        object_id: Resolved(
            by_pk[pk].title,
            reverse("programme:approval", args=[by_pk[pk].year])
            if "-v" in object_id
            else by_pk[pk].get_absolute_url(),
            messages.state_mark(by_pk[pk], standing[pk])[1],
        )
        for object_id, pk in keys.items()
        if pk in by_pk
    }


def _resolve_parts(
    model: type[Step | Update | Comment], keys: Mapping[str, int], own_actions: QuerySet[Action]
) -> dict[str, Resolved]:
    parts = model._default_manager.filter(action__in=own_actions.order_by().values("pk"))
    part_by_pk = parts.select_related("action__programme").in_bulk(set(keys.values()))
    return {
        object_id: _action(part_by_pk[pk].action, str(part_by_pk[pk]))
        for object_id, pk in keys.items()
        if pk in part_by_pk
    }


def _action(action: Action, title: str) -> Resolved:
    return Resolved(title, action.get_absolute_url())
