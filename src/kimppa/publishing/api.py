"""Events and news for programs: what the desk holds, drafts and proposals too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import Field

from kimppa.publishing.models import Item
from kimppa.ui import api

router = Router(auth=api.Needs(), tags=["Publishing"])


class PublishedItemOut(api.Marked):
    """An event, a news item or a notice."""

    id: int
    key: str = Field(description="Its name in Linked Events and in the feeds.")
    kind: str = Field(description="event, news or notice.")
    status: str = Field(description="draft, proposed, published, cancelled or held (unpublished).")
    titles: api.Names
    municipality: str | None = Field(description="The municipality's code; null = all together.")
    joint: bool
    joint_with: list[str] = Field(
        description="Codes of the municipalities that it is joint to; empty = to all."
    )
    start: api.Moment | None
    end: api.Moment | None
    rule: str = Field(description="How it repeats (RFC 5545); empty = once.")
    participants: int | None
    published_at: api.Moment | None
    url: str


class ItemsAsked(api.Cursor):
    """Which items."""

    status: Item.Status | None = Field(None, description="Only those in this state.")
    kind: Item.Kind | None = Field(None, description="Only events, news or notices.")


@router.get("/items", response=api.Page[PublishedItemOut])
def published_items(request: HttpRequest, cursor: Query[ItemsAsked]) -> HttpResponse:
    """What you see of the events, news and notices."""
    items = Item.objects.visible_to(api.caller(request)).select_related("municipality")
    return api.page(request, items, cursor, _item, status="status", kind="kind")


@router.get("/items/{pk}", response=PublishedItemOut)
def published_item(request: HttpRequest, pk: api.Id) -> HttpResponse:
    """One of them."""
    items = Item.objects.visible_to(api.caller(request)).select_related("municipality")
    return api.answer(_item(get_object_or_404(items, pk=pk)))


def _item(item: Item) -> PublishedItemOut:
    return PublishedItemOut.from_row(
        item,
        titles=api.Names(fi=item.title_fi, sv=item.title_sv, en=item.title_en),
        joint_with=item.partners,
    )
