"""Numbers, months, lines of the log as words: what a board reads."""

import datetime as dt
import string
from pathlib import Path

import pytest
from django.utils import translation

from kimppa.core.area import Sentence
from kimppa.core.evidence.fitting import fitted, split
from kimppa.core.evidence.matters import Entry, matters, occasions, pick
from kimppa.core.prose.lines import prose
from kimppa.core.prose.looks import Reason, looks
from kimppa.core.words import nouns
from kimppa.core.words.calendar import by_day, in_months, on_day
from kimppa.core.words.messages import GENITIVE, say
from kimppa.core.words.numerals import FORMS, in_words
from kimppa.core.words.swedish import PASSIVES
from kimppa.core.words.verbs import is_finite, language_of
from scripts import messages as catalogues

MAY = dt.date(2024, 5, 14)


@pytest.mark.parametrize(
    ("number", "language", "form", "words"),
    [
        (1, "fi", "", "yksi"),
        (6, "fi", "elative", "kuudesta"),
        (5, "fi", "illative", "viiteen"),
        (9, "fi", "inessive", "yhdeksässä"),
        (3, "fi", "allative", "kolmelle"),
        (1, "sv", "ett", "ett"),
        (1, "sv", "en", "en"),
        (8, "sv", "ett", "åtta"),
        (7, "en", "", "seven"),
        (10, "fi", "elative", "10"),
        (0, "sv", "", "0"),
        (118460, "fi", "", "118\u00a0460"),
        (118460, "en", "", "118,460"),
    ],
)
def test_a_number_is_a_word_below_ten(number: int, language: str, form: str, words: str) -> None:
    assert in_words(number, language, form) == words


@pytest.mark.parametrize(
    ("months", "language", "words"),
    [
        ((2,), "fi", "helmikuussa"),
        ((2, 5, 10, 12), "fi", "helmi-, touko-, loka- ja joulukuussa"),
        ((3, 5), "sv", "i mars och maj"),
        ((3,), "en", "in March"),
        ((3, 5, 8, 9, 11), "fi", "maaliskuusta marraskuuhun"),
        ((3, 5, 8, 9, 11), "sv", "från mars till november"),
        ((1, 3, 5, 8, 12), "en", "throughout the year"),
    ],
)
def test_months_are_words(months: tuple[int, ...], language: str, words: str) -> None:
    assert in_months([dt.date(2024, month, 3) for month in months], language) == words


def test_another_year_is_named() -> None:
    days = [dt.date(2024, 12, 1), dt.date(2025, 1, 8)]
    assert in_months(days, "fi", 2024) == "joulukuussa ja tammikuussa 2025"
    assert on_day(dt.date(2025, 1, 31), "sv", 2024) == "den 31 januari 2025"
    assert by_day(dt.date(2025, 1, 31), "fi") == "31. tammikuuta mennessä"
    assert by_day(dt.date(2025, 1, 31), "en") == "by 31 January"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi", "Uudenkaupungin kirjastosta lainasi vuoden aikana neljä asiakasta."),
        ("sv", "Fyra kunder lånade från biblioteket i Nystad under året."),
        ("en", "Four customers borrowed from Nystad's library in the year."),
    ],
)
def test_a_message_bends_its_words(language: str, sentence: str) -> None:
    with translation.override(language):
        text = translation.ngettext(
            "{count} customer borrowed from {place:genitive} library in the year.",
            "{count} customers borrowed from {place:genitive} library in the year.",
            4,
        )
        place = "Uusikaupunki" if language == "fi" else "Nystad"
        assert say(text, count=4, place=place) == sentence


def test_a_name_outside_the_table_is_not_bent_by_guess() -> None:
    with translation.override("fi"):
        assert say("{place:genitive} kirjasto", place="Uudenmaan seutu") == "Kunnan kirjasto"


def test_catalogues_ask_only_for_forms_that_their_language_has() -> None:
    fields = [
        (path.name, language, form)
        for language in catalogues.LANGUAGES
        for room in catalogues.rooms(catalogues.PACKAGE)
        if (path := catalogues.catalogue_path(room, language)).exists()
        for message in catalogues.stored(path).values()
        if "python-brace-format" in message.flags
        for text in catalogues.variants(message.string)
        for _literal, name, form, _conversion in string.Formatter().parse(text)
        if name and form
    ]
    assert fields
    assert [field for field in fields if field[2] not in (*FORMS[field[1]], GENITIVE)] == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Lehtipalvelun sopimus uusittu", "Lehtipalvelun sopimus uusittiin toukokuussa."),
        ("Pohja uusittu ja testattu", "Pohja uusittiin toukokuussa ja testattiin."),
        ("Ohjeet vietiin 3 palveluun", "Ohjeet vietiin toukokuussa kolmeen palveluun."),
        ("Kirjasto avattiin 23.4.", "Kirjasto avattiin 23. huhtikuuta."),
        (
            "Pidin Finna-opastuksen Tammelassa 13.5.2024",
            "Finna-opastus pidettiin Tammelassa 13. toukokuuta.",
        ),
        (
            "Pidettiin satutunti Forssan kirjastossa 3.2.2025",
            "Satutunti pidettiin Forssan kirjastossa 3. helmikuuta 2025.",
        ),
        ("Pidin 2 opastusta 13.5.2024", "Kaksi opastusta pidettiin 13. toukokuuta."),
        ("Syksyn katselut jakautuivat tasan", "Syksyn katselut jakautuivat tasan."),
        ("Hyllyt käytiin läpi, 12 hyllyä", "Toukokuussa käytiin läpi 12 hyllyä."),
        ("Kanalerna ordnades efter ämne", "Kanalerna ordnades efter ämne i maj."),
        ("The routes were changed for all", "The routes were changed for all in May."),
        (
            "Koottiin lainat, hankinnat ja poistot ja lähetettiin tarkistettaviksi",
            "Toukokuussa koottiin lainat, hankinnat ja poistot ja lähetettiin tarkistettaviksi.",
        ),
        (
            "Yhtenäistettiin laina-ajat: kirjat 28 vuorokautta, elokuvat 14",
            "Toukokuussa yhtenäistettiin laina-ajat: kirjat 28 vuorokautta, elokuvat 14.",
        ),
        ("Lähetettiin laskuja koko vuonna", "Vuoden aikana lähetettiin laskuja."),
        (
            "Laskettiin vuoden palautteet; kaikkiin oli vastattu viikossa",
            "Kaikkiin oli vastattu viikossa.",
        ),
        ("Johtajien kokous 2/2024", ""),
        ("Opastus: uusi varausnäkymä, kaksi ryhmää", ""),
        ("Elokuvat ja kansikuvat", ""),
        ("Yhteistyötavat kotiin postiin", ""),
    ],
)
def test_a_line_of_the_log_becomes_a_sentence(line: str, sentence: str) -> None:
    language = language_of(line, "fi")
    assert " ".join(prose(line, [MAY], 2024, language)) == sentence


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Rättade språkkoderna i 312 poster", "I maj rättades språkkoderna i 312 poster."),
        (
            "Höll en utbildning i Finna, 14 deltagare",
            "I maj hölls en utbildning i Finna, och 14 personer deltog.",
        ),
        ("Beslöt att fortsätta med Pressreader", "I maj beslöts att fortsätta med Pressreader."),
        ("Rättade till 3 poster", ""),
        ("Uppdaterade vår webbplats", ""),
        ("Uppdaterade utlåtandet senast i mars", ""),
        ("Uppdaterade utlåtandet i mars", "I mars uppdaterades utlåtandet."),
    ],
)
def test_a_swedish_line_without_a_subject_begins_with_its_month(line: str, sentence: str) -> None:
    assert " ".join(prose(line, [MAY], 2024, "sv")) == sentence
    assert bool(looks(line, MAY, 2024)) is not bool(sentence)


@pytest.mark.parametrize("verb", PASSIVES.values())
def test_each_swedish_passive_is_known_as_a_verb(verb: str) -> None:
    assert is_finite(verb, "sv")


def test_the_tables_of_nouns_are_whole() -> None:
    for name in ("nouns.tsv", "adjectives.tsv"):
        text = Path(nouns.__file__).with_name(name).read_text(encoding="utf-8")
        rows = [line.split("\t") for line in text.splitlines()[1:]]
        assert all(len(row) == 4 and all(row) for row in rows)
        assert [row[0] for row in rows] == sorted({row[0] for row in rows})


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("kirjakassit", ("kirjakassi", "kirjakassit", "kirjakassia", "kirjakasseja")),
        ("näyttelykierros", None),
        ("hakemukset", ("hakemus", "hakemukset", "hakemusta", "hakemuksia")),
    ],
)
def test_a_noun_is_known_by_its_last_part(word: str, forms: tuple[str, ...] | None) -> None:
    named = nouns.noun(word)
    assert named is not None
    assert forms is None or named.forms == forms


@pytest.mark.parametrize("word", ["korjattiin", "odottavat", "Porvoo", "oikeus"])
def test_what_is_not_known_is_no_noun(word: str) -> None:
    assert nouns.noun(word) is None


def test_a_plan_of_spring_is_not_told_at_the_end_of_the_year() -> None:
    line = "Väliarvio käytiin läpi yhdessä. Kokemukset kootaan syksyn kokoukseen."
    assert prose(line, [MAY], 2024, "fi") == ["Väliarvio käytiin toukokuussa läpi yhdessä."]
    assert len(prose(line, [dt.date(2024, 11, 4)], 2024, "fi")) == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Olimme mukana messuilla", Reason.FIRST_PERSON),
        ("Vi gick igenom hyllorna", Reason.FIRST_PERSON),
        ("I checked the shelves", Reason.FIRST_PERSON),
        ("Hyllyt käytiin läpi eilen", Reason.RELATIVE_DAY),
        ("Hyllorna kontrollerades i går", Reason.RELATIVE_DAY),
        ("Sopimus päättyi 3.2.2019", Reason.OTHER_YEAR),
        ("Hyllyt: lasten: tarkistettiin", Reason.COLONS),
        ("Luettelon rivejä: 600, kpl=2", Reason.RAW_COUNT),
        ("Uusia palautteita 1, josta 1 vastattu", Reason.RAW_COUNT),
        ("Hyllyt käytiin läpi ja", Reason.UNFINISHED),
        ("Hyllyt käytiin läpi...", Reason.UNFINISHED),
        ("Sana " * 46, Reason.LONG),
    ],
)
def test_a_line_not_fit_to_print_is_known_by_its_look(line: str, reason: Reason) -> None:
    assert looks(line, MAY, 2024) == [reason]


@pytest.mark.parametrize(
    "line",
    [
        "Kanavat järjestettiin aiheittain. Vanhat keskustelut arkistoitiin.",
        "Vuoden 2025 periaatteet päätetty",
        "Neuvonta alkoi Lopella klo 12:30 ja päättyi 15:00",
        "Kirjasto avautui 23.4.2024 kello 9",
    ],
)
def test_a_good_line_has_nothing_against_it(line: str) -> None:
    assert looks(line, MAY, 2024) == []


def entries(*lines: tuple[int, int, str]) -> list[Entry]:
    return [
        Entry(number, dt.date(2024, month, day), title)
        for number, (month, day, title) in enumerate(lines, 1)
    ]


def test_one_matter_is_told_once_by_what_says_most() -> None:
    log = entries(
        (3, 18, "Kielikoodit korjattiin"),
        (3, 22, "Puuttuvat kielikoodit korjattu"),
        (4, 5, "Kielikoodit korjattiin yhdessä erässä; kirjastot tarkistivat pistokokein"),
        (9, 23, "Kaksoiskappaleet yhdistettiin ennen vaihtoa"),
        (9, 24, "Vein itse eilen kaksoiskappaleet pois luettelosta ja korjasin"),
    )
    texts = [wording.text for wording in pick(matters(log, 2024, "fi"), 3)]
    assert texts == [
        "Kielikoodit korjattiin yhdessä erässä huhtikuussa. Kirjastot tarkistivat pistokokein.",
        "Kaksoiskappaleet yhdistettiin syyskuussa ennen vaihtoa.",
    ]


def test_what_stands_already_is_not_said_again() -> None:
    log = entries((12, 3, "Kaikkiin palautteisiin vastattiin keskimäärin viidessä päivässä"))
    before = ["Kaikkiin vastattiin, keskimäärin viidessä päivässä."]
    assert pick(matters(log, 2024, "fi"), 2, before) == []


def test_entries_of_one_occasion_are_one() -> None:
    log = entries((2, 8, "Kokous"), (2, 9, "Kokouksen muistio"), (5, 16, "Kokous"))
    assert [day.month for day in occasions(log)] == [2, 5]


def test_a_line_gets_three_sentences_and_keeps_the_figures_of_the_rest() -> None:
    words = ("Hyllyt siirrettiin.", "Kortit uusittiin.", "Juhlat alkoivat.", "Neljäs jäi.")
    texts = [Sentence(text, figures=((text, "1"),)) for text in words]
    lines = fitted([texts[0], texts[0], *texts[1:]])
    assert [sentence.text for sentence in lines] == list(words[:3])
    assert {label for sentence in lines for label, _value in sentence.figures} == set(words)
    long = fitted([Sentence("Sana " * 44 + "yksi."), Sentence("Kaksi sanaa.")])
    assert len(long) == 1
    assert split("Avattiin 23. huhtikuuta. Neuvonta alkoi.") == [
        "Avattiin 23. huhtikuuta.",
        "Neuvonta alkoi.",
    ]
