"""What next year's paper knows of what people did with this year's."""

import re

import pytest
from django.test import Client

from kimppa.agreement.models import Clause, Paper
from kimppa.agreement.structure.mending import LineAt, Verb, mended
from kimppa.agreement.structure.remembering import remember
from kimppa.agreement.tests.selkavesi import line, make_paper, press, url, words
from kimppa.agreement.tests.walk import after, page
from kimppa.agreement.text.paper import PaperLine, Role
from kimppa.agreement.text.tree import AgreementText, ClauseText, SectionText, tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(empty: dict[str, Client]) -> Client:
    return empty["coordinator"]


def agreement(year: int, *clauses: str, notes: tuple[str, ...] = ()) -> AgreementText:
    parts = tuple(ClauseText(f"1.{n}", text) for n, text in enumerate(clauses, start=1))
    return AgreementText("Sopimus", year, "", (SectionText("1", "Työt", parts, notes),))


def read_again(
    *lines: PaperLine, earlier: AgreementText, year: int = 2025
) -> list[tuple[str, str, Role]]:
    return [(at.key, at.line.text, at.line.role) for at in _lines(lines, [earlier], year)]


def _lines(lines: tuple[PaperLine, ...], earlier: list[AgreementText], year: int) -> list[LineAt]:
    known, mends = remember(lines, earlier, year)
    return mended(known, mends)


class TestSplitsAndJoins:
    def test_what_was_split_is_split_where_it_was(self) -> None:
        before = agreement(2024, "Forssa hoitaa sivut,", "ja Ypäjä kokoaa tilastot 2024.")
        whole = line(Role.DUTY, "Forssa hoitaa sivut, ja Ypäjä  kokoaa tilastot 2025.", 0, "1.1")
        assert read_again(whole, earlier=before) == [
            ("1", "Forssa hoitaa sivut,", Role.DUTY),
            ("1-21", "ja Ypäjä  kokoaa tilastot 2025.", Role.DUTY),
        ]

    def test_each_part_plays_the_part_that_it_had(self) -> None:
        before = agreement(2024, "Forssa hoitaa sivut.", notes=("(a) Sivut ovat yhteiset.", "Ja."))
        whole = line(Role.DUTY, "Sivut ovat yhteiset. Forssa hoitaa sivut. Ja.", 1, "(a)")
        assert read_again(whole, earlier=before) == [
            ("1", "Sivut ovat yhteiset.", Role.TEXT),
            ("1-21", "Forssa hoitaa sivut.", Role.DUTY),
            ("1-42", "Ja.", Role.TEXT),
        ]

    def test_what_was_joined_is_joined(self) -> None:
        before = agreement(
            2024, "Forssa vastaa Helle-kirjastojen sivuista ja Ypäjä tilastoista 2024."
        )
        lines = (
            line(Role.TEXT, "Forssa vastaa Helle-"),
            line(Role.TEXT, "kirjastojen sivuista"),
            line(Role.DUTY, "ja Ypäjä tilastoista 2025."),
            line(Role.TEXT, "Muuta ei sovita."),
        )
        assert read_again(*lines, earlier=before) == [
            ("1", "Forssa vastaa Helle-kirjastojen sivuista ja Ypäjä tilastoista 2025.", Role.DUTY),
            ("4", "Muuta ei sovita.", Role.TEXT),
        ]

    def test_a_paper_with_the_same_lines_is_left_as_it_is(self) -> None:
        lines = (
            line(Role.HEADING, "Työt", 1, "1"),
            line(Role.LEAD, "Forssa"),
            line(Role.DUTY, "hoitaa sivut", 1, "a)"),
            line(Role.DUTY, "kokoaa tilastot\tForssa", 1, "b)"),
            line(Role.TEXT, "Sivut ovat yhteiset."),
        )
        assert remember(lines, [tree(lines)], 2025)[1] == []

    def test_words_that_only_begin_alike_are_left_alone(self) -> None:
        before = agreement(2024, "Forssa hoitaa sivut,", "Forssa hoitaa sivut ja tilastot.")
        lines = (line(Role.DUTY, "Forssa hoitaa sivut, ja muuta."), line(Role.DUTY, "Forssa"))
        assert remember(lines, [before], 2025)[1] == []

    def test_the_page_tells_and_undoes_it(self, client: Client) -> None:
        sentence = "Forssa ylläpitää verkkosivuja, ja Ypäjä kokoaa tapahtumatiedot."
        paper = make_paper((line(Role.HEADING, "Työt", 1, "1."), line(Role.DUTY, sentence, 0, "-")))
        press(client, paper, "2 split:31")
        after(client, url(paper), year=2025)
        assert Clause.objects.count() == 2
        text = f"Sopimus 2026\n\n1. Työt\n\n- {sentence}\n- Tammela kuljettaa aineistot.\n"
        body = words(after(client, "/agreement/import/", text=text))
        assert "3 kohtaa" in body
        assert "jaettu kuten ennen" in body
        again = Paper.objects.latest("pk")
        assert [mend["verb"] for mend in again.mends] == [Verb.SPLIT]
        body = words(after(client, url(again, "undo/"), seen=1))
        assert "2 kohtaa" in body
        assert "jaettu kuten ennen" not in body


class TestWhichAgreementRemembers:
    NOBODY = "Porvoossa ____.____.2025"

    def test_a_year_that_did_not_move_on_is_the_same_words(self) -> None:
        before = agreement(2026, "Forssa hoitaa sivut.", notes=(self.NOBODY,))
        asked = line(Role.HEADING, self.NOBODY, 1, ask="heading")
        assert read_again(asked, earlier=before, year=2027)[0][2] is Role.TEXT

    def test_the_agreement_before_is_known_beside_another_papers_draft(
        self, client: Client
    ) -> None:
        nobody = "Luetteloinnissa noudatetaan kansallisia ohjeita."
        first = make_paper()
        press(client, first, "12 answer:0")
        after(client, url(first), year=2025)
        other = make_paper((
            line(Role.HEADING, "Kuljetus", 1, "1."),
            line(Role.DUTY, "Tammela kuljettaa aineistot.", 0, "-"),
        ))  # fmt: skip
        after(client, url(other), year=2026)
        text = f"Sopimus 2026\n\n1. Luettelo\n\n{nobody}\n\n- Forssa luetteloi aineistot.\n"
        after(client, "/agreement/import/", text=text)
        body = page(client, url(Paper.objects.latest("pk")) + "?rivi=3")
        assert re.search(r'class="a-line a-is-text[^"]*" data-line="3"', body)
        assert "Edellisessä sopimuksessa samat sanat" in body
