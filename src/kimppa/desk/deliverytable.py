"""What the pages of deliveries show."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.releases.kinds import KINDS, kind_label
from kimppa.core.releases.models import Delivery, PassedOn, Release
from kimppa.ui import numbers
from kimppa.ui.marks import MunicipalityMark
from kimppa.ui.tables import ChoiceFilter, Column, Table

_ORDER = ("rejected", "waiting", "late", "info", "ongoing", "done")
PATIENCE = dt.timedelta(days=7)


def with_passing(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Deliveries with their release, municipality and recipient, and what was passed on."""
    rows = rows.select_related("release", "municipality", "recipient")
    return rows.defer("release__facts", "release__difference").prefetch_related("passed_on")


def state(delivery: Delivery) -> tuple[str, str]:
    """Status key and words: how far the delivery has come. Unopened after a week is late."""
    if delivery.passed_on.all():
        return "done", _("Passed on")
    if delivery.downloaded_at:
        return "ongoing", _("Downloaded")
    if delivery.opened_at:
        return "ongoing", _("Opened")
    if delivery.channel == Delivery.Channel.HAND:
        return "info", _("Given by hand")
    if delivery.revoked_at:
        return "rejected", _("Link closed")
    late = clock.now() - delivery.delivered_at > PATIENCE
    return "late" if late else "waiting", _("Not opened yet")


def is_unopened(delivery: Delivery) -> bool:
    """Whether the link is open but nobody has opened it; what is given by hand has no receipt."""
    seen = delivery.opened_at or delivery.revoked_at
    return not seen and delivery.channel == Delivery.Channel.MAIL


def narrow(rows: QuerySet[Delivery], chosen: str) -> QuerySet[Delivery]:
    """Deliveries in one state."""
    if chosen == "waiting":
        return rows.filter(
            opened_at__isnull=True, revoked_at__isnull=True, channel=Delivery.Channel.MAIL
        )
    if chosen == "closed":
        return rows.filter(revoked_at__isnull=False)
    passed = Exists(PassedOn.objects.filter(delivery=OuterRef("pk")))
    if chosen == "passed-on":
        return rows.filter(passed)
    return rows.exclude(passed).filter(opened_at__isnull=False)


def table(request: HttpRequest, rows: QuerySet[Delivery], *, year: int) -> Table:
    """One row for each delivery; `rows` may be narrowed already."""
    return Table(
        request,
        columns=_columns(),
        rows=with_passing(rows),
        filters=[
            ChoiceFilter("kind", _("Kind"), list(KINDS.items()), field="release__kind"),
            ChoiceFilter("state", _("State"), _states(), narrow=narrow),
        ],
        search=("release__title", "recipient_name"),
        filename=f"toimitukset-{year}",
        caption=_("Deliveries"),
        sort="-delivered_at",
    )


def _columns() -> list[Column]:
    return [
        Column(
            "title",
            _("What"),
            kind="link",
            value=lambda row: str(row.release),
            url=lambda row: reverse("desk:delivery", args=[row.pk]),
            order_by="release__title",
        ),
        Column(
            "kind",
            _("Kind"),
            value=lambda row: kind_label(row.release.kind),
            order_by="release__kind",
        ),
        Column(
            "municipality",
            _("Municipality"),
            value=lambda row: row.municipality.name,
            order_by="municipality__position",
        ),
        Column("recipient_name", _("Recipient")),
        Column("delivered_at", _("Delivered"), kind="date"),
        Column("state", _("State"), kind="status", value=state, sortable=False),
        Column("opened_at", _("Opened"), kind="date"),
        Column("downloaded_at", _("Downloaded"), kind="date"),
        Column("passed_on", _("Passed on"), value=_passings, sortable=False),
    ]


def _passings(delivery: Delivery) -> str:
    return "; ".join(f"{one.to} {numbers.day(one.date)}" for one in delivery.passed_on.all())


def _states() -> list[tuple[str, str]]:
    return [
        ("waiting", _("Not opened yet")),
        ("opened", _("Opened, not passed on")),
        ("passed-on", _("Passed on")),
        ("closed", _("Link closed")),
    ]


def municipality_marks(
    release: Release, municipalities: Sequence[Municipality]
) -> list[MunicipalityMark]:
    """How far a release has come in each municipality that it is for."""
    best: dict[int, tuple[str, int]] = {}
    for delivery in release.deliveries.all():
        key, _words = state(delivery)
        known = best.get(delivery.municipality_id)
        if known is None or _ORDER.index(key) > _ORDER.index(known[0]):
            best[delivery.municipality_id] = key, delivery.pk
    return [
        _mark(municipality, best.get(municipality.pk))
        for municipality in municipalities
        if release.municipality_id in (None, municipality.pk)
    ]


def _mark(municipality: Municipality, found: tuple[str, int] | None) -> MunicipalityMark:
    if found is None:
        return MunicipalityMark(municipality.name)
    return MunicipalityMark(municipality.name, found[0], reverse("desk:delivery", args=[found[1]]))
