"""Reading releases and deliveries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import receivers_by_code
from kimppa.core.consortium.roles import Permission
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.releases.drafts import Subject
from kimppa.core.releases.kinds import closed_kinds
from kimppa.core.releases.models import Delivery, PassedOn, Release, ReleaseFile
from kimppa.core.signin.backend import may_sign_in


def visible_releases(person: Person) -> QuerySet[Release]:
    """A coordinator sees every release; others what has been delivered to their municipality, and
    of what is for directors only, those who comment.
    """
    if person.is_coordinator:
        return Release.objects.all()
    own_ids = [m.municipality_id for m in person.current_memberships]
    releases = Release.objects.filter(deliveries__municipality__in=own_ids).distinct()
    return releases if _is_director(person) else releases.exclude(kind__in=closed_kinds())


def visible_deliveries(person: Person) -> QuerySet[Delivery]:
    """A coordinator sees every delivery; others those of `visible_releases` to their
    municipality.
    """
    if person.is_coordinator:
        return Delivery.objects.all()
    own_ids = [m.municipality_id for m in person.current_memberships]
    deliveries = Delivery.objects.filter(municipality__in=own_ids)
    return (
        deliveries if _is_director(person) else deliveries.exclude(release__kind__in=closed_kinds())
    )


def _is_director(person: Person) -> bool:
    return person.can(Permission.COMMENT)


def known_files(sha256: str) -> QuerySet[ReleaseFile]:
    """Released files with this content: what a recipient's copy is checked against."""
    return ReleaseFile.objects.filter(stored__sha256=sha256).select_related("release")


class LinkState(StrEnum):
    """Whether a personal link opens."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"


def delivery_by_token(token: str) -> Delivery | None:
    """The delivery that a personal link is for."""
    deliveries = Delivery.objects.select_related("release", "municipality", "recipient")
    return deliveries.filter(token=token).first()


def link_state(delivery: Delivery) -> LinkState:
    """Whether the personal link opens now: its recipient is in use and sees the municipality's
    deliveries, or gets them after the municipality has left.
    """
    if delivery.revoked_at or not _may_receive(delivery):
        return LinkState.REVOKED
    expired = delivery.expires_at <= dt.datetime.now(dt.UTC)
    return LinkState.EXPIRED if expired else LinkState.OPEN


def _may_receive(delivery: Delivery) -> bool:
    person, municipality = delivery.recipient, delivery.municipality
    if person is None:
        return True
    if not may_sign_in(person):
        return False
    return (
        person.can(Permission.VIEW, municipality)
        or person in receivers_by_code([municipality])[municipality.code]
    )


def versions(release: Release) -> QuerySet[Release]:
    """Every version of the same document, the newest first."""
    return Release.objects.filter(
        kind=release.kind,
        agreement_year=release.agreement_year,
        service=release.service_id,
        municipality=release.municipality_id,
        title=release.title,
    ).order_by("-version")


def _of_document(subject: Subject) -> QuerySet[Release]:
    """Every version of a document, also the municipalities' own variants; the newest first."""
    return (
        Release.objects.filter(
            kind=subject.kind,
            agreement_year=subject.year,
            service=subject.service,
            title__in=subject.names,
        )
        .select_related("municipality")
        .defer("difference")
        .order_by("-version", "-pk")
    )


def newest(subject: Subject) -> dict[str, Release]:
    """The newest version by the municipality's code; "" for what is common to all."""
    return _by_code(_of_document(subject))


def given_to_somebody(releases: Iterable[Release]) -> set[int]:
    """Ids of the releases that have been delivered to anybody."""
    deliveries = Delivery.objects.filter(release__in=list(releases)).order_by()
    return set(deliveries.values_list("release_id", flat=True))


def with_receipts(subject: Subject) -> list[Release]:
    """Every version with its deliveries and to whom they were passed on, the newest first."""
    releases = list(_of_document(subject).defer("facts", "difference"))
    add_receipts(releases)
    return releases


def add_receipts(releases: list[Release]) -> None:
    """Read the deliveries and files of versions at hand; `passed_on` of what was passed on."""
    is_passed_on = Exists(PassedOn.objects.filter(delivery=OuterRef("pk")))
    deliveries = Delivery.objects.select_related("municipality").annotate(
        is_passed_on=is_passed_on, is_replaced=replaced()
    )
    ordered_deliveries = deliveries.order_by("municipality__position", "recipient_name", "pk")
    prefetch_related_objects(releases, Prefetch("deliveries", ordered_deliveries), "files")
    deliveries_passed_on = [
        delivery
        for release in releases
        for delivery in release.deliveries.all()
        if getattr(delivery, "is_passed_on", False)
    ]
    prefetch_related_objects(deliveries_passed_on, "passed_on")


def receipts(subject: Subject) -> dict[str, Release]:
    """As `newest`, with the deliveries and to whom they were passed on."""
    return _by_code(with_receipts(subject))


def _by_code(releases: Iterable[Release]) -> dict[str, Release]:
    """The first release of each municipality's code; "" is that of what is common to all."""
    versions: dict[str, Release] = {}
    for release in releases:
        versions.setdefault(release.municipality.code if release.municipality else "", release)
    return versions


def newer_delivered(release: Release) -> Release | None:
    """The newest later version that somebody has been given, if there is one."""
    later_versions = versions(release).filter(version__gt=release.version)
    return later_versions.filter(deliveries__isnull=False).distinct().first()


def replaced() -> Exists:
    """Of deliveries: whether the same person has been given a later version."""
    later_deliveries = Delivery.objects.filter(
        municipality=OuterRef("municipality"),
        recipient=OuterRef("recipient"),
        release__kind=OuterRef("release__kind"),
        release__agreement_year=OuterRef("release__agreement_year"),
        release__title=OuterRef("release__title"),
        release__version__gt=OuterRef("release__version"),
    )
    return Exists(later_deliveries)


def same_document(delivery: Delivery) -> QuerySet[Delivery]:
    """What the same municipality has been given of the same document, the newest version first."""
    release = delivery.release
    return (
        Delivery.objects.filter(
            municipality=delivery.municipality_id,
            release__kind=release.kind,
            release__agreement_year=release.agreement_year,
            release__service=release.service_id,
            release__municipality=release.municipality_id,
            release__title=release.title,
        )
        .select_related("release")
        .defer("release__facts", "release__difference")
        .order_by("-release__version", "pk")
    )


def unopened(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Of deliveries those by mail that nobody has opened and no later version replaces."""
    unseen_deliveries = deliveries.filter(opened_at__isnull=True, revoked_at__isnull=True)
    return unseen_deliveries.filter(channel=Delivery.Channel.MAIL).exclude(replaced())


def written_on(deliveries: Iterable[Delivery]) -> dict[int, dt.date]:
    """The day on which each delivery's link was last sent again: one query."""
    of_deliveries = Q(pk__in=[])
    for delivery in deliveries:
        of_deliveries |= Q(key__startswith=f"delivery-{delivery.pk}-")
    days: dict[int, dt.date] = {}
    mails = OutgoingMail.objects.filter(of_deliveries).order_by("queued_at")
    for key, moment in mails.values_list("key", "queued_at"):
        days[int(key.split("-")[1])] = moment.astimezone(clock.ZONE).date()
    return days


def unopened_of(release: Release) -> list[Delivery]:
    """Who has not opened a document, whichever variant of it, as far as their link opens."""
    unopened_deliveries = unopened(Delivery.objects.filter(recipient__isnull=False)).filter(
        release__kind=release.kind,
        release__agreement_year=release.agreement_year,
        release__service=release.service_id,
        release__title=release.title,
    )
    unopened_deliveries = unopened_deliveries.select_related("release", "municipality", "recipient")
    unopened_deliveries = unopened_deliveries.filter(
        revoked_at=None, expires_at__gt=dt.datetime.now(dt.UTC)
    )
    deliveries = list(unopened_deliveries.defer("release__facts", "release__difference"))
    people = receivers_by_code({delivery.municipality for delivery in deliveries})
    return [
        delivery
        for delivery in deliveries
        if delivery.recipient in people[delivery.municipality.code]
        or link_state(delivery) is LinkState.OPEN
    ]


def letters(delivery: Delivery) -> QuerySet[OutgoingMail]:
    """The messages by which the personal link has been sent, the newest first."""
    key = f"delivery-{delivery.pk}"
    return OutgoingMail.objects.filter(Q(key=key) | Q(key__startswith=f"{key}-"))


def passed_on_to(municipality_id: int) -> list[str]:
    """To whom documents have been passed on in a municipality, the latest first, at most ten."""
    entries = PassedOn.objects.filter(delivery__municipality=municipality_id)
    names = entries.order_by("-date", "-pk").values_list("to", flat=True)
    return list(dict.fromkeys(names[:50]))[:10]


@dataclass(frozen=True, slots=True)
class Identified:
    """A release that a checksum belongs to; `file` is empty when it is that of the facts."""

    release: Release
    file: str
    newer: Release | None


def identify(sha256: str) -> list[Identified]:
    """The delivered releases that a checksum belongs to, by a file or by their facts.

    A version that nobody has been given is not told of: it may still be taken back.
    """
    delivered_releases = Release.objects.filter(deliveries__isnull=False)
    releases = delivered_releases.filter(
        Q(files__stored__sha256=sha256) | Q(facts_sha256=sha256)
    ).distinct()
    names = {file.release_id: file.name for file in known_files(sha256)}
    return [
        Identified(release, names.get(release.pk, ""), newer_delivered(release))
        for release in releases.select_related("municipality", "service").order_by(
            "-version", "-pk"
        )
    ]
