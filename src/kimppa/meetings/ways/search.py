"""What words find of the ways of working, and by what keys other rooms name it."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy

from kimppa.core.consortium.roles import Permission
from kimppa.core.search.sources import Document, Source
from kimppa.meetings.models import Practice, Suggestion


def plain_keys(ids: Collection[str]) -> dict[str, str]:
    """Each id with its kind and number alone: "practice-7-20250314" is of "practice-7"."""
    return {key: "-".join(key.split("-")[:2]) for key in ids}


WAYS = (
    Source(
        Suggestion,
        "suggestion",
        gettext_lazy("Suggestions of the staff"),
        visible=Suggestion.objects.visible_to,
        document=lambda suggestion: Document(
            title=suggestion.title,
            text=" ".join(filter(None, (suggestion.reason, suggestion.answer))),
            year=suggestion.arrived_on.year,
            date=suggestion.arrived_on,
        ),
        state=lambda suggestion: "waiting" if suggestion.is_open else "done",
    ),
    Source(
        Practice,
        "practice",
        gettext_lazy("Agreed ways of working"),
        permission=Permission.LOG_WORK,
        document=lambda practice: Document(
            title=practice.title,
            text=" ".join(filter(None, (practice.text, practice.outcome_text))),
            year=practice.begins_on.year,
            date=practice.begins_on,
        ),
    ),
)
