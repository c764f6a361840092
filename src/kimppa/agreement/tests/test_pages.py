"""The room's pages, walked as each role."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kimppa.agreement.demo import SOURCE
from kimppa.agreement.models import Agreement, Clause, Party
from kimppa.agreement.queries import price_splits
from kimppa.agreement.tests.walk import after, page, undo_address
from kimppa.core.allocation.models import AllocationKey, KeyShare
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.models import Evidence

pytestmark = pytest.mark.django_db


READ_PAGES = [
    "/agreement/",
    "/agreement/2024/",
    "/agreement/2024/clauses/1.10/",
    "/agreement/2024/terms/",
    "/agreement/2024/coverage/",
    "/agreement/2024/work/1.1/",
    "/agreement/2024/source/",
]
EDIT_PAGES = ["/agreement/import/", "/agreement/2024/sections/1/", "/agreement/2024/terms/edit/"]
POSTS = [
    "/agreement/2024/state/",
    "/agreement/2024/discard/",
    "/agreement/2024/leftover/",
    "/agreement/2024/ratification/",
    "/agreement/2024/sections/2/join/",
    "/agreement/2024/clauses/1.1/",
    "/agreement/2024/clauses/1.1/merge/",
    "/agreement/2024/terms/edit/",
    "/agreement/import/",
]


@pytest.mark.parametrize("url", READ_PAGES)
@pytest.mark.parametrize("role", ["coordinator", "director", "staff", "reader"])
def test_everybody_reads_what_is_in_force(roles: dict[str, Client], role: str, url: str) -> None:
    assert roles[role].get(url).status_code == 200


@pytest.mark.parametrize("role", ["director", "staff", "reader"])
def test_only_the_coordinator_changes(roles: dict[str, Client], role: str) -> None:
    before = list(Duty.objects.values()), list(Agreement.objects.values())
    for url in EDIT_PAGES:
        assert roles[role].get(url).status_code == 403, url
    for url in POSTS:
        assert roles[role].post(url, {"text": "x"}).status_code == 403, url
    for event in AuditEvent.objects.filter(model="agreement.agreement"):
        assert roles[role].post(f"/undo/{event.pk}/").status_code == 404, event.action
    assert (list(Duty.objects.values()), list(Agreement.objects.values())) == before


@pytest.mark.parametrize(
    ("role", "status"), [("coordinator", 200), ("director", 200), ("staff", 404), ("reader", 404)]
)
def test_a_draft_is_seen_by_those_who_decide(
    draft: Client, roles: dict[str, Client], role: str, status: int
) -> None:
    Agreement.objects.create(year=2023, title="Edellinen", state=Agreement.State.IN_FORCE)
    pages = [url for url in READ_PAGES if url != "/agreement/"]
    for url in (*pages, "/agreement/2024/compare/"):
        assert roles[role].get(url).status_code == status, url


def test_the_agreement_stands_in_its_own_words(coordinator: Client) -> None:
    body = page(coordinator, "/agreement/2024/")
    assert Clause.objects.count() == 23
    assert "Lounakirjailijat-verkkosivuston pääkäyttäjätehtävät" in body
    assert SOURCE in body


def test_what_does_not_exist_is_404(coordinator: Client) -> None:
    for url in (
        "/agreement/2023/",
        "/agreement/2024/clauses/9.9/",
        "/agreement/2024/sections/9/",
        "/agreement/2024/compare/",
        "/agreement/import/nonsense/",
    ):
        assert coordinator.get(url).status_code == 404, url


def test_a_clause_is_split_and_the_split_taken_back(draft: Client) -> None:
    before = list(Clause.objects.values("pk", "number", "text"))
    text = Clause.objects.get(number="1.10").text
    body = after(draft, "/agreement/2024/clauses/1.10/split/", at=text.index("sekä"))
    assert Clause.objects.get(number="1.11").text.startswith("sekä ao. palveluun")
    assert Clause.objects.count() == 24
    assert Duty.objects.filter(clause="1.10").count() == 2
    assert Duty.objects.get(clause="1.12").topic == "new-services"
    after(draft, undo_address(body))
    assert list(Clause.objects.values("pk", "number", "text")) == before
    assert Duty.objects.get(clause="1.11").topic == "new-services"


def test_merged_clauses_have_the_duties_of_both(draft: Client) -> None:
    after(draft, "/agreement/2024/clauses/5.1/merge/")
    assert Clause.objects.get(number="5.1").text.endswith("Louna-kirjastotiimin ylläpito")
    topics = list(Duty.objects.filter(clause="5.1").values_list("topic", flat=True))
    assert topics == ["meetings", "teams"]


def test_a_moved_clause_takes_its_duties_along(draft: Client) -> None:
    duty = Duty.objects.get(clause="1.9").pk
    after(draft, "/agreement/2024/clauses/1.9/move/", section="7", position="1")
    moved = Duty.objects.get(pk=duty)
    assert (moved.clause, moved.section, moved.topic) == ("7.1", "7", "film-service")
    assert Duty.objects.filter(clause="7.2", topic="projects").count() == 2


def test_words_are_corrected_and_an_empty_text_refused(draft: Client) -> None:
    after(draft, "/agreement/2024/clauses/1.9/correct/", text="Cineastin   pääkäyttö")
    assert Clause.objects.get(number="1.9").text == "Cineastin pääkäyttö"
    assert Duty.objects.get(clause="1.9").text == "Cineastin pääkäyttö"
    after(draft, "/agreement/2024/clauses/1.9/correct/", status=422, text="  ")
    assert Clause.objects.get(number="1.9").text == "Cineastin pääkäyttö"


def test_what_was_left_out_finds_its_place_again(draft: Client) -> None:
    agreement = Agreement.objects.get()
    agreement.unrecognised = ["Tapahtumien koordinointi"]
    agreement.save()
    after(draft, "/agreement/2024/leftover/", text="0", section="5")
    assert Clause.objects.get(number="5.4").text == "Tapahtumien koordinointi"
    assert Agreement.objects.get().unrecognised == []


def test_a_clause_becomes_a_heading_and_joins_back(draft: Client) -> None:
    after(draft, "/agreement/2024/clauses/1.9/heading/")
    assert Clause.objects.filter(section__number="1").count() == 8
    number = Clause.objects.get(text__startswith="Kuntien yhteisen").section.number
    after(draft, f"/agreement/2024/sections/{number}/join/")
    assert Clause.objects.filter(section__number="1").count() == 11


@pytest.mark.parametrize("verb", ["split", "merge", "move", "heading", "nobody", "correct"])
def test_in_force_the_text_is_locked(coordinator: Client, verb: str) -> None:
    before = list(Clause.objects.values())
    values = {"at": "10", "section": "7", "position": "1", "text": "Toista"}
    status = 422 if verb == "correct" else 200  # what was written stays on the page
    body = after(coordinator, f"/agreement/2024/clauses/1.1/{verb}/", status=status, **values)
    assert "lukittu" in body
    assert list(Clause.objects.values()) == before


def test_an_edit_is_not_undone_over_a_later_one(draft: Client) -> None:
    first = undo_address(after(draft, "/agreement/2024/clauses/1.9/correct/", text="Yksi"))
    after(draft, "/agreement/2024/clauses/1.9/correct/", text="Kaksi")
    assert "myöhemmin" in after(draft, first)
    assert Clause.objects.get(number="1.9").text == "Kaksi"


def test_the_text_of_an_agreement_in_force_is_not_changed_by_an_undo(draft: Client) -> None:
    undo = undo_address(after(draft, "/agreement/2024/clauses/1.9/correct/", text="Yksi"))
    draft.post("/agreement/2024/state/", follow=True)
    assert "lukittu" in after(draft, undo)
    assert Clause.objects.get(number="1.9").text == "Yksi"
    draft.post("/agreement/2024/state/", follow=True)
    after(draft, undo)
    assert Clause.objects.get(number="1.9").text != "Yksi"


def duty_values(**changes: str) -> dict[str, str]:
    values = {
        "duty-TOTAL_FORMS": "2",
        "duty-INITIAL_FORMS": "1",
        "duty-0-id": str(Duty.objects.get(clause="1.9").pk),
        "duty-0-topic": "film-service",
        "duty-0-kind": "duty",
        "duty-0-when": "continuous",
        "duty-0-responsible": "coordinator",
        "duty-1-kind": "duty",
        "duty-1-when": "continuous",
        "duty-1-responsible": "coordinator",
    }
    return values | changes


def test_duties_are_changed_and_added_even_in_force(coordinator: Client) -> None:
    url = "/agreement/2024/clauses/1.9/"
    changes = {
        "duty-0-when": "by",
        "duty-0-day": "31.1.2025",
        "duty-1-topic": "guidance",
        "duty-1-kind": "as_needed",
    }
    body = after(coordinator, url, **duty_values(**changes))
    first, second = Duty.objects.filter(clause="1.9")
    assert (first.due, second.topic, second.kind) == ("by 01-31 +1", "guidance", "as_needed")
    after(coordinator, undo_address(body))
    assert Duty.objects.get(clause="1.9").due == "continuous"


def test_a_removed_duty_leaves_one_without_a_topic(draft: Client) -> None:
    after(draft, "/agreement/2024/clauses/1.9/", **duty_values(**{"duty-0-DELETE": "on"}))
    assert Duty.objects.get(clause="1.9").topic == ""
    body = after(draft, "/agreement/2024/state/")
    assert "1.9" in body
    assert Agreement.objects.get().is_draft


def test_an_agreement_without_parties_leads_to_where_they_are_told(draft: Client) -> None:
    Party.objects.all().delete()
    answer = draft.post("/agreement/2024/state/", follow=True)
    assert answer.redirect_chain[-1][0] == "/agreement/2024/terms/edit/"
    assert "Kerro ensin, mitkä kunnat ovat osapuolia." in answer.content.decode()
    assert answer.content.decode().count("checked") == Municipality.objects.count() > 0


def test_without_municipalities_they_come_first(
    draft: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Party.objects.all().delete()
    monkeypatch.setattr(Municipality, "objects", Municipality.objects.none())
    answer = draft.post("/agreement/2024/state/")
    assert answer["Location"] == "/consortium/"
    assert Agreement.objects.get().is_draft


@pytest.mark.parametrize(
    "changes",
    [
        {"duty-0-when": "by"},
        {"duty-0-when": "within"},
        {"duty-0-topic": "nonsense"},
        {"duty-0-when": "by", "duty-0-day": "1.1.2050"},
    ],
)
def test_a_duty_filled_in_wrongly_says_what_is_missing(
    coordinator: Client, changes: dict[str, str]
) -> None:
    response = coordinator.post("/agreement/2024/clauses/1.9/", duty_values(**changes))
    assert response.status_code == 422
    assert "ds-validation-message" in response.content.decode()
    assert Duty.objects.get(clause="1.9").due == "continuous"


def test_a_duty_of_another_clause_cannot_be_taken(coordinator: Client) -> None:
    other = Duty.objects.get(clause="1.8")
    values = duty_values(**{"duty-0-id": str(other.pk), "duty-0-topic": "authors"})
    after(coordinator, "/agreement/2024/clauses/1.9/", **values)
    assert Duty.objects.get(pk=other.pk).clause == "1.8"
    assert Duty.objects.get(clause="1.9").topic == "authors"


def test_a_section_gets_a_short_name_in_the_navigation(coordinator: Client) -> None:
    values = {"title": "ei väliä", "name": "Tilastot OKM:lle"}
    after(coordinator, "/agreement/2024/sections/2/", **values)
    duty = Duty.objects.get(clause="2.1")
    assert duty.section_title == "Tilastot OKM:lle"


def test_the_price_is_split_to_the_cent_by_every_key(coordinator: Client) -> None:
    parties = [str(m.pk) for m in Municipality.objects.all()]
    assert "ei ole tiedossa" in page(coordinator, "/agreement/2024/terms/")
    body = after(
        coordinator,
        "/agreement/2024/terms/edit/",
        in_force_from="1.1.2024",
        in_force_to="31.12.2024",
        parties=parties,
        price="1000,01",
        allocation_key="",
    )
    assert "1 000,01" in body.replace("\xa0", " ").replace("\u202f", " ")
    agreement = Agreement.objects.get()
    (split,) = price_splits(agreement.price, list(Municipality.objects.all()))
    assert sum(split.parts.values()) == agreement.price


def test_a_price_without_a_key_that_fits_leads_to_where_keys_are_made(
    coordinator: Client,
) -> None:
    KeyShare.objects.filter(municipality__code="834").delete()
    Agreement.objects.update(price=1000)
    body = page(coordinator, "/agreement/2024/terms/")
    assert "Mikään jakoperuste ei anna jokaiselle osapuolelle osaa" in body
    assert 'href="/figures/keys/"' in body
    assert "Hinta kunnittain" not in body


@pytest.mark.parametrize(
    "changes", [{"in_force_to": "1.1.2020"}, {"parties": []}, {"price": "-5"}, {"price": "kallis"}]
)
def test_terms_that_cannot_be_are_refused_whole(
    coordinator: Client, changes: dict[str, object]
) -> None:
    before = list(Agreement.objects.values())
    values: dict[str, object] = {
        "in_force_from": "1.1.2024",
        "in_force_to": "31.12.2024",
        "parties": [str(m.pk) for m in Municipality.objects.all()],
        "price": "100",
    }
    response = coordinator.post("/agreement/2024/terms/edit/", values | changes)
    assert "k-error-summary" in response.content.decode()
    assert list(Agreement.objects.values()) == before


def test_every_party_is_asked_for_a_municipal_decision(coordinator: Client) -> None:
    body = after(coordinator, "/agreement/2024/ratification/")
    assert all(name in body for name in ("Forssa", "Humppila", "Jokioinen", "Tammela", "Ypäjä"))
    assert "0/5" in body
    (undo,) = re.findall(r'action="(/undo/\w+/)"', body)
    coordinator.post(undo)
    assert "ei ole pyydetty" in page(coordinator, "/agreement/2024/terms/")


def test_an_agreement_in_force_is_not_removed(coordinator: Client) -> None:
    after(coordinator, "/agreement/2024/discard/")
    assert Agreement.objects.exists()


@pytest.mark.parametrize("url", [*READ_PAGES[:5], "/agreement/2024/clauses/1.1/"])
def test_pages_cost_a_bounded_number_of_queries(
    coordinator: Client, url: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    coordinator.get(url)
    with django_assert_max_num_queries(14):
        coordinator.get(url)


def test_evidence_is_untouched_by_edits(draft: Client) -> None:
    before = list(Evidence.objects.values())
    after(draft, "/agreement/2024/clauses/1.1/merge/")
    assert list(Evidence.objects.values()) == before


def test_people_without_a_role_see_nothing(roles: dict[str, Client]) -> None:
    stranger = Person.objects.create_person(email="muu@example.org", name="Muu")
    client = Client()
    client.force_login(stranger)
    assert client.get(reverse("agreement:list")).status_code == 403


def test_a_question_shows_what_the_agreement_costs_the_municipality(coordinator: Client) -> None:
    key = AllocationKey.objects.get()
    Agreement.objects.update(price=1000, allocation_key=key)
    after(coordinator, "/agreement/2024/ratification/")
    director = Client()
    director.force_login(Person.objects.get(email="johtaja.tammela@louna.example"))
    shown = page(director, "/waiting/").replace("\xa0", " ").replace("\u202f", " ")
    assert "Sopimuksessa on 23 kohtaa. Vuoden 2024 hinnasta" in shown
    (split,) = price_splits(Decimal(1000), list(Municipality.objects.all()))
    share = str(split.parts["834"]).replace(".", ",")
    assert f"1 000,00 € Tammelan osuus olisi {share} €." in shown
    assert f"<dt>{key.name}</dt><dd>{share} €</dd>" in shown
