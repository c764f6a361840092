"""Visits of web services: brought in, set, and split among the municipalities by a key."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.allocation.actions import split
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.allocation.queries import weights_of
from kimppa.core.audit.actions import add, change, record, snapshot
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.connections.actions import fail, finish, record_fetch, require_real
from kimppa.core.connections.queries import secret_of
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.actions import (
    Provenance,
    keep_derivation,
    record_figure,
    withdraw_figure,
)
from kimppa.core.figures.models import Derivation, Figure
from kimppa.core.files.actions import keep
from kimppa.core.permissions import Actor, require
from kimppa.sources.errors import FetchError
from kimppa.sources.matomo import Matomo, Year
from kimppa.sources.patient import Patience, patient
from kimppa.statistics.models import VisitCount, VisitSource, WebVisits
from kimppa.statistics.visits.messages import refusal
from kimppa.statistics.visits.queries import web_visits
from kimppa.statistics.visits.reading import from_matomo, read_visits
from kimppa.statistics.years.actions import require_open
from kimppa.statistics.years.figures import variables

WEB = "KAY_web"
ALLOCATED, MEASURED = "allocation", "web-visits"
# Somebody waits for the page: who does not answer soon is asked again by a click.
PATIENCE = Patience(tries=2, first=1, longest=3, between=0)


def fetch_visits(*, by: Actor, visit_source: VisitSource, year: int) -> VisitCount:
    """Ask a Matomo for the visits of a year, up to the last whole month; they are looked at next.

    Raises FetchError with what was wrong, and ValidationError for a year without a whole month, a
    paused source or an example.
    """
    require_real(by=by, connection=visit_source)
    if not visit_source.active:
        raise ValidationError(_("The source is paused."))
    today = clock.today()
    last_month = 12 if year < today.year else today.month - 1
    if year > today.year or not last_month:
        raise ValidationError(_("The year has no whole month yet."))
    record_fetch(by=by, connection=visit_source, year=year)
    try:
        visits = _ask_source(visit_source, year, last_month)
    except FetchError as error:
        fail(visit_source, refusal(error))
        raise
    finish(visit_source)
    source_text = f"Matomo, {visit_source.address}, {visit_source.site} {visit_source.segment}"
    return _store_count(
        by,
        year=year,
        service=visit_source.service,
        municipality=visit_source.municipality,
        content=from_matomo(visits, site=visit_source.site, segment=visit_source.segment),
        name=f"matomo-{year}.json",
        media_type="application/json",
        source=source_text.strip(),
        fetched=True,
    )


def _ask_source(visit_source: VisitSource, year: int, last_month: int) -> Year:
    token = secret_of(visit_source, "credential")
    with patient(allow=settings.KIMPPA_OUTBOUND_ALLOW, patience=PATIENCE) as asking:
        return Matomo(visit_source.address, token, asking).year(
            site=visit_source.site, year=year, last_month=last_month, segment=visit_source.segment
        )


def bring_visits(
    *,
    by: Actor,
    year: int,
    service: Service,
    content: bytes,
    name: str,
    media_type: str,
    municipality: Municipality | None = None,
    example: bool = False,
) -> VisitCount:
    """Keep a file of visits to be looked at. Raises SpreadsheetError when it cannot be read."""
    require(by, Permission.MANAGE_CONSORTIUM)
    if content.startswith(b"{"):  # that is how a Matomo's answer begins, and it is not sent
        content = b"\n" + content
    read_visits(content, year)
    return _store_count(
        by,
        year=year,
        service=service,
        municipality=municipality,
        content=content,
        name=name[:255],
        media_type=media_type,
        source="",
        fetched=False,
        example=example,
    )


@transaction.atomic
def _store_count(by: Actor, *, content: bytes, media_type: str, **fields: Any) -> VisitCount:
    visit_count = VisitCount(
        stored=keep(content, name=fields["name"], media_type=media_type),
        came_at=clock.now(),
        came_by=by.name,
        **fields,
    )
    return add(visit_count, by=by, action="statistics.bring-visits")


@transaction.atomic
def set_visits(
    *,
    by: Actor,
    year: int,
    service: Service,
    visits: int,
    key: AllocationKey | None = None,
    municipality: Municipality | None = None,
    months: list[int | None] | None = None,
    count: VisitCount | None = None,
    method: str = "",
    series_break: bool = False,
    example: bool = False,
    source: str = "",
) -> WebVisits:
    """Set a service's visits of a year and split the year's visits anew.

    Visits of a `municipality` are its own; others are split by the `key`. A changed key makes new
    figures; the earlier ones stay as replaced. Raises ValidationError for a negative number, both
    a key and a municipality or neither, a key of others than the year's municipalities, or a
    locked year.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    require_open(year)
    if key is not None:
        _require_all(key, year)
    lookup = {"year": year, "service": service, "municipality": municipality}
    web_visits = WebVisits.objects.filter(**lookup).first()
    fields_before = snapshot(web_visits) if web_visits else {}
    web_visits = web_visits or WebVisits(**lookup)
    web_visits.visits, web_visits.key, web_visits.method = visits, key, method.strip()
    web_visits.months, web_visits.count = months or [], count
    web_visits.series_break, web_visits.example, web_visits.source = series_break, example, source
    web_visits.full_clean()
    web_visits.save()
    record(by=by, action="statistics.web-visits", obj=web_visits, before=fields_before)
    _split(by, year)
    return web_visits


@transaction.atomic
def switch_key(*, by: Actor, year: int, key: AllocationKey) -> int:
    """Split every shared service's visits of a year by another key; how many services.

    The figures are new ones, so the next sheet is a new version with its reason; the series
    breaks when the kind of the key is not that of the year before. Raises ValidationError when
    the year is locked or has nothing to split, or the key is of others than its municipalities.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    require_open(year)
    _require_all(key, year)
    web_visits_list = [web_visits for web_visits in web_visits(year) if web_visits.key is not None]
    if not web_visits_list:
        raise ValidationError(_("There are no shared visits to split."))
    for visits in web_visits_list:
        change(visits, by=by, action="statistics.switch-key", key=key)
    _split(by, year)
    return len(web_visits_list)


@transaction.atomic
def remove_visits(*, by: Actor, visits: WebVisits) -> None:
    """Take a service's visits back; the rest is split anew."""
    require(by, Permission.MANAGE_CONSORTIUM)
    require_open(visits.year)
    record(by=by, action="statistics.remove-visits", obj=visits, before=snapshot(visits), after={})
    year = visits.year
    visits.delete()
    _split(by, year)


def _require_all(key: AllocationKey, year: int) -> None:
    """Refuse a key by which one of the year's municipalities would get no part of its own, or
    another one some of theirs: a share of nothing is given by a value of zero.
    """
    shares = {share.municipality_id: share.weight for share in key.shares.all()}
    year_towns = {town.pk: town for town in municipalities_of(year)}
    names_without_share = [town.name for pk, town in year_towns.items() if pk not in shares]
    strangers = [pk for pk, weight in shares.items() if weight and pk not in year_towns]
    params = {"key": key.name, "year": year}
    if names_without_share:
        params["names"] = ", ".join(names_without_share)
        message = _("The key “%(key)s” lacks municipalities of the year %(year)s: %(names)s.")
        raise ValidationError(message % params)
    if strangers:
        params["names"] = ", ".join(
            str(town) for town in Municipality.objects.filter(pk__in=strangers)
        )
        message = _("The key “%(key)s” gives a part to others than those of %(year)s: %(names)s.")
        raise ValidationError(message % params)


def _split(by: Actor, year: int) -> None:
    """Each municipality's visits: its own, and its parts of what is shared."""
    visits_by_code: dict[str, Decimal] = {}
    allocated_codes: set[str] = set()
    web_visits_list = web_visits(year)
    for visits in web_visits_list:
        if visits.municipality is not None:
            code = visits.municipality.code
            visits_by_code[code] = visits_by_code.get(code, Decimal(0)) + visits.visits
        elif visits.key is not None:
            for code, share in split(visits.visits, visits.key).items():
                visits_by_code[code] = visits_by_code.get(code, Decimal(0)) + share.value
                allocated_codes.add(code)
    if sum(visits_by_code.values(), Decimal(0)) != sum(
        web_visits.visits for web_visits in web_visits_list
    ):
        raise ValidationError(_("The parts do not sum to the whole."))
    variable = variables([WEB])[WEB]
    towns = {town.code: town for town in Municipality.objects.all()}
    for code, count in visits_by_code.items():
        record_figure(
            by=by,
            variable=variable,
            year=year,
            value=count,
            provenance=_provenance(
                [
                    web_visits
                    for web_visits in web_visits_list
                    if web_visits.key or web_visits.municipality == towns[code]
                ],
                allocated=code in allocated_codes,
            ),
            municipality=towns[code],
        )
    stale_figures = Figure.objects.filter(
        variable=variable, year=year, rule__in=(ALLOCATED, MEASURED), replaced_at__isnull=True
    ).exclude(municipality__code__in=visits_by_code)
    for figure in stale_figures:
        withdraw_figure(by=by, figure=figure)


def _provenance(web_visits_list: list[WebVisits], *, allocated: bool) -> Provenance:
    """Where a municipality's visits come from; one file's checksum where there is one."""
    keys = [web_visits.key for web_visits in web_visits_list if web_visits.key is not None]
    descriptions = [
        f"{web_visits.service.official_name} {web_visits.visits}"
        + (f": {web_visits.key.official_name}" if web_visits.key else "")
        for web_visits in web_visits_list
    ]
    files = _files(web_visits_list)
    return Provenance(
        source="; ".join(descriptions)[:500],
        sha256=files.pop() if len(files) == 1 else "",
        rule=ALLOCATED if allocated else MEASURED,
        rule_version="+".join(str(pk) for pk in sorted({key.pk for key in keys}))[:30],
        as_of=max((key.as_of for key in keys), default=None),
        origin=Figure.Origin.ALLOCATED if allocated else Figure.Origin.MEASURED,
        example=any(web_visits.example for web_visits in web_visits_list),
        derivation=_derivation(web_visits_list),
    )


def _files(web_visits_list: list[WebVisits]) -> set[str]:
    """The checksums of the files that tell the visits."""
    counts = (web_visits.count for web_visits in web_visits_list)
    return {count.stored.sha256 for count in counts if count is not None}


def _derivation(web_visits_list: list[WebVisits]) -> Derivation:
    """The visits of each service with the weights of its key; without a key they are its own."""
    files = _files(web_visits_list)
    content = {
        "kind": ALLOCATED,
        "services": [
            {
                "name": web_visits.service.official_name,
                "visits": web_visits.visits,
                "municipality": web_visits.municipality.code if web_visits.municipality else "",
                "key": web_visits.key.official_name if web_visits.key else "",
                "as_of": web_visits.key.as_of.isoformat() if web_visits.key else "",
                "weights": weights_of(web_visits.key) if web_visits.key else [],
            }
            for web_visits in web_visits_list
        ],
    }
    uses = [f"visits-{n}" if n > 1 else "visits" for n in range(1, len(files) + 1)]
    return keep_derivation(list(zip(uses, sorted(files), strict=True)), content)


check_undo_by(lambda by, _row: require(by, Permission.MANAGE_CONSORTIUM), WebVisits)
