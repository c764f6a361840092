"""What the pages of deliveries show."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.releases.kinds import KINDS, kind_label
from kimppa.core.releases.models import Delivery, PassedOn, Release
from kimppa.core.releases.queries import replaced, unopened
from kimppa.ui import numbers
from kimppa.ui.deliveries import receipt
from kimppa.ui.marks import MunicipalityMark
from kimppa.ui.tables import EXCEL, FORMAT, ChoiceFilter, Column, Table

_ORDER = ("rejected", "waiting", "late", "info", "ongoing", "done")


def with_passing(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Deliveries with their release, municipality and recipient, what was passed on, and whether
    the same person has been given a later version.
    """
    deliveries = deliveries.select_related("release", "municipality", "recipient")
    is_passed_on = Exists(PassedOn.objects.filter(delivery=OuterRef("pk")))
    deliveries = deliveries.annotate(is_replaced=replaced(), is_passed_on=is_passed_on)
    return deliveries.prefetch_related("passed_on")


def narrow(deliveries: QuerySet[Delivery], state: str) -> QuerySet[Delivery]:
    if state == "waiting":
        return unopened(deliveries)
    if state == "closed":
        return deliveries.filter(revoked_at__isnull=False)
    is_passed_on = Exists(PassedOn.objects.filter(delivery=OuterRef("pk")))
    if state == "passed-on":
        return deliveries.filter(is_passed_on)
    return deliveries.exclude(is_passed_on).filter(opened_at__isnull=False)


def table(
    request: HttpRequest, deliveries: QuerySet[Delivery], *, year: int, by_municipality: bool
) -> Table:
    """One row for each delivery; Excel gets every column."""
    keys = {"title", "state", "delivered_at", "passed_on"}
    if by_municipality:
        keys.add("municipality")
    is_excel = request.GET.get(FORMAT) == EXCEL
    return Table(
        request,
        columns=[column for column in _columns() if is_excel or column.key in keys],
        rows=with_passing(deliveries).defer("release__facts", "release__difference"),
        filters=[
            ChoiceFilter("kind", _("Kind"), list(KINDS.items()), field="release__kind"),
            ChoiceFilter("state", _("State"), _states(), narrow=narrow),
        ],
        search=("release__title", "recipient_name"),
        suffix=year,
        caption=_("Deliveries"),
        sort="-delivered_at",
    )


def _columns() -> list[Column]:
    return [
        Column(
            "title",
            _("What"),
            value=lambda delivery: str(delivery.release),
            url=lambda delivery: reverse("desk:delivery", args=[delivery.pk]),
            order_by="release__title",
        ),
        Column(
            "municipality",
            _("Municipality"),
            value=lambda delivery: delivery.municipality.name,
            order_by="municipality__position",
        ),
        Column("state", _("State"), kind="status", value=receipt, sortable=False),
        Column("delivered_at", _("Delivered"), kind="date"),
        Column("opened_at", _("Opened"), kind="date"),
        Column("downloaded_at", _("Downloaded"), kind="date"),
        Column("passed_on", _("Passed on"), value=_passing_words, sortable=False),
        Column("recipient_name", _("Recipient")),
        Column(
            "kind",
            _("Kind"),
            value=lambda delivery: kind_label(delivery.release.kind),
            order_by="release__kind",
        ),
    ]


def _passing_words(delivery: Delivery) -> str:
    return "; ".join(f"{entry.to} {numbers.day(entry.date)}" for entry in delivery.passed_on.all())


def _states() -> list[tuple[str, str]]:
    return [
        ("waiting", _("Not opened yet")),
        ("opened", _("Opened, not passed on")),
        ("passed-on", _("Passed on")),
        ("closed", _("Link closed")),
    ]


@dataclass(frozen=True, slots=True)
class Document:
    """All versions and variants of one document, and how far it has come in each municipality.

    `newest` is the newest version; `undelivered` says that nobody has been given it, by whatever
    municipality's variant.
    """

    newest: Release
    undelivered: bool
    marks: list[MunicipalityMark]
    unopened: int


def documents(
    year: int, municipalities: Sequence[Municipality], only: Municipality | None = None
) -> list[Document]:
    """The documents of a year, the newest first; `only` one municipality's. Two queries."""
    deliveries = with_passing(Delivery.objects.all()).defer("release__facts", "release__difference")
    deliveries = deliveries.prefetch_related(None)
    if only:
        deliveries = deliveries.filter(municipality=only)
    releases = Release.objects.filter(agreement_year=year).defer("facts", "difference")
    releases_by_document: dict[tuple[str, str, int | None], list[Release]] = {}
    for release in releases.prefetch_related(Prefetch("deliveries", deliveries)):
        releases_by_document.setdefault(
            (release.kind, release.title, release.service_id), []
        ).append(release)
    return [_document(releases, municipalities) for releases in releases_by_document.values()]


def _document(releases: list[Release], municipalities: Sequence[Municipality]) -> Document:
    newest = max(releases, key=lambda release: release.version)
    best_delivery: dict[int, Delivery] = {}
    deliveries = [delivery for release in releases for delivery in release.deliveries.all()]
    for delivery in sorted(deliveries, key=_rank):
        best_delivery[delivery.municipality_id] = delivery
    town_ids = {release.municipality_id for release in releases}
    return Document(
        newest=newest,
        undelivered=not any(
            release.deliveries.all() for release in releases if release.version == newest.version
        ),
        marks=[
            _mark(town, best_delivery.get(town.pk))
            for town in municipalities
            if town_ids & {None, town.pk}
        ],
        unopened=sum(receipt(delivery)[0] in {"waiting", "late"} for delivery in deliveries),
    )


def _rank(delivery: Delivery) -> tuple[int, int]:
    """The newest version counts, and of it the recipient who has come furthest."""
    return delivery.release.version, _ORDER.index(receipt(delivery)[0])


def _mark(municipality: Municipality, delivery: Delivery | None) -> MunicipalityMark:
    if delivery is None:
        return MunicipalityMark(municipality.name)
    url = reverse("desk:delivery", args=[delivery.pk])
    return MunicipalityMark(municipality.name, receipt(delivery)[0], url)
