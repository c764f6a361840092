"""Web visits on the desk: fetched or read, looked at, split, split by another key."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.allocation.actions import create_key
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.connections.actions import add
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.figures.models import Figure
from kimppa.core.permissions import SYSTEM
from kimppa.sources.tests.conftest import Running, running
from kimppa.sources.tests.matomoserver import TOKEN
from kimppa.statistics.models import VisitCount, VisitSource, WebVisits
from kimppa.statistics.sheets.releases import SHEETS, sheets_of
from kimppa.statistics.visits import actions as visits_actions
from kimppa.statistics.visits.actions import fetch_visits, set_visits
from kimppa.statistics.visits.queries import outcomes
from kimppa.statistics.years.actions import begin
from kimppa.statistics.years.topics import WEB
from kimppa.ui.numbers import number

PAGE = "/statistics/2024/web-visits/"


@pytest.fixture(scope="session")
def matomo() -> Iterator[Running]:
    yield from running("matomoserver.py")


@pytest.fixture
def desk(january: Louna) -> Client:
    client = Client()
    client.force_login(january.coordinator)
    return client


def text(response: object) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]
    return " ".join(plain.split())


def standing() -> dict[str, Figure]:
    rows = Figure.objects.filter(variable__code="KAY_web", year=2024, replaced_at__isnull=True)
    return {row.municipality.code: row for row in rows if row.municipality}


def service(slug: str = "finna") -> Service:
    return Service.objects.get(slug=slug)


def population() -> AllocationKey:
    return AllocationKey.objects.filter(kind="population")[0]


def of_loans() -> AllocationKey:
    loans = Figure.objects.filter(
        variable__code="LAI_total", year=2024, replaced_at__isnull=True, municipality__isnull=False
    )
    weights = {row.municipality: row.value for row in loans if row.municipality and row.value}
    return create_key(
        by=SYSTEM, name="Lainat 2024", kind="loans", as_of=loans[0].recorded_at.date(),
        weights=weights, source="lainat-2024.csv",
    )  # fmt: skip


def source(matomo: Running, **told: object) -> VisitSource:
    return add(
        VisitSource,
        by=SYSTEM,
        service=service("lounakirjailijat"),
        address=matomo.make(**told),
        site=3,
        credential="MATOMO",
    )


@pytest.fixture
def token(settings: Any, matomo: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.KIMPPA_OUTBOUND_ALLOW = matomo.allow
    monkeypatch.setenv("KIMPPA_SOURCE_SECRET_MATOMO", TOKEN)


def test_visits_are_fetched_looked_at_and_split(desk: Client, matomo: Running, token: None) -> None:
    whole = standing()
    months = {month: 100 + month for month in range(1, 13) if month != 7}
    made = source(matomo, months=months)
    page = desk.post(f"{PAGE}fetch/{made.pk}/", follow=True)
    count = VisitCount.objects.get(fetched=True)
    assert page.request["PATH_INFO"] == f"/statistics/web-visits/count/{count.pk}/"
    assert "Puuttuu" in text(page)
    assert TOKEN not in page.content.decode()
    assert {code: one.value for code, one in standing().items()} == {
        code: one.value for code, one in whole.items()
    }
    given = {"key": population().pk, "method": "Botit ja henkilökunta pois.", "series_break": ""}
    page = desk.post(f"/statistics/web-visits/count/{count.pk}/", given, follow=True)
    assert "Kuukaudet ilman lukua" in text(page)
    row = WebVisits.objects.get(service__slug="lounakirjailijat")
    assert row.visits == sum(months.values())
    assert row.missing == [7]
    found = standing()
    assert sum(one.value or 0 for one in found.values()) == 118_460 + sum(months.values())
    assert found["981"].origin == "allocated"
    sheet = SHEETS.drafts(sheets_of(WEB, 2024), list(Municipality.objects.filter(code="981")))[
        0
    ].facts
    told = {one["service"]: one for one in sheet["shared"]}
    assert told[row.service.name_fi]["missing_months"] == [7]
    assert "Botit ja henkilökunta pois." in told[row.service.name_fi]["method"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"faults": ["status:401"]}, "ei hyväksy tunnusta"),
        ({"faults": ["text:<html>"]}, "ei ole Matomoa"),
        ({"faults": ['text:{"result": "error", "message": "Ei oikeutta"}']}, "Ei oikeutta"),
        ({"faults": ["status:503"] * 2}, "503"),
    ],
)
def test_what_goes_wrong_is_told_and_nothing_is_kept(
    desk: Client, matomo: Running, token: None, told: dict[str, list[str]], said: str
) -> None:
    made = source(matomo, **told)
    before = VisitCount.objects.count()
    assert said in text(desk.post(f"{PAGE}fetch/{made.pk}/", follow=True))
    assert VisitCount.objects.count() == before


def test_a_token_that_is_nowhere_and_a_year_to_come_are_told(desk: Client, matomo: Running) -> None:
    made = source(matomo)
    assert "MATOMO" in text(desk.post(f"{PAGE}fetch/{made.pk}/", follow=True))
    begin(by=SYSTEM, year=2031)
    page = desk.post(f"/statistics/2031/web-visits/fetch/{made.pk}/", follow=True)
    assert "kokonaista kuukautta" in text(page)


@pytest.mark.parametrize(
    ("day", "year", "last_month"),
    [
        (dt.date(2025, 1, 1), 2024, 12),
        (dt.date(2025, 1, 31), 2025, None),
        (dt.date(2025, 2, 1), 2025, 1),
        (dt.date(2025, 2, 28), 2025, 1),
        (dt.date(2025, 12, 31), 2025, 11),
        (dt.date(2026, 1, 1), 2025, 12),
    ],
)
def test_only_whole_months_are_asked_for(
    matomo: Running, january: Louna, monkeypatch: pytest.MonkeyPatch,
    day: dt.date, year: int, last_month: int | None,
) -> None:  # fmt: skip
    asked = []

    def ask(_source: VisitSource, _year: int, last: int) -> None:
        asked.append(last)
        raise LookupError

    monkeypatch.setattr(visits_actions, "_ask_source", ask)
    made = source(matomo)
    clock.set_day(day)
    with pytest.raises(LookupError if last_month else ValidationError):
        fetch_visits(by=january.coordinator, visit_source=made, year=year)
    assert asked == ([last_month] if last_month else [])


def test_a_matomo_without_visits_gives_no_nought(
    desk: Client, matomo: Running, token: None
) -> None:
    page = desk.post(f"{PAGE}fetch/{source(matomo).pk}/", follow=True)
    assert "ei ole sama kuin 0" in text(page)
    assert 'name="key"' not in page.content.decode()


def test_a_file_is_looked_at_and_its_faults_named(desk: Client) -> None:
    def bring(content: bytes) -> object:
        given = {"service": service().pk, "file": SimpleUploadedFile("finna.csv", content)}
        return desk.post(f"{PAGE}file/", given, follow=True)

    page = bring(b"Kuukausi;K\xe4ynnit\n2024-01;100\n2024-02;-3\n")
    assert "B3" in text(page)
    count = VisitCount.objects.order_by("-pk")[0]
    address = f"/statistics/web-visits/count/{count.pk}/"
    assert desk.post(address, {"key": population().pk}).status_code == 422
    assert WebVisits.objects.get(service=service()).visits == 118_460
    bring(b"Kuukausi;K\xe4ynnit\n2024-01;100\n2024-02;300\n")
    count = VisitCount.objects.order_by("-pk")[0]
    address = f"/statistics/web-visits/count/{count.pk}/"
    assert desk.post(address, {"key": ""}).status_code == 422
    desk.post(address, {"key": population().pk})
    assert WebVisits.objects.get(service=service()).visits == 400
    assert standing()["061"].source_sha256 == count.stored.sha256
    refused = desk.post(
        f"{PAGE}file/",
        {"service": service().pk, "file": SimpleUploadedFile("x.xlsx", b"PK nothing")},
    )
    assert refused.status_code == 422


def test_a_file_that_looks_like_a_matomos_answer_is_only_a_bad_table(desk: Client) -> None:
    given = {"service": service().pk, "file": SimpleUploadedFile("x.csv", b'{"visits": 5}')}
    assert "sarakkeet" in text(desk.post(f"{PAGE}file/", given, follow=True))


def test_visits_of_one_municipality_are_its_own(desk: Client) -> None:
    before = standing()["981"].value or Decimal(0)
    town = Municipality.objects.get(code="981")
    given = {"service": service("lounakirjailijat").pk, "municipality": town.pk, "visits": "1000"}
    refused = desk.post(PAGE, {**given, "key": population().pk})
    assert refused.status_code == 422
    desk.post(PAGE, given)
    assert standing()["981"].value == before + 1000
    sheet = SHEETS.drafts(sheets_of(WEB, 2024), [town])[0].facts
    assert [one["part"] for one in sheet["shared"] if not one["key"]] == [1000]
    row = WebVisits.objects.get(municipality=town)
    desk.post(f"/statistics/web-visits/{row.pk}/remove/")
    assert standing()["981"].value == before


def test_every_key_is_compared_and_switching_breaks_the_series(desk: Client) -> None:
    found = {one.candidate.kind: one for one in outcomes(2024)}
    assert list(found) == list(AllocationKey.Kind)
    assert found["population"].effect("981") == 0
    assert found["loans"].candidate.key == 0
    for kind in ("population", "loans", "active-borrowers", "equal"):
        parts = found[kind].parts
        assert parts is not None
        assert sum(parts.values()) == 118_460
    assert found["measured"].parts is None
    page = desk.get(f"{PAGE}keys/")
    assert "Ypäjä" in text(page)
    assert desk.get(f"{PAGE}keys/?erotformat=xlsx")["Content-Type"].endswith("sheet")
    begin(by=SYSTEM, year=2023)
    set_visits(by=SYSTEM, year=2023, service=service(), visits=100, key=population())
    before = {code: one.value for code, one in standing().items()}
    key = of_loans()
    page = desk.post(f"{PAGE}keys/{key.pk}/", follow=True)
    assert "uuden version" in text(page)
    after = standing()
    assert {code: one.value for code, one in after.items()} != before
    assert sum(one.value or 0 for one in after.values()) == 118_460
    assert after["061"].rule_version == str(key.pk)
    sheet = SHEETS.drafts(sheets_of(WEB, 2024), list(Municipality.objects.filter(code="981")))[
        0
    ].facts
    assert sheet["shared"][0]["key_before"] == "Väkiluku"
    assert "Sarja katkeaa" in text(desk.get(PAGE)) or "Sarjan katko" in text(desk.get(PAGE))


def test_sources_are_added_and_removed(desk: Client) -> None:
    address = "/statistics/web-visits/sources/"
    given = {
        "service": service().pk,
        "address": "https://matomo.example.org/",
        "site": "4",
        "credential": "finna",
    }
    refusal = desk.post(f"{address}add/", given)
    assert refusal.status_code == 422
    assert 'value="finna"' not in refusal.content.decode()
    desk.post(f"{address}add/", {**given, "credential": "FINNA"})
    made = VisitSource.objects.get(site=4)
    assert "https://matomo.example.org/ (4)" in text(desk.get(address))
    assert "FINNA" in text(desk.get(made.get_absolute_url()))
    desk.post(f"{address}{made.pk}/remove/")
    assert not VisitSource.objects.filter(site=4).exists()


def test_a_question_on_the_key_shows_the_own_visits_by_each_key(
    desk: Client, january: Louna
) -> None:
    question = population().ratification
    assert question is not None
    by_kind = {outcome.candidate.kind: outcome for outcome in outcomes(2024)}
    client = Client()
    client.force_login(january.directors["981"])
    shown = text(client.get(f"/waiting/{question.pk}/"))
    assert "Vuoden 2024 verkkokäynneistä Ypäjän osuus olisi" in shown
    for kind in ("population", "loans", "equal"):
        outcome = by_kind[kind]
        words = f"{outcome.candidate.name} {number(outcome.part('981'), 0)}"
        assert " ".join(words.split()) in shown
