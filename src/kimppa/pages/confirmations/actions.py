"""Asking each municipality to confirm a page whose text holds only then."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.core.ratification.actions import ask, withdraw
from kimppa.core.ratification.models import Ratification
from kimppa.pages.languages import BASE
from kimppa.pages.models import Page, Text


@transaction.atomic
def ask_confirmation(*, by: Actor, page: Page, due: dt.date | None = None) -> Ratification:
    """Put the Finnish text as it stands to every municipality.

    A question about an earlier version is withdrawn; its answers stay readable. Raises
    ValidationError when the page needs no confirmation, is not written, or has been asked about.
    """
    require(by, Permission.MANAGE_PAGES)
    text = _text_to_confirm(page)
    question = page.ratification
    if question is not None and page.asked_number == text.number and question.withdrawn_at is None:
        raise ValidationError(_("This version has been put to the municipalities already."))
    if question is not None and question.area == "pages" and question.withdrawn_at is None:
        withdraw(by=by, ratification=question)
    ratification = ask(
        by=by,
        origin=("pages", f"rule-{page.pk}-{text.number}"),
        title=f"{text.title} ({page.name}), versio {text.number}",
        text=text.body,
        level=page.level,
        topic="finna-platform",
        municipalities=Municipality.objects.valid_on(clock.today()),
        due=due,
        example=text.example,
    )
    _tie_ratification(by, page, ratification, text, "pages.confirm-ask")
    return ratification


@transaction.atomic
def tie_confirmation(*, by: Actor, page: Page, ratification: Ratification) -> None:
    """Say that a question asked otherwise, before Kimppa say, was about the text as it stands."""
    require(by, Permission.MANAGE_PAGES)
    _tie_ratification(by, page, ratification, _text_to_confirm(page), "pages.confirm-tie")


@transaction.atomic
def withdraw_confirmation(*, by: Actor, page: Page) -> None:
    """Take the question back. Raises ValidationError when nothing of ours is asked."""
    require(by, Permission.MANAGE_PAGES)
    ratification = page.ratification
    if ratification is None or ratification.area != "pages" or ratification.withdrawn_at:
        raise ValidationError(_("Nothing is asked that could be taken back here."))
    withdraw(by=by, ratification=ratification)


def _text_to_confirm(page: Page) -> Text:
    text = Text.objects.filter(page=page, language=BASE).first()
    if not page.level or text is None or page.removed_at is not None:
        raise ValidationError(_("Only a written page that needs confirmation can be asked about."))
    return text


def _tie_ratification(
    by: Actor, page: Page, ratification: Ratification, text: Text, action: str
) -> None:
    change(page, by=by, action=action, ratification=ratification, asked_number=text.number)
