"""The register of decisions as people meet it."""

import datetime as dt
import io

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality
from kimppa.core.decisions.actions import record_decision
from kimppa.core.decisions.models import Decision
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import ask
from kimppa.core.register.actions import save_row
from kimppa.core.tasks.actions import complete_task, create_task
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.reading import undo_address


def kept(text: str, *places: Municipality, year: int = 2024, **more: object) -> Decision:
    return record_decision(
        by=SYSTEM,
        text=text,
        date=dt.date(year, 2, 8),
        municipalities=places,
        **more,  # type: ignore[arg-type]
    )


def given(**more: object) -> dict[str, object]:
    return {
        "text": "Kokouksia pidetään neljä vuodessa.",
        "date": "9.1.2025",
        "meeting": "Johtajien kokous 1/2025",
        "section": "4",
        "topic": "meetings",
        "agreement_year": "",
        "municipalities": ["kaikki"],
        "ratification": "",
    } | more


def test_a_decision_is_added_corrected_and_each_step_undone(louna: Louna) -> None:
    coordinator = louna.client("coordinator")
    page = coordinator.post("/decisions/new/", given(), follow=True).text
    made = Decision.objects.get()
    assert (made.agreement_year, made.section, made.municipalities.count()) == (2025, "4", 0)
    correction = given(text="Kokouksia pidetään viisi.", municipalities=["981"])
    corrected = coordinator.post(f"/decisions/{made.pk}/edit/", correction, follow=True).text
    made.refresh_from_db()
    assert [place.name for place in made.municipalities.all()] == ["Ypäjä"]
    coordinator.post(undo_address(corrected))
    made.refresh_from_db()
    assert (made.text, made.municipalities.count()) == ("Kokouksia pidetään neljä vuodessa.", 0)
    coordinator.post(undo_address(page))
    assert not Decision.objects.exists()


def test_correcting_keeps_a_decision_to_one_that_has_left(louna: Louna) -> None:
    made = kept("Kirjastoauto lakkautetaan.", louna.ypaja, year=2022)
    save_row(louna.ypaja, by=SYSTEM, valid_to=dt.date(2022, 12, 31))
    coordinator = louna.client("coordinator")
    assert 'value="981"' in coordinator.get(f"/decisions/{made.pk}/edit/").text
    correction = given(text="Auto lakkautetaan.", date="8.2.2022", municipalities=["981"])
    assert coordinator.post(f"/decisions/{made.pk}/edit/", correction).status_code == 302
    assert [place.name for place in made.municipalities.all()] == ["Ypäjä"]
    assert 'value="981"' not in coordinator.get("/decisions/new/").text


def test_others_municipalitys_decision_does_not_exist_here(louna: Louna) -> None:
    own, common = kept("Tammelan oma asia", louna.tammela), kept("Yhteinen asia")
    page = louna.client("other-director").get("/decisions/").text
    assert "Yhteinen asia" in page
    assert "Tammelan oma asia" not in page
    assert louna.client("other-director").get(f"/decisions/{own.pk}/").status_code == 404
    for who in ("director", "staff", "reader"):
        assert louna.client(who).get(f"/decisions/{own.pk}/").status_code == 200
        assert louna.client(who).get(f"/decisions/{common.pk}/").status_code == 200


@pytest.mark.parametrize("who", ["director", "staff", "reader"])
def test_only_the_coordinator_writes(louna: Louna, who: str) -> None:
    made, client = kept("Yhteinen asia"), louna.client(who)
    assert client.post("/decisions/new/", given()).status_code == 403
    assert client.post(f"/decisions/{made.pk}/edit/", given()).status_code == 403
    recorded = AuditEvent.objects.get(action="decision.record")
    assert client.post(f"/undo/{recorded.pk}/").status_code == 404
    assert list(Decision.objects.values_list("text", flat=True)) == ["Yhteinen asia"]
    assert "/edit/" not in client.get(f"/decisions/{made.pk}/").text


def test_writing_needs_the_token_of_the_own_page(louna: Louna) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(louna.people["coordinator"])
    assert strict.post("/decisions/new/", given()).status_code == 403
    assert not Decision.objects.exists()


def test_what_is_missing_is_said_at_its_field(louna: Louna) -> None:
    response = louna.client("coordinator").post(
        "/decisions/new/", given(text="", municipalities=[])
    )
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"text", "municipalities"}


def test_year_topic_municipality_and_words_narrow_the_register(louna: Louna) -> None:
    old = kept("Vanha asia", year=2023)
    own = kept("Tammelan kokous", louna.tammela, topic="meetings")
    other = kept("Ypäjän tapahtuma", louna.ypaja, topic="events")
    coordinator = louna.client("coordinator")

    def shown(**query: str) -> set[Decision]:
        return set(coordinator.get("/decisions/", query).context["table"].page)

    assert shown(vuosi="2024") == {own, other}
    assert shown(vuodet="kaikki") == {old, own, other}
    assert shown(topic="events") == {other}
    assert shown(q="kokous") == {own}
    assert shown(kunta="834") == {own}


def test_the_register_goes_to_excel(louna: Louna) -> None:
    kept("Tammelan kokous", louna.tammela, section="5", meeting="SIVLA")
    data = louna.client("coordinator").get("/decisions/", {"format": "xlsx"}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.values)
    assert any("Tammelan kokous" in row and "SIVLA" in row and "Tammela" in row for row in rows)


def test_a_decision_shows_how_far_it_is_confirmed(louna: Louna) -> None:
    question = ask(
        by=SYSTEM,
        origin=("desk", "q"),
        title="Neljä kokousta",
        municipalities=[louna.tammela, louna.ypaja],
    )
    coordinator = louna.client("coordinator")
    coordinator.post("/decisions/new/", given(ratification=question.pk))
    made = Decision.objects.get()
    page = louna.client("director").get(f"/decisions/{made.pk}/").text
    assert "0/2" in page
    assert f"/waiting/{question.pk}/" in page
    again = coordinator.post("/decisions/new/", given(ratification=question.pk))
    assert again.context["form"].errors.keys() == {"ratification"}


def test_twenty_municipalities_cost_few_queries(
    louna: Louna, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    places = [
        Municipality.objects.create(code=f"7{n:02}", name_fi=f"Kunta {n}", position=n + 10)
        for n in range(18)
    ]
    for n in range(60):
        made = kept(f"Päätös {n}", *places[: n % 18])
        made.ratification = ask(
            by=SYSTEM, origin=("desk", f"q{n}"), title=f"Kysymys {n}", municipalities=places
        )
        made.save()
    for who in ("coordinator", "director"):
        client = louna.client(who)
        client.get("/decisions/", {"kunta": "834"})  # from here on the choice is remembered
        with django_assert_max_num_queries(12):
            assert client.get("/decisions/", {"kunta": "834"}).status_code == 200
    client = louna.client("coordinator")
    with django_assert_max_num_queries(12):
        assert client.get(f"/decisions/{made.pk}/").status_code == 200


def test_a_decision_shows_what_came_of_it_and_what_replaced_it(louna: Louna) -> None:
    first = kept("Jatketaan Naxosia.", year=2023, topic="eresource-selection")
    task = create_task(
        by=SYSTEM, title="Irtisano Naxos", topic="eresource-selection", origin=first.origin
    )
    coordinator = louna.client("coordinator")
    assert "Irtisano Naxos" in coordinator.get(f"/decisions/{first.pk}/").text
    complete_task(by=SYSTEM, task=task)
    page = louna.client("director").get(f"/decisions/{first.pk}/").text
    assert "Toteutui 14.1.2025: Irtisano Naxos" in page
    form = given(text="Naxos irtisanotaan.", topic="eresource-selection", replaces=first.pk)
    coordinator.post("/decisions/new/", form)
    later = Decision.objects.get(replaces=first)
    assert "Jatketaan Naxosia." in coordinator.get(f"/decisions/{later.pk}/").text
    page = louna.client("director").get(f"/decisions/{first.pk}/").text
    assert "Korvaava päätös" in page
    assert "9.1.2025: Naxos irtisanotaan." in page


def test_a_decision_replaces_only_an_earlier_one(louna: Louna) -> None:
    later = kept("Naxos irtisanotaan.", year=2025)
    page = louna.client("coordinator").post(
        "/decisions/new/", given(date="8.2.2024", replaces=later.pk)
    ).text  # fmt: skip
    assert "Päätös korvaa vain aiemman." in page
    assert Decision.objects.count() == 1


def test_all_and_one_together_are_asked_rather_than_guessed(louna: Louna) -> None:
    response = louna.client("coordinator").post(
        "/decisions/new/", given(municipalities=["kaikki", "981"])
    )
    assert response.status_code == 422
    assert "Valitse joko kaikki kunnat tai ne" in response.text
    assert not Decision.objects.exists()
