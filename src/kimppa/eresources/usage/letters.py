"""Letters that ask a vendor for the figures of a year."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.queries import consortium
from kimppa.core.mail.actions import queue_mail
from kimppa.core.permissions import Actor, require
from kimppa.eresources.actions import RIGHT
from kimppa.eresources.models import UsageYear
from kimppa.eresources.usage.actions import change_year


def letter_text(usage_year: UsageYear) -> str:
    """What is asked, to be changed before it is sent."""
    text = _(
        "Hello,\n\nplease send us the use of %(name)s in %(year)d: loans or other uses by month "
        "and, if you can, by municipality or library and by format. A COUNTER report or any table "
        "is fine. If you have only the sum of the year, we are glad of that too.\n\n%(consortium)s"
    )
    words = {"name": usage_year.licence, "year": usage_year.year, "consortium": consortium() or ""}
    return text % words


@transaction.atomic
def ask(*, by: Actor, usage_year: UsageYear, to: str, text: str) -> None:
    """Send the letter and keep when and of whom the figures were asked.

    Raises PermissionDenied, and ValidationError for an example, which asks nobody.
    """
    require(by, RIGHT)
    if usage_year.licence.example:
        raise ValidationError(_("This is an example, so no letter leaves."))
    today = clock.today()
    subject = _("Use of %(name)s in %(year)d") % {
        "name": usage_year.licence,
        "year": usage_year.year,
    }
    change_year(by=by, usage_year=usage_year, asked_on=today, asked_of=to)
    key = f"eresources-usage-{usage_year.pk}-{today}-{to}"
    queue_mail(key=key, to=to, subject=subject, body=text)


def note_asking(*, by: Actor, usage_year: UsageYear, asked_of: str, asked_on: dt.date) -> None:
    """Keep when and of whom the figures were asked elsewhere."""
    change_year(by=by, usage_year=usage_year, asked_of=asked_of, asked_on=asked_on)
