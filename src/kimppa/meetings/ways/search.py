"""What words find of the ways of working, and by what keys other rooms name it."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.search.sources import Document, Source
from kimppa.meetings.models import Practice, Suggestion


def plain_keys(ids: Collection[str]) -> dict[str, str]:
    """Each id with its kind and number alone: "practice-7-20250314" is of "practice-7"."""
    return {key: "-".join(key.split("-")[:2]) for key in ids}


def _practices(person: Person) -> QuerySet[Practice] | None:
    return Practice.objects.all() if person.can(Permission.LOG_WORK) else None


WAYS = (
    Source(
        "suggestion",
        gettext_lazy("Suggestions of the staff"),
        rows=lambda: Suggestion.objects.all(),
        visible=lambda person: Suggestion.objects.visible_to(person),
        document=lambda suggestion: Document(
            title=suggestion.title,
            text=" ".join(filter(None, (suggestion.reason, suggestion.answer))),
            year=suggestion.arrived_on.year,
            date=suggestion.arrived_on,
        ),
        url=lambda suggestion: suggestion.get_absolute_url(),
        follows={"meetings.suggestion": "pk"},
        state=lambda suggestion: "waiting" if suggestion.is_open else "done",
    ),
    Source(
        "practice",
        gettext_lazy("Agreed ways of working"),
        rows=lambda: Practice.objects.all(),
        visible=_practices,
        document=lambda practice: Document(
            title=practice.title,
            text=" ".join(filter(None, (practice.text, practice.outcome_text))),
            year=practice.begins_on.year,
            date=practice.begins_on,
        ),
        url=lambda practice: practice.get_absolute_url(),
        follows={"meetings.practice": "pk"},
    ),
)
