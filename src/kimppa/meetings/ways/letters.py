"""The letter with the answer to a suggestion."""

from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.core.language import official_language
from kimppa.core.mail.actions import queue_mail
from kimppa.core.mail.models import OutgoingMail
from kimppa.meetings.models import Suggestion


def key_of(suggestion: Suggestion) -> str:
    """What the keys of its letters begin with."""
    return f"{suggestion.key}-answer-"


def write_answer(suggestion: Suggestion) -> None:
    """Queue the answer to who suggested it: a colleague who may still sign in, or the address that
    was left with it. An example writes to nobody.
    """
    person = suggestion.person if suggestion.person and suggestion.person.in_use else None
    address = person.email if person else suggestion.email
    if not address or suggestion.example:
        return
    language = person.language if person else official_language(suggestion.municipality)
    words = {"title": suggestion.title, "answer": suggestion.answer}
    with translation.override(language):
        subject = _("Your suggestion: %(title)s") % words
        body = _(
            "Hello,\n\nyou suggested: %(title)s\n\n%(answer)s\n\nThank you for the suggestion.\n"
        )
    count = OutgoingMail.objects.filter(key__startswith=key_of(suggestion)).count()
    queue_mail(
        key=f"{key_of(suggestion)}{count + 1}",
        to=address,
        subject=subject,
        body=body % words,
        person=person,
    )
