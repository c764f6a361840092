"""How far a page is confirmed: together, and by the municipalities that one may see."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Person
from kimppa.core.ratification.models import Confirmation
from kimppa.core.ratification.queries import count_answers
from kimppa.pages.languages import BASE
from kimppa.pages.models import Page

MARKS = {"yes": "confirmed", "no": "rejected", "awaiting": "waiting"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A municipality's answer with its mark."""

    confirmation: Confirmation
    mark: str


@dataclass(frozen=True, slots=True)
class Confirming:
    """Status key and words for all together, the answers that one sees, and what may be done."""

    mark: str
    words: str
    answers: list[Answer]
    may_ask: bool
    may_withdraw: bool


def confirmed(page: Page, person: Person) -> Confirming:
    """How far the page is confirmed; prefetch the ratification's confirmations for lists."""
    asked = page.ratification
    text = page.by_language.get(BASE)
    if asked is None or asked.withdrawn_at is not None:
        return Confirming(
            "empty", _("Not asked of the municipalities"), [], text is not None, False
        )
    mark, words = _together(page)
    places = {one.municipality_id for one in person.current_memberships}
    answers = [
        Answer(one, MARKS[one.state])
        for one in asked.confirmations.all()
        if person.is_coordinator or one.municipality_id in places
    ]
    changed = text is not None and text.number > page.asked_number
    return Confirming(mark, words, answers, changed, asked.area == "pages")


def _together(page: Page) -> tuple[str, str]:
    assert page.ratification is not None
    text, found = page.by_language.get(BASE), count_answers(page.ratification)
    if text is not None and text.number > page.asked_number:
        return "late", _("The text has changed since the municipalities were asked")
    if found.ratified:
        return "confirmed", _("Every municipality has confirmed it")
    if found.no:
        return "rejected", _("Not every municipality agrees")
    return "provisional", _("Provisional until every municipality has confirmed it")
