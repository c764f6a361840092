"""How far a page is confirmed: together, and by the municipalities that one may see."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Person
from kimppa.core.ratification.models import Confirmation, Ratification
from kimppa.core.ratification.queries import count_answers, visible_answers
from kimppa.pages.languages import BASE
from kimppa.pages.models import Page
from kimppa.ui.confirmations import answer_mark


@dataclass(frozen=True, slots=True)
class Answer:
    """A municipality's answer with its mark."""

    confirmation: Confirmation
    mark: str


@dataclass(frozen=True, slots=True)
class PageConfirmation:
    """Status key and words for all together, the answers that one sees, and what may be done."""

    mark: str
    words: str
    answers: list[Answer]
    may_ask: bool
    may_withdraw: bool


def confirmation_of(page: Page, person: Person) -> PageConfirmation:
    """How far the page is confirmed; prefetch the ratification's confirmations for lists."""
    ratification = page.ratification
    text = page.by_language.get(BASE)
    if ratification is None or ratification.withdrawn_at is not None:
        words = _("Not asked of the municipalities")
        return PageConfirmation("empty", words, [], text is not None, may_withdraw=False)
    mark, words = _shared_mark(page, ratification)
    answers = [
        Answer(confirmation, answer_mark(confirmation)[0])
        for confirmation in visible_answers(ratification, person)
    ]
    has_newer_text = text is not None and text.number > page.asked_number
    return PageConfirmation(mark, words, answers, has_newer_text, ratification.area == "pages")


def _shared_mark(page: Page, ratification: Ratification) -> tuple[str, str]:
    text, answers = page.by_language.get(BASE), count_answers(ratification)
    if text is not None and text.number > page.asked_number:
        return "late", _("The text has changed since the municipalities were asked")
    if answers.ratified:
        return "confirmed", _("Every municipality has confirmed it")
    if answers.no:
        return "rejected", _("Not every municipality agrees")
    return "provisional", _("Provisional until every municipality has confirmed it")
