"""The inventory: pages added, changed, removed and brought back."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from kimppa.core import clock
from kimppa.core.audit.actions import add, change
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Person, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.pages.languages import LANGUAGES, in_order
from kimppa.pages.models import Page

CHANGEABLE = frozenset({"service", "languages", "owner", "months", "level"})

check_undo_by(lambda by, _page: require(by, Permission.MANAGE_PAGES), Page)


@transaction.atomic
def add_page(
    *,
    by: Actor,
    name: str,
    kind: str = Page.Kind.CONTENT,
    format: str = Page.Format.MARKDOWN,  # noqa: A002  # the field's name
    service: Service | None = None,
    languages: Collection[str] = tuple(LANGUAGES),
    owner: Person | None = None,
    months: int = 12,
    level: str = "",
    example: bool = False,
    source: str = "",
) -> Page:
    """Take a page into the inventory. Raises ValidationError for a name that Finna has no use
    for, and for one that is there already.
    """
    require(by, Permission.MANAGE_PAGES)
    page = Page(
        name=name.strip(),
        kind=kind,
        format=format,
        service=service,
        languages=in_order(languages),
        owner=owner,
        months=months,
        level=level,
        example=example,
        source=source,
    )
    return add(page, by=by, action="pages.page-add")


@transaction.atomic
def change_page(*, by: Actor, page: Page, **changes: Any) -> bool:
    """Change its owner, languages, web library or how often it is looked at.

    The name and what it is written in stay: other systems hold them. Raises ValidationError.
    """
    require(by, Permission.MANAGE_PAGES)
    if unknown_fields := changes.keys() - CHANGEABLE:
        raise TypeError(f"not for changing: {', '.join(sorted(unknown_fields))}")
    if "languages" in changes:
        changes["languages"] = in_order(changes["languages"])
    return change(page, by=by, action="pages.page-change", **changes)


@transaction.atomic
def remove_page(*, by: Actor, page: Page) -> None:
    """It is no longer kept up; its texts and versions stay."""
    require(by, Permission.MANAGE_PAGES)
    change(page, by=by, action="pages.page-remove", removed_at=clock.now())


@transaction.atomic
def bring_back(*, by: Actor, page: Page) -> None:
    """Undo a removal."""
    require(by, Permission.MANAGE_PAGES)
    change(page, by=by, action="pages.page-back", removed_at=None)
