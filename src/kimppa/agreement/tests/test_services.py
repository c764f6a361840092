"""Clauses that name a service are offered a link to it, whatever the register calls it."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kimppa.agreement.meaning.services import Registered, known_as, lacking, service_of
from kimppa.agreement.models import Agreement
from kimppa.agreement.reading import suggester
from kimppa.agreement.tests.walk import after, page, undo_address
from kimppa.agreement.text.tree import ClauseText
from kimppa.core.consortium.models import Service
from kimppa.core.duties.models import Duty

LIBRARY = Registered(1, "yhteinen", ("Kuntien yhteinen e-kirjasto",))
OWN = Registered(2, "satutunti", ("Satutuntivaraukset",))
REGISTER = [LIBRARY, OWN]


def test_the_register_may_use_codes_of_its_own() -> None:
    assert known_as(LIBRARY) == {"ekirjasto"}
    assert service_of("ekirjasto", "", REGISTER) == LIBRARY.id
    assert service_of("finna", "", REGISTER) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Henkilökunnan opastus satutuntivarauksissa", None),
        ("Henkilökunnan opastus Satutuntivaraukset-palvelussa", OWN.id),
        ("Henkilökunnan opastus", None),
    ],
)
def test_a_service_the_data_does_not_know_is_found_by_its_name(
    text: str, found: int | None
) -> None:
    assert service_of(None, text, REGISTER) == found


def test_a_name_is_found_in_cases() -> None:
    own = Registered(3, "x", ("Hämeen kokoelma",))
    assert service_of(None, "Hämeen kokoelman ylläpito", [own]) == own.id
    assert service_of(None, "Hämeen kirjaston ylläpito", [own]) is None


def test_two_named_services_say_nothing() -> None:
    both = [Registered(1, "a", ("Aapinen",)), Registered(2, "b", ("Beppe",))]
    assert service_of(None, "Aapisen ja Aapinen Beppen", both) is None


def test_what_the_register_lacks_is_told() -> None:
    assert lacking(["quria", None, "ekirjasto", "quria"], REGISTER) == ["quria"]


def test_suggested_duties_carry_the_registers_service() -> None:
    suggest = suggester(2024, [LIBRARY])
    clause = ClauseText("1.1", "Kuntien yhteisen e-kirjaston pääkäyttäjätehtävät")
    (first, *_rest) = suggest(clause, "")
    assert first.service_id == LIBRARY.id


@pytest.mark.django_db
def test_a_draft_read_before_the_register_is_linked_afterwards(
    draft: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    linked = dict(Duty.objects.filter(service__isnull=False).values_list("pk", "service__slug"))
    assert set(linked.values()) >= {"mikromarc", "quria", "finna", "cineast"}
    Duty.objects.update(service=None)
    with django_assert_max_num_queries(14):
        body = page(draft, "/agreement/2024/")
    assert "Nämä kohdat nimeävät palvelun" in body
    assert "<strong>Quria</strong>" in body
    body = after(draft, "/agreement/2024/services/")
    assert "Nämä kohdat nimeävät palvelun" not in body
    now = dict(Duty.objects.filter(service__isnull=False).values_list("pk", "service__slug"))
    assert now == linked
    after(draft, undo_address(body))
    assert not Duty.objects.filter(service__isnull=False).exists()


@pytest.mark.django_db
def test_the_import_shows_services_and_what_the_register_lacks(
    empty: dict[str, Client], louna: bytes
) -> None:
    Service.objects.filter(slug="quria").update(slug="muu", name_fi="Muu järjestelmä")
    client = empty["coordinator"]
    body = after(client, "/agreement/import/", text=louna.decode())
    assert ">Mikromarc</span>" in body
    assert "Sopimus nimeää myös: Quria" in body
    assert not Agreement.objects.exists()
