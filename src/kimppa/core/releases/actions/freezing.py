"""Freezing versions, and taking back what nobody has been given."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import record, snapshot
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import keep, removing_orphans
from kimppa.core.permissions import Actor, require
from kimppa.core.releases.drafts import Draft, ReleaseKind, RenderedFile, Subject, fingerprint
from kimppa.core.releases.facts import Stamp
from kimppa.core.releases.models import Release, ReleaseFile

UNCHANGED = "unchanged"
"""The code of the refusal to freeze what stands in the last version already."""


def latest(subject: Subject) -> Release | None:
    """The newest version of a release, if it has been frozen."""
    fields = subject.identity() | {"title__in": subject.names}
    del fields["title"]
    return Release.objects.filter(**fields).order_by("-version").first()


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
    """Freeze a version whose files are rendered. `at` is the moment, now if not given.

    Version 2 and later need a `reason` and keep the difference from the last. Raises
    ValidationError without a reason, or when nothing differs from the last version.
    """
    require(by, Permission.DELIVER, subject.municipality)
    draft = Draft(
        subject=subject, facts=facts, last=latest(subject), example=example, source=source
    )
    _require_change([draft], provisional=provisional)
    _require_reason([draft], reason)
    stamp = draft.stamp(clock.today(), reason=reason, provisional=provisional)
    (release,) = _write_versions(by, [(draft, stamp, files)], at)
    return release


def freeze_versions[S, D: Draft](
    *,
    by: Actor,
    kind: ReleaseKind[S, D],
    document: S,
    municipalities: Sequence[Municipality] | None = None,
    provisional: bool = False,
    reason: str = "",
    seen: str = "",
    at: dt.datetime | None = None,
    render: Callable[[D, Stamp], Sequence[RenderedFile]] | None = None,
) -> list[Release]:
    """Freeze what differs from its last version, for all (or the given) municipalities, or nothing.

    The facts are brought up to date first. Raises as `versions_to_freeze`, and OSError from a full
    disk. `render` gives the files of each version, by default the kind's: long work tells there
    how far it is.
    """
    require(by, Permission.DELIVER)
    for municipality in municipalities or ():
        require(by, Permission.DELIVER, municipality)
    was_old = kind.refresh(document, by=by)
    drafts = kind.drafts(document, None if seen else municipalities)
    if was_old and seen and seen != fingerprint(drafts):
        raise ValidationError(_was_old())
    versions = versions_to_freeze(
        kind=kind, document=document, drafts=drafts, municipalities=municipalities,
        provisional=provisional, reason=reason, seen=seen, at=at,
    )  # fmt: skip
    files = render or kind.files
    return _write_versions(
        by, [(draft, stamp, files(draft, stamp)) for draft, stamp in versions], at
    )


def versions_to_freeze[S, D: Draft](
    *,
    kind: ReleaseKind[S, D],
    document: S,
    drafts: Sequence[D],
    municipalities: Sequence[Municipality] | None = None,
    provisional: bool = False,
    reason: str = "",
    seen: str = "",
    at: dt.datetime | None = None,
) -> list[tuple[D, Stamp]]:
    """Which of the drafts would be frozen, each with what its files will say of themselves.

    `seen` is the fingerprint of all the drafts that the person looked at. Raises ValidationError
    when they have changed since, when nothing differs (code UNCHANGED), when the room's `check`
    refuses or a correction lacks its reason.
    """
    if seen and seen != fingerprint(drafts):
        raise ValidationError(_changed_meanwhile())
    if seen and municipalities is not None:
        codes = {municipality.code for municipality in municipalities}
        drafts = [draft for draft in drafts if draft.code in codes]
    changed_drafts = _require_change(drafts, provisional=provisional)
    kind.check(document, changed_drafts, provisional=provisional)
    _require_reason(changed_drafts, reason)
    day = at.astimezone(clock.ZONE).date() if at else clock.today()
    return [
        (draft, draft.stamp(day, reason=reason, provisional=provisional))
        for draft in changed_drafts
    ]


def _require_change[D: Draft](drafts: Sequence[D], *, provisional: bool) -> list[D]:
    """The drafts that would become another version. Raises ValidationError when none would."""
    changed_drafts = [draft for draft in drafts if draft.differs(provisional=provisional)]
    if not changed_drafts:
        raise ValidationError(_("Nothing has changed since the last version."), code=UNCHANGED)
    return changed_drafts


def _require_reason(drafts: Sequence[Draft], reason: str) -> None:
    if not reason.strip() and any(draft.last for draft in drafts):
        raise ValidationError(_("Say why a new version is needed; recipients see the reason."))


def _write_versions(
    by: Actor,
    versions: Sequence[tuple[Draft, Stamp, Sequence[RenderedFile]]],
    at: dt.datetime | None,
) -> list[Release]:
    """All versions with their files, or nothing of them: no row without file, no file without row.

    A file is on disk before its row is; when the process is killed in between, the sweep of
    `core.files` removes it.
    """
    with removing_orphans(), transaction.atomic():
        return [_write_version(by, *version, at or clock.now()) for version in versions]


def _write_version(
    by: Actor, draft: Draft, stamp: Stamp, files: Sequence[RenderedFile], at: dt.datetime
) -> Release:
    if latest(draft.subject) != draft.last:
        raise ValidationError(_overtaken_message())
    release = Release(
        **draft.identity,
        topic=draft.subject.topic,
        period=draft.subject.period,
        version=stamp.version,
        reason=stamp.reason,
        provisional=stamp.provisional,
        incomplete=draft.incomplete,
        facts=draft.text,
        facts_sha256=draft.sha256,
        difference=[change.as_json() for change in draft.changes],
        frozen_at=at,
        frozen_by=by.name,
        example=draft.example,
        source=draft.source,
    )
    release.clean_fields(exclude=["municipality", "service", "difference"])
    files_stored = [(f, keep(f.data, name=f.name, media_type=f.media_type)) for f in files]
    _insert(release)
    ReleaseFile.objects.bulk_create(
        ReleaseFile(release=release, stored=stored_file, name=file.name, public=file.public)
        for file, stored_file in files_stored
    )
    record(by=by, action="release.freeze", obj=release, after={"sha256": release.facts_sha256})
    return release


def _insert(release: Release) -> None:
    """Two who freeze at once both follow the same version; the slower one is told."""
    try:
        with transaction.atomic():
            release.save()
    except IntegrityError as error:
        raise ValidationError(_overtaken_message()) from error


def _was_old() -> str:
    return _("The draft has changed since you looked at it. It is up to date now: look and freeze.")


def _changed_meanwhile() -> str:
    return _("The figures have changed while you were looking. Look again.")


def _overtaken_message() -> str:
    return _("Somebody froze a version at the same time. Look at it first, then try again.")


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
    values_before = snapshot(release)
    record(by=by, action="release.withdraw", obj=release, before=values_before, after={})
    release.delete()


def _subject_of(release: Release) -> Subject:
    return Subject(
        kind=release.kind,
        year=release.agreement_year,
        topic=release.topic,
        title=release.title,
        municipality=release.municipality,
        service=release.service,
        period=release.period,
    )
