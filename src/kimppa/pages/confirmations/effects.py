"""What a yes to a page's text changes: the lines that it replaces."""

import re
from collections.abc import Collection, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Person
from kimppa.core.differences import compare
from kimppa.core.ratification.effects import Effect
from kimppa.core.ratification.models import Confirmation
from kimppa.pages.languages import BASE
from kimppa.pages.models import Version

AREA = "pages"
_ORIGIN = re.compile(r"rule-(\d{1,18})-(\d{1,9})")  # the page and the version, as it was asked


def effects(answers: Sequence[Confirmation], _person: Person) -> dict[int, Effect]:
    """Of each text that is asked about: two queries."""
    agreed_texts = _confirmed_texts({answer.municipality_id for answer in answers})
    base_by_pk = {
        answer.pk: _base(answer, agreed_texts.get(answer.municipality_id, set()))
        for answer in answers
    }
    body_by_text = _bodies(set(base_by_pk.values()))
    return {
        answer.pk: _effect(answer, base_by_pk[answer.pk], body_by_text.get(base_by_pk[answer.pk]))
        for answer in answers
    }


def _origin(object_id: str) -> tuple[int, int]:
    """The page and the number of the version that a question is about; zeros for none."""
    match = _ORIGIN.fullmatch(object_id)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _confirmed_texts(municipalities: Collection[int]) -> dict[int, set[tuple[int, int]]]:
    """The texts that each municipality has said yes to."""
    texts_by_town: dict[int, set[tuple[int, int]]] = {}
    confirmations = Confirmation.objects.filter(
        ratification__area=AREA, state=Confirmation.State.YES, municipality__in=municipalities
    )
    for town, object_id in confirmations.values_list("municipality", "ratification__object_id"):
        texts_by_town.setdefault(town, set()).add(_origin(object_id))
    return texts_by_town


def _base(answer: Confirmation, confirmed_texts: Collection[tuple[int, int]]) -> tuple[int, int]:
    """The version to compare with: the last that was agreed to, else the one just before."""
    page_pk, number = _origin(answer.ratification.object_id)
    numbers = [n for agreed_page, n in confirmed_texts if agreed_page == page_pk and n < number]
    return page_pk, max(numbers, default=number - 1)


def _bodies(texts: Collection[tuple[int, int]]) -> dict[tuple[int, int], str]:
    is_asked = Q(pk__in=[])
    for page, number in texts:
        is_asked |= Q(text__page=page, number=number)
    versions = Version.objects.filter(is_asked, text__language=BASE)
    return {
        (page, n): body for page, n, body in versions.values_list("text__page", "number", "body")
    }


def _effect(answer: Confirmation, base: tuple[int, int], earlier_body: str | None) -> Effect:
    page_pk, number = base
    url, link = reverse("pages:page", args=[page_pk]), _("The page and its versions")
    if earlier_body is None:
        return Effect(_("The text is new: there is none before it."), url=url, link=link)
    lines = tuple(compare(earlier_body, answer.ratification.text))
    if not lines:
        text = _("The text is the same as in version %(number)d.") % {"number": number}
        return Effect(text, url=url, link=link)
    text = _("What changes from version %(number)d: struck-through words go, underlined ones come.")
    return Effect(text % {"number": number}, lines=lines, language=BASE, url=url, link=link)
