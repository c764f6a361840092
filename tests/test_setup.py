"""An empty instance is made ready by one command, once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from kimppa.core.consortium.models import Consortium, Person

pytestmark = pytest.mark.django_db


def make_ready(email: str = "paakayttaja@kimppa.example") -> str:
    out = StringIO()
    call_command("setup", name="Esimerkkikirjastot", email=email, stdout=out)
    return out.getvalue().strip()


def test_the_first_coordinator_gets_a_link_that_signs_in() -> None:
    link = make_ready()
    response = Client().get(link, follow=True)
    assert response.status_code == 200
    assert Consortium.objects.get().short_name == "Esimerkkikirjastot"


def test_an_instance_in_use_is_not_set_up_again() -> None:
    make_ready()
    with pytest.raises(CommandError, match="already"):
        make_ready("toinen@kimppa.example")
    assert Person.objects.count() == 1


def test_a_wrong_address_is_refused_before_anything_is_written() -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        make_ready("ei osoite")
    assert not Consortium.objects.exists()
