"""What the tests of the ways of working begin with."""

import datetime as dt
from collections.abc import Callable, Mapping

import pytest
from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.permissions import SYSTEM
from kimppa.core.proposals.actions import make_link, token_of
from kimppa.meetings.models import StaffLink, Survey
from kimppa.meetings.ways.actions.surveys import count_answer, open_survey

type Answer = Callable[[Survey, Mapping[str, list[int]]], None]


def browser(person: Person | None = None) -> Client:
    client = Client(headers={"accept-language": "fi"})
    if person:
        client.force_login(person)
    return client


def address_of(town: Municipality) -> str:
    """Where the staff of a municipality suggests."""
    link = StaffLink.objects.filter(municipality=town, revoked_at=None).first()
    link = link or make_link(StaffLink, by=SYSTEM, municipality=town, holder="Kirjasto")
    return f"/henkilokunta/{token_of(link)}/"


def answer_all(survey: Survey, answers: Mapping[Municipality, list[int]]) -> None:
    """Count the numbers of each municipality to the survey's first question."""
    question = survey.questions.all()[0]
    for town, numbers in answers.items():
        for number in numbers:
            count_answer(question, town, number)
    count = sum(map(len, answers.values()))
    Survey.objects.filter(pk=survey.pk).update(answers=count)
    survey.refresh_from_db()


@pytest.fixture
def survey(louna: Louna) -> Survey:
    """A survey of a number and of words that is open for three days."""
    return open_survey(
        by=SYSTEM,
        title="Yhteistyön arki",
        closes_on=clock.today() + dt.timedelta(days=3),
        questions=[("Miten menee?", "scale"), ("Mitä muuttaisit?", "words")],
    )
