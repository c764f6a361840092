"""Duplicates in the room: found, explained, previewed, and judged for good."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Louna
from kimppa.catalogue.duplicates.actions import judge
from kimppa.catalogue.duplicates.groups import SURE, DuplicateGroup, stored_groups
from kimppa.catalogue.models import Check
from kimppa.catalogue.models.duplicates import Pair, Search
from kimppa.catalogue.queries import findings_of
from kimppa.catalogue.tests.conftest import examples as examples
from kimppa.catalogue.tests.conftest import signed_in, text_of
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import undo
from kimppa.jobs.worker import Worker
from kimppa.marc.pairing.groups import TIE
from tests.undone import lost_fields


@pytest.fixture
def client(louna: Louna) -> Client:
    return signed_in(louna.coordinator)


def groups(check: Check) -> list[DuplicateGroup]:
    return stored_groups(findings_of(check).checked.folder)


def searched(client: Client, check: Check) -> Search:
    client.post("/catalogue/duplicates/search/")
    Worker().drain()
    return Search.objects.get(check_of=check)


def address(check: Check, one: DuplicateGroup, rest: str = "") -> str:
    return f"/catalogue/checks/{check.pk}/duplicates/{one.number}/{rest}"


def test_a_search_finds_groups_and_tells_how_many(client: Client, examples: Check) -> None:
    search = searched(client, examples)
    found = groups(examples)
    assert search.groups == sum(one.kind == SURE for one in found) > 0
    assert search.doubtful == sum(one.kind != SURE for one in found)
    assert search.records == sum(len(one.members) for one in found if one.kind == SURE)
    page = text_of(client.get("/catalogue/duplicates/"))
    assert f"{len(found)} riviä" in page
    assert found[0].title in page


def test_who_cannot_search_is_told_who_does_and_led_on(louna: Louna, examples: Check) -> None:
    Search.objects.all().delete()
    page = signed_in(louna.directors["834"]).get("/catalogue/duplicates/")
    assert "Pääkäyttäjä etsii ne kustakin viennistä." in text_of(page)
    assert 'href="/catalogue/">Luettelo nyt' in page.content.decode()


def test_a_group_tells_why_and_which_record_is_best_kept(client: Client, examples: Check) -> None:
    ties = {one.reason == TIE: one for one in groups(examples) if one.kind == SURE}
    for tie, one in ties.items():
        page = text_of(client.get(address(examples, one)))
        assert ("Yhtä hyvät" in page) is tie
        assert ("Kannattaa säilyttää" in page) is not tie
        assert "pistettä sadasta" in page
        assert all(member.name in page for member in one.members)


def test_a_doubtful_pair_tells_why_a_person_is_asked(client: Client, examples: Check) -> None:
    for one in groups(examples):
        page = text_of(client.get(address(examples, one)))
        assert ("Epävarmaa" in page) is (one.kind != SURE)


def test_a_merge_is_previewed_field_by_field_whichever_is_kept(
    client: Client, examples: Check
) -> None:
    one = next(one for one in groups(examples) if one.kind == SURE)
    first, second = one.members[:2]
    page = text_of(client.get(address(examples, one, "merge/")))
    assert f"Säilytetään: {first.name}." in page
    assert f"$z{second.number}" in page
    other = text_of(client.get(address(examples, one, f"merge/?pidetaan={second.rec}")))
    assert f"Säilytetään: {second.name}." in other
    assert first.number in other


def test_what_is_said_of_a_pair_holds_in_the_next_search(client: Client, examples: Check) -> None:
    one = next(one for one in groups(examples) if one.kind == SURE and len(one.members) == 2)
    a, b = one.pairs[0]
    given = {"a": a, "b": b, "same": "no", "note": "Eri painos"}
    assert client.post(address(examples, one, "judge/"), given).status_code == 302
    assert "Eri painos" in text_of(client.get(address(examples, one)))
    searched(client, examples)
    assert all(one.pairs != [(a, b)] for one in groups(examples))
    pair = Pair.objects.get()
    assert "Eri painos" in text_of(client.get("/catalogue/duplicates/pairs/"))
    assert "Eri painos" not in text_of(client.get("/catalogue/duplicates/pairs/?haku=ei-ole"))
    file = client.get("/catalogue/duplicates/pairs.txt").content.decode()
    assert file == f"{a}\t{b}\tnot\n"
    path = f"/catalogue/duplicates/pairs/{pair.pk}/take-back/"
    assert client.post(path, {"all": "1"}).status_code == 302
    undo = AuditEvent.objects.filter(action="catalogue.unsame").latest("pk")
    client.post(reverse("ui:undo", args=[undo.batch]))
    assert Pair.objects.get().note == "Eri painos"
    assert client.post(path, {"all": "1"}, follow=True).redirect_chain
    assert not Pair.objects.exists()
    assert client.post(path, {"all": "1"}).status_code == 302, "somebody was quicker"
    searched(client, examples)
    assert any(one.pairs == [(a, b)] for one in groups(examples))


def test_a_pair_that_is_in_no_group_is_not_judged(client: Client, examples: Check) -> None:
    one, other = groups(examples)[:2]
    given = {"a": one.members[0].number, "b": other.members[0].number, "same": "yes"}
    response = client.post(address(examples, one, "judge/"), given, follow=True)
    assert "Ryhmät on etsitty sillä välin uudelleen" in text_of(response)
    assert not Pair.objects.exists()


def test_staff_see_groups_with_records_of_their_own_alone(louna: Louna, examples: Check) -> None:
    staff = signed_in(louna.staff["981"])
    for one in groups(examples):
        own = any("ypä" in member.owners for member in one.members)
        assert staff.get(address(examples, one)).status_code == (200 if own else 404)
    assert staff.post("/catalogue/duplicates/search/").status_code == 403


def test_pages_take_few_queries(
    client: Client, examples: Check, django_assert_max_num_queries
) -> None:
    one = groups(examples)[0]
    client.get("/catalogue/work/")  # what every page reads once and remembers
    for path in (
        "/catalogue/duplicates/",
        address(examples, one),
        address(examples, one, "merge/"),
    ):
        with django_assert_max_num_queries(12):
            assert client.get(path).status_code == 200


def test_a_changed_judgement_comes_back_with_its_note(louna: Louna) -> None:
    numbers = ("(FI-A)1", "(FI-A)2")
    by = louna.coordinator
    pair = judge(by=by, numbers=numbers, same=True, note="Sama painos", example=False)
    judge(by=by, numbers=numbers, same=False, note="Eri kääntäjä", example=False)
    event = AuditEvent.objects.filter(object_id=str(pair.pk)).latest("pk")
    undo(by=by, events=[event])
    assert lost_fields([event]) == {f"catalogue.pair {pair.pk}": {"said_at"}}  # it is said again
    pair.refresh_from_db()
    assert (pair.same, pair.note) == (True, "Sama painos")
