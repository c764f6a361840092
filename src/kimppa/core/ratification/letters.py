"""The letter that tells a director of a question put to the municipality."""

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import directors
from kimppa.core.mail.actions import queue_mail
from kimppa.core.ratification.models import Confirmation, Ratification


def tell_directors(ratification: Ratification) -> None:
    """Queue a letter to each director who answers for a municipality that was asked."""
    answers = {
        row.municipality: row for row in ratification.confirmations.select_related("municipality")
    }
    for municipality, person in directors(answers):
        _queue(ratification, answers[municipality], person)


def _queue(ratification: Ratification, answer: Confirmation, person: Person) -> None:
    with translation.override(person.language):
        body = _(
            "Hello,\n\nThe confirmation of %(municipality)s is asked for:\n%(title)s\n\n"
            "Read it and answer here:\n%(link)s\n"
        ) % {
            "municipality": answer.municipality,
            "title": ratification.title,
            "link": f"{settings.KIMPPA_PUBLIC_URL}/waiting/answers/{answer.pk}/",
        }
        if ratification.due:
            asked_by = date_format(ratification.due, "SHORT_DATE_FORMAT")
            body += _("\nAn answer is hoped for by %(day)s.\n") % {"day": asked_by}
        subject = _("Your answer is awaited: %(title)s") % {"title": ratification.title}
    key = f"ratification-{ratification.pk}-{answer.municipality_id}-{person.pk}"
    queue_mail(key=key, to=person.email, subject=subject[:300], body=body, person=person)
