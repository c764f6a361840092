"""Bringing texts in: read, looked at, taken into use, taken back."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.pages.actions import (
    TextContent,
    add_page,
    remove_page,
    take_version_back,
    write_texts,
)
from kimppa.pages.imports.archive import FileText
from kimppa.pages.imports.review import title_for
from kimppa.pages.models import Bringing, Page, Version

check_undo_by(lambda by, _bringing: require(by, Permission.MANAGE_PAGES), Bringing)


@transaction.atomic
def bring(*, by: Actor, name: str, texts: Sequence[FileText], example: bool = False) -> Bringing:
    """Keep what was read for looking at; nothing changes yet. Raises ValidationError if empty."""
    require(by, Permission.MANAGE_PAGES)
    if not texts:
        raise ValidationError(_("No page of the web library was found in it."))
    bringing = Bringing(
        name=name[:255],
        rows=[asdict(text) for text in texts],
        brought_at=clock.now(),
        brought_by=by.name,
        example=example,
    )
    bringing.full_clean(exclude=["rows"])
    bringing.save()
    record(by=by, action="pages.bring", obj=bringing)
    return bringing


@transaction.atomic
def take_in(*, by: Actor, bringing: Bringing) -> list[Version]:
    """Write each text that can be taken in and differs; new pages come into the inventory.

    Raises ValidationError, nothing written, when that has been done already or one is refused.
    """
    require(by, Permission.MANAGE_PAGES)
    if stored(bringing).taken_at is not None:
        raise ValidationError(_("This has been taken into use already."))
    service = Service.objects.filter(kind=Service.Kind.WEB_LIBRARY).first()
    versions: list[Version] = []
    made_versions: list[dict[str, Any]] = []
    for row in bringing.rows:
        if row["problem"]:
            continue
        page = Page.objects.filter(kind=row["kind"], name=row["name"]).first()
        is_new_page = page is None
        if page is None:
            page = add_page(
                by=by, name=row["name"], kind=row["kind"], format=row["format"], service=service
            )
        if page.format != row["format"] or page.removed_at is not None:
            continue
        text = {row["language"]: TextContent(title_for(row, page), row["body"])}
        reason = _("From %(file)s") % {"file": bringing.name}
        for version in write_texts(by=by, page=page, texts=text, reason=reason[:300]):
            versions.append(version)
            made_versions.append({"version": version.pk, "page": page.pk if is_new_page else None})
    change(bringing, by=by, action="pages.take-in", taken_at=clock.now(), made=made_versions)
    return versions


@transaction.atomic
def take_back(*, by: Actor, bringing: Bringing) -> int:
    """Undo it; how many texts stay, because somebody has written them since.

    An earlier text is written anew; a language that had none loses what was brought in, and a new
    page leaves the inventory. Raises ValidationError when there is nothing to undo.
    """
    require(by, Permission.MANAGE_PAGES)
    stored_bringing = stored(bringing)
    if stored_bringing.taken_at is None or stored_bringing.undone_at is not None:
        raise ValidationError(_("There is nothing to take back."))
    rewritten_count = 0
    version_pks = [entry["version"] for entry in stored_bringing.made]
    for version in Version.objects.filter(pk__in=version_pks).select_related("text__page"):
        if version.text.number != version.number:
            rewritten_count += 1
        else:
            take_version_back(by=by, version=version)
    page_pks = {entry["page"] for entry in stored_bringing.made if entry["page"]}
    for page in Page.objects.filter(pk__in=page_pks, texts__isnull=True, removed_at__isnull=True):
        remove_page(by=by, page=page)
    change(bringing, by=by, action="pages.take-out", undone_at=clock.now())
    return rewritten_count
