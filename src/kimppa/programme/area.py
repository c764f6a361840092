"""What the room answers when others ask its Area."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.area import Due, Resolved, Sentence
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.releases.models import Delivery
from kimppa.programme import messages
from kimppa.programme.models import (
    Action,
    Comment,
    Programme,
    ProgrammeQuerySet,
    Step,
    Update,
)
from kimppa.programme.queries import ActionView, actions_of, counts, programme_of, views_of
from kimppa.programme.status import ENDED

TOPIC = "programme"


def summary(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> Mapping[str, list[Sentence]]:
    """How the programme's actions are going, and that it was approved and delivered."""
    if TOPIC not in subjects:
        return {}
    programme = programme_of(year)
    if programme is None:
        return {}
    url = programme.get_absolute_url()
    views = actions_of(year, municipality)
    sentences = [_progress(views, url, municipality)] if views else []
    sentences += _approval(programme, municipality, url)
    return {TOPIC: sentences}


def _progress(views: list[ActionView], url: str, municipality: Municipality | None) -> Sentence:
    by_status = counts(views)
    text = messages.count_sentence(by_status, municipality.name if municipality else "")
    figures = [(_("actions"), str(len(views)))]
    figures += [(messages.status_word(state), str(count)) for state, count in by_status.items()]
    return Sentence(
        text, figures=tuple(figures), url=url, example=any(view.example for view in views)
    )


def _approval(programme: Programme, municipality: Municipality | None, url: str) -> list[Sentence]:
    if programme.approved_at is None:
        return [Sentence(_("The programme is being prepared."), url=url, example=programme.example)]
    delivered = Delivery.objects.filter(release__kind=TOPIC, release__agreement_year=programme.year)
    if municipality is not None:
        delivered = delivered.filter(municipality=municipality)
    days = dict(delivered.order_by("-delivered_at").values_list("municipality_id", "delivered_at"))
    text = _("The programme was approved %(date)s.") % {"date": messages.day(programme.approved_at)}
    if days:
        first = messages.day(timezone.localdate(min(days.values())))
        words = {"approved": messages.day(programme.approved_at), "count": len(days), "date": first}
        text = _delivered(len(days), own=municipality is not None) % words
    figures = ((_("libraries"), str(len(days))),) if days else ()
    return [Sentence(text, figures=figures, url=url, example=programme.example)]


def _delivered(count: int, *, own: bool) -> str:
    if own:
        return _("The programme was approved %(approved)s and delivered %(date)s.")
    return ngettext(
        "The programme was approved %(approved)s and delivered to %(count)d library %(date)s.",
        "The programme was approved %(approved)s and delivered to %(count)d libraries"
        " from %(date)s on.",
        count,
    )


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """Days of steps and last days of actions in agreed programmes."""
    steps = (
        Step.objects.filter(action__programme__approved_at__isnull=False, due__range=(start, end))
        .select_related("action__programme", "person")
        .order_by("due", "pk")
    )
    for step in steps:
        yield Due(
            date=step.due or start,
            title=f"{step.action.number} {step.title}",
            url=step.action.get_absolute_url(),
            topic=step.action.topic,
            responsible=step.person.name if step.person else step.action.responsible,
            done=step.done_at is not None,
        )
    ending = Action.objects.filter(programme__approved_at__isnull=False, end__range=(start, end))
    for view in views_of(ending):
        yield Due(
            date=view.end or start,
            title=f"{view.number} {view.title}",
            url=view.url,
            topic=view.topic,
            responsible=view.responsible,
            done=view.status in ENDED,
        )


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
    visible = Programme.objects.visible_to(person)
    resolved = _programmes(keys_by_kind.pop("programme", {}), visible)
    actions = keys_by_kind.pop("action", {})
    rows = Action.objects.filter(programme__in=visible).select_related("programme")
    by_pk = rows.in_bulk(set(actions.values())) if actions else {}
    resolved |= {k: _action(by_pk[pk], str(by_pk[pk])) for k, pk in actions.items() if pk in by_pk}
    for kind, keys in keys_by_kind.items():
        resolved |= _parts(_PARTS[kind], keys, visible)
    return resolved


def _programmes(keys: Mapping[str, int], visible: ProgrammeQuerySet) -> dict[str, Resolved]:
    by_pk = visible.in_bulk(set(keys.values())) if keys else {}
    return {
        object_id: Resolved(
            by_pk[pk].title,
            reverse("programme:approval", args=[by_pk[pk].year])
            if "-v" in object_id
            else by_pk[pk].get_absolute_url(),
            by_pk[pk].get_state_display(),
        )
        for object_id, pk in keys.items()
        if pk in by_pk
    }


def _parts(
    model: type[Step | Update | Comment], keys: Mapping[str, int], visible: ProgrammeQuerySet
) -> dict[str, Resolved]:
    rows = model._default_manager.filter(action__programme__in=visible)
    by_pk = rows.select_related("action__programme").in_bulk(set(keys.values()))
    return {
        object_id: _action(by_pk[pk].action, str(by_pk[pk]))
        for object_id, pk in keys.items()
        if pk in by_pk
    }


def _action(action: Action, title: str) -> Resolved:
    return Resolved(title, action.get_absolute_url())
