"""Freezing the sheets, all chosen or none, and delivering them."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import receivers_by_code
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.core.releases import actions as releases
from kimppa.core.releases.actions import RenderedFile
from kimppa.core.releases.models import Delivery, Release
from kimppa.statistics.sheets.content import Stamp
from kimppa.statistics.sheets.preview import Prepared, files, fingerprint, prepare, subject_of
from kimppa.statistics.sheets.queries import newest
from kimppa.statistics.visits.queries import unratified
from kimppa.statistics.years.topics import ACTIVE, PARTS

UNCHANGED = "unchanged"


def freeze_sheets(
    *,
    by: Actor,
    topic: str,
    year: int,
    municipalities: Sequence[Municipality],
    provisional: bool = False,
    reason: str = "",
    seen: str = "",
    example: bool = False,
) -> list[Release]:
    """Freeze each municipality's sheet that differs from its last version.

    A sheet with something to correct or to explain, or split by a key that not all have
    confirmed, can only be provisional. Raises ValidationError for that, for what has changed
    since it was `seen`, for a correction without a reason, or when nothing differs.
    """
    for municipality in municipalities:
        require(by, Permission.DELIVER, municipality)
    prepared = prepare(PARTS[topic], year, municipalities)
    if seen and seen != fingerprint(prepared):
        raise ValidationError(_("The figures have changed while you were looking. Look again."))
    wanted = [one for one in prepared if _differs(one, provisional=provisional)]
    if not wanted:
        raise ValidationError(_("Nothing has changed since the last version."), code=UNCHANGED)
    if not provisional:
        _require_final(wanted, year)
    if not reason.strip() and any(one.last for one in wanted):
        raise ValidationError(_("Say why a new version is needed; recipients see the reason."))
    marks = [
        Stamp(clock.today(), one.version, reason.strip() if one.last else "", provisional)
        for one in wanted
    ]
    rendered = [(one, mark, files(one, mark)) for one, mark in zip(wanted, marks, strict=True)]
    with transaction.atomic():
        return [_frozen(by, year, *one, example=example) for one in rendered]


def _frozen(
    by: Actor,
    year: int,
    one: Prepared,
    mark: Stamp,
    made: Sequence[RenderedFile],
    *,
    example: bool,
) -> Release:
    return releases.freeze(
        by=by,
        subject=subject_of(one.part, year, one.municipality),
        facts=one.facts,
        files=made,
        reason=mark.reason,
        provisional=mark.provisional,
        example=example or one.facts["example"],
    )


def _differs(one: Prepared, *, provisional: bool) -> bool:
    return one.changed or (one.last is not None and one.last.provisional != provisional)


def _require_final(wanted: Sequence[Prepared], year: int) -> None:
    """Only what is right, explained and ratified goes out as final."""
    for one in wanted:
        waiting = one.stops + one.unexplained
        if waiting:
            raise ValidationError(
                _("%(municipality)s: correct or explain first: %(waiting)s. Until then the sheet "
                  "can go out as provisional.")
                % {"municipality": one.municipality, "waiting": ", ".join(waiting[:8])}
            )  # fmt: skip
    keys = unratified(year) if wanted[0].part.topic != ACTIVE else []
    if keys:
        raise ValidationError(
            _("Not every municipality has confirmed %(keys)s. Until then the sheet can go out as "
              "provisional.")
            % {"keys": ", ".join(keys)}
        )  # fmt: skip


@transaction.atomic
def deliver_sheets(
    *,
    by: Actor,
    topic: str,
    year: int,
    municipalities: Sequence[Municipality],
    channel: str = Delivery.Channel.MAIL,
    example: bool = False,
) -> list[Delivery]:
    """Deliver the newest version to each municipality's directors; who has it gets nothing again.

    Raises ValidationError naming the municipalities without a version or a director; then
    nothing is delivered.
    """
    frozen, people = newest(year), receivers_by_code(municipalities)
    _require_all(
        [m for m in municipalities if (topic, m.code) not in frozen],
        _("The sheet has not been frozen for %(names)s."),
    )
    _require_all(
        [m for m in municipalities if not people[m.code]],
        _("There is no director in office in %(names)s. Add one on the page of people."),
    )
    return [
        delivery
        for municipality in municipalities
        for delivery in releases.deliver(
            by=by,
            release=frozen[topic, municipality.code],
            recipients=[(municipality, person) for person in people[municipality.code]],
            channel=channel,
            example=example or frozen[topic, municipality.code].example,
        )
    ]


def _require_all(missing: Sequence[Municipality], message: str) -> None:
    if missing:
        names = ", ".join(municipality.name for municipality in missing)
        raise ValidationError(message % {"names": names})


def withdraw_version(*, by: Actor, release: Release) -> None:
    """Take back a frozen version before it is delivered. Raises as `releases.withdraw`."""
    releases.withdraw(by=by, release=release)


def send_again(*, by: Actor, delivery: Delivery) -> None:
    """Send the personal link again, once a day at most. Raises as `releases.resend`."""
    releases.resend(by=by, delivery=delivery)
