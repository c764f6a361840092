"""Ratifications as tables: all of them for the coordinator, the own answers for others."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.ratification.queries import count_answers
from kimppa.ui.confirmations import answer_mark
from kimppa.ui.tables import ChoiceFilter, Column, Table

MOST_NAMES, FIRST_NAMES = 8, 3


def register(request: HttpRequest, ratifications: QuerySet[Ratification]) -> Table:
    """Every question with how far it has come and who is missing."""
    return Table(
        request,
        columns=[
            Column("title", _("What is to be confirmed"), url=address),
            Column("state", _("State"), kind="status", value=state, sortable=False),
            Column("missing", _("Still missing"), value=missing, sortable=False),
            Column("due", _("Answer by"), kind="date"),
            Column(
                "level",
                _("Way of confirming"),
                value=lambda confirmation: confirmation.get_level_display(),
            ),
        ],
        rows=ratifications.prefetch_related("confirmations__municipality"),
        filters=[
            ChoiceFilter("state", _("State"), _states(), narrow=_narrow_by_state),
            ChoiceFilter("level", _("Way of confirming"), Ratification.Level.choices),
        ],
        search=("title", "text"),
        caption=_("Ratifications"),
    )


def answered(request: HttpRequest, confirmations: QuerySet[Confirmation]) -> Table:
    """What the own municipality has answered."""
    return Table(
        request,
        columns=[
            Column(
                "title",
                _("What was asked"),
                value=lambda confirmation: confirmation.ratification.title,
                url=lambda confirmation: address(confirmation.ratification),
                order_by="ratification__title",
            ),
            Column("state", _("Answer"), kind="status", value=answer_mark),
            Column("date", _("Date"), kind="date"),
            Column("body", _("Deciding body")),
            Column("section", "§"),
            Column("comment", _("Comment"), sortable=False),
        ],
        rows=confirmations,
        search=("ratification__title", "body", "comment"),
        caption=_("What we have answered"),
        sort="-date",
    )


def address(ratification: Ratification) -> str:
    """The page of a question."""
    return reverse("desk:ratification", args=[ratification.pk])


def state(ratification: Ratification) -> tuple[str, str]:
    """Status key and words: how many have said yes, and whether it is late or refused."""
    answers = count_answers(ratification)
    share = f"{answers.yes}/{answers.total}"
    if ratification.withdrawn_at:
        return "empty", _("Withdrawn")
    if ratification.settled_at:
        return "done", _("%(share)s, carried out") % {"share": share}
    if answers.no:
        refused = ngettext("%(count)d no", "%(count)d no", answers.no) % {"count": answers.no}
        return "rejected", f"{share} · {refused}"
    if answers.ratified:
        return "confirmed", share
    is_late = ratification.due is not None and ratification.due < clock.today()
    return ("late", _("%(share)s, late") % {"share": share}) if is_late else ("waiting", share)


def missing(ratification: Ratification) -> str:
    """The municipalities whose answer is still needed; of many the first, the rest as a number:
    the question's own page names them all.
    """
    if not ratification.open:
        return ""
    names = [
        confirmation.municipality.name
        for confirmation in ratification.confirmations.all()
        if confirmation.state == Confirmation.State.AWAITING
    ]
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    count = len(names) - FIRST_NAMES
    rest_words = ngettext("and %(count)d other", "and %(count)d others", count) % {"count": count}
    return f"{', '.join(names[:FIRST_NAMES])} {rest_words}"


def _narrow_by_state(ratifications: QuerySet[Ratification], key: str) -> QuerySet[Ratification]:
    """Questions in one state."""
    answers = Confirmation.objects.filter(ratification=OuterRef("pk"))
    if key == "withdrawn":
        return ratifications.filter(withdrawn_at__isnull=False)
    ratifications = ratifications.filter(withdrawn_at__isnull=True)
    if key == "open":
        return ratifications.filter(settled_at=None).filter(
            Exists(answers.filter(state=Confirmation.State.AWAITING))
        )
    if key == "refused":
        return ratifications.filter(Exists(answers.filter(state=Confirmation.State.NO)))
    return ratifications.exclude(Exists(answers.exclude(state=Confirmation.State.YES)))


def _states() -> list[tuple[str, Any]]:
    return [
        ("open", _("Answers are missing")),
        ("refused", _("Somebody has said no")),
        ("ratified", _("Everybody has confirmed")),
        ("withdrawn", _("Withdrawn")),
    ]
