"""The letters about what has come by a link: to its sender, and to whoever decides."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.rhythm import Rhythm
from kimppa.core.language import official
from kimppa.core.mail.actions import queue_mail, write_to
from kimppa.core.proposals.models import ProposalLink


def tell_sender(
    link: ProposalLink | None, *, key: str, title: str, address: str, accepted: bool, reason: str
) -> None:
    """Tell the holder of a link, if it has an address, what has become of what was sent.

    `key` is the matter's own; `address` is the path where the holder reads more. Example links
    write to nobody.
    """
    if link is None or not link.email or link.example:
        return
    words = {"title": title, "reason": reason, "link": settings.KIMPPA_PUBLIC_URL + address}
    with official(link.municipality):
        if accepted:
            subject = _("Accepted: %(title)s") % words
            body = _(
                "Hello,\n\nwhat you sent has been accepted and is public: %(title)s\n\n%(link)s\n"
            )
        else:
            subject = _("Not accepted as it is: %(title)s") % words
            body = _(
                "Hello,\n\nwhat you sent has not been accepted as it is: %(title)s\n\n"
                "The reason: %(reason)s\n\nYou can correct it here:\n%(link)s\n"
            )
        queue_mail(key=key, to=link.email, subject=subject, body=body % words)


def tell_deciders(
    people: Iterable[Person], *, key: str, title: str, holder: str, address: str
) -> None:
    """Tell those who may decide, and want to be told at once, that something waits.

    The others have it on their lists, and in their letter of what is to be done. `key` is the
    matter's own, `address` the path where it is decided on.
    """
    for person in people:
        if person.rhythm == Rhythm.AT_ONCE:
            write_to(
                person,
                key=f"{key}-{person.pk}",
                subject=gettext_lazy("Proposed: %(title)s"),
                body=gettext_lazy(
                    "Hello,\n\n%(holder)s proposes: %(title)s\n\n"
                    "Look at it, and accept it or not:\n%(link)s\n"
                ),
                words=lambda: {"title": title, "holder": holder},
                link=address,
            )
