"""The inventory of pages, and one page: its texts, versions, and looking at them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from kimppa.core import clock
from kimppa.core.consortium.models import Person, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.differences import compare
from kimppa.pages import actions
from kimppa.pages.checks.access import findings
from kimppa.pages.checks.outline import outline
from kimppa.pages.checks.readability import reading
from kimppa.pages.commands import (
    OWNERS,
    PAGE,
    VERSION,
    can_write,
    find_page,
    find_writable_page,
)
from kimppa.pages.confirmations.queries import confirmation_of
from kimppa.pages.forms import PageForm, TextsForm
from kimppa.pages.languages import LANGUAGES
from kimppa.pages.links import messages as link_messages
from kimppa.pages.links.queries import broken, links_to_show
from kimppa.pages.messages import STATES, describe, mark
from kimppa.pages.models import Link, Page, Version
from kimppa.pages.preview import html_of, preview
from kimppa.pages.queries import (
    PageLanguage,
    every_page,
    languages_of,
    may_manage,
    pages,
    previous,
    versions_of,
)
from kimppa.pages.states import LOOK, State, look_by
from kimppa.ui import pages as ui

VERSIONS = 20  # on the page itself


@dataclass(frozen=True, slots=True)
class Row:
    """A page and how it is in each language."""

    page: Page
    languages: list[PageLanguage]

    def in_language(self, language: str) -> PageLanguage | None:
        """How it is in a language; None when it should not be in it."""
        return {state.language: state for state in self.languages}.get(language)

    @property
    def due(self) -> dt.date | None:
        """When somebody should look at its next text; None while nothing is written."""
        texts = [page_language.text for page_language in self.languages]
        return min((text.due for text in texts if text), default=None)

    @property
    def look_by(self) -> set[str]:
        """Whether somebody should have looked at a text of it, or should soon."""
        today, texts = clock.today(), [state.text for state in self.languages if state.text]
        return {look_by(text.due, today) for text in texts}

    def has(self, state: str) -> bool:
        """Whether it is in a state in some language."""
        return any(page_language.state == state for page_language in self.languages)


@require_GET
@ui.needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Every page, the languages beside each other."""
    person = ui.person_of(request)
    rows = [Row(page, languages_of(page)) for page in pages()]
    return ui.table_page(
        request,
        _inventory_table(request, rows, person),
        title=_("Pages of the web library"),
        lead=_("Every page has an owner and a day by which somebody looks at it."),
        actions=[
            ui.link(_("Add a page"), "pages:new", primary=True, permission=Permission.MANAGE_PAGES),
            ui.link(_("Changes and wishes"), "pages:changes"),
            ui.link(_("Links of the pages"), "pages:links"),
            *([ui.link(_("As files for Finna"), "pages:export")] if rows else []),
            ui.link(
                _("Bring in pages from a file"),
                "pages:imports",
                permission=Permission.MANAGE_PAGES,
            ),
        ],
        teach=_(
            "Add the pages of the web library that the libraries write themselves. After that "
            "nobody needs to remember when each was last looked at."
        ),
        template="pages/home.html",
        counts=_work_counts(rows),
        broken=broken().count(),
        removed=every_page().filter(removed_at__isnull=False) if may_manage(person) else (),
    )


def _inventory_table(request: HttpRequest, rows: list[Row], person: Person) -> ui.Table:
    to_do = [(str(state), words) for state, (_key, words) in STATES.items()][:3]
    return ui.Table(
        request,
        columns=_columns(),
        rows=rows,
        filters=[
            ui.ChoiceFilter("tila", _("Needs work"), to_do, test=lambda row, state: row.has(state)),
            ui.ChoiceFilter("tyyppi", _("Kind"), Page.Kind.choices, field="page__kind"),
            ui.ChoiceFilter(
                LOOK,
                _("To be looked at"),
                [("myohassa", _("Day past")), ("tulossa", _("Within two months"))],
                test=lambda row, when: when in row.look_by,
            ),
            ui.ChoiceFilter(
                "kenen",
                _("Owner"),
                [("oma", _("My pages"))],
                test=lambda row, _value: row.page.owner_id == person.pk,
            ),
        ],
        caption=_("Pages of the web library"),
        row_mark=lambda row: row.page,
        choices=OWNERS.chosen("check", by=person),
        key=lambda row: row.page.pk if row.look_by - {""} and can_write(row.page, person) else 0,
    )


def _work_counts(rows: list[Row]) -> list[tuple[str, str, int]]:
    """What needs work: status, words, in how many texts."""
    states = [page_language.state for row in rows for page_language in row.languages]
    return [
        (STATES[state][0], str(STATES[state][1]), states.count(state))
        for state in (State.MISSING, State.STALE, State.DUE)
        if state in states
    ]


def _columns() -> list[ui.Column]:
    return [
        ui.Column(
            "page",
            _("Page"),
            value=lambda row: str(row.page),
            url=lambda row: row.page.get_absolute_url(),
        ),
        ui.Column("name", _("Name"), value=lambda row: row.page.name, under=True),
        ui.Column("due", _("To be looked at by"), kind="date"),
        *[
            ui.Column(f"in-{code}", name, kind="status", value=_state_in(code), sortable=False)
            for code, name in LANGUAGES.items()
        ],
        ui.Column(
            "owner", _("Owner"), value=lambda row: row.page.owner.name if row.page.owner else ""
        ),
        ui.Column("months", _("Every … months"), kind="integer", value=lambda row: row.page.months),
    ]


def _state_in(code: str) -> Callable[[Row], tuple[str, str] | None]:
    def state(row: Row) -> tuple[str, str] | None:
        page_language = row.in_language(code)
        return mark(page_language) if page_language else None

    return state


@ui.needs(Permission.MANAGE_PAGES)
def new(request: HttpRequest) -> HttpResponse:
    """Take a page into the inventory."""
    web_library = Service.objects.filter(kind=Service.Kind.WEB_LIBRARY).first()
    initial = {"languages": list(LANGUAGES), "service": web_library}
    return ui.form_page(
        request,
        PageForm(ui.posted(request), initial=initial),
        title=_("Add a page"),
        lead=_("The texts are written next."),
        save=partial(actions.add_page, by=ui.person_of(request)),
        then=lambda page: reverse("pages:edit", args=[page.pk]),
        cancel=reverse("pages:home"),
    )


@PAGE.page
@ui.needs(Permission.VIEW)
def page(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """What stands in each language, its state, and what to do next."""
    page, person = find_page(request, pk), ui.person_of(request)
    versions = list(versions_of(page)[: VERSIONS + 1])
    rhythm = ngettext("looked at every month", "looked at every %(n)s months", page.months)
    owner = _("Owner %(owner)s") % {"owner": page.owner} if page.owner else _("No owner")
    kind = f"{page.get_kind_display()} {page.name}"
    languages = languages_of(page)
    link_texts = [link_messages.describe(link) for link in links_to_show(page)]
    return ui.detail_page(
        request,
        page,
        title=str(page),
        lead=" · ".join([kind, owner, rhythm % {"n": page.months}]),
        mark=("no-need", _("No longer kept up")) if page.removed_at else "",
        up=ui.link(_("All pages"), "pages:home"),
        template="pages/page.html",
        owners=OWNERS.buttons(page, person),
        commands=PAGE.buttons(page, person, refusal=refusal),
        may_manage=may_manage(person),
        writes=can_write(page, person),
        languages=[_language_panel(page, page_language) for page_language in languages],
        links=link_texts,
        amiss=_faults(languages, link_texts),
        confirmation=confirmation_of(page, person) if page.level else None,
        versions=versions[:VERSIONS],
        more=len(versions) > VERSIONS,
    )


def _faults(languages: list[PageLanguage], link_texts: list[link_messages.LinkText]) -> list[str]:
    """What is not in order, so that nobody says by mistake that all is."""
    faults = [
        f"{LANGUAGES[page_language.language]}: {STATES[page_language.state][1]}"
        for page_language in languages
        if page_language.state in (State.MISSING, State.STALE)
    ]
    count = sum(text.link.state == Link.State.BROKEN for text in link_texts)
    if count:
        words = ngettext("%(count)d broken link", "%(count)d broken links", count)
        faults.append(words % {"count": count})
    return faults


def _language_panel(page: Page, page_language: PageLanguage) -> dict[str, Any]:
    return {
        "language": page_language.language,
        "name": LANGUAGES[page_language.language],
        "text": page_language.text,
        "mark": mark(page_language),
        "address": page.address(page_language.language),
        "stale": page_language.state is State.STALE,
    }


@require_GET
@ui.needs(Permission.VIEW)
def customer_view(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The page in a language as customers see it."""
    page = find_page(request, pk)
    text = page.by_language.get(language)
    if text is None:
        raise Http404
    page_outline = outline(html_of(page, text.title, text.body))
    context = {
        "page": page,
        "text": text,
        "findings": [describe(finding) for finding in findings(page_outline, language)],
        "reading": reading(page_outline.paragraphs),
        "name": LANGUAGES[language],
        "address": page.address(language),
        "html": preview(page, text.title, text.body),
        "translations": [page.by_language[code] for code in page.by_language if code != language],
    }
    return render(request, "pages/shown.html", context)


@ui.needs(Permission.LOG_WORK)
@ui.one_save_at_a_time
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the page in all its languages side by side."""
    page = find_writable_page(request, pk)
    form = TextsForm(ui.posted(request), languages=languages_of(page))
    return ui.form_page(
        request,
        form,
        title=_("Write: %(page)s") % {"page": page},
        save=partial(actions.write_texts, by=ui.person_of(request), page=page),
        over=page,
        back=page.get_absolute_url(),
        template="pages/edit.html",
        page=page,
        columns=[
            {
                "name": LANGUAGES[page_language.language],
                "mark": mark(page_language),
                "title": title,
                "body": body,
            }
            for page_language, title, body in form.columns
        ],
    )


@require_GET
@ui.needs(Permission.VIEW)
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """A version, and what it changed."""
    version = get_object_or_404(Version.objects.select_related("text__page"), pk=pk)
    earlier_version = previous(version)
    return ui.detail_page(
        request,
        version,
        title=_("%(page)s: %(name)s, version %(number)d")
        % {
            "page": version.text.page,
            "name": LANGUAGES[version.text.language],
            "number": version.number,
        },
        template="pages/version.html",
        buttons=VERSION.buttons(version, ui.person_of(request)),
        up=ui.Action(_("Back to the page"), version.text.page.get_absolute_url()),
        before=earlier_version,
        lines=compare(_in_full(earlier_version), _in_full(version)) if earlier_version else [],
    )


def _in_full(version: Version) -> str:
    return f"{version.title}\n\n{version.body}"
