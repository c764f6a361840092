"""The letter that asks a participant to approve the minutes."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.mail.actions import write_to
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
    assert approval.person is not None
    write_to(
        approval.person,
        key=_key(approval),
        subject=_("To be approved: %(title)s"),
        body=_(
            "Hello,\n\n%(title)s\n\nRead the minutes and approve them, or propose a correction. "
            "The link is yours alone:\n%(link)s\n"
        ),
        words=lambda: {"title": title_of(approval.meeting)},
        link=address(approval),
    )


def _key(approval: Approval) -> str:
    return f"minutes-{approval.pk}-{clock.today().isoformat()}"
