"""What the pages of deliveries show."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.releases.models import Delivery, PassedOn, Release
from kimppa.ui.marks import MunicipalityMark
from kimppa.ui.tables import ChoiceFilter, Column, Table

STATES = ("waiting", "opened", "downloaded", "passed-on", "revoked")


def with_passing(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Deliveries with their release and municipality, and whether each has been passed on."""
    passed = PassedOn.objects.filter(delivery=OuterRef("pk"))
    return rows.select_related("release", "municipality", "recipient").annotate(
        is_passed_on=Exists(passed)
    )


def state(delivery: Delivery) -> tuple[str, str]:
    """Status key and words: how far the delivery has come."""
    if getattr(delivery, "is_passed_on", False):
        return "done", _("Passed on")
    if delivery.downloaded_at:
        return "ongoing", _("Downloaded")
    if delivery.opened_at:
        return "ongoing", _("Opened")
    if delivery.revoked_at:
        return "rejected", _("Link closed")
    return "waiting", _("Not opened yet")


def state_names() -> list[tuple[str, str]]:
    """The states as choices."""
    words = (_("Not opened yet"), _("Opened"), _("Downloaded"), _("Passed on"), _("Link closed"))
    return list(zip(STATES, words, strict=True))


def narrow(rows: QuerySet[Delivery], chosen: str) -> QuerySet[Delivery]:
    """Deliveries in one state."""
    if chosen == "passed-on":
        return rows.filter(Exists(PassedOn.objects.filter(delivery=OuterRef("pk"))))
    if chosen == "revoked":
        return rows.filter(revoked_at__isnull=False)
    opened, downloaded = chosen != "waiting", chosen == "downloaded"
    rows = rows.filter(opened_at__isnull=not opened)
    return rows.filter(downloaded_at__isnull=not downloaded) if opened else rows


def table(
    request: HttpRequest, rows: QuerySet[Delivery], *, year: int, recipient: bool = True
) -> Table:
    """One row for each delivery."""
    columns = [
        Column(
            "title",
            _("What"),
            kind="link",
            value=lambda delivery: delivery.release.title,
            url=lambda delivery: reverse("desk:delivery", args=[delivery.pk]),
            order_by="release__title",
        ),
        Column(
            "version",
            _("Version"),
            kind="integer",
            value=lambda delivery: delivery.release.version,
            order_by="release__version",
        ),
        Column(
            "municipality",
            _("Municipality"),
            value=lambda delivery: delivery.municipality.name,
            order_by="municipality__position",
        ),
        Column("recipient_name", _("Recipient")),
        Column("delivered_at", _("Delivered"), kind="date"),
        Column("opened_at", _("Opened"), kind="date"),
        Column("downloaded_at", _("Downloaded"), kind="date"),
        Column("state", _("State"), kind="status", value=state, sortable=False),
    ]
    return Table(
        request,
        columns=columns if recipient else [c for c in columns if c.key != "recipient_name"],
        rows=with_passing(rows),
        filters=[ChoiceFilter("state", _("State"), state_names(), narrow=narrow)],
        search=("release__title", "recipient_name"),
        filename=f"toimitukset-{year}",
        caption=_("Deliveries"),
        sort="-delivered_at",
    )


def municipality_marks(
    release: Release, municipalities: list[Municipality]
) -> list[MunicipalityMark]:
    """How far a release has come in each municipality it is for."""
    best: dict[int, tuple[str, int]] = {}
    for delivery in release.deliveries.all():
        key, _words = state(delivery)
        known = best.get(delivery.municipality_id)
        if known is None or _ORDER.index(key) > _ORDER.index(known[0]):
            best[delivery.municipality_id] = key, delivery.pk
    return [
        MunicipalityMark(
            municipality.name,
            best[municipality.pk][0] if municipality.pk in best else "empty",
            reverse("desk:delivery", args=[best[municipality.pk][1]])
            if municipality.pk in best
            else "",
        )
        for municipality in municipalities
        if release.municipality_id in (None, municipality.pk)
    ]


_ORDER = ("rejected", "waiting", "ongoing", "done")
