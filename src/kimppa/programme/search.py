"""What of the programmes is found by words; their ids are resolved in `programme.area`."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person
from kimppa.core.search.sources import Document, Source
from kimppa.programme.models import Action, Programme, Update
from kimppa.programme.queries import visible_actions


def _programme(programme: Programme) -> Document:
    return Document(
        programme.title, programme.intro, year=programme.year, date=programme.approved_at
    )


def _action(action: Action) -> Document:
    texts = [
        action.goal,
        action.measure,
        action.official_title,
        action.official_goal,
        action.official_measure,
    ]
    details = [action.indicator, action.responsible, *(step.title for step in action.steps.all())]
    return Document(
        title=str(action),
        text="\n".join(dict.fromkeys(filter(None, [*texts, *details]))),
        places=[municipality.pk for municipality in action.municipalities.all()],
        year=action.programme.year,
        date=action.start or action.programme.approved_at,
    )


def _update(update: Update) -> Document:
    title = f"{update.action} – {update.author_name}"
    return Document(title, update.text, year=update.action.programme.year, date=update.date)


def _updates(person: Person) -> QuerySet[Update]:
    return Update.objects.filter(action__in=visible_actions(person).order_by().values("pk"))


DOCUMENTS = (
    Source(
        Programme,
        "programme",
        _("Action programmes"),
        visible=Programme.objects.visible_to,
        document=_programme,
    ),
    Source(
        Action,
        "action",
        _("Actions"),
        rows=lambda: Action.objects.select_related("programme").prefetch_related(
            "steps", "municipalities"
        ),
        visible=visible_actions,
        document=_action,
        follows={
            "programme.programme": "programme",
            "programme.step": "steps",
        },
    ),
    Source(
        Update,
        "update",
        _("How actions are going"),
        rows=lambda: Update.objects.select_related("action__programme"),
        visible=_updates,
        document=_update,
        url=lambda row: row.action.get_absolute_url(),
        follows={
            "programme.action": "action",
            "programme.programme": "action__programme",
        },
    ),
)
