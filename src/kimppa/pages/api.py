"""The pages for programs: what there is, in what state, and the texts."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from kimppa.pages.changes.queries import changes
from kimppa.pages.models import Change
from kimppa.pages.models import Page as Row
from kimppa.pages.queries import PageLanguage, languages_of, pages
from kimppa.ui import api

router = Router(auth=api.Needs(), tags=["Pages of the web library"])


class PageLanguageOut(api.Out):
    """A page in one language."""

    language: str = Field(description="fi, sv or en.")
    state: str = Field(description="missing, stale (the Finnish has changed), due or fine.")
    version: int | None
    title: str
    checked_on: dt.date | None
    due: dt.date | None
    address: str = Field(description="Where customers read it; empty when that is not known.")


class WebPageOut(api.Marked):
    """A page of the inventory."""

    id: int
    kind: str = Field(description="content, front or addition.")
    name: str
    format: str = Field(description="markdown or html.")
    owner: api.ById | None
    months: int = Field(description="It is looked at after so many months.")
    languages: list[PageLanguageOut]
    url: str


class PageTextOut(PageLanguageOut):
    """A page in one language with what stands there."""

    body: str


class WebPageTextsOut(WebPageOut):
    """A page with its texts."""

    languages: list[PageTextOut]  # type: ignore[assignment]  # the same with the texts


@router.get("/pages", response=api.Page[WebPageOut])
def web_pages(request: HttpRequest, cursor: Query[api.Cursor]) -> HttpResponse:
    """The pages that are kept up."""
    return api.page(request, pages(), cursor, _page_shape)


@router.get("/pages/{int:web_page}", response=WebPageTextsOut)
def web_page(request: HttpRequest, web_page: Path[api.Id]) -> HttpResponse:
    """One page with its texts as they stand."""
    page = pages().filter(pk=web_page).first()
    if page is None:
        raise Http404
    texts = [
        PageTextOut(
            **_language_shape(page, page_language).model_dump(),
            body=page_language.text.body if page_language.text else "",
        )
        for page_language in languages_of(page)
    ]
    return api.answer(WebPageTextsOut.from_row(page, languages=texts))


def _page_shape(page: Row) -> WebPageOut:
    return WebPageOut.from_row(
        page,
        languages=[_language_shape(page, page_language) for page_language in languages_of(page)],
    )


def _language_shape(page: Row, page_language: PageLanguage) -> PageLanguageOut:
    text = page_language.text
    return PageLanguageOut(
        language=page_language.language,
        state=page_language.state,
        version=text.number if text else None,
        title=text.title if text else "",
        checked_on=text.checked_on if text else None,
        due=text.due if text else None,
        address=page.address(page_language.language),
    )


class WebChangeOut(api.Marked):
    """A change of the web library: why, and how far it has come."""

    id: int
    title: str
    text: str
    reason: str = Field(description="system, law or wish.")
    allowed: str = Field(description="own, joint, no; empty when it has not been looked into.")
    topic: str
    state: str = Field(description="idea, agreed, done, proven or dropped.")
    votes: int
    municipality: str | None
    owner: api.ById | None
    due: dt.date | None
    agreed_on: dt.date | None
    sent_on: dt.date | None = Field(description="When the proposal went to the National Library.")
    answered_on: dt.date | None
    done_on: dt.date | None
    proven_on: dt.date | None
    url: str


@router.get("/changes", response=api.Page[WebChangeOut])
def web_changes(request: HttpRequest, cursor: Query[api.Cursor]) -> HttpResponse:
    """Changes and wishes."""
    return api.page(request, changes(), cursor, _change_shape)


def _change_shape(change: Change) -> WebChangeOut:
    votes = change.wanted  # type: ignore[attr-defined]  # counted by the query
    return WebChangeOut.from_row(change, votes=votes)
