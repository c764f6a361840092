"""Words, questions and excerpts: what Finnish and Swedish writers write is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.core.search.excerpts import LENGTH, excerpt, in_one_line, mark
from kimppa.core.search.lexemes import (
    LONGEST_WORD,
    lexemes,
    numbers_of,
    stems,
    without_marks,
    words_of,
)
from kimppa.core.search.question import Question, fts5, parse, tsquery
from kimppa.core.search.spelling import distance, suggestions
from tests.dictionary import needs_dictionary

PARADIGMS = [
    "opastus opastuksen opastukset opastuksia opastusta opastuksesta",
    "kirjasto kirjaston kirjastojen kirjastoissa kirjastosta",
    "tilastointi tilastoinnin tilastointia",
    "palaute palautteen palautteet palautetta",
    "sopimus sopimuksen sopimukset",
    "toimenpiteen toimenpiteet toimenpide",
    "saavutettavuus saavutettavuuden saavutettavuutta",
    "lainaus lainauksen",
    "laina lainat lainojen",
    "kokous kokouksen kokoukset kokousta",
    "päätös päätöksen päätökset päätöksiä päätöstä",
    "verkkokäynti verkkokäynnit verkkokäyntien",
    "vuosi vuoden vuodet",
    "tieto tiedon tiedot",
    "lehti lehden lehdet",
    "jokioinen jokioisten jokioisissa",
    "ypäjä ypäjän ypäjällä",
    "bibliotek biblioteket biblioteken bibliotekens",
    "avtal avtalet avtalen",
    "åtgärd åtgärder åtgärden",
]


def finds(written: str, text: str, *, fold: bool = False) -> bool:
    """Whether the excerpt of the text has something marked: the rule of both databases."""
    return any(asked for _part, asked in excerpt(text, parse(written, fold=fold)))


@pytest.mark.parametrize("paradigm", PARADIGMS)
def test_a_form_of_a_word_finds_its_other_forms(paradigm: str) -> None:
    forms = paradigm.split()
    lost = [(one, other) for one in forms for other in forms if not stems(one) & stems(other)]
    assert not lost


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("opast", "Finnan opastusta kirjastoissa"),
        ("opastuksen", "opastustilaisuus"),
        ("PÄÄTÖS", "päätös"),
        ("1.3", "Kohta 1.3"),
        ("14.1.2025", "Kokous 14.01.2025"),
        ("2025-01-14", "Kokous 14.1.2025."),
        ('"hyvä kirjasto"', "Oli hyvä kirjasto."),
        ("§ 12", "Päätettiin (§ 12)"),
        ("12 §", "Päätettiin 12 §"),
        ("tiedon", "tieto"),
    ],
)
def test_what_is_written_finds(written: str, text: str) -> None:
    assert finds(written, text)


@needs_dictionary
@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("lainauskielto", "Lainauskiellon raja nostettiin"),
        ("reitti", "kesän reitit"),
        ("reitit", "uusi reitti"),
        ("itsepalveluaika", "pidetään itsepalveluaikaa"),
        ("kirjastoautojen reiteistä", "kirjastoauton reitti"),
        ("kielto", "lainauskiellon raja"),
        ("nouto", "hyllynoudosta"),
    ],
)
def test_a_finnish_word_finds_every_form_and_compound_of_it(written: str, text: str) -> None:
    assert finds(written, text)


@needs_dictionary
def test_a_compound_is_not_found_by_half_of_it() -> None:
    assert not finds("lainauskielto", "kielto ja lainaus")
    assert not finds("outo", "hyllynoudosta")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("1.3", "1.30, 11.3, 1.3.1"),
        ("paatos", "päätös"),
        ("20", "2025"),
        ("kunta", "kun tuli"),
        ("ei", "eilen"),
    ],
)
def test_what_is_not_meant_is_not_found(written: str, text: str) -> None:
    assert not finds(written, text)


@pytest.mark.parametrize(("written", "text"), [("paatoksen", "päätös"), ("jökioinen", "Jokioinen")])
def test_dots_and_rings_are_passed_over_when_asked(written: str, text: str) -> None:
    assert not finds(written, text)
    assert finds(written, text, fold=True)


def test_a_minus_leaves_out_and_needs_something_to_leave_out_of() -> None:
    question = parse("opastus -finna -“kaksi sanaa”")
    assert [term.words for term in question.required] == [("opastus",)]
    assert [term.words for term in question.excluded] == [("finna",), ("kaksi", "sanaa")]
    assert parse("-finna").empty
    assert parse("e-kirja").words == ("e", "kirja")


def test_numbers_keep_their_dots_and_days_are_one_however_written() -> None:
    assert list(numbers_of("1.3, 14.01.2025 ja 2025-01-14; 2.1/2024, v1.2x")) == [
        "1x3",
        "14x1x2025",
        "14x1x2025",
        "2x1x2024",
    ]


def test_a_number_of_any_length_is_a_number() -> None:
    assert finds("§ 007", f"§ 7, {'9' * 5000}.{'9' * 5000}")


def test_a_long_text_is_cut_where_an_index_ends() -> None:
    found = lexemes(" ".join(f"sana{n}ssa" for n in range(40_000)))
    assert len(found.words) == 12_000
    assert list(words_of("x" * 500)) == ["x" * LONGEST_WORD]


@given(st.text(max_size=300))
def test_any_text_becomes_plain_lexemes(text: str) -> None:
    found = lexemes(text)
    for lexeme in [*found.words, *found.extra]:
        assert lexeme[0] in "wsbnf"
        assert lexeme.isalnum()


@given(st.text(max_size=300), st.booleans())
def test_any_question_can_be_read_and_written_out(written: str, fold: bool) -> None:
    question = parse(written, fold=fold)
    if not question.empty:
        assert fts5(question).count('"') % 2 == 0
        assert tsquery(question).count("'") % 2 == 0
        assert fts5(question, column="title").startswith("title : (")


@given(st.text(max_size=600), st.text(max_size=40))
def test_an_excerpt_is_part_of_the_text(text: str, written: str) -> None:
    shown = excerpt(text, parse(written))
    words = "".join(part for part, _asked in shown).removeprefix("… ").removesuffix(" …")
    assert words in in_one_line(text)
    assert len(words) <= LENGTH
    assert "".join(part for part, _asked in mark(text, parse(written))) == text


def test_an_excerpt_surrounds_the_hit() -> None:
    text = "alku " * 60 + "Tässä on opastuksia paljon " + "loppu " * 60
    parts = excerpt(text, parse("opastus"))
    assert parts[0] == ("… ", False)
    assert ("opastuksia", True) in parts
    assert parts[-1] == (" …", False)


NAMES = ["Jokioinen", "Ypäjä", "Humppila", "Mikromarc", "Louna-Finna", "Kirjastonjohtaja"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Jokionen", ["Jokioinen"]),
        ("mikromark", ["Mikromarc"]),
        ("Kirjastonjohtja", ["Kirjastonjohtaja"]),
        ("ypaja", []),
        ("Ypäja tilasto", []),
        ("Yppäjä tilasto", ["Ypäjä tilasto"]),
        ("Finan", ["Finna"]),
        ("kirja", []),
        ("olematon", []),
    ],
)
def test_misspelt_names_are_guessed(written: str, meant: list[str]) -> None:
    assert suggestions(written, NAMES) == meant


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_distance_is_that_of_slow_counting(one: str, other: str) -> None:
    def slow(a: str, b: str) -> int:
        if not a or not b:
            return len(a) + len(b)
        best = min(slow(a[1:], b) + 1, slow(a, b[1:]) + 1, slow(a[1:], b[1:]) + (a[0] != b[0]))
        if len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0]:
            best = min(best, slow(a[2:], b[2:]) + 1)
        return best

    one, other = one[:5], other[:5]
    assert distance(one, other, 2) == min(3, slow(one, other))


def test_folding_leaves_letters_bare() -> None:
    assert without_marks("åäöéøæß") == "aaoeoaß"
    assert Question(()).empty
