"""The documents, read by readers that are not ours."""

import io
import json
import time

import docx
import openpyxl
import pikepdf
import pytest
from django.test import Client
from django.utils import translation

from conftest import Louna
from kimppa.core.files.actions import read
from kimppa.core.releases.models import Release
from kimppa.programme import actions, reports
from kimppa.programme.models import Programme


def fetched(louna: Louna, kind: str, query: str = "") -> bytes:
    client = Client()
    client.force_login(louna.coordinator)
    response = client.get(f"/programme/2024/download/{kind}/{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == reports.MEDIA_TYPES[kind]
    assert f".{kind}" in response["Content-Disposition"]
    return response.content


def test_the_pdf_is_accessible(louna: Louna, programme: Programme) -> None:
    with pikepdf.open(io.BytesIO(fetched(louna, "pdf"))) as pdf:
        assert str(pdf.Root.Lang).startswith("fi")
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == programme.title
        kinds = [str(item) for item in structure(pdf.Root.StructTreeRoot)]
    assert kinds.count("/Table") == 1
    assert kinds.count("/H1") + kinds.count("/H2") >= 8


def structure(node: pikepdf.Object) -> list[pikepdf.Object]:
    found = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting.extend(list(one))
        elif isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                found.append(one["/S"])
            if "/K" in one:
                waiting.append(one["/K"])
    return found


def test_word_has_headings_and_every_action(louna: Louna, programme: Programme) -> None:
    word = docx.Document(io.BytesIO(fetched(louna, "docx")))
    headings = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert "Tilastot" in headings
    assert "2024-02 Vaihto Mikromarcista Quriaan" in headings
    assert sum(text.startswith("2024-") for text in headings) == 24
    assert len(word.tables) == 1
    assert len(word.tables[0].rows) == 25


def test_excel_has_actions_and_steps(louna: Louna, programme: Programme) -> None:
    book = openpyxl.load_workbook(io.BytesIO(fetched(louna, "xlsx")))
    assert book.sheetnames == ["Toimenpiteet", "Vaiheet"]
    rows = list(book["Toimenpiteet"].iter_rows(values_only=True))
    assert len(rows) == 25
    assert rows[0][0] == "Numero"
    states = [row[rows[0].index("Tila")] for row in rows[1:]]
    # Here is no room with events, so the action that counts them is late too.
    assert (states.count("Valmis"), states.count("Myöhässä")) == (14, 4)


def test_a_municipalitys_own_version_holds_only_what_concerns_it(
    louna: Louna, programme: Programme
) -> None:
    row = programme.actions.get(number="2024-09")
    actions.change_action(
        by=louna.coordinator, action=row, municipalities=[louna.municipalities["834"]]
    )
    book = openpyxl.load_workbook(io.BytesIO(fetched(louna, "xlsx", "?kunta=981")))
    numbers = [row[0] for row in book["Toimenpiteet"].iter_rows(values_only=True)]
    assert "2024-09" not in numbers
    assert len(numbers) == 24
    word = docx.Document(io.BytesIO(fetched(louna, "docx", "?kunta=981")))
    assert any("Ypäjä" in paragraph.text for paragraph in word.paragraphs)


def test_the_delivered_files_are_the_plan_in_finnish_whoever_froze_them(
    louna: Louna, programme: Programme
) -> None:
    release = Release.objects.get(kind="programme")
    assert release.title == "Toimenpideohjelma 2024"
    facts = json.loads(release.facts)
    assert len(facts["actions"]) == 24
    assert "status" not in facts["actions"][0]
    names = [file.name for file in release.files.all()]
    assert names == [f"toimenpideohjelma-2024.{kind}" for kind in ("docx", "pdf", "xlsx")]
    word = release.files.get(name="toimenpideohjelma-2024.docx")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(read(word.stored))).paragraphs)
    assert "Hyväksytty: Louna-johtajien kokous 1/2024, § 3" in text
    with translation.override("en"):
        again = actions.freeze_programme(by=louna.coordinator, programme=programme)
    assert again == release


def test_the_approved_text_goes_into_the_document(louna: Louna, programme: Programme) -> None:
    row = programme.actions.get(number="2024-02")
    actions.change_action(
        by=louna.coordinator, action=row, municipalities=None, title="Työnimi", goal="Työtavoite"
    )
    word = docx.Document(io.BytesIO(fetched(louna, "docx")))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Työnimi" not in text
    assert "Työtavoite" not in text
    assert "Vaihto Mikromarcista Quriaan" in text


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "a\x00b", "日本語 ☂", "<script>x</script>", "*_`#"]
)
def test_odd_text_makes_whole_files(louna: Louna, programme: Programme, text: str) -> None:
    actions.reopen(by=louna.coordinator, programme=programme, reason="x")
    facts = reports.facts_of(programme)
    facts["actions"][0]["title"] = facts["actions"][0]["goal"] = text
    for kind in ("pdf", "docx", "xlsx"):
        assert reports.rendered(facts, reports.kind_of(kind)).data


def test_an_unknown_kind_is_not_found(louna: Louna, programme: Programme) -> None:
    client = Client()
    client.force_login(louna.coordinator)
    assert client.get("/programme/2024/download/exe/").status_code == 404


def test_an_empty_programme_makes_a_document(louna: Louna) -> None:
    empty = actions.create_programme(by=louna.coordinator, year=2031)
    facts = reports.facts_of(empty)
    for kind in ("pdf", "docx", "xlsx"):
        assert reports.rendered(facts, reports.kind_of(kind)).data


def test_the_pdf_of_a_year_takes_half_a_second(programme: Programme) -> None:
    facts = reports.facts_of(programme)
    reports.rendered(facts, "pdf")
    facts["title"] += " 2"
    begun = time.process_time()
    reports.rendered(facts, "pdf")
    print(f"programme PDF: {time.process_time() - begun:.2f} s CPU")
