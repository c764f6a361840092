"""Writing the agreement card: the licence, who belongs, its periods, shares and documents."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import chain, count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.allocation.rules import AllocationError
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.files.actions import keep
from kimppa.core.language import official_language
from kimppa.core.permissions import Actor, require
from kimppa.core.register.actions import save_row
from kimppa.eresources.actions import RIGHT, add_row, change_row, check_right, remove_row
from kimppa.eresources.licences.costs import span_of
from kimppa.eresources.licences.queries import card
from kimppa.eresources.models import CostShare, Document, Licence, Member, Period
from kimppa.eresources.terms.shares import Part, Payer
from kimppa.ui.numbers import money

E_LIBRARY = "ekirjasto"
"""The national e-library's code in the register: what the state pays as well."""


@transaction.atomic
def add_licence(*, by: Actor, service: Service, **values: Any) -> Licence:
    """A card of a service. Raises PermissionDenied, ValidationError."""
    licence = Licence(service=service, added_on=clock.today(), **values)
    return add_row(licence, by=by, action="eresources.add")


@transaction.atomic
def add_card(
    *,
    by: Actor,
    municipalities: Iterable[Municipality],
    period: Mapping[str, Any],
    service: Service | None = None,
    name: str = "",
    vendor: str = "",
    **values: Any,
) -> Licence:
    """A licence with who belongs and its first period, shared out if it can be; a service, or its
    vendor, that the register lacks is added to it. Raises as the single writes do.
    """
    if service is None:
        names: dict[str, Any] = {f"name_{official_language()}": name.strip()}
        service = save_row(
            Service(),
            by=by,
            slug=_free_slug(name),
            vendor=vendor.strip(),
            **names,
            kind=Service.Kind.ERESOURCE,
        )
    elif vendor.strip() and not service.vendor:
        save_row(service, by=by, vendor=vendor.strip())
    values.setdefault("state_pays", service.slug == E_LIBRARY)
    licence = add_licence(by=by, service=service, **values)
    for municipality in municipalities:
        origin = {"example": licence.example, "source": licence.source}
        add_member(by=by, licence=licence, municipality=municipality, **origin)
    first_period = add_period(by=by, licence=licence, **period)
    if first_period.key and card(licence).cost_of(first_period) is not None:
        share_out(by=by, period=first_period)
    return licence


def _free_slug(name: str) -> str:
    """A code without hyphens of the name: E-kirjasto is known everywhere as ekirjasto."""
    stem = slugify(name.replace("-", ""))[:40] or "e-resource"
    reserved = set(Service.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(slug for slug in candidates if slug not in reserved)


@transaction.atomic
def change_licence(*, by: Actor, licence: Licence, **values: Any) -> None:
    """Raises PermissionDenied, and ValidationError by field."""
    change_row(licence, by=by, action="eresources.change", **values)


@transaction.atomic
def remove_licence(*, by: Actor, licence: Licence) -> None:
    """Remove a card with all that it holds, each logged, so that it can be put back.

    Raises ValidationError while files tell of its use, records have been made for it or titles
    ordered into it: they are taken back first.
    """
    require(by, RIGHT)
    _require_unused(licence)
    for usage_year in licence.usage_years.all():
        remove_row(usage_year, by=by, action="eresources.usage-year-remove")
    for period in licence.periods.all():
        remove_period(by=by, period=period)
    for name, rows in (
        ("member", licence.members),
        ("document", licence.documents),
        ("reading", licence.readings),
        ("cap", licence.caps),
    ):
        for row in rows.all():
            remove_row(row, by=by, action=f"eresources.{name}-remove")
    remove_row(licence, by=by, action="eresources.remove")


def _require_unused(licence: Licence) -> None:
    if licence.usage_files.exists():
        raise ValidationError(_("Its use has been counted. Take the files of use back first."))
    if licence.record_files.exists():
        raise ValidationError(_("It has records. Take the files of records back first."))
    if licence.orders.exists():
        raise ValidationError(_("Titles have been ordered into it. It stays for their sake."))


@transaction.atomic
def add_member(*, by: Actor, licence: Licence, municipality: Municipality, **values: Any) -> Member:
    """A municipality joins. Raises PermissionDenied, ValidationError."""
    member = Member(licence=licence, municipality=municipality, **values)
    return add_row(member, by=by, action="eresources.member-add")


@transaction.atomic
def change_member(*, by: Actor, member: Member, **values: Any) -> None:
    """Raises PermissionDenied, and ValidationError for a leaving before the joining."""
    change_row(member, by=by, action="eresources.member-change", **values)
    member.validate_constraints()


@transaction.atomic
def set_members(
    *,
    by: Actor,
    licence: Licence,
    times: Mapping[Municipality, tuple[dt.date | None, dt.date | None]],
) -> None:
    """Who belongs and when: others are taken away. Raises as the single writes do."""
    require(by, RIGHT)
    member_by_municipality = {member.municipality_id: member for member in licence.members.all()}
    for municipality, (first_day, last_day) in times.items():
        member = member_by_municipality.pop(municipality.pk, None)
        if member is None:
            add_member(
                by=by,
                licence=licence,
                municipality=municipality,
                valid_from=first_day,
                valid_to=last_day,
                example=licence.example,
            )
        else:
            change_member(by=by, member=member, valid_from=first_day, valid_to=last_day)
    for member in member_by_municipality.values():
        remove_row(member, by=by, action="eresources.member-remove")


@transaction.atomic
def add_period(*, by: Actor, licence: Licence, **values: Any) -> Period:
    """Raises PermissionDenied, and ValidationError by field."""
    values.setdefault("example", licence.example)
    return add_row(Period(licence=licence, **values), by=by, action="eresources.period-add")


@transaction.atomic
def change_period(*, by: Actor, period: Period, **values: Any) -> None:
    """Raises PermissionDenied, and ValidationError by field."""
    change_row(period, by=by, action="eresources.period-change", **values)
    period.clean()
    period.validate_constraints()


@transaction.atomic
def remove_period(*, by: Actor, period: Period) -> None:
    """Remove a period and its shares."""
    require(by, RIGHT)
    for share in period.shares.all():
        remove_row(share, by=by, action="eresources.share-remove")
    remove_row(period, by=by, action="eresources.period-remove")


@transaction.atomic
def add_share(
    *, by: Actor, period: Period, municipality: Municipality, part: Part, by_key: bool = False
) -> CostShare:
    """One municipality's share. Raises PermissionDenied, ValidationError."""
    share = CostShare(
        period=period,
        municipality=municipality,
        amount=part.amount,
        first=part.span.first,
        last=part.span.last,
        by_key=by_key,
        example=period.example,
    )
    return add_row(share, by=by, action="eresources.share-add")


@transaction.atomic
def share_out(*, by: Actor, period: Period) -> None:
    """Share the period's cost by its key and the days that each municipality belongs.

    Raises ValidationError when the sum or the key is missing, or the key does not fit.
    """
    require(by, RIGHT)
    licence_card = card(period.licence)
    if licence_card.cost_of(period) is None:
        raise ValidationError(_("Tell the price or the sum of the invoice first."))
    if period.key is None:
        raise ValidationError(_("Choose the allocation key of the period first."))
    try:
        parts = licence_card.parts_of(period)
    except AllocationError as error:
        text = _("The cost cannot be shared by this key. Look at who belongs and at the key.")
        raise ValidationError(text) from error
    set_shares(by=by, period=period, parts=parts, by_key=True)


@transaction.atomic
def type_shares(*, by: Actor, period: Period, amounts: Mapping[str, Decimal]) -> None:
    """Shares as typed, by the municipality's code, each for the days that it belongs.

    Raises ValidationError when they do not sum to what is paid.
    """
    require(by, RIGHT)
    licence_card = card(period.licence)
    total = licence_card.cost_of(period)
    typed_sum = sum(amounts.values(), Decimal(0))
    if total is not None and typed_sum != total:
        lack = total - typed_sum
        text = _("The shares are %(sum)s too little.")
        if lack < 0:
            text = _("The shares are %(sum)s too much.")
        raise ValidationError(text % {"sum": money(abs(lack))})
    span = span_of(period)
    payers = {payer.code: payer for payer in licence_card.payers}
    parts = {
        code: Part(code, amount, payers.get(code, Payer(code)).time_in(span) or span)
        for code, amount in amounts.items()
    }
    set_shares(by=by, period=period, parts=parts, by_key=False)


def set_shares(*, by: Actor, period: Period, parts: Mapping[str, Part], by_key: bool) -> None:
    """Let these be the period's shares; what stands as it should is not written."""
    share_by_code = {
        share.municipality.code: share for share in period.shares.select_related("municipality")
    }
    municipality_by_code = {m.code: m for m in Municipality.objects.filter(code__in=parts)}
    for code, part in parts.items():
        share = share_by_code.pop(code, None)
        if share is None:
            add_share(
                by=by,
                period=period,
                municipality=municipality_by_code[code],
                part=part,
                by_key=by_key,
            )
            continue
        change_row(
            share,
            by=by,
            action="eresources.share-change",
            amount=part.amount,
            first=part.span.first,
            last=part.span.last,
            by_key=by_key,
        )
    for share in share_by_code.values():
        remove_row(share, by=by, action="eresources.share-remove")


@transaction.atomic
def add_document(*, by: Actor, licence: Licence, title: str, data: bytes, name: str) -> Document:
    """Keep a file of the licence. Raises PermissionDenied, ValidationError."""
    require(by, RIGHT)
    file = keep(data, name=name, media_type="application/octet-stream")
    document = Document(licence=licence, title=title.strip(), file=file, added_on=clock.today())
    return add_row(document, by=by, action="eresources.document-add")


@transaction.atomic
def remove_document(*, by: Actor, document: Document) -> None:
    """Take a file off the card; its bytes stay as long as the log names them."""
    remove_row(document, by=by, action="eresources.document-remove")


check_undo_by(check_right, Licence, Member, Period, CostShare, Document)
