"""Figures with their provenance."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
from pytest_django import DjangoAssertNumQueries

from kimppa.core.allocation.actions import create_key
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.models import Municipality
from kimppa.core.figures.actions import Provenance, record_figure
from kimppa.core.figures.models import Figure, Variable
from kimppa.core.files.actions import keep
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.models import Ratification
from kimppa.core.register.actions import record_population, save_row
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.reading import undo_address


def recorded(place: Municipality | None, value: int | None, name: str) -> None:
    variable, _created = Variable.objects.get_or_create(
        code=name.lower(), defaults={"name_fi": name, "unit": "kpl"}
    )
    record_figure(
        by=SYSTEM,
        variable=variable,
        year=2024,
        value=None if value is None else Decimal(value),
        municipality=place,
        provenance=Provenance(
            source="Mikromarc", rule="loans", rule_version="1", as_of=dt.date(2024, 12, 31)
        ),
    )


def test_a_director_sees_the_own_and_the_common_figures_with_their_source(louna: Louna) -> None:
    recorded(louna.tammela, 1234, "Lainat")
    recorded(louna.ypaja, 77, "Poistot")
    recorded(None, 9, "Verkkokäynnit")
    client = louna.client("director")
    page = client.get("/figures/?vuosi=2024").content.decode().partition("<main")[2]
    for word in ("1\xa0234", "Mikromarc", "Mitattu"):
        assert word in page, word
    assert "loans 1" not in page
    assert "Poistot" not in page.partition("<tbody")[2]
    everything = client.get("/figures/?vuosi=2024&kunta=kaikki").content.decode()
    rows = everything.partition("<tbody")[2]
    assert "Verkkokäynnit" in rows
    assert "Poistot" not in rows


def test_a_director_sees_the_own_trend_beside_what_others_have_published(louna: Louna) -> None:
    variable = Variable.objects.create(code="lainat", name_fi="Lainat", unit="lainaa")
    for place, year, value, rule in (
        (louna.tammela, 2021, 200, "published"),
        (louna.tammela, 2022, 100, "published"),
        (louna.tammela, 2024, 150, "loans"),
        (louna.ypaja, 2021, 70, "published"),
        (louna.ypaja, 2022, 77, "published"),
        (louna.ypaja, 2024, 88, "loans"),
    ):
        record_figure(
            by=SYSTEM,
            variable=variable,
            year=year,
            value=Decimal(value),
            municipality=place,
            provenance=Provenance(
                source="OKM", rule=rule, rule_version="1", as_of=dt.date(year, 12, 31)
            ),
        )
    page = louna.client("director").get("/figures/?vuosi=2024").text
    card = page.partition('class="k-trends"')[2].partition("Hae taulukosta")[0]
    assert "<strong>150</strong>" in card
    assert "vuonna 2024; +50 % vuodesta 2022" in card
    assert "ei tietoja vuosilta 2023" in card
    assert 'aria-label="Lainat, Tammela: 2021 200, 2024 150"' in card
    assert 'aria-label="Lainat, Ypäjä: 2021 70, 2022 77"' in card
    assert card.index("Lainat, Tammela") < card.index("Lainat, Ypäjä")
    assert "88" not in card
    assert "muista julkaistut, viimeksi 2022" in card
    assert "Muista kunnista näkyvät julkaistut luvut" in page
    whole = louna.client("coordinator").get("/figures/?vuosi=2024").text
    assert "<strong>238</strong>" in whole
    assert "muista julkaistut" not in whole
    assert "Muista kunnista näkyvät" not in whole
    assert "k-trends" not in louna.client("coordinator").get("/figures/?vuosi=2024&page=1").text


def test_a_missing_figure_says_so(louna: Louna) -> None:
    recorded(louna.tammela, None, "Lainat")
    page = louna.client("director").get("/figures/?vuosi=2024").content.decode()
    assert "Puuttuu" in page


def test_another_years_figures_are_elsewhere(louna: Louna) -> None:
    recorded(louna.tammela, 5, "Lainat")
    excel = louna.client("coordinator").get("/figures/?vuosi=2024&format=xlsx")
    assert excel["Content-Disposition"].count("luvut-2024")


def loans(place: Municipality | None, value: int | None, year: int = 2024, **more: str) -> Figure:
    variable, _created = Variable.objects.get_or_create(
        code="loans", defaults={"name_fi": "Lainat"}
    )
    return record_figure(
        by=SYSTEM,
        variable=variable,
        year=year,
        value=value,
        municipality=place,
        provenance=Provenance(**({"source": "Mikromarc"} | more)),
    )


def test_what_was_allocated_is_never_shown_as_measured(louna: Louna) -> None:
    made = loans(louna.tammela, 40, origin=Figure.Origin.ALLOCATED)
    page = louna.client("director").get(f"/figures/{made.pk}/").text.partition("<main")[2]
    assert "Jaettu" in page
    assert "Mitattu" not in page
    rows = louna.client("director").get("/figures/?vuosi=2024").text.partition("<tbody")[2]
    assert "Jaettu" in rows
    assert "Mitattu" not in rows


def test_a_figure_shows_its_provenance_earlier_values_and_years(louna: Louna) -> None:
    loans(louna.tammela, 900, 2022)
    loans(louna.tammela, 1000, rule="lainat", rule_version="1")
    made = loans(louna.tammela, 1234, rule="lainat", rule_version="2")
    response = louna.client("director").get(f"/figures/{made.pk}/")
    page = response.text
    for words in ("1\xa0234", "lainat 2", "1\xa0000", "lainat 1", "<svg", "900"):
        assert words in page, words
    assert response.context["beside"] is None
    assert "Ypäjä" not in page.partition("<main")[2]


def test_the_coordinator_sees_the_municipalities_side_by_side(louna: Louna) -> None:
    made, other = loans(louna.tammela, 10), loans(louna.ypaja, 20)
    response = louna.client("coordinator").get(f"/figures/{made.pk}/")
    assert list(response.context["beside"].page) == [made, other]


def test_anothers_figure_does_not_exist_here(louna: Louna) -> None:
    other = loans(louna.ypaja, 77)
    for who in ("director", "staff", "reader"):
        assert louna.client(who).get(f"/figures/{other.pk}/").status_code == 404
        assert louna.client(who).get(f"/figures/{other.pk}/source").status_code == 404
    assert louna.client("other-director").get(f"/figures/{other.pk}/").status_code == 200


def test_a_source_file_goes_only_to_those_who_may_see_all_its_figures(louna: Louna) -> None:
    own = keep(b"lainat;10", name="tammela.csv", media_type="text/csv")
    shared = keep(b"lainat;10;20", name="kaikki.csv", media_type="text/csv")
    mine = loans(louna.tammela, 10, 2023, sha256=own.sha256)
    common = loans(louna.tammela, 10, sha256=shared.sha256)
    loans(louna.ypaja, 20, sha256=shared.sha256)
    director, coordinator = louna.client("director"), louna.client("coordinator")
    assert director.get(f"/figures/{mine.pk}/source").content == b"lainat;10"
    assert director.get(f"/figures/{common.pk}/source").status_code == 404
    assert coordinator.get(f"/figures/{common.pk}/source").content == b"lainat;10;20"


def test_a_sum_is_split_under_each_key_and_sums_exactly(louna: Louna) -> None:
    for kind, weights in (("population", (6000, 2300)), ("equal", (1, 1))):
        create_key(
            by=SYSTEM,
            name=kind.title(),
            kind=kind,
            as_of=dt.date(2024, 1, 1),
            weights=dict(zip((louna.tammela, louna.ypaja), weights, strict=True)),
        )
    for who in ("coordinator", "director", "staff", "reader"):
        answer = louna.client(who).get("/figures/keys/", {"total": "1001", "unit": "1"})
        assert "Sama summa kullakin jakoperusteella" in answer.text
    data = louna.client("reader").get(
        "/figures/keys/", {"total": "100,01", "unit": "0.01", "format": "xlsx"}
    )
    rows = list(openpyxl.load_workbook(io.BytesIO(data.content)).active.values)
    numbers = [row[1:] for row in rows if row[0] in {"Tammela", "Ypäjä", "Yhteensä"}]
    assert len(numbers) == 3
    for column in zip(*numbers, strict=True):
        first, second, whole = (round(Decimal(str(one)) * 100) for one in column)
        assert first + second == whole == 10001
    wrong = louna.client("reader").get("/figures/keys/", {"total": "1,5", "unit": "1"})
    assert wrong.context["form"].errors.keys() == {"total"}
    assert louna.client("reader").get("/figures/keys/", {"total": "x"}).status_code == 200


def test_no_keys_teach(louna: Louna) -> None:
    assert "Ei vielä jakoperusteita" in louna.client("staff").get("/figures/keys/").text


def test_many_figures_cost_few_queries(
    louna: Louna, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for year in range(2010, 2025):
        made = loans(louna.tammela, year, year)
    client = louna.client("coordinator")
    for path in ("/figures/?vuosi=2024", f"/figures/{made.pk}/", "/figures/keys/?total=5&unit=1"):
        client.get(path)
        with django_assert_max_num_queries(14):
            assert client.get(path).status_code == 200


def new_key(kind: str, **given: object) -> dict[str, object]:
    values = {"name": f"Jako {kind}", "as_of": "1.1.2025", "confirm": "director"}
    return values | {f"weight-{code}": "1" for code in ("834", "981")} | given


def test_a_key_is_made_from_the_population_and_put_to_the_municipalities(louna: Louna) -> None:
    for place, value in ((louna.tammela, 5832), (louna.ypaja, 2193)):
        provenance = Provenance(source="Tilastokeskus", as_of=dt.date(2024, 12, 31))
        record_population(
            by=SYSTEM, municipality=place, year=2024, value=value, provenance=provenance
        )
    client = louna.client("coordinator")
    page = client.get("/figures/keys/new/population/").content.decode()
    assert 'value="5 832"' in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Tilastokeskus" in page
    assert 'value="Väkiluku 31.12.2024"' in page
    told = client.post(
        "/figures/keys/new/population/",
        new_key("population", **{"weight-834": "5 832", "weight-981": "2193,0"}),
        follow=True,
    )
    assert "72,7" in told.content.decode()
    key = AllocationKey.objects.get()
    assert {s.municipality.code: s.weight for s in key.shares.all()} == {"834": 5832, "981": 2193}
    assert key.ratification
    assert "- Tammela: 5832" in key.ratification.text
    assert {one.municipality.code for one in key.ratification.confirmations.all()} == {"834", "981"}
    client.post(undo_address(told.content.decode()))
    assert not AllocationKey.objects.exists()
    assert Ratification.objects.get().withdrawn_at


def test_a_key_that_splits_nothing_is_refused_and_one_in_equal_parts_asks_no_values(
    louna: Louna,
) -> None:
    client = louna.client("coordinator")
    nothing = new_key("agreed", **{"weight-834": "0", "weight-981": "0"})
    refused = client.post("/figures/keys/new/agreed/", nothing)
    assert refused.status_code == 422
    assert "suurempi kuin nolla" in refused.content.decode()
    client.post("/figures/keys/new/equal/", new_key("equal", confirm=""))
    key = AllocationKey.objects.get()
    assert key.ratification is None
    assert {share.weight for share in key.shares.all()} == {1}
    assert client.get("/figures/keys/new/muu/").status_code == 404


def test_in_january_a_key_may_split_among_one_that_left_with_the_year(louna: Louna) -> None:
    save_row(louna.ypaja, by=SYSTEM, valid_to=dt.date(2024, 12, 31))
    client = louna.client("coordinator")
    form = client.get("/figures/keys/new/agreed/").context["form"]
    assert {"834", "981"} <= {code for code, _name in form.fields["among"].choices}
    assert "981" not in form.fields["among"].initial
    client.post("/figures/keys/new/agreed/", new_key("agreed", among=["834", "981"]))
    both = AllocationKey.objects.get()
    assert {one.municipality.code for one in both.shares.all()} == {"834", "981"}
    unsaid = new_key("agreed", among=["834"], **{"weight-834": ""})
    assert "Anna arvo" in client.post("/figures/keys/new/agreed/", unsaid).text
    client.post("/figures/keys/new/equal/", new_key("equal", among=["834"]))
    equal = AllocationKey.objects.exclude(pk=both.pk).get()
    assert [one.municipality.code for one in equal.shares.all()] == ["834"]
