"""Looking at texts: somebody found one right on a day."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot, stored
from kimppa.core.permissions import Actor
from kimppa.pages.actions.rights import require_write
from kimppa.pages.actions.telling import tell
from kimppa.pages.models import Check, Text


@transaction.atomic
def check_text(
    *,
    by: Actor,
    text: Text,
    on: dt.date | None = None,
    example: bool = False,
    source: str = "",
) -> Check:
    """Somebody looked at the text and found it right. Raises ValidationError for a day to come."""
    require_write(by, text.page)
    day = on or clock.today()
    if day > clock.today():
        raise ValidationError(_("The date is still to come."))
    before = stored(text).checked_on
    if same := text.checks.filter(on=day, by_name=by.name).first():
        return same  # the button was pressed twice
    check = Check(text=text, on=day, before=before, by_name=by.name, example=example, source=source)
    check.full_clean()
    check.save()
    record(by=by, action="pages.look", obj=check)
    change(text, by=by, action="pages.look", checked_on=max(day, before))
    tell(by=by, page=text.page, day=day)
    return check


@transaction.atomic
def take_check_back(*, by: Actor, check: Check) -> None:
    """Undo a look: the text is due when it was."""
    text = check.text
    require_write(by, text.page)
    day = check.on
    later = text.checks.exclude(pk=check.pk).filter(on__gte=check.on).exists()
    written = text.versions.filter(at__date__gte=check.on).exists()
    record(by=by, action="pages.unlook", obj=check, before=snapshot(check), after={})
    check.delete()
    if not later and not written:
        change(text, by=by, action="pages.unlook", checked_on=check.before)
    tell(by=by, page=text.page, day=day)
