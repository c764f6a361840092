"""Municipalities named in a text: every one of Finland in every case, and nothing for another."""

import itertools
import re

import pytest

from kimppa.core.consortium.finland import listed, listed_as
from kimppa.core.consortium.mentions import Mentions, mentions, words_of

ALL = list(listed().values())
# One form of each case, by ending; the singular and plural of -nen and two genitives may be more.
CASES = {
    "genitive": r"n$",
    "partitive": r"(?:[aä])$",
    "inessive": r"ss[aä]$",
    "elative": r"st[aä]$",
    "illative": r"(?:([aeiouyäö])\1n|h[aeiouyäö]n|seen|hin|iin)$",
    "adessive": r"ll[aä]$",
    "ablative": r"lt[aä]$",
    "allative": r"lle$",
    "essive": r"n[aä]$",
    "translative": r"ksi$",
}


def read(line: str, *places: str) -> Mentions:
    rows = [listed_as(place) for place in places]
    names = [
        (row.code if row else place, (row.fi, row.sv) if row else (place,))
        for place, row in zip(places, rows, strict=True)
    ]
    return mentions(words_of(line), names)


def codes(line: str, *places: str) -> set[str]:
    by_code = {row.code: row.fi for row in ALL}
    return {by_code.get(code, code) for code in read(line, *places).codes}


def test_the_table_holds_every_municipality_with_every_case() -> None:
    assert len(ALL) == 309
    assert all(re.fullmatch(r"\d{3}", row.code) for row in ALL)
    lacking = [
        (row.fi, case)
        for row in ALL
        for case, ending in CASES.items()
        if not any(re.search(ending, form.removesuffix(" tl")) for form in row.forms)
    ]
    assert lacking == []
    assert [row.fi for row in ALL if row.fi.casefold() not in row.forms] == []


def test_no_form_belongs_to_two() -> None:
    pairs = sorted((form, row.fi) for row in ALL for form in row.forms)
    twice = [
        (form, [fi for _, fi in group])
        for form, group in itertools.groupby(pairs, key=lambda pair: pair[0])
        if len(rows := list(group)) > 1
        for group in [rows]
    ]
    assert twice == []


def test_each_is_known_in_each_form_in_a_sentence_and_no_neighbour_is() -> None:
    wrong = []
    for at, row in enumerate(ALL):
        places = [other.fi for other in (ALL[at - 2], ALL[at - 1], row, ALL[(at + 1) % len(ALL)])]
        for form in row.forms:
            line = f"Opastus eilen {form.title()} ja kahvit"
            if read(line, *places) != Mentions((row.code,), ()):
                wrong.append((row.fi, form, read(line, *places)))
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Satutunti Pihtiputaalla", "Pihtipudas"),
        ("Kirjat Iihin", "Ii"),
        ("Opastus Iissä", "Ii"),
        ("Opastus Varkaudessa", "Varkaus"),
        ("Palaute Uudenkaupungin kirjastosta", "Uusikaupunki"),
        ("Kirja-auto Uuteenkaupunkiin", "Uusikaupunki"),
        ("Opastus Virroilla", "Virrat"),
        ("Vein laitteen Virroille", "Virrat"),
        ("Kuljetus Joensuuhun", "Joensuu"),
        ("Palaute Oriveden kirjastosta", "Orivesi"),
        ("Kuljetus Petäjävedelle", "Petäjävesi"),
        ("Opastus Isossakyrössä", "Isokyrö"),
        ("Kuljetus Uuteenkaarlepyyhyn", "Uusikaarlepyy"),
        ("Opastus Punkalaitumella", "Punkalaidun"),
        ("Opastus Kaustisella", "Kaustinen"),
        ("Opastus Paraisilla", "Parainen"),
        ("Joroisten palaute", "Joroinen"),
        ("Opastus Alavudella", "Alavus"),
        ("Opastus Kannuksessa", "Kannus"),
        ("Opastus Laukaassa", "Laukaa"),
        ("Opastus Keuruulla", "Keuruu"),
        ("Opastus Nurmeksessa", "Nurmes"),
        ("Opastus Raahessa", "Raahe"),
        ("Opastus Tampereella", "Tampere"),
        ("Opastus Mänttä-Vilppulassa", "Mänttä-Vilppula"),
        ("Opastus Koskella Tl", "Koski Tl"),
        ("Opastus Sundissa", "Sund"),
        ("Opastus Kökarissa", "Kökar"),
        ("Pedersören kunnan palaute", "Pedersören kunta"),
        ("Opastus Pedersöressä", "Pedersören kunta"),
        ("Opastus myös Forssassakin", "Forssa"),
        ("Turkulaisten palaute", "Turku"),
        ("Jokioislaisten palaute", "Jokioinen"),
        ("Forssa–Humppila-kuljetus", "Forssa"),
        ("Opastus tammelassa", "Tammela"),
        ("OPASTUS TAMMELASSA", "Tammela"),
        ("Handledning i Nystad", "Uusikaupunki"),
        ("Från Ekenäs till Hangö", "Hanko"),
        ("Hangös bibliotek", "Hanko"),
        ("Möte i S:t Michel", "Mikkeli"),
        ("Varkaudessa satutunti", "Varkaus"),
        ("Salon kirjaston palaute", "Salo"),
    ],
)
def test_irregular_and_everyday_forms(line: str, place: str) -> None:
    row = listed_as(place)
    assert row
    assert codes(line, place, "Ypäjä") == {row.fi}


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Varkaus kirjastossa", "Varkaus"),
        ("Selvitin varkauden", "Varkaus"),
        ("Kolari pihalla", "Kolari"),
        ("Kävelin salossa", "Salo"),
        ("Ostin multaa. Lahti on jäässä", "Lahti"),
        ("Vad som ska ingå", "Inkoo"),
    ],
)
def test_a_common_word_is_asked_about(line: str, place: str) -> None:
    row = listed_as(place)
    assert row
    assert read(line, place, "Ypäjä") == Mentions((), (row.code,))


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Opastus Tamelassa", "Tammela"),
        ("Opastus Pihtipuutaalla", "Pihtipudas"),
        ("Opastus Jokioissilla", "Jokioinen"),
    ],
)
def test_a_word_that_resembles_a_name_is_asked_about(line: str, place: str) -> None:
    row = listed_as(place)
    assert row
    assert read(line, place, "Ypäjä") == Mentions((), (row.code,))


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("Opastus Tampereella", ("Tammela",)),
        ("Opastus Kemijärvellä", ("Kemi",)),
        ("Opastus Keminmaassa", ("Kemi",)),
        ("Opastus Salossa", ("Salla", "Sauvo")),
        ("Opastus Vaasassa", ("Vaala",)),
        ("Opastus Iisalmessa", ("Ii", "Iitti")),
        ("Opastus Raumalla", ("Raahe", "Rautalampi")),
        ("Oulun seutukuljetukset", ("Oulainen",)),
        ("Luettelon korjauksia", ("Luoto",)),
        ("Kahvia Finna-ryhmälle", ("Kauhava",)),
        ("Pidin koulutuksen Teamsissa", ("Pello", "Teuva")),
        ("Kokousmuistio", ("Kokkola", "Kotka", "Kokemäki")),
        ("Tilastot Axiellille", ("Alavus", "Akaa")),
        ("Masennuskirjojen esittely", ("Masku",)),
        ("Hankimme skannerin", ("Hanko",)),
        ("Vesilasku", ("Vesanto", "Vesilahti")),
    ],
)
def test_nothing_else_is_taken_for_a_municipality(line: str, places: tuple[str, ...]) -> None:
    assert read(line, *places) == Mentions((), ())


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Omvisning i Tromsø", "Tromsø"),
        ("Opastus Kuvitelmassa", "Kuvitelma"),
        ("Kuvitelman kirjaston palaute", "Kuvitelma"),
        ("Opastus Uudellaseudulla", "Uudellaseudu"),
    ],
)
def test_a_name_outside_the_table_is_known_by_simple_endings(line: str, place: str) -> None:
    assert read(line, place, "Ypäjä") == Mentions((place,), ())
