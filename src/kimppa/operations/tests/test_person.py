"""`kimppa person link` lets somebody in again, and says why it cannot."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.signin.models import Outcome, SignIn

pytestmark = pytest.mark.django_db
EMAIL = "paakayttaja@kimppa.example"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def person() -> Person:
    """A coordinator whose first link has been used."""
    call_command("setup", name="Esimerkkikirjastot", email=EMAIL, stdout=StringIO())
    Client().get(link())
    return Person.objects.get()


def link(email: str = EMAIL) -> str:
    out = StringIO()
    call_command("person", "link", email, stdout=out)
    return out.getvalue().strip()


@pytest.mark.parametrize("email", [EMAIL, f" {EMAIL.upper()} "])
def test_a_new_link_opens_the_desk_once(person: Person, email: str) -> None:
    url = link(email)
    first, second = Client(), Client()
    assert first.get(url, follow=True).context["user"] == person
    assert not second.get(url, follow=True).context["user"].is_authenticated


def test_the_sign_in_log_shows_who_was_let_in(person: Person) -> None:
    SignIn.objects.all().delete()
    link()
    assert SignIn.objects.get().outcome == Outcome.LINK_SENT
    assert SignIn.objects.get().person == person


def deactivate(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)


def end(person: Person) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    Person.objects.filter(pk=person.pk).update(valid_to=yesterday)


def end_the_role(person: Person) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    Membership.objects.filter(person=person).update(valid_to=yesterday)


@pytest.mark.parametrize(
    ("change", "words"),
    [(deactivate, "ei avautuisi"), (end, "voimassaolo"), (end_the_role, "ei ole tänään roolia")],
)
def test_who_may_not_come_in_gets_no_link(person: Person, change: object, words: str) -> None:
    assert callable(change)
    change(person)
    SignIn.objects.all().delete()
    with pytest.raises(CommandError, match=words) as refusal:
        link()
    assert EMAIL in str(refusal.value)
    assert not SignIn.objects.exists()


def test_an_unknown_address_is_named(person: Person) -> None:
    with pytest.raises(CommandError, match=r"muu@kimppa\.example"):
        link("muu@kimppa.example")


def test_a_coordinator_whose_role_has_ended_steers_nothing(
    person: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    assert Membership.objects.get().role == Role.COORDINATOR
    end_the_role(person)
    with pytest.raises(SystemExit):
        call_command("check", language="en")
    assert "is a coordinator" in capsys.readouterr().out
