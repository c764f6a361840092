"""One-time links and the limit of password tries."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import add_person
from kimppa.core.signin.actions import check_password, mail_link, open_link, sign_in_link, use_link
from kimppa.core.signin.models import Outcome, Reason, SignIn
from kimppa.core.signin.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return add_person(
        by=SYSTEM, email="c@example.org", name="C", role="coordinator", password="right"
    )


def token(path: str) -> str:
    return path.rpartition("/")[2]


def attempt(password: str, email: str = "c@example.org", network: str = "10.0.0.1") -> Person:
    request = RequestFactory().post("/sign-in")
    return check_password(request, email=email, password=password, visitor=Visitor(network))


def test_a_link_works_once(person: Person) -> None:
    link = open_link(token(sign_in_link(person)))
    again = open_link(token(sign_in_link(person)))
    assert link is not None
    assert again is not None
    assert use_link(link)
    assert not use_link(again)
    assert open_link(token(sign_in_link(link.person))) is None
    person.refresh_from_db()
    assert open_link(token(sign_in_link(person))) is not None


def test_an_old_or_forged_link_opens_nothing(person: Person) -> None:
    path = sign_in_link(person, life=dt.timedelta(minutes=5))
    assert open_link(token(path) + "x") is None
    assert open_link("nonsense") is None
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=6)):
        assert open_link(token(path)) is None


def test_a_link_dies_with_the_persons_validity(person: Person) -> None:
    path = sign_in_link(person)
    person.valid_to = dt.date(2020, 1, 1)
    person.save()
    assert open_link(token(path)) is None


def test_the_sixth_wrong_password_waits_and_says_how_long(person: Person) -> None:
    for _ in range(5):
        with pytest.raises(ValidationError, match=r"match|täsmää"):
            attempt("wrong")
    with pytest.raises(ValidationError, match="15"):
        attempt("right")
    reasons = SignIn.objects.filter(outcome=Outcome.REFUSED).values_list("reason", flat=True)
    assert sorted(reasons) == [Reason.TOO_MANY, *[Reason.WRONG] * 5]


def test_a_right_password_clears_the_count(person: Person) -> None:
    for _ in range(4):
        with pytest.raises(ValidationError):
            attempt("wrong")
    assert attempt("right") == person
    for _ in range(4):
        with pytest.raises(ValidationError):
            attempt("wrong")
    assert attempt("right", email=" C@Example.org ") == person


def test_one_network_cannot_try_every_address(person: Person) -> None:
    for number in range(50):
        with pytest.raises(ValidationError):
            attempt("wrong", email=f"{number}@example.org", network="10.9.9.9")
    with pytest.raises(ValidationError, match="15"):
        attempt("right", network="10.9.9.9")
    assert attempt("right", network="10.1.1.1") == person


def test_unknown_and_known_addresses_are_answered_alike(person: Person) -> None:
    said = set()
    for email in ("c@example.org", "nobody@example.org"):
        with pytest.raises(ValidationError) as error:
            attempt("wrong", email=email)
        said.add(str(error.value))
    assert len(said) == 1


def test_a_mailed_link_goes_to_known_people_only_and_needs_a_button(person: Person) -> None:
    mail_link(email="nobody@example.org", visitor=Visitor("10.0.0.1"))
    assert not OutgoingMail.objects.exists()
    mail_link(email="C@example.org", visitor=Visitor("10.0.0.1"))
    body = OutgoingMail.objects.get().body
    path = next(word for word in body.split() if "/sign-in/" in word)
    link = open_link(token(path))
    assert link is not None
    assert link.needs_button
    assert token(path) not in str(list(AuditEvent.objects.values()))
