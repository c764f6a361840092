"""A first page of key figures, the agreement line by line, and a page on where they come from."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from django.utils import translation

from kimppa.core.keyfigures import KeyFigure
from kimppa.core.releases.facts import Stamp
from kimppa.documents.blocks import (
    Cards,
    Document,
    Entries,
    Entry,
    Heading,
    ListBlock,
    Paragraph,
    Table,
    plain_text,
)
from kimppa.documents.charts.small import squares
from kimppa.documents.docx import render_docx
from kimppa.documents.html import render_html
from kimppa.documents.pdf import render_pdf
from kimppa.documents.tests.readback import (
    needs_pdfinfo,
    of_docx,
    of_html,
    of_pdf,
    page_count,
    squeezed,
)
from kimppa.report.content import Content, Note, Part, Words
from kimppa.report.document import report_document
from kimppa.report.document.front import pick
from kimppa.report.draft import drafted_lead
from kimppa.report.facts import (
    ActionFact,
    ClauseFacts,
    ComingFact,
    DecisionFact,
    SentenceFact,
    ServiceFact,
    VariantFacts,
    clause_from_json,
    clause_to_json,
)
from kimppa.report.tests.samples import EVENTS, NEW_SERVICES, clause, content, year

DRAFT = Stamp(dt.date(2025, 1, 14))
FROZEN = Stamp(dt.date(2025, 1, 14), version=2, sha256="ab" * 32, reason="Luku 3.1 korjattu")
LATE = ActionFact(
    "6",
    "Viisi kirjailijaesittelyä",
    "late",
    "Tavoite saavuttamatta",
    "Esittelyjä: 3 (tavoite vähintään 5).",
    reason="Kaksi odottaa kirjailijoiden tarkistusta.",
    until=dt.date(2025, 3, 31),
)


@pytest.fixture(autouse=True)
def finnish() -> Iterator[None]:
    with translation.override("fi"):
        yield


def figure(rank: int, title: str, number: str = "5", **values: Any) -> KeyFigure:
    picture = squares(["done"], f"Kuva: {title}.")
    given = {"pictures": (picture,), "source": f"{title}: laskettu."} | values
    return KeyFigure(rank, title, number, "kappaletta", **given)


def whole(*clauses: ClauseFacts, **values: Any) -> Content:
    figures = (figure(10, "Lainat", span=4), figure(20, "Tapahtumat"), figure(30, "Korjattavaa"))
    given: dict[str, Any] = {
        "highlights": (Note("Finnan etusivu uusittiin.", dt.date(2024, 5, 30)),),
        "closing": "Kiitos yhteistyöstä.",
        "figures": (*figures, figure(40, "Lainaajat")),
        "coming": (ComingFact(dt.date(2025, 2, 28), "Käyttöönottopäivä päätetään"),),
    }
    lines = clauses or (EVENTS, *year(sentences=2))
    return content(lines, **(given | values))


def entries(document: Document) -> dict[str, Entry]:
    blocks = (block for block in document.blocks if isinstance(block, Entries))
    return {entry.number: entry for block in blocks for entry in block.entries}


def cards(document: Document) -> dict[str, str]:
    (block,) = (block for block in document.blocks if isinstance(block, Cards))
    return {card.title: f"{card.number} {card.words}" for card in block.cards}


def words(document: Document) -> str:
    parts = []
    for block in document.blocks:
        if isinstance(block, Paragraph | Heading):
            parts.append(plain_text(block.runs))
        elif isinstance(block, ListBlock):
            parts += [plain_text(item) for item in block.items]
        elif isinstance(block, Table):
            parts += [plain_text(cell) for row in block.rows for cell in row]
    return "\n".join(parts)


@needs_pdfinfo
@pytest.mark.parametrize("stamp", [DRAFT, FROZEN], ids=["draft", "frozen"])
def test_the_page_the_pdf_and_the_word_file_say_the_same(stamp: Stamp) -> None:
    document = report_document(whole(), stamp)
    page = squeezed(iter(document.title)) + of_html(render_html(document))
    assert of_pdf(render_pdf(document)) == page
    assert of_docx(render_docx(document)) == page
    assert squeezed(iter("Kuva: Lainat.")) in page


@pytest.mark.parametrize("sentences", [1, 2])
def test_a_year_takes_four_pages(sentences: int) -> None:
    document = report_document(whole(*year(sentences=sentences, length=15)), FROZEN)
    assert page_count(render_pdf(document)) <= 4
    assert len(entries(document)) == 23


def test_the_first_page_shows_the_agreement_and_four_figures() -> None:
    assert cards(report_document(whole(), DRAFT)) == {
        "Sopimus": "19/24 kohdasta on tehty",
        "Lainat": "5 kappaletta",
        "Tapahtumat": "5 kappaletta",
        "Korjattavaa": "5 kappaletta",
        "Lainaajat": "5 kappaletta",
    }


def test_what_was_not_needed_is_not_counted_as_done_anywhere() -> None:
    lines = (EVENTS, replace(NEW_SERVICES, state="no-need"), clause("2.1", "On.", state="ongoing"))
    document = report_document(whole(*lines), DRAFT)
    assert cards(document)["Sopimus"] == "1/3 kohdasta on tehty"
    assert "Yksi käynnissä, yksi ilman tarvetta." in render_html(document)
    assert drafted_lead(VariantFacts("", "", lines)) == (
        "Sopimuksen kolmesta kohdasta yksi on toteutunut, yksi on kesken ja yksi ei ollut tarpeen."
    )


def test_a_figure_that_is_missing_gives_its_place_to_the_next() -> None:
    names = ["Tapahtumat", "Korjattavaa", "Lainaajat", "Käynnit"]
    figures = [figure(n, name) for n, name in enumerate(names)]
    missing = figure(100, "Lainat", number="", pictures=())
    assert pick([*figures, missing]) == figures
    assert pick([*figures[:2], missing]) == [*figures[:2], missing]
    document = report_document(whole(figures=(figures[0], missing)), DRAFT)
    assert cards(document)["Lainat"] == "– kappaletta"


def test_one_figure_at_most_takes_the_wide_place() -> None:
    wide = [figure(n, f"Sarja {n}", span=4) for n in range(3)]
    narrow = [figure(n, f"Luku {n}") for n in range(3, 6)]
    assert pick([*wide, *narrow]) == [wide[0], *narrow]


def test_what_comes_next_names_the_day() -> None:
    text = words(report_document(whole(), DRAFT))
    assert "28.2.2025 mennessä\nKäyttöönottopäivä päätetään" in text


def test_a_coming_delivery_names_its_day_instead_of_being_under_way() -> None:
    sheet = clause("2.1", "Lukuja on 17.", state="ongoing", coming=dt.date(2025, 1, 31))
    document = report_document(whole(sheet, EVENTS), DRAFT)
    assert entries(document)["2.1"].standing == "Tulossa 31.1."
    assert entries(document)["3.1"].standing == "Tehty"


def test_a_partly_done_line_says_what_is_missing_whatever_its_words() -> None:
    lack = "Työtä ei ole kirjattu ajalta heinäkuu–syyskuu."
    meetings = clause("5.1", "Kokouksia oli kolme.", state="partial", label="3/4", lacking=(lack,))
    entry = entries(report_document(whole(meetings), DRAFT))["5.1"]
    assert entry.standing == "Osittain tehty 3/4"
    assert [plain_text(note) for note in entry.notes] == [lack]
    assert clause_from_json(clause_to_json(meetings)) == meetings


def test_actions_stand_at_their_line_and_the_late_ones_with_reason_and_new_date() -> None:
    document = report_document(whole(replace(EVENTS, actions=(LATE,))), DRAFT)
    (note,) = entries(document)["3.1"].notes
    assert plain_text(note) == "Esittelyjä: 3 (tavoite vähintään 5)."
    text = words(document)
    result = "Tavoite saavuttamatta. Esittelyjä: 3 (tavoite vähintään 5)."
    assert f"3.1\nViisi kirjailijaesittelyä\n{result}" in text
    assert "Mikä jäi kesken ja miksi" in text
    assert "Viisi kirjailijaesittelyä\nKaksi odottaa kirjailijoiden tarkistusta.\n31.3.2025" in text


def test_a_line_that_is_late_or_partly_done_is_unfinished_also_without_an_action() -> None:
    meetings = clause(
        "5.1", "Kokouksia oli neljä.", state="partial", lacking=("Syksyltä ei ole työtä.",)
    )
    silent = clause("1.2", state="late")
    text = words(report_document(whole(meetings, silent, replace(EVENTS, actions=(LATE,))), DRAFT))
    assert "5.1 Aihe 5.1\nSyksyltä ei ole työtä.\n–" in text
    assert "1.2 Aihe 1.2\nTyötä ei ole kirjattu.\nei vielä sovittu" in text
    assert "3.1 Viisi kirjailijaesittelyä\n" in text
    assert "3.1 Tapahtumat\n" not in text.partition("Liite")[0]


def test_an_action_of_two_lines_is_unfinished_once() -> None:
    lines = (
        replace(EVENTS, actions=(LATE,), state="partial"),
        replace(EVENTS, number="3.2", actions=(LATE,), state="partial"),
    )
    text = words(report_document(whole(*lines), DRAFT))
    assert text.count("Viisi kirjailijaesittelyä\nKaksi odottaa") == 1
    assert text.count("3.1, 3.2\nViisi kirjailijaesittelyä\nTavoite saavuttamatta.") == 1


def test_a_reader_is_told_what_the_names_are_and_what_it_cost() -> None:
    services = (
        ServiceFact("Mikromarc", "Kirjastojärjestelmä", "Axiell"),
        ServiceFact("Quria", "Kirjastojärjestelmä"),
    )
    cost = "Sopimuksen hinta oli 84 000 €, josta Tammelan osuus oli 15 540 €."
    text = words(report_document(whole(services=services, cost=cost), DRAFT))
    assert "Kirjastojärjestelmä: Mikromarc (Axiell), Quria." in text
    assert cost in text
    assert "mitä palvelut maksoivat" not in text
    assert "raportti ei kerro, mitä palvelut maksoivat" in words(report_document(whole(), DRAFT))


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Esittelyjä valmistui kolme; tavoite oli viisi.", True),
        ("Esittelyjä valmistui 3; tavoite oli 5.", True),
        ("Esittelyjä valmistui kolme.", False),
    ],
)
def test_a_target_that_the_text_tells_is_not_said_again(text: str, is_told: bool) -> None:
    said = replace(EVENTS, actions=(LATE,), sentences=(SentenceFact(text),))
    notes = entries(report_document(whole(said), DRAFT))["3.1"].notes
    assert (notes == ()) is is_told


def test_a_late_action_without_a_new_date_says_so() -> None:
    late = replace(LATE, until=None, reason="")
    text = words(report_document(whole(replace(EVENTS, actions=(late,))), DRAFT))
    assert "Viisi kirjailijaesittelyä\nTavoite saavuttamatta.\nei vielä sovittu" in text


def test_decisions_are_told_once_with_their_meeting() -> None:
    lines = (EVENTS, replace(EVENTS, number="3.2"))
    document = report_document(whole(*lines), DRAFT)
    assert words(document).count("14.3.2024\nUutiset jaetaan kunnittain.\n2/2024") == 1
    assert ">Kokous</th>" in render_html(document)


def test_decisions_of_two_bodies_name_each() -> None:
    board = DecisionFact(dt.date(2024, 5, 2), "Maksut pysyvät.", "Lautakunta 3/2024 § 7")
    nowhere = DecisionFact(dt.date(2024, 6, 2), "Kesällä on lyhyet aukiolot.")
    decisions = (*EVENTS.decisions, board, nowhere)
    text = words(report_document(whole(replace(EVENTS, decisions=decisions)), DRAFT))
    assert "\nUutiset jaetaan kunnittain.\nKokous 2/2024\n" in text
    assert "\nMaksut pysyvät.\nLautakunta 3/2024 § 7\n" in text
    assert "\nKesällä on lyhyet aukiolot.\n–\n" in text


def test_how_a_section_stands_is_said_as_at_its_lines() -> None:
    day = dt.date(2025, 1, 31)
    sheets = [clause(f"2.{n}", "Luku.", state="ongoing", coming=day) for n in (1, 2)]
    events = [clause("3.1", "On."), replace(clause("3.2", "On."), state="partial", label="1/2")]
    alone = replace(clause("4.1", "On."), state="partial", label="1/2")
    text = words(report_document(whole(*sheets, *events, alone), DRAFT))
    front = text.partition("Sopimuksen tilanne")[2].partition("Mitä seuraavaksi")[0]
    assert "Kaksi tulossa 31.1." in front
    assert "Yksi tehty, yksi osittain tehty" in front
    assert "Osittain tehty 1/2" in front


def test_a_persons_words_stand_alone_with_one_sentence_of_own_figures() -> None:
    part = Part(EVENTS, Words("Tapahtumia oli paljon.", "5 tapahtumaa."))
    document = report_document(replace(whole(), parts=(part,)), DRAFT)
    (text,) = entries(document)["3.1"].text
    assert plain_text(text) == "Tapahtumia oli paljon. Tammela: 5 tapahtumaa."


def test_the_matrix_has_names_months_and_states() -> None:
    lines = (EVENTS, replace(clause("1.2", "Tehty."), handwritten_only=True))
    matrix = next(
        block
        for block in report_document(whole(*lines, code="", municipality=""), DRAFT).blocks
        if isinstance(block, Table) and block.dense
    )
    assert [column.title for column in matrix.columns][:3] == ["Kohta", "tammi", "helmi"]
    rows = [[plain_text(cell) for cell in row] for row in matrix.rows]
    assert rows[0] == ["3.1 Tapahtumat", *["2"] * 12, "Tehty"]
    assert rows[1][-1] == "Tehty *"


def test_sources_and_provenance_stand_on_the_last_page() -> None:
    text = words(report_document(whole(), FROZEN))
    assert "Lainat: laskettu." in text
    assert "Versio 2, jäädytetty 14.1.2025." in text
    assert "ab" * 32 in text
    assert "Uuden version syy: Luku 3.1 korjattu" in text
    assert not report_document(whole(), FROZEN).provisional


def test_without_sources_no_heading_promises_them() -> None:
    assert "Mistä luvut tulevat" in words(report_document(whole(), FROZEN))
    text = words(report_document(whole(figures=()), FROZEN))
    assert "Mistä luvut tulevat" not in text
    assert "Versio 2, jäädytetty 14.1.2025." in text


def test_examples_are_named_once() -> None:
    made_up = replace(EVENTS, sentences=(replace(EVENTS.sentences[0], example=True),))
    text = words(report_document(whole(made_up), DRAFT))
    assert text.count("Esimerkki") == 1
    assert "Esimerkki" not in words(report_document(whole(), DRAFT))


def test_the_pdf_says_its_language_title_and_headings() -> None:
    pdf = pikepdf.open(io.BytesIO(render_pdf(report_document(whole(), FROZEN))))
    assert str(pdf.Root.Lang).lower().startswith("fi")
    with pdf.open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"
        assert meta["dc:title"] == "Toimenpideohjelman toteutuminen 2024"


def test_the_same_facts_give_the_same_files() -> None:
    assert render_pdf(report_document(whole(), FROZEN)) == render_pdf(
        report_document(whole(), FROZEN)
    )
