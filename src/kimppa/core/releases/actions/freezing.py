"""Freezing versions, and taking back what nobody has been given."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import record, snapshot
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import keep
from kimppa.core.permissions import Actor, require
from kimppa.core.releases.facts import canonical, checksum, difference
from kimppa.core.releases.models import Release, ReleaseFile


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
