"""Times of a logged line as a reader of the year after understands them, each in its place."""

import datetime as dt

import pytest

from kimppa.core.prose.lines import prose
from kimppa.core.prose.looks import looks
from kimppa.core.words.amounts import Amount

MAY = dt.date(2024, 5, 14)


@pytest.mark.parametrize(
    ("line", "day", "printed"),
    [
        (
            "Valinta siirrettiin ensi vuoteen",
            dt.date(2024, 11, 4),
            "Valinta siirrettiin marraskuussa vuoteen 2025.",
        ),
        (
            "Johtajat hyväksyivät ensi vuoden talousarvion",
            dt.date(2024, 10, 4),
            "Johtajat hyväksyivät lokakuussa vuoden 2025 talousarvion.",
        ),
        (
            "Viime vuoden lainat toimitettiin kuntiin",
            dt.date(2024, 2, 4),
            "Vuoden 2023 lainat toimitettiin helmikuussa kuntiin.",
        ),
        (
            "Uusi reitti avattiin, ja toinen avataan ensi keväänä",
            dt.date(2024, 10, 4),
            "Uusi reitti avattiin, ja toinen avataan keväällä 2025.",
        ),
        (
            "Sopimus hyväksyttiin, ja se alkaa ensi tammikuussa",
            dt.date(2024, 11, 4),
            "Sopimus hyväksyttiin, ja se alkaa tammikuussa 2025.",
        ),
    ],
)
def test_last_year_and_next_are_the_years_they_are(line: str, day: dt.date, printed: str) -> None:
    assert prose(line, [day], 2024, "fi") == [printed]


@pytest.mark.parametrize(
    ("line", "language", "printed"),
    [
        ("Mötesdagarna för nästa år slogs fast", "sv", "för år 2025 "),
        ("Förra årets lån skickades till kommunerna", "sv", "2023 års lån"),
        ("The choice was left to next year", "en", "left to 2025"),
        ("Last year's loans were sent to the libraries", "en", "The 2023 loans"),
    ],
)
def test_years_are_named_in_each_language(line: str, language: str, printed: str) -> None:
    assert printed in " ".join(prose(line, [dt.date(2024, 11, 4)], 2024, language))


def test_a_use_is_told_with_its_own_verb_once() -> None:
    loans = Amount(11940, "lainaa")
    day = [dt.date(2024, 12, 9)]
    assert prose("Autosta lainattiin tammi–marraskuussa aineistoa", day, 2024, "fi", loans) == [
        "Autosta lainattiin tammi–marraskuussa aineistoa 11\xa0940 kertaa."
    ]
    assert prose("Lautapelejä lainattiin ahkerasti", day, 2024, "fi", loans) == [
        "Lautapelejä lainattiin ahkerasti, kaikkiaan 11\xa0940 kertaa."
    ]


def test_a_month_stands_before_a_list_of_places() -> None:
    line = "Lukukoordinaattori vieraili alakouluissa Puolangalla, Vaalassa ja Utajärvellä"
    assert prose(line, [dt.date(2024, 10, 4)], 2024, "fi") == [
        "Lukukoordinaattori vieraili lokakuussa alakouluissa Puolangalla, Vaalassa ja Utajärvellä."
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Toimitettiin viime vuoden lainat, hankinnat ja poistot toimipisteittäin kaikkiin kuntiin",
        "Kokeiltiin Taivalkoskella omatoimiaikaa arkiaamuisin kuuden viikon ajan",
        "Lukukoordinaattori vieraili Vaalan, Posion ja Puolangan kouluissa, ja vierailut jatkuvat",
    ],
)
def test_what_the_municipalities_got_and_how_long_are_results(line: str) -> None:
    assert looks(line, MAY, 2024) == []


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        (
            "Fel språkkod rättades i 518 böcker som hade hamnat bland de svenska",
            "Fel språkkod rättades i augusti i 518 böcker som hade hamnat bland de svenska.",
        ),
        (
            "Turlistan gjordes om så att fyra nya hållplatser rymdes med",
            "Turlistan gjordes om i augusti så att fyra nya hållplatser rymdes med.",
        ),
        (
            "Anvisningar för hur man börjar använda tjänsten gjordes och delades ut",
            "Anvisningar för hur man börjar använda tjänsten gjordes och delades ut i augusti.",
        ),
        (
            "Två tidningspaket som nästan inte hade använts sades upp",
            "Två tidningspaket som nästan inte hade använts sades upp i augusti.",
        ),
        (
            "En anvisning lades till på förstasidan på grund av kundernas respons",
            "En anvisning lades till i augusti på förstasidan på grund av kundernas respons.",
        ),
        ("Besvarades responsen från våren", "I augusti besvarades responsen från våren."),
        ("Beslöts att återgå till veckomöten", "I augusti beslöts att återgå till veckomöten."),
        ("Mötet hölls den 9.1. i Närpes", "Mötet hölls den 9 januari i Närpes."),
    ],
)
def test_a_swedish_time_is_of_the_main_clause(line: str, printed: str) -> None:
    assert prose(line, [dt.date(2024, 8, 5)], 2024, "sv") == [printed]


@pytest.mark.parametrize(
    "line",
    [
        "Reglerna ändrades så att barn inte längre får förseningsavgift",
        "I oktober svarade 41 personer på en enkät till personalen",
    ],
)
def test_a_good_swedish_line_is_printed(line: str) -> None:
    assert looks(line, MAY, 2024) == []
