"""What of the programmes is found by words; their ids are resolved in `programme.area`."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person
from kimppa.core.search.sources import Document, Source
from kimppa.programme.models import Action, Programme, Update


def documents() -> tuple[Source, ...]:
    """Programmes, actions with their steps, and what has been written of how they go."""
    return DOCUMENTS


def _programme(row: Programme) -> Document:
    return Document(row.title, row.intro, year=row.year, date=row.approved_at)


def _action(row: Action) -> Document:
    own = [row.goal, row.measure, row.official_title, row.official_goal, row.official_measure]
    more = [row.indicator, row.responsible, *(step.title for step in row.steps.all())]
    return Document(
        title=str(row),
        text="\n".join(dict.fromkeys(filter(None, [*own, *more]))),
        places=[place.pk for place in row.municipalities.all()],
        year=row.programme.year,
        date=row.start or row.programme.approved_at,
    )


def _update(row: Update) -> Document:
    title = f"{row.action} – {row.author_name}"
    return Document(title, row.text, year=row.action.programme.year, date=row.date)


def _actions(person: Person) -> QuerySet[Action]:
    visible = Programme.objects.visible_to(person).order_by().values("pk")
    return Action.objects.filter(programme__in=visible)


def _updates(person: Person) -> QuerySet[Update]:
    visible = Programme.objects.visible_to(person).order_by().values("pk")
    return Update.objects.filter(action__programme__in=visible)


DOCUMENTS = (
    Source(
        "programme",
        _("Action programmes"),
        rows=Programme.objects.all,
        visible=Programme.objects.visible_to,
        document=_programme,
        url=lambda row: reverse("programme:programme", args=[row.year]),
        follows={"programme.programme": "pk"},
    ),
    Source(
        "action",
        _("Actions"),
        rows=lambda: Action.objects.select_related("programme").prefetch_related(
            "steps", "municipalities"
        ),
        visible=_actions,
        document=_action,
        url=lambda row: row.get_absolute_url(),
        follows={
            "programme.action": "pk",
            "programme.programme": "programme",
            "programme.step": "steps",
        },
    ),
    Source(
        "update",
        _("How actions are going"),
        rows=lambda: Update.objects.select_related("action__programme"),
        visible=_updates,
        document=_update,
        url=lambda row: row.action.get_absolute_url(),
        follows={
            "programme.update": "pk",
            "programme.action": "action",
            "programme.programme": "action__programme",
        },
    ),
)
