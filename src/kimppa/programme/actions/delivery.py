"""Delivering the programme to each library: what clause 6.1 asks for."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.language import official
from kimppa.core.permissions import Actor, require
from kimppa.core.releases.actions import deliver_versions, freeze_versions
from kimppa.core.releases.models import Delivery, Release
from kimppa.programme.models import Programme
from kimppa.programme.releases import PROGRAMME, is_provisional


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a delivery came to: new deliveries, and municipalities that have no director."""

    release: Release
    deliveries: list[Delivery]
    unreached: list[Municipality]


def freeze_programme(
    *,
    by: Actor,
    programme: Programme,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Release:
    """Freeze the approved programme; unchanged, the last version is given back. Not confirmed by
    all, it is marked provisional.

    Raises ValidationError for a draft, and for a change without a reason.
    """
    require(by, Permission.DELIVER)
    (draft,) = PROGRAMME.drafts(programme)
    provisional = is_provisional(draft)
    PROGRAMME.check(programme, [draft], provisional=provisional)
    if draft.last and not draft.differs(provisional=provisional):
        return draft.last
    (release,) = freeze_versions(
        by=by,
        kind=PROGRAMME,
        document=programme,
        provisional=provisional,
        reason=reason.strip() or _usual_reason(programme, draft.last),
        at=at,
    )
    return release


def _usual_reason(programme: Programme, last_release: Release | None) -> str:
    if last_release is not None and last_release.provisional and not programme.version_reason:
        with official():
            return _("Every library has confirmed the programme.")
    return programme.version_reason


def deliver_programme(
    *, by: Actor, programme: Programme, reason: str = "", at: dt.datetime | None = None
) -> Delivered:
    """Freeze the programme and deliver it to each library's directors; who has this version
    already gets nothing again. Raises as `freeze_programme`.
    """
    municipalities = PROGRAMME.municipalities(programme)
    ids = {municipality.pk for municipality, _person in PROGRAMME.recipients(municipalities)}
    if not ids:
        raise ValidationError(_("No library has a director in the people list. Add them first."))
    release = freeze_programme(by=by, programme=programme, reason=reason, at=at)
    deliveries = deliver_versions(by=by, kind=PROGRAMME, document=programme, at=at)
    return Delivered(release, deliveries, [m for m in municipalities if m.pk not in ids])
