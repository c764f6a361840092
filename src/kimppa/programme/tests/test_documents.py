"""The documents, read by readers that are not ours."""

import io
import json
import re
import time
from typing import Any

import docx
import openpyxl
import pikepdf
import pytest
from django.test import Client
from django.utils import translation
from docx.oxml.ns import qn

from conftest import Louna
from kimppa.core.files.actions import read
from kimppa.core.releases.models import Release
from kimppa.documents.blocks import Cards, Paragraph, plain_text
from kimppa.documents.docx import render_docx
from kimppa.documents.html import render_html
from kimppa.documents.pdf import render_pdf
from kimppa.documents.tests.readback import needs_pdfinfo, of_docx, of_html, of_pdf, squeezed
from kimppa.programme import actions, reports
from kimppa.programme.document import document
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
    assert kinds.count("/Table") == 2  # what is late, and the sections
    assert kinds.count("/H1") + kinds.count("/H2") + kinds.count("/H3") >= 30


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
    text = text_of(word)
    for action in programme.actions.all():
        assert f"{action.number.removeprefix('2024-')} {action.title}" in text


def text_of(word: Any) -> str:
    """The words of a Word file, tables too, each paragraph on its line."""
    lines = word.element.body.iter(qn("w:p"))
    texts = ("".join(t.text or "" for t in line.iter(qn("w:t"))) for line in lines)
    return "\n".join(" ".join(text.split()) for text in texts)


@needs_pdfinfo
@pytest.mark.parametrize("follow_up", [False, True], ids=["plan", "follow-up"])
def test_the_page_the_pdf_and_the_word_file_say_the_same(
    programme: Programme, follow_up: bool
) -> None:
    with translation.override("fi"):
        whole = document(reports.facts_of(programme, follow_up=follow_up))
    page = squeezed(iter(whole.title)) + of_html(render_html(whole))
    assert of_pdf(render_pdf(whole)) == page
    assert of_docx(render_docx(whole)) == page


def cards_of(facts: dict[str, Any]) -> dict[str, str]:
    with translation.override("fi"):
        blocks = document(facts).blocks
    (cards,) = (block for block in blocks if isinstance(block, Cards))
    return {card.title: f"{card.number} {card.words}" for card in cards.cards}


def lead_of(facts: dict[str, Any]) -> str:
    with translation.override("fi"):
        blocks = document(facts).blocks
    return next(
        plain_text(b.runs) for b in blocks if isinstance(b, Paragraph) and b.voice == "lead"
    )


def test_the_first_page_of_a_plan_says_how_much_is_agreed(programme: Programme) -> None:
    facts = reports.facts_of(programme)
    assert (
        lead_of(facts) == "Vuoden 2024 ohjelmassa on 24 toimenpidettä. Ne koskevat kaikkia kuntia."
    )
    assert cards_of(facts) == {
        "Toimenpiteet": "24 toimenpidettä",
        "Tavoitteet": "8 toimenpiteellä on mitattava tavoite",
        "Vaiheet": "41 vaihetta, joilla on määräpäivä",
    }


def test_the_cards_of_a_plan_have_pictures_with_words(programme: Programme) -> None:
    facts = reports.facts_of(programme)
    with translation.override("fi"):
        page = render_html(document(facts))
    cards = page.partition("Toimenpiteet kokonaisuuksittain")[0]
    assert cards.count("<svg") == 3
    assert "Mitattava tavoite on 8 toimenpiteellä 24:stä." in cards
    assert "Toimenpiteitä kokonaisuuksittain: " in cards
    months = re.search(r"Vaiheet kuukausittain: ([^.]+)\.", cards)[1]
    assert sum(int(number) for number in re.findall(r"\d+", months)) <= 41
    assert "tammikuu" in months
    assert "tehty" not in months


def test_a_plan_that_was_frozen_before_prints_without_the_months(programme: Programme) -> None:
    facts = reports.facts_of(programme)
    for action in facts["actions"]:
        for step in action["steps"]:
            del step["on"]
    with translation.override("fi"):
        page = render_html(document(facts))
    assert "41" in page
    assert "Vaiheet kuukausittain" not in page


def test_the_first_page_of_a_follow_up_says_what_is_done_and_what_is_late(
    programme: Programme,
) -> None:
    facts = reports.facts_of(programme, follow_up=True)
    cards = cards_of(facts)
    assert cards["Toimenpiteet"] == "14/24 toimenpiteestä on valmiina"
    assert cards["Vaiheet"] == "30/41 vaiheesta on tehty"
    assert "kaksi myöhässä ja kaksi tavoitteestaan jäljessä" in lead_of(facts)
    with translation.override("fi"):
        page = render_html(document(facts))
    late = page.partition("Mikä on myöhässä")[2].partition("</table>")[0]
    assert late.count("<tr>") == 1 + 4
    assert "Vaihetta ”Lyhyt kysely kirjastoille” ei ole kirjattu tehdyksi." in late
    assert "30.11.2024" in late


def test_a_municipality_reads_which_actions_are_its_own(louna: Louna, programme: Programme) -> None:
    ypaja, tammela = louna.municipalities["981"], louna.municipalities["834"]
    for number, places in (("2024-09", [ypaja]), ("2024-10", [ypaja, tammela])):
        row = programme.actions.get(number=number)
        actions.change_action(by=louna.coordinator, action=row, municipalities=places)
    assert lead_of(reports.facts_of(programme, ypaja)).endswith(
        "Toimenpiteistä on kaikille kunnille yhteisiä 22, muutaman kunnan yhteisiä yksi ja "
        "Ypäjän omia yksi."
    )
    facts = reports.facts_of(programme)
    assert cards_of(facts)["Kunnittain"] == "2 kunnalla on omia toimenpiteitä"
    with translation.override("fi"):
        page = render_html(document(facts))
    assert "Toimenpiteet, jotka eivät koske kaikkia kuntia: Ypäjä 2, Tammela 1." in page


def test_the_reason_of_a_status_set_by_hand_is_not_for_the_public(
    louna: Louna, programme: Programme
) -> None:
    row = programme.actions.get(number="2024-09")
    reason = "Toimittaja ei vastaa"
    actions.override_status(by=louna.coordinator, action=row, status="late", reason=reason)
    client = Client()
    assert reason not in client.get("/ohjelma/2024/").content.decode()
    client.force_login(louna.coordinator)
    assert reason in client.get("/programme/2024/print/").content.decode()


def test_excel_has_actions_and_steps(louna: Louna, programme: Programme) -> None:
    book = openpyxl.load_workbook(io.BytesIO(fetched(louna, "xlsx")))
    assert book.sheetnames == ["Toimenpiteet", "Vaiheet"]
    rows = list(book["Toimenpiteet"].iter_rows(values_only=True))
    assert len(rows) == 25
    assert rows[0][0] == "Numero"
    states = [row[rows[0].index("Tila")] for row in rows[1:]]
    # Here is no room with events, so the action that counts them lacks its target too.
    words = ("Valmis", "Myöhässä", "Tavoite saavuttamatta")
    assert tuple(map(states.count, words)) == (14, 2, 2)


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
    text = text_of(docx.Document(io.BytesIO(read(word.stored))))
    assert "Hyväksytty: Louna-johtajien kokous 1/2024, § 3" in text
    with translation.override("en"):
        again = actions.freeze_programme(by=louna.coordinator, programme=programme)
    assert again == release


def test_the_approved_text_goes_into_the_document(louna: Louna, programme: Programme) -> None:
    row = programme.actions.get(number="2024-02")
    actions.change_action(
        by=louna.coordinator, action=row, municipalities=None, title="Työnimi", goal="Työtavoite"
    )
    text = text_of(docx.Document(io.BytesIO(fetched(louna, "docx"))))
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
