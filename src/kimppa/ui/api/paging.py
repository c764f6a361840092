"""Long lists in pages: by a cursor on the id, so that new rows shift nothing."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Literal
from urllib.parse import urlencode

from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import BaseModel, Field

from kimppa.core.audit.models import AuditEvent
from kimppa.ui.api.shapes import MOST_ID, Since, answer, municipality_of, service_of, variable_of

MOST = 200
BY_CODE: Mapping[str, Callable[[str], models.Model]] = {
    "municipality": municipality_of,
    "service": service_of,
    "variable": variable_of,
}


class Page[T: BaseModel](BaseModel):
    """A page of a list. Follow `next` until it is null."""

    items: list[T] = Field(description="The rows of this page.")
    next: str | None = Field(description="The path of the next page; null on the last.")


class Cursor(Schema):
    """Which page of a list."""

    after: int | None = Field(
        None,
        ge=1,
        le=MOST_ID,
        description="The id after which the page begins; take it from `next`.",
    )
    limit: int = Field(50, ge=1, le=MOST, description="How many rows at most.")
    order: Literal["id", "-id"] = Field("id", description="Oldest first, or newest first (`-id`).")


class Changed(Cursor):
    """A page of what has changed."""

    since: Since | None = Field(
        None, description="Only what has been made or changed at this moment or later."
    )


def page[M: models.Model](
    request: HttpRequest,
    rows: QuerySet[M],
    cursor: Cursor,
    make: Callable[[M], BaseModel],
    **lookups: str,
) -> HttpResponse:
    """One page of the rows that are asked for: one query, and those of its prefetches.

    `lookups` lead from the names of what the cursor asks for to the rows' columns: what is not
    asked for narrows nothing, a code of `BY_CODE` that nothing has is refused, and what the cursor
    knows of `since` is heeded without saying.
    """
    for name, lookup in lookups.items():
        narrowed_by = getattr(cursor, name)
        if narrowed_by is not None:
            narrowed_by = BY_CODE[name](narrowed_by) if name in BY_CODE else narrowed_by
            rows = rows.filter(**{lookup: narrowed_by})
    if isinstance(cursor, Changed):
        rows = _changed_since(rows, cursor.since)
    backwards = cursor.order == "-id"
    if cursor.after is not None:
        rows = rows.filter(pk__lt=cursor.after) if backwards else rows.filter(pk__gt=cursor.after)
    batch = list(rows.order_by("-pk" if backwards else "pk")[: cursor.limit + 1])
    page_rows, has_more = batch[: cursor.limit], len(batch) > cursor.limit
    next_address = _address_after(request, page_rows[-1].pk) if has_more else None
    return answer(
        Page[Any].model_construct(items=[make(row) for row in page_rows], next=next_address)
    )


def _address_after(request: HttpRequest, last_id: int) -> str:
    params = {key: value for key, value in request.GET.items() if key != "after"}
    return f"{request.path}?{urlencode(params | {'after': str(last_id)})}"


def _changed_since[M: models.Model](rows: QuerySet[M], since: dt.datetime | None) -> QuerySet[M]:
    """The rows that the audit log tells to have been written at the moment or later."""
    if since is None:
        return rows
    events = AuditEvent.objects.filter(model=rows.model._meta.label_lower, at__gte=since)
    ids = events.order_by().annotate(of=Cast("object_id", models.BigIntegerField()))
    return rows.filter(pk__in=ids.values("of"))
