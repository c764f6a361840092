"""What the tests of links for answering a question begin with."""

import datetime as dt

from django.test import Client

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.proposals.actions import address_of
from kimppa.core.ratification.actions import answer
from kimppa.core.ratification.models import AnswerLink, Confirmation, Ratification
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.test_waiting import asked, of

DUE = dt.date(2025, 1, 24)
FORM = "Tallenna vastaus"


def link_of(question: Ratification, place: Municipality) -> AnswerLink:
    return AnswerLink.objects.get(ratification=question, municipality=place)


def letters(question: Ratification) -> list[OutgoingMail]:
    key = f"ratification-{question.pk}-"
    return list(OutgoingMail.objects.filter(key__startswith=key).order_by("pk"))


def words(client: Client, address: str) -> str:
    return " ".join(client.get(address).text.replace("\xa0", " ").split())


def of_tammela(louna: Louna, level: str = "director", **more: object) -> tuple[Confirmation, str]:
    """A question to Tammela and Ypäjä: Tammela's answer and the path of its director's link."""
    question = asked(louna, level, **more)
    return of(question, louna.tammela), address_of(link_of(question, louna.tammela))


def state(own: Confirmation) -> tuple[str, str]:
    own.refresh_from_db()
    return own.state, own.comment


def answered_at_the_desk(louna: Louna, own: Confirmation, who: str = "director") -> int:
    answer(by=louna.people[who], confirmation=own, yes=True)
    return AuditEvent.objects.latest("pk").pk
