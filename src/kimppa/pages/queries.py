"""Reading the pages."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.pages.languages import BASE
from kimppa.pages.models import Page, Text, Version
from kimppa.pages.states import State, state_of


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """A page in one of its languages; `text` is None while it is not written."""

    language: str
    text: Text | None
    state: State


def pages() -> QuerySet[Page]:
    """The pages that are kept up, with what a list shows of them."""
    return every_page().filter(removed_at__isnull=True)


def every_page() -> QuerySet[Page]:
    """Removed pages too."""
    pages = Page.objects.select_related("owner", "service", "ratification")
    return pages.prefetch_related("texts__page", "ratification__confirmations__municipality")


def languages_of(page: Page) -> list[PageLanguage]:
    """The page in each of its languages; prefetch `texts__page` for lists."""
    today = clock.today()
    base_text = page.by_language.get(BASE)
    return [_in_language(page, language, base_text, today) for language in page.language_codes]


def _in_language(page: Page, language: str, base_text: Text | None, today: dt.date) -> PageLanguage:
    text = page.by_language.get(language)
    state = state_of(
        number=text.number if text else 0,
        base=base_text.number if base_text and language != BASE else 0,
        follows=text.follows if text else 0,
        due=text.due if text else None,
        today=today,
    )
    return PageLanguage(language, text, state)


def versions_of(page: Page) -> QuerySet[Version]:
    """Every version of its texts, the newest first."""
    versions = Version.objects.filter(text__page=page).select_related("text")
    return versions.order_by("-at", "-pk")


def previous(version: Version) -> Version | None:
    """The version before it in the same language."""
    versions = Version.objects.filter(text=version.text_id, number__lt=version.number)
    return versions.order_by("-number").first()


def may_manage(person: Person) -> bool:
    """Whether the person keeps the inventory: adds, removes, names owners."""
    return person.can(Permission.MANAGE_PAGES)


def may_write(person: Person, page: Page) -> bool:
    """Whether the person may write and look at the page: who keeps the inventory, and its owner."""
    if person.can(Permission.MANAGE_PAGES):
        return True
    return page.owner_id == person.pk and person.can(Permission.LOG_WORK)
