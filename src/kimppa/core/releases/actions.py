"""Freezing, delivering, receipts and passing on."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.files.actions import keep
from kimppa.core.mail.actions import queue_mail
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.core.releases.facts import canonical, checksum, difference
from kimppa.core.releases.models import Delivery, PassedOn, Release, ReleaseFile
from kimppa.core.yearclock.models import new_token

LINK_LIFE = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file to freeze: name with its ending, media type, bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Subject:
    """What a release is: kind, year, topic and title; for one municipality or for all."""

    kind: str
    year: int
    topic: str
    title: str
    municipality: Municipality | None = None
    service: Service | None = None

    def identity(self) -> dict[str, Any]:
        """The fields of a release that are the same in every version of it."""
        return {
            "kind": self.kind,
            "agreement_year": self.year,
            "service": self.service,
            "municipality": self.municipality,
            "title": self.title,
        }


def latest(subject: Subject) -> Release | None:
    """The newest version of a release, if it has been frozen."""
    return Release.objects.filter(**subject.identity()).order_by("-version").first()


def freeze(
    *,
    by: Actor,
    subject: Subject,
    facts: Mapping[str, Any],
    files: Sequence[RenderedFile],
    reason: str = "",
    provisional: bool = False,
    at: dt.datetime | None = None,
    example: bool = False,
    source: str = "",
) -> Release:
    """Freeze a version. Files are on disk before the rows are written, so a full disk or a
    crash leaves no release behind that lacks its files. `at` is the moment, now if not given.

    Version 2 and later need a `reason` and keep the difference from the last. Raises
    ValidationError without a reason, or when nothing differs from the last version.
    """
    require(by, Permission.DELIVER, subject.municipality)
    text = canonical(facts)
    last = latest(subject)
    _check_version(last, text, reason, provisional=provisional)
    stored = [(f.name, keep(f.data, name=f.name, media_type=f.media_type)) for f in files]
    release = Release(
        **subject.identity(),
        **_version(last, text),
        topic=subject.topic,
        reason=reason.strip(),
        provisional=provisional,
        frozen_at=at or clock.now(),
        frozen_by=by.name,
        example=example,
        source=source,
    )
    release.clean_fields(exclude=["municipality", "service", "difference"])
    with transaction.atomic():
        _insert(release)
        ReleaseFile.objects.bulk_create(
            ReleaseFile(release=release, stored=file, name=name) for name, file in stored
        )
        record(by=by, action="release.freeze", obj=release, after={"sha256": release.facts_sha256})
    return release


def _check_version(last: Release | None, text: str, reason: str, *, provisional: bool) -> None:
    if last is None:
        return
    if last.facts == text and last.provisional == provisional:
        raise ValidationError(_("Nothing has changed since version %(v)d.") % {"v": last.version})
    if not reason.strip():
        raise ValidationError(_("Say why a new version is needed; recipients see the reason."))


def _version(last: Release | None, text: str) -> dict[str, Any]:
    """What follows from the facts and the version before."""
    changes = difference(json.loads(last.facts), json.loads(text)) if last else []
    return {
        "version": last.version + 1 if last else 1,
        "facts": text,
        "facts_sha256": checksum(text),
        "difference": [change.as_json() for change in changes],
    }


def _insert(release: Release) -> None:
    """Two who freeze at once both follow the same version; the slower one is told."""
    try:
        with transaction.atomic():
            release.save()
    except IntegrityError as error:
        raise ValidationError(
            _("Somebody froze a version at the same time. Look at it first, then try again.")
        ) from error


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


def _record_delivery(by: Actor, delivery: Delivery) -> None:
    release = delivery.release
    record_evidence(
        by=by,
        topic=release.topic,
        title=str(release),
        date=timezone.localdate(delivery.delivered_at),
        agreement_year=release.agreement_year,
        municipalities=[delivery.municipality],
        service=release.service,
        kind=Evidence.Kind.DELIVERY,
        origin=("desk", f"delivery-{delivery.pk}"),
        example=delivery.example,
        source=delivery.source,
    )


def link_of(delivery: Delivery) -> str:
    """The personal address of a delivery."""
    return f"{settings.KIMPPA_PUBLIC_URL}/d/{delivery.token}"


def _letter_key(delivery: Delivery, again: str = "") -> str:
    return f"delivery-{delivery.pk}" + (f"-{again}" if again else "")


def _queue_letter(delivery: Delivery, person: Person, again: str = "") -> None:
    with translation.override(person.language):
        body = _(
            "Hello,\n\n%(title)s is ready for %(municipality)s.\n\n"
            "Open it here; the link is yours alone:\n%(link)s\n\n"
            "You can pass it on from the same page, with a cover note ready to use.\n"
        ) % {
            "title": delivery.release.title,
            "municipality": delivery.municipality,
            "link": link_of(delivery),
        }
        if delivery.release.version > 1:
            body += _("\nThis is version %(version)d. Why a new version: %(reason)s\n") % {
                "version": delivery.release.version,
                "reason": delivery.release.reason,
            }
    queue_mail(
        key=_letter_key(delivery, again),
        to=person.email,
        subject=delivery.release.title,
        body=body,
        person=person,
    )


def mark_opened(delivery: Delivery, *, at: dt.datetime | None = None) -> None:
    """Note the first opening, in the object at hand too."""
    _mark(delivery, "opened_at", at or clock.now())


def mark_downloaded(delivery: Delivery, *, at: dt.datetime | None = None) -> None:
    """Note the first download, which is an opening too."""
    moment = at or clock.now()
    _mark(delivery, "opened_at", moment)
    _mark(delivery, "downloaded_at", moment)


def _mark(delivery: Delivery, name: str, moment: dt.datetime) -> None:
    unmarked = Delivery.objects.filter(pk=delivery.pk, **{f"{name}__isnull": True})
    if unmarked.update(**{name: moment}):
        setattr(delivery, name, moment)


@transaction.atomic
def withdraw(*, by: Actor, release: Release) -> None:
    """Take back a version that nobody has been given; its files stay in the store.

    Raises ValidationError when it has been delivered or a later version stands on it.
    """
    require(by, Permission.DELIVER, release.municipality)
    if release.deliveries.exists():
        raise ValidationError(_("This version has been delivered; correct it by a new version."))
    if latest(_subject_of(release)) != release:
        raise ValidationError(_("Only the newest version can be taken back."))
    before = snapshot(release)
    record(by=by, action="release.withdraw", obj=release, before=before, after={})
    release.delete()


def _subject_of(release: Release) -> Subject:
    return Subject(
        kind=release.kind,
        year=release.agreement_year,
        topic=release.topic,
        title=release.title,
        municipality=release.municipality,
        service=release.service,
    )


@transaction.atomic
def resend(*, by: Actor, delivery: Delivery) -> bool:
    """Send the personal link again, once a day at most; False when it has gone today already.

    An expired link lives on for another year. Raises ValidationError when the link is closed or
    nobody is there to get it.
    """
    require(by, Permission.DELIVER, delivery.municipality)
    if delivery.recipient is None:
        raise ValidationError(_("The recipient has no account any more; deliver to another."))
    if delivery.revoked_at:
        raise ValidationError(_("The link is closed. Open it again before you send it."))
    again = clock.today().isoformat()
    if OutgoingMail.objects.filter(key=_letter_key(delivery, again)).exists():
        return False
    now = dt.datetime.now(dt.UTC)
    if delivery.expires_at <= now:
        delivery.expires_at = now + LINK_LIFE
        delivery.save(update_fields=["expires_at"])
    _queue_letter(delivery, delivery.recipient, again=again)
    after = {"sent": again, "expires_at": delivery.expires_at.isoformat()}
    record(
        by=by,
        action="release.resend",
        obj=delivery,
        after=after,
        municipality=delivery.municipality,
    )
    return True


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
    _queue_letter(delivery, delivery.recipient, again=checksum(delivery.token)[:12])


def _set_revoked(by: Actor, delivery: Delivery, action: str, at: dt.datetime | None) -> None:
    require(by, Permission.DELIVER, delivery.municipality)
    change(delivery, by=by, action=action, revoked_at=at)


@transaction.atomic
def pass_on(
    *,
    by: Actor,
    delivery: Delivery,
    to: str,
    date: dt.date | None = None,
    note: str = "",
    example: bool = False,
    source: str = "",
) -> PassedOn:
    """Log that a delivery was passed on in the municipality.

    Raises ValidationError if to whom is empty, or if the date is before the delivery or to come.
    """
    require(by, Permission.PASS_ON, delivery.municipality)
    passed = PassedOn(
        delivery=delivery,
        to=to.strip(),
        date=date or clock.today(),
        note=note.strip(),
        by=person_or_none(by),
        by_name=by.name,
        example=example,
        source=source,
    )
    passed.full_clean(exclude=["by"])
    if passed.date > clock.today():
        raise ValidationError({"date": _("The date is still to come.")})
    if passed.date < delivery.delivered_at.astimezone(clock.ZONE).date():
        raise ValidationError({"date": _("The date is before the delivery.")})
    passed.save()
    record(by=by, action="release.pass-on", obj=passed, municipality=delivery.municipality)
    return passed


@transaction.atomic
def undo_pass_on(*, by: Actor, passed: PassedOn) -> None:
    """Take back an entry of passing on; the audit log keeps what it said."""
    place = passed.delivery.municipality
    require(by, Permission.PASS_ON, place)
    old = snapshot(passed)
    name = "release.undo-pass-on"
    record(by=by, action=name, obj=passed, before=old, after={}, municipality=place)
    passed.delete()
