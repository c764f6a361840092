"""The letter that asks a participant to approve the minutes."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.mail.actions import queue_mail
from kimppa.core.mail.models import OutgoingMail
from kimppa.meetings.minutes.naming import title_of
from kimppa.meetings.models import Approval


def address(approval: Approval) -> str:
    """The path of a personal link."""
    return reverse("meetings-public:minutes", args=[approval.token])


def written_today(approval: Approval) -> bool:
    """Whether a letter has been queued today."""
    return OutgoingMail.objects.filter(key=_key(approval)).exists()


def write_letter(approval: Approval) -> None:
    """Queue the letter, in the person's language, at most one a day."""
    person = approval.person
    assert person is not None
    with translation.override(person.language):
        body = _(
            "Hello,\n\n%(title)s\n\nRead the minutes and approve them, or propose a correction. "
            "The link is yours alone:\n%(link)s\n"
        ) % {
            "title": title_of(approval.meeting),
            "link": f"{settings.KIMPPA_PUBLIC_URL}{address(approval)}",
        }
        subject = _("To be approved: %(title)s") % {"title": title_of(approval.meeting)}
    queue_mail(key=_key(approval), to=person.email, subject=subject[:300], body=body, person=person)


def _key(approval: Approval) -> str:
    return f"minutes-{approval.pk}-{clock.today().isoformat()}"
