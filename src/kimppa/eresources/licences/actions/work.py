"""Work on a licence that other rooms keep: its introduction, and the accounts checked each year."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.language import official
from kimppa.core.permissions import Actor, require
from kimppa.core.tasks.checklists import create_checklist
from kimppa.core.tasks.models import Checklist
from kimppa.eresources.actions import RIGHT
from kimppa.eresources.licences.messages import steps
from kimppa.eresources.licences.queries import card
from kimppa.eresources.models import Licence


@transaction.atomic
def introduce(*, by: Actor, licence: Licence) -> Checklist:
    """A checklist of what each municipality that belongs does before customers get the service.

    Raises ValidationError when nobody belongs.
    """
    require(by, RIGHT)
    common_steps, local_steps = steps()
    municipalities_present = [member.municipality for member in card(licence).present]
    if not municipalities_present:
        raise ValidationError(_("No municipality belongs."))
    return create_checklist(
        by=by,
        title=str(licence),
        kind=Checklist.Kind.INTRODUCTION,
        topic=licence.topic,
        common=common_steps,
        local=local_steps,
        service=licence.service,
        municipalities=municipalities_present,
        origin=licence.origin,
        example=licence.example,
    )


@transaction.atomic
def check_accounts(*, by: Actor, licence: Licence, day: dt.date | None = None) -> Evidence:
    """Who has an account has been gone through: work of its year. Raises PermissionDenied."""
    require(by, RIGHT)
    with official():
        title = _("Accounts checked: %(name)s") % {"name": licence}
    return record_evidence(
        by=by,
        topic=licence.topic,
        title=title,
        date=day or clock.today(),
        municipalities=[member.municipality for member in card(licence).present],
        service=licence.service,
        origin=licence.accounts_origin,
        example=licence.example,
    )
