"""Samples: drawn by fixed lots, judged by the branch, and told with their size."""

import pytest
from django.test import Client

from conftest import Louna
from kimppa.catalogue.models import Check, PlaceCount
from kimppa.catalogue.models.sampling import Drawn
from kimppa.catalogue.sampling.queries import Precision, lots
from kimppa.catalogue.tests.conftest import examples as examples
from kimppa.catalogue.tests.conftest import signed_in, text_of
from kimppa.core.audit.models import AuditEvent


@pytest.fixture
def slug(examples: Check) -> str:
    """The rule of which Tammela has most findings, without the demo's own sample."""
    Drawn.objects.all().delete()
    rows = PlaceCount.objects.filter(count_of__check_of=examples, branch__code="tam")
    return rows.order_by("-findings", "pk")[0].count_of.rule.slug


@pytest.fixture
def client(louna: Louna) -> Client:
    return signed_in(louna.coordinator)


def drawn(client: Client, slug: str, size: int = 5) -> list[Drawn]:
    response = client.post(f"/catalogue/rules/{slug}/sample/draw/", {"size": size})
    assert response.status_code == 302
    return list(Drawn.objects.filter(branch__code="tam"))


def say(client: Client, slug: str, one: Drawn, verdict: str, note: str = "") -> int:
    given = {"drawn": one.pk, "verdict": verdict, "note": note}
    url = f"/catalogue/rules/{slug}/sample/?toimipiste=tam"
    return client.post(url, given).status_code


def test_lots_are_fixed_and_a_larger_sample_begins_with_the_smaller() -> None:
    few, more = lots(("a", "b"), 1000, 5), lots(("a", "b"), 1000, 20)
    assert more[:5] == few
    assert lots(("a", "c"), 1000, 5) != few
    assert sorted(lots(("a",), 3, 50)) == [0, 1, 2]


def test_what_a_sample_leaves_open_shrinks_with_its_size() -> None:
    small, large = Precision(10, 10, 9).interval, Precision(100, 100, 90).interval
    assert small[0] < large[0] < 0.9 < large[1] < small[1]
    assert Precision(0, 0, 0).interval == (0.0, 1.0)


def test_a_sample_is_drawn_once_and_grows(client: Client, slug: str) -> None:
    before = AuditEvent.objects.filter(action="catalogue.draw").count()
    first = {(one.rec, one.fno, one.at) for one in drawn(client, slug)}
    assert {(one.rec, one.fno, one.at) for one in drawn(client, slug)} == first
    assert len(first) <= 5
    grown = {(one.rec, one.fno, one.at) for one in drawn(client, slug, 50)}
    assert first <= grown
    assert AuditEvent.objects.filter(action="catalogue.draw").count() == before + 3


def test_staff_judge_their_own_and_the_rules_page_tells_the_share(
    louna: Louna, client: Client, slug: str
) -> None:
    rows = drawn(client, slug)
    staff = signed_in(louna.staff["834"])
    assert say(staff, slug, rows[0], "true") == 302
    assert say(staff, slug, rows[1], "false") == 422  # not without a word
    assert say(staff, slug, rows[1], "false", "Oikein näin") == 302
    page = text_of(staff.get(f"/catalogue/rules/{slug}/"))
    assert "1 / 2 katsotusta havainnosta oli vikoja (50" in page
    assert "Oikein näin" in text_of(staff.get(f"/catalogue/rules/{slug}/sample/"))
    assert say(staff, slug, rows[1], "") == 302
    assert "1 / 1 katsotusta" in text_of(staff.get(f"/catalogue/rules/{slug}/"))


def test_another_municipalitys_sample_is_not_there(louna: Louna, client: Client, slug: str) -> None:
    rows = drawn(client, slug)
    other = signed_in(louna.staff["981"])
    assert say(other, slug, rows[0], "true") == 404
    assert not Drawn.objects.exclude(verdict="").exists()
    page = text_of(other.get(f"/catalogue/rules/{slug}/sample/?toimipiste=tam"))
    assert "Tammelan kirjasto" not in page


def test_a_page_takes_few_queries(client: Client, slug: str, django_assert_max_num_queries) -> None:
    drawn(client, slug, 50)
    client.get("/catalogue/work/")  # what every page reads once and remembers
    with django_assert_max_num_queries(12):
        assert client.get(f"/catalogue/rules/{slug}/sample/").status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(f"/catalogue/rules/{slug}/").status_code == 200


def test_a_verdict_leads_to_the_next_finding_that_nobody_has_looked_at(
    client: Client, slug: str
) -> None:
    rows = drawn(client, slug)
    url = f"/catalogue/rules/{slug}/sample/?toimipiste=tam"

    def led(one: Drawn, verdict: str) -> str:
        given = {"drawn": one.pk, "verdict": verdict}
        return client.post(url, given).headers["Location"].partition("#")[2]

    assert led(rows[1], "true") == f"drawn-{rows[2].pk}"
    assert led(rows[0], "true") == f"drawn-{rows[2].pk}"
    assert led(rows[-1], "true") == f"drawn-{rows[2].pk}"
    assert led(rows[0], "") == f"drawn-{rows[0].pk}"
