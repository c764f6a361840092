"""The agreement's text is read whole, however it was laid out."""

import textwrap
from itertools import product
from pathlib import Path

import pytest

from kimppa.agreement.tests.papers import read_agreement
from kimppa.agreement.text.tree import AgreementText
from tests.examples import EVERY

SOURCE = (Path(__file__).parents[1] / "data" / "agreement-2024.fi.txt").read_text(encoding="utf-8")
SHAPE = [11, 3, 1, 2, 3, 2, 1]
LOUNA = read_agreement(SOURCE)
WIDTHS = (40, 47, 48, 61, 72, 120)


def shape(agreement: AgreementText) -> list[int]:
    return [len(section.clauses) for section in agreement.sections]


def solid(text: str) -> str:
    return "".join(text.split())


def fields(agreement: AgreementText) -> list[str]:
    """Every field that holds words of the source."""
    texts = [agreement.title, agreement.preamble]
    for section in agreement.sections:
        texts += [section.title, *(clause.text for clause in section.clauses), *section.notes]
    return texts


def rewrap(
    text: str, width: int, *, bullet: str = "-", hang: str = "", blank: str = "keep",
    indent: str | None = None, hyphens: bool = True,
) -> str:  # fmt: skip
    """The text as another program would lay it out."""
    lines: list[str] = []
    for line in text.splitlines():
        content = line.strip()
        lead = line[: len(line) - len(line.lstrip())] if indent is None else indent
        if content.startswith("- "):
            content = bullet + content[1:]
        if not content:
            lines += [""] if blank == "keep" else []
            continue
        lines += textwrap.wrap(
            content, width, initial_indent=lead, subsequent_indent=hang, break_on_hyphens=hyphens
        )
        lines += [""] if blank == "all" else []
    return "\n".join(lines) + "\n"


class TestLouna:
    def test_seven_sections_and_twenty_three_clauses(self):
        assert LOUNA.title == "Kirjastopalveluiden tuottamista koskeva sopimus"
        assert LOUNA.year == 2024
        assert LOUNA.preamble.startswith("Forssan kaupunginkirjasto tuottaa vuonna 2024")
        assert LOUNA.preamble.endswith("toimenpiteet:")
        assert [section.number for section in LOUNA.sections] == list("1234567")
        assert shape(LOUNA) == SHAPE
        assert all(section.notes == () for section in LOUNA.sections)

    def test_clauses_are_numbered_by_section_and_position_and_keep_their_words(self):
        clauses = {c.number: c.text for section in LOUNA.sections for c in section.clauses}
        assert list(clauses)[:12] == [*(f"1.{n}" for n in range(1, 12)), "2.1"]
        assert clauses["1.6"] == "Lounakirjailijat-verkkosivuston pääkäyttäjätehtävät"
        assert "integraatoraja-pinnat" in clauses["1.1"]
        assert clauses["7.1"].endswith("keskustellaan mahdollisista uusista hanketarpeista.")

    def test_nothing_of_the_source_is_lost_or_changed(self):
        written = SOURCE
        for number in "1234567":
            written = written.replace(f"\n{number}. ", "\n")
        written = written.replace("\n - ", "\n").replace("\n- ", "\n")
        assert solid(written) == solid("".join(fields(LOUNA)))

    def test_wrapped_at_any_width_it_is_the_same_agreement(self):
        for width in range(40, 121):
            assert read_agreement(rewrap(SOURCE, width)) == LOUNA, width

    @pytest.mark.parametrize(("turn", "bullet"), list(enumerate("-–—*•·\uf0b7▪")))
    def test_bullets_indents_and_blank_lines_do_not_matter(self, turn, bullet):
        """Each way of writing at one width in turn; at all widths in `make test-all`."""
        ways = product(["keep", "none", "all"], [None, "", "    "], ["", "   ", "      "])
        for number, (blank, indent, hang) in enumerate(ways, turn):
            for width in WIDTHS if EVERY else [WIDTHS[number % len(WIDTHS)]]:
                lines = {"hang": hang, "blank": blank, "indent": indent}
                text = rewrap(SOURCE, width, bullet=bullet, hyphens=False, **lines)
                assert read_agreement(text) == LOUNA, (width, lines)

    @pytest.mark.parametrize("ending", ["\r\n", "\r", "\n\n", "\u2028", "\r\r\n", "  \n"])
    def test_line_ends_of_other_systems(self, ending):
        assert read_agreement(SOURCE.replace("\n\n", "\n").replace("\n", ending)) == LOUNA
        assert read_agreement(rewrap(SOURCE, 70, blank="none").replace("\n", ending)) == LOUNA

    def test_spaces_kept_at_the_ends_of_wrapped_lines(self):
        """Some programs cut lines after the space, and count bytes instead of letters."""
        lines = []
        for line in SOURCE.splitlines():
            rest = line.encode()
            while len(rest) > 60:
                cut = rest.rfind(b" ", 0, 60) + 1
                lines.append(rest[:cut].decode())
                rest = rest[cut:]
            lines.append(rest.decode())
        assert read_agreement("\n".join(lines)) == LOUNA

    @pytest.mark.parametrize("width", [40, 66, 100])
    def test_lists_filled_into_one_paragraph(self, width):
        """Filling a paragraph anew runs the clauses of a section together."""
        lines: list[str] = []
        for line in SOURCE.splitlines():
            content = line.strip().replace("- ", "• ", 1) if line.strip()[:2] == "- " else line
            if content.startswith("•") and lines[-1].startswith("•"):
                lines[-1] += " " + content
            else:
                lines.append(content)
        assert read_agreement("\n".join(textwrap.fill(line, width) for line in lines)) == LOUNA

    def test_wrapped_by_hand_with_one_long_line_among_the_rest(self):
        text = rewrap(SOURCE, 72) + "\nLisää: https://example.org/" + "a" * 120 + "\n"
        agreement = read_agreement(text)
        assert [s.clauses for s in agreement.sections] == [s.clauses for s in LOUNA.sections]
        assert len(agreement.sections[-1].notes) == 1


HEAD = "Sopimus\n\nKirjasto tuottaa vuonna 2025 nämä palvelut:\n\n"


def clause_texts(text: str) -> list[str]:
    sections = read_agreement(HEAD + text).sections
    return [clause.text for section in sections for clause in section.clauses]


class TestBrokenWords:
    def test_a_word_broken_at_its_hyphen_joins_without_a_space(self):
        assert clause_texts("1. Palvelut\n- integraatoraja-\npinnat ja e-\nkirjat") == [
            "integraatoraja-pinnat ja e-kirjat"
        ]

    @pytest.mark.parametrize("word", ["ja", "sekä", "tai", "eli", "och", "seka\u0308"])
    def test_a_hyphen_left_hanging_keeps_its_space(self, word):
        assert clause_texts(f"1. Palvelut\n- verkko-\n{word} lähikirjasto") == [
            f"verkko- {word} lähikirjasto"
        ]

    def test_words_that_only_begin_like_ja_are_joined(self):
        assert clause_texts("1. Palvelut\n- aineisto-\njakelu kuntiin") == [
            "aineisto-jakelu kuntiin"
        ]

    def test_a_dash_between_words_keeps_its_spaces(self):
        assert clause_texts("1. Palvelut\n- kirjasto –\nja sen palvelut -\nmyös verkossa") == [
            "kirjasto – ja sen palvelut - myös verkossa"
        ]

    def test_after_a_comma_the_space_stays(self):
        assert clause_texts("1. Palvelut\n- poisto-,\nhankintatiedot") == [
            "poisto-, hankintatiedot"
        ]

    def test_words_parted_at_a_stroke_and_years_at_a_dash(self):
        assert clause_texts("1. Palvelut\n- ideoiden/\ntarpeiden ja/\ntai 2024–\n2025") == [
            "ideoiden/tarpeiden ja/tai 2024–2025"
        ]

    def test_spelling_is_never_corrected(self):
        assert clause_texts("1. Palvelut\n- integraatoraja-pinnat  ,tilas tot") == [
            "integraatoraja-pinnat ,tilas tot"
        ]


class TestLinesThatOnlyLookLikeABeginning:
    WIDTH = 44

    def wrapped(self, clause: str) -> list[str]:
        body = textwrap.fill(f"- {clause}", self.WIDTH, subsequent_indent="  ")
        plain = textwrap.fill(f"- {clause}", self.WIDTH)
        wide = "- " + "x" * (self.WIDTH - 2)
        found = [
            [c.text for s in read_agreement(f"Sopimus\n\n1. Palvelut\n{text}\n{wide}").sections
             for c in s.clauses]
            for text in (body, plain)
        ]  # fmt: skip
        assert found[0] == found[1]
        return found[0][:-1]

    @pytest.mark.parametrize(
        "clause",
        [
            "kirjastojen tilastojen kokoaminen vuodelta 2024 ja toimittaminen",
            "kirjastojen tilastot toimitetaan viimeistään 1. maaliskuuta kunnille",
            "toimitus viimeistään kolmantena päivänä 2. helmikuuta seuraavana vuonna",
            "kokousten valmistelu siten kuin sopimuksen kohdan 2. Palvelut mukaan on sovittu",
            "kirjastojärjestelmän (esim. ohjaustiedot ja - mikäli niin on sovittu - rajapinnat)",
            "kirjastojen tilastot toimitetaan kunnille aina 15.1. mennessä ja 31.1.2025 asti",
            "kirjastojen väliset kuljetukset kolmesti 2) viikossa sovitulla tavalla",
        ],
    )
    def test_the_clause_stays_one_at_every_break(self, clause):
        for width in range(24, 60):
            self.WIDTH = width
            assert self.wrapped(clause) == [clause], width

    def test_a_number_out_of_sequence_begins_nothing(self):
        agreement = read_agreement(
            HEAD + "1. Palvelut\n- yksi\n9. Muuta\n- kaksi\n2. Loput\n- kolme"
        )
        assert [section.title for section in agreement.sections] == ["Palvelut", "Loput"]
        assert "9. Muuta" in agreement.sections[0].notes

    def test_a_number_missing_from_the_sequence_is_bridged(self):
        agreement = read_agreement(HEAD + "1. Palvelut\n- yksi\n\n3. Muuta\n- kaksi")
        assert [section.number for section in agreement.sections] == ["1", "3"]
        assert shape(agreement) == [1, 1]


class TestOtherShapes:
    def test_only_bullets(self):
        agreement = read_agreement("Sopimus\n\nKunnat sopivat:\n\n- yksi asia\n- toinen asia\n")
        assert agreement.title == "Sopimus"
        assert agreement.preamble == "Kunnat sopivat:"
        assert [(c.number, c.text, c.lead) for s in agreement.sections for c in s.clauses] == [
            ("1.1", "yksi asia", "Kunnat sopivat:"),
            ("1.2", "toinen asia", "Kunnat sopivat:"),
        ]

    def test_only_prose(self):
        agreement = read_agreement("Sopimus\n\nKunnat sopivat tästä.\n\nJa vielä tästä.\n")
        assert agreement == AgreementText(
            title="Sopimus", preamble="Kunnat sopivat tästä.\n\nJa vielä tästä."
        )

    @pytest.mark.parametrize("mark", ["{}.", "{})", "{}", "§ {}", "{} §", "§{}.", "{}:", "{}.\t"])
    def test_other_ways_to_number_sections(self, mark):
        one, two = mark.format(1), mark.format(2)
        agreement = read_agreement(f"{HEAD}{one} Palvelut\n• yksi\n• kaksi\n{two} Muuta\n• kolme\n")
        assert [(s.number, s.title) for s in agreement.sections] == [
            ("1", "Palvelut"),
            ("2", "Muuta"),
        ]
        assert shape(agreement) == [2, 1]

    def test_roman_sections_with_numbered_clauses(self):
        agreement = read_agreement(
            HEAD + "I. Palvelut\n1. yksi\n2. kaksi\nII. Muuta\n3. kolme\n1. taas yksi\nIII. Loput\n"
        )
        assert [section.number for section in agreement.sections] == ["I", "II", "III"]
        assert [c.number for s in agreement.sections for c in s.clauses] == [
            *("I.1", "I.2", "II.3", "II.1")
        ]
        assert agreement.sections[1].clauses[1].text == "taas yksi"

    def test_clauses_that_the_source_numbers(self):
        agreement = read_agreement(
            HEAD + "1. Palvelut\n1.1 Tietokanta\n1.2. Verkkokirjasto\n- etusivu\n- tapahtumat\n"
            "1.3 Opastus\n\nOpastus annetaan pyynnöstä.\n\n2. Muuta\n"
            "2.1 Kokoukset 1.1.2025 alkaen\n"
        )
        numbers = [clause.number for section in agreement.sections for clause in section.clauses]
        assert numbers == ["1.1", "1.2.1", "1.2.2", "1.3", "2.1"]
        assert agreement.sections[0].clauses[1].lead == "Verkkokirjasto"
        assert agreement.sections[0].clauses[3].text == "Opastus\nOpastus annetaan pyynnöstä."

    def test_sections_without_titles_are_named_by_their_first_clause(self):
        agreement = read_agreement(HEAD + "1.1 Tietokanta\n1.2 Verkko\n2.1 Kokoukset\n")
        assert [(s.number, s.title) for s in agreement.sections] == [
            ("1", "Tietokanta"),
            ("2", "Kokoukset"),
        ]
        assert shape(agreement) == [2, 1]

    def test_lettered_clauses(self):
        agreement = read_agreement(HEAD + "1 § Palvelut\na) yksi\nb) kaksi\n2 § Muuta\na) kolme\n")
        numbers = [clause.number for section in agreement.sections for clause in section.clauses]
        assert numbers == ["1.a", "1.b", "2.a"]

    def test_numbers_within_numbers_by_their_indent(self):
        agreement = read_agreement(
            HEAD + "1. Palvelut\n   1. yksi\n   2. kaksi\n2. Muuta\n   1. kolme\n"
        )
        assert shape(agreement) == [2, 1]
        assert all(section.notes == () for section in agreement.sections)

    def test_paragraphs_without_bullets_are_clauses_where_they_oblige(self):
        agreement = read_agreement(
            HEAD + "1 Tehtävät\n\nForssa ylläpitää luetteloa.\n\nHinta on liitteessä.\n\n"
            "2 Kesto\n\nSopimus on voimassa vuoden.\n\nAllekirjoitukset\n\nForssa 1.1.2025\n"
        )
        assert [(s.title, [c.text for c in s.clauses], s.notes) for s in agreement.sections] == [
            ("Tehtävät", ["Forssa ylläpitää luetteloa."], ("Hinta on liitteessä.",)),
            ("Kesto", [], ("Sopimus on voimassa vuoden.",)),
            ("Allekirjoitukset", [], ("Forssa 1.1.2025",)),
        ]

    def test_bullets_lost_on_the_way(self):
        lost = SOURCE.replace("\n - ", "\n").replace("\n- ", "\n")
        assert read_agreement(lost).sections == LOUNA.sections

    def test_a_bullet_on_a_line_of_its_own(self):
        assert clause_texts("1. Palvelut\n•\nyksi asia\n•\ntoinen asia\n") == [
            "yksi asia",
            "toinen asia",
        ]

    def test_a_pasted_table_of_shares_obliges_nobody(self):
        agreement = read_agreement(
            HEAD
            + "1. Palvelut\n- yksi\nKunta\tAsukkaita\tOsuus\nForssa\t16475\t52 %\n2. Muuta\n- x\n"
        )
        assert shape(agreement) == [1, 1]
        assert agreement.sections[0].notes == ("Kunta – Asukkaita – Osuus", "Forssa – 16475 – 52 %")

    def test_a_paragraph_after_the_bullets_stands_alone(self):
        agreement = read_agreement(
            HEAD + "1. Palvelut\n- yksi\n\nSopimus tulee voimaan 1.1.2025.\n"
        )
        assert agreement.sections[0].notes == ("Sopimus tulee voimaan 1.1.2025.",)

    def test_swedish(self):
        agreement = read_agreement(
            "Avtal om bibliotekstjänster\n\nUnder år 2025 producerar Raseborg:\n\n"
            "1. Gemensamt bibliotekssystem\n – utbildning av personalen\n – kundrespons\n"
            "2. Statistik\n – utlåning\n"
        )
        assert shape(agreement) == [2, 1]
        assert agreement.year == 2025

    @pytest.mark.parametrize(
        "text", ["", "\n", " \t\r\n", "\ufeff", "-", "1.", "§", "•", "(", "o "]
    )
    def test_next_to_nothing(self, text):
        assert isinstance(read_agreement(text), AgreementText)

    def test_numbers_are_never_given_twice(self):
        agreement = read_agreement(HEAD + "1. Palvelut\n" + "1) yksi\n\n" * 60)
        numbers = [clause.number for clause in agreement.sections[0].clauses]
        assert len(set(numbers)) == len(numbers) == 60
        assert numbers[:3] == ["1.1", "1.1a", "1.1b"]

    @pytest.mark.parametrize(
        ("text", "year"),
        [
            ("Sopimus vuodelle 2026\n\nTehty 15.12.2025 lain 1492/2016 nojalla.", 2026),
            ("Sopimus\n\nVoimassa 1.1.2027 alkaen.", 2027),
            ("Sopimus\n\nYleisistä kirjastoista annettu laki 1492/2016.", None),
        ],
    )
    def test_the_year(self, text, year):
        assert read_agreement(text + "\n\n1. Palvelut\n- yksi\n").year == year

    def test_a_section_on_validity_says_the_year_before_the_days_of_deliveries(self):
        text = """Sopimus

1 § Voimassaolo
Sopimus on voimassa vuoden 2025.

2 § Tilastot
a) lainat toimipisteittäin 20.1.2026 mennessä
b) käynnit kunnittain 31.1.2026 mennessä
"""
        assert read_agreement(text).year == 2025


def test_a_name_broken_at_a_lines_end_is_joined() -> None:
    text = """\
Mäntyharjun kunta ja Juvan kunta sopivat.

1 Verkkokirjasto
1.1 Etusivun nostot vaihtaa Mänty-
harju kerran kuukaudessa.
1.2 Aukioloajat pitää ajan tasalla Juva.
"""
    ((clause, _second),) = (section.clauses for section in read_agreement(text).sections)
    assert clause.text == "Etusivun nostot vaihtaa Mäntyharju kerran kuukaudessa."
