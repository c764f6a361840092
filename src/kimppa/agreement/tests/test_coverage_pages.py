"""The coverage matrix on its page, in Excel and as a PDF; the work behind it."""

import io

import openpyxl
import pikepdf
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kimppa.agreement.coverage.queries import _uneven, coverage_of, coverages_of, lines_of
from kimppa.core import demo
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.queries import tallies_of
from kimppa.core.permissions import SYSTEM
from tests.budgets.consortium import make

URL = "/agreement/2024/coverage/"


def test_every_clause_has_a_row_and_a_state_in_words(coordinator: Client) -> None:
    body = coordinator.get(URL).content.decode()
    assert body.count('<th scope="row">') == 23
    assert "Ei tarvetta" in body


def test_the_room_leads_to_the_matrix_of_the_chosen_year(coordinator: Client) -> None:
    assert coordinator.get("/agreement/coverage/?vuosi=2024").url == URL


def test_without_an_agreement_the_matrix_leads_to_the_beginning(empty: dict[str, Client]) -> None:
    assert empty["coordinator"].get("/agreement/coverage/").url == "/agreement/"
    assert empty["coordinator"].get(URL).status_code == 404


def test_a_reader_sees_the_own_municipality_only(roles: dict[str, Client]) -> None:
    reader = next(one for one in demo.people() if one.role == "reader")
    other = Municipality.objects.exclude(pk=reader.municipality.pk).first()
    body = roles["reader"].get(f"{URL}?kunta={other.code}").content.decode()
    heading = body.split("<h1>")[1].split("</h1>")[0]
    assert reader.municipality.name in heading
    assert other.name not in heading


def test_excel_has_the_same_rows(coordinator: Client) -> None:
    response = coordinator.get(f"{URL}?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    numbers = [str(cell.value) for cell in sheet["A"]]
    assert [n for n in numbers if "." in n and n[0].isdigit()][:2] == ["1.1", "1.2"]
    assert sheet.max_column == 18


def test_the_pdf_is_tagged_and_in_finnish(coordinator: Client) -> None:
    response = coordinator.get(f"{URL}?format=pdf")
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert str(pdf.Root.Lang).startswith("fi")
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "2024" in metadata["dc:title"]


def test_the_work_of_a_clause_is_what_its_row_counts(coordinator: Client) -> None:
    finna = Service.objects.get(slug="finna")
    ebook = Service.objects.get(slug="ekirjasto")
    for service, title in ((finna, "Finnan palaute"), (ebook, "E-kirjaston palaute")):
        record_evidence(by=SYSTEM, topic="feedback", title=title, service=service)
    web = coordinator.get("/agreement/2024/work/1.5/").content.decode()
    library = coordinator.get("/agreement/2024/work/1.10/").content.decode()
    assert "E-kirjaston palaute" not in web
    assert "Finnan palaute" not in library


@pytest.mark.parametrize("month", ["99", "x", "-1"])
def test_a_month_that_is_not_is_404(coordinator: Client, month: str) -> None:
    assert coordinator.get(f"/agreement/2024/work/1.5/?kuukausi={month}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("work", [200, 2_000])
def test_the_matrix_costs_five_queries_whatever_the_number_of_rows(
    work: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = make(municipalities=20, years=2, work=work)
    with django_assert_num_queries(5):
        coverage = coverage_of(made.year)
    assert len(coverage.rows) == 40
    with django_assert_num_queries(5):
        coverage_of(made.year, made.municipalities[3])


@pytest.mark.django_db
def test_work_for_all_spares_asking_who_got_what_and_changes_no_mark(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = make(municipalities=6, years=2, work=1_500)
    years = (made.year - 1, made.year)
    every = list(Duty.objects.values_list("pk", flat=True))
    spared = _uneven(tallies_of([made.year]), lines_of([made.year]), {made.year: []})
    assert len(spared) < Duty.objects.filter(agreement_year=made.year).count()
    shortened = [coverage_of(year) for year in years]
    monkeypatch.setattr("kimppa.agreement.coverage.queries._uneven", lambda *_of: every)
    assert [coverage_of(year) for year in years] == shortened


@pytest.mark.django_db
def test_each_municipality_sees_itself_as_all_see_it() -> None:
    made = make(municipalities=6, years=2, work=1_500)
    marks = [{mark.code: mark.state for mark in row.marks} for row in coverage_of(made.year).rows]
    assert len({state for row in marks for state in row.values()}) > 2
    for place in made.municipalities:
        own = coverage_of(made.year, place)
        assert [row.state for row in own.rows] == [row[place.code] for row in marks]


@pytest.mark.django_db
def test_the_matrices_of_many_years_cost_as_much_as_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    made = make(municipalities=6, years=4, work=800)
    years = range(made.year - 3, made.year + 1)
    with django_assert_num_queries(5):
        together = coverages_of(years)
    assert together == {year: coverage_of(year) for year in years}
