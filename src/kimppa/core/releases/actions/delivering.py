"""Delivering to named people, and the life of their personal links."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.mail.actions import queue_mail
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import Actor, require
from kimppa.core.releases.drafts import Draft, ReleaseKind
from kimppa.core.releases.facts import checksum
from kimppa.core.releases.kinds import closed_kinds
from kimppa.core.releases.models import Delivery, Release
from kimppa.core.releases.queries import newest, unopened_of, written_on
from kimppa.core.yearclock.models import new_token

LINK_LIFE = dt.timedelta(days=365)


@transaction.atomic
def deliver(
    *,
    by: Actor,
    release: Release,
    recipients: Iterable[tuple[Municipality, Person]],
    channel: str = Delivery.Channel.MAIL,
    at: dt.datetime | None = None,
    example: bool = False,
    source: str = "",
) -> list[Delivery]:
    """Deliver to named people; whoever has this version already gets nothing again.

    By mail, each gets a message with a personal link. The delivery is evidence for the
    release's topic and year in that municipality. Raises PermissionDenied.
    """
    deliveries = []
    for municipality, person in recipients:
        require(by, Permission.DELIVER, municipality)
        delivery, created = Delivery.objects.get_or_create(
            release=release,
            municipality=municipality,
            recipient=person,
            defaults={
                "recipient_name": person.name,
                "channel": channel,
                "delivered_at": at or clock.now(),
                "expires_at": dt.datetime.now(dt.UTC) + LINK_LIFE,
                "example": example,
                "source": source,
            },
        )
        if not created:
            continue
        record(by=by, action="release.deliver", obj=delivery)
        _record_delivery(by, delivery)
        if channel == Delivery.Channel.MAIL:
            _queue_letter(delivery, person)
        deliveries.append(delivery)
    return deliveries


@transaction.atomic
def deliver_versions[S, D: Draft](
    *,
    by: Actor,
    kind: ReleaseKind[S, D],
    document: S,
    municipalities: Sequence[Municipality] | None = None,
    at: dt.datetime | None = None,
) -> list[Delivery]:
    """Deliver the newest version to the recipients in all (or the given) municipalities; who has
    it gets nothing again.

    Raises ValidationError naming the municipalities without a version or a recipient; then
    nothing is delivered.
    """
    require(by, Permission.DELIVER)
    towns = list(kind.municipalities(document) if municipalities is None else municipalities)
    for municipality in towns:
        require(by, Permission.DELIVER, municipality)
    versions, recipients = newest(kind.subject(document)), kind.recipients(towns)
    releases = {town.pk: versions.get("" if kind.common else town.code) for town in towns}
    _require_versions(kind.subject(document).title, [m for m in towns if not releases[m.pk]])
    reached = {municipality.pk for municipality, _person in recipients}
    _require_recipients(
        [m for m in towns if m.pk not in reached],
        are_some_enough=kind.reaches_some and bool(reached),
    )
    pairs: dict[Release, list[tuple[Municipality, Person]]] = {}
    for municipality, person in recipients:
        if release := releases[municipality.pk]:
            pairs.setdefault(release, []).append((municipality, person))
    deliveries = [
        delivery
        for release, people in pairs.items()
        for delivery in deliver(
            by=by,
            release=release,
            recipients=people,
            at=at,
            example=release.example,
            source=release.source,
        )
    ]
    kind.delivered(document, by=by)
    return deliveries


def _require_versions(title: str, towns_without_version: Sequence[Municipality]) -> None:
    if towns_without_version:
        raise ValidationError(
            _("%(title)s has not been frozen for %(names)s.")
            % {
                "title": title,
                "names": ", ".join(municipality.name for municipality in towns_without_version),
            }
        )


def _require_recipients(
    towns_without_recipient: Sequence[Municipality], *, are_some_enough: bool
) -> None:
    """Everybody is reached, or `are_some_enough`."""
    if towns_without_recipient and not are_some_enough:
        raise ValidationError(
            _("There is no director in office in %(names)s. Add one on the page of people.")
            % {"names": ", ".join(municipality.name for municipality in towns_without_recipient)}
        )


def _record_delivery(by: Actor, delivery: Delivery) -> None:
    release = delivery.release
    identity_fields = {
        key: getattr(release, key) for key in ("kind", "agreement_year", "title", "version")
    }
    versions = Delivery.objects.filter(
        **{f"release__{key}": identity_value for key, identity_value in identity_fields.items()}
    )
    record_evidence(
        by=by,
        topic=release.topic,
        title=str(release),
        date=timezone.localdate(delivery.delivered_at),
        agreement_year=release.agreement_year,
        municipalities=[delivery.municipality],
        service=release.service,
        kind=Evidence.Kind.PROVISIONAL if release.provisional else Evidence.Kind.DELIVERY,
        period=release.period,
        origin=("desk", f"delivery-{delivery.pk}"),
        same_as=[f"delivery-{pk}" for pk in versions.values_list("pk", flat=True)],
        example=delivery.example,
        source=delivery.source,
    )


def link_of(delivery: Delivery) -> str:
    """The personal address of a delivery."""
    return f"{settings.KIMPPA_PUBLIC_URL}/d/{delivery.token}"


def _letter_key(delivery: Delivery, repeat_mark: str = "") -> str:
    return f"delivery-{delivery.pk}" + (f"-{repeat_mark}" if repeat_mark else "")


def letter(release: Release, municipality: Municipality, person: Person, link: str) -> str:
    """What the letter of a delivery says, in the language of who gets it."""
    with translation.override(person.language):
        body = _(
            "Hello,\n\n%(title)s (%(municipality)s) is ready.\n\n"
            "Open it here; the link is yours alone:\n%(link)s\n"
        ) % {"title": release.title, "municipality": municipality, "link": link}
        body += _passing_on_text(release)
        if release.version > 1:
            body += _("\nThis is version %(version)d. Why a new version: %(reason)s\n") % {
                "version": release.version,
                "reason": release.reason,
            }
    return body


def _passing_on_text(release: Release) -> str:
    """What may be passed on, in the active language."""
    if release.kind not in closed_kinds():
        return _("\nYou can pass it on from the same page, with a cover note ready to use.\n")
    return _(
        "\nIt is for directors. To pass on there is a public version on the same page, with a "
        "cover note ready to use.\n"
    )


def reminder(delivery: Delivery, person: Person) -> str:
    """What the letter to somebody who has not opened it says."""
    with translation.override(person.language):
        return _(
            "Hello,\n\n%(title)s was sent to you on %(day)s and has not been opened yet.\n\n"
            "Open it here; the link is yours alone:\n%(link)s\n"
        ) % {
            "title": delivery.release.title,
            "day": date_format(timezone.localdate(delivery.delivered_at), "SHORT_DATE_FORMAT"),
            "link": link_of(delivery),
        }


def _queue_letter(
    delivery: Delivery, person: Person, repeat_mark: str = "", body: str = ""
) -> None:
    link = link_of(delivery)
    queue_mail(
        key=_letter_key(delivery, repeat_mark),
        to=person.email,
        subject=delivery.release.title,
        body=body or letter(delivery.release, delivery.municipality, person, link),
        person=person,
    )


@transaction.atomic
def remind(*, by: Actor, release: Release) -> None:
    """Write to everybody who has not opened the document; nobody gets two letters a day.

    Raises ValidationError when there is nobody to write to.
    """
    deliveries, today = unopened_of(release), clock.today()
    days = written_on(deliveries)
    unwritten_deliveries = [delivery for delivery in deliveries if days.get(delivery.pk) != today]
    if not unwritten_deliveries:
        raise ValidationError(_("There is nobody to remind today."))
    for delivery in unwritten_deliveries:
        require(by, Permission.DELIVER, delivery.municipality)
        assert delivery.recipient is not None
        body = reminder(delivery, delivery.recipient)
        _queue_letter(delivery, delivery.recipient, repeat_mark=today.isoformat(), body=body)
        record(
            by=by,
            action="release.remind",
            obj=delivery,
            after={"sent": today.isoformat()},
            municipality=delivery.municipality,
        )


@transaction.atomic
def take_reminder_back(*, by: Actor, delivery: Delivery) -> None:
    """Log that a reminder was undone; its letter is withdrawn with the press."""
    require(by, Permission.DELIVER, delivery.municipality)
    record(by=by, action="release.remind-back", obj=delivery, municipality=delivery.municipality)


@transaction.atomic
def resend(*, by: Actor, delivery: Delivery) -> None:
    """Send the personal link again, once a day at most.

    An expired link lives on for another year. Raises ValidationError when it has gone today
    already, the link is closed or nobody is there to get it.
    """
    require(by, Permission.DELIVER, delivery.municipality)
    if delivery.recipient is None:
        raise ValidationError(_("The recipient has no account any more; deliver to another."))
    if stored(delivery).revoked_at:
        raise ValidationError(_("The link is closed. Open it again before you send it."))
    today = clock.today().isoformat()
    if OutgoingMail.objects.filter(key=_letter_key(delivery, today)).exists():
        raise ValidationError(_("The link has already been sent again today."))
    real_now = dt.datetime.now(dt.UTC)
    if delivery.expires_at <= real_now:
        delivery.expires_at = real_now + LINK_LIFE
        delivery.save(update_fields=["expires_at"])
    _queue_letter(delivery, delivery.recipient, repeat_mark=today)
    event_values = {"sent": today, "expires_at": delivery.expires_at.isoformat()}
    record(
        by=by,
        action="release.resend",
        obj=delivery,
        after=event_values,
        municipality=delivery.municipality,
    )


@transaction.atomic
def revoke(*, by: Actor, delivery: Delivery) -> None:
    """Close a personal link; the delivery and its receipt stay."""
    _set_revoked(by, delivery, "release.revoke", dt.datetime.now(dt.UTC))


@transaction.atomic
def reopen(*, by: Actor, delivery: Delivery) -> None:
    """Open a closed personal link again."""
    _set_revoked(by, delivery, "release.reopen", None)


@transaction.atomic
def renew(*, by: Actor, delivery: Delivery) -> None:
    """Send a new address; the old one opens nothing any more.

    Raises ValidationError when nobody is there to get it.
    """
    require(by, Permission.DELIVER, delivery.municipality)
    if delivery.recipient is None:
        raise ValidationError(_("The recipient has no account any more; deliver to another."))
    change(
        delivery,
        by=by,
        action="release.renew",
        municipality=delivery.municipality,
        token=new_token(),
        expires_at=dt.datetime.now(dt.UTC) + LINK_LIFE,
        revoked_at=None,
    )
    _queue_letter(delivery, delivery.recipient, repeat_mark=checksum(delivery.token)[:12])


def _set_revoked(by: Actor, delivery: Delivery, action: str, at: dt.datetime | None) -> None:
    require(by, Permission.DELIVER, delivery.municipality)
    change(delivery, by=by, action=action, revoked_at=at)


check_undo_by(lambda by, row: require(by, Permission.DELIVER, row.municipality), Delivery)
