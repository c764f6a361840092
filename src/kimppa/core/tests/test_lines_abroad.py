"""Swedish and English lines as they are logged: which could be printed, and in what words."""

import datetime as dt

import pytest

from kimppa.core.prose.lines import prose
from kimppa.core.prose.looks import Reason, looks, spoken
from kimppa.core.prose.tenses import as_done
from kimppa.core.words.amounts import Amount

MAY = dt.date(2024, 5, 14)


@pytest.mark.parametrize(
    ("language", "line", "number", "label", "sentence"),
    [
        ("sv", "Lånen i E-biblioteket räknades för hela året", 13120, "lån",
         "Lånen i E-biblioteket var sammanlagt 13\u00a0120 under hela året."),
        ("sv", "Besöken på webben räknades och fördelades på kommunerna", 900, "besök",
         "Besöken på webben, sammanlagt 900, räknades och fördelades på kommunerna i maj."),
        ("sv", "Barnen som deltog i sommarläsningen fick diplom", 412, "barn",
         "Barnen som deltog i sommarläsningen fick diplom i maj, sammanlagt 412 barn."),
        ("sv", "Kursen i bemötande ordnades", 145, "deltagare",
         "Kursen i bemötande ordnades i maj, och 145 personer deltog."),
        ("sv", "Kundernas respons besvarades", 173, "besvarade meddelanden",
         "Kundernas respons besvarades i maj, sammanlagt 173 besvarade meddelanden."),
        ("sv", "Bokbodarnas säsong avslutades", 1212, "hämtade böcker",
         "Bokbodarnas säsong avslutades i maj, och det blev sammanlagt 1\u00a0212 hämtade böcker."),
        ("sv", "Fjorton nya frivilliga utbildades", 14, "frivilliga",
         "Fjorton nya frivilliga utbildades i maj."),
        ("en", "The loans of the e-library were counted for the whole year", 13120, "loans",
         "There were 13,120 loans of the e-library in the year."),
        ("en", "The visits to the site were counted and divided", 900, "visits",
         "The visits to the site, 900 in all, were counted and divided in May."),
        ("en", "Twelve customers were helped at the market", 12, "customers",
         "Twelve customers were helped at the market in May."),
    ],
)  # fmt: skip
def test_a_figure_stands_where_a_reader_wants_it(
    language: str, line: str, number: int, label: str, sentence: str
) -> None:
    assert " ".join(prose(line, [MAY], 2024, language, Amount(number, label))) == sentence


@pytest.mark.parametrize(
    ("language", "line", "sentence"),
    [
        ("en", "After complaints, the button was moved to the top of the page", ""),
        ("en", "During the year, 6,380 crates were carried between the libraries", ""),
        ("en", "The boat library lent 3,905 items during its first summer", ""),
        ("en", "The van broke down, and the crates were delayed by three days", ""),
        ("en", "Eleven of the fourteen planned pages were written",
         "Eleven of the fourteen planned pages were written in May."),
        ("en", "The tour was held a week late because of a broken engine",
         "The tour was held a week late in May because of a broken engine."),
        ("en", "The cap of films was lowered because the money ran out",
         "The cap of films was lowered in May because the money ran out."),
        ("en", "The route was changed so that crates reach the school twice a week",
         "The route was changed in May so that crates reach the school twice a week."),
        ("en", "Films were bought, after which the service was opened in all libraries", ""),
        ("en", "The accessibility statement was updated in three languages",
         "The accessibility statement was updated in three languages in May."),
        ("en", "The link was broken by an update and repaired in an hour",
         "The link was broken by an update and repaired in an hour in May."),
        ("sv", "Lappträsks katalog, kunder och lån flyttades till Tärnan", ""),
        ("sv", "Raseborg och Ingå anslöt sig till det gemensamma e-biblioteket", None),
        ("sv", "Bibliotekens regler för katalogisering uppdaterades",
         "Bibliotekens regler för katalogisering uppdaterades i maj."),
        ("sv", "Personalen påmindes om sekretessen och den gamla blanketten togs ur bruk",
         "Personalen påmindes om sekretessen och den gamla blanketten togs ur bruk i maj."),
        ("sv", "Kunderna får nu en påminnelse tre dagar före förfallodagen", ""),
    ],
)  # fmt: skip
def test_a_whole_sentence_is_not_asked_to_be_rewritten(
    language: str, line: str, sentence: str | None
) -> None:
    assert looks(line, MAY, 2024) == []
    if sentence is not None:
        assert " ".join(prose(line, [MAY], 2024, language)) == (sentence or f"{line}.")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Instruktionen för skuldfri retur av skadade böcker", Reason.NO_VERB),
        ("Den första workshopen för pensionärer och nyinflyttade i Hangö", Reason.NO_VERB),
        ("Fick hit somaliska böcker, och dom gick ut samma vecka", Reason.WORDS),
        ("Dupes again!! found a bunch of the same films twice", Reason.WORDS),
        ("The pages were opened!! found a bunch of the same films twice", Reason.BROKEN),
    ],
)
def test_what_is_no_sentence_is_asked_for(line: str, reason: Reason) -> None:
    assert looks(line, MAY, 2024) == [reason]


def test_a_word_of_speech_in_one_language_is_plain_in_another() -> None:
    assert spoken("The link was broken by an update of the site", "en") == []
    assert spoken("Sivuston update rikkoi linkin", "fi") == ["update"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("The fee was left out of the prices from next year", "from 2025"),
        ("The rest of the pages were moved to the next year", "to 2025"),
        ("The fees of last year were sent", "of 2023"),
        ("The pages were opened for next year's events", "for the 2025 events"),
    ],
)
def test_a_year_by_its_distance_is_named(line: str, sentence: str) -> None:
    assert sentence in " ".join(prose(line, [MAY], 2024, "en"))


JUNE = dt.date(2025, 6, 6)


@pytest.mark.parametrize(
    ("language", "line", "sentence"),
    [
        ("sv", "Bussen stod på verkstad 3.–7.11.2025",
         "Bussen stod på verkstad den 3–7 november."),
        ("sv", "Bokbussen deltog i Skördefesten i Närpes 13–14.9.2025",
         "Bokbussen deltog i Skördefesten i Närpes den 13–14 september."),
        ("sv", "Sommarens öppettider 2.6–31.8.2025 publicerades på Fredrika.net",
         "Sommarens öppettider den 2 juni–31 augusti publicerades på Fredrika.net."),
        ("sv", "Kampanjen Läs mera pågick 1.2.2025–28.2.2025",
         "Kampanjen Läs mera pågick den 1–28 februari."),
        ("sv", "Utbildningar hölls 5.3, 7.3 och 9.3.2025",
         "Utbildningar hölls den 5, 7 och 9 mars."),
        ("sv", "Biblioteket var stängt från 20.12.2025 till 6.1.2026",
         "Biblioteket var stängt från den 20 december 2025 till den 6 januari 2026."),
        ("sv", "Handboken skrevs om och delades ut till alla bibliotek i maj 2025",
         "Handboken skrevs om och delades ut till alla bibliotek i maj."),
        ("sv", "Bussen hyrdes från maj 2025 till maj 2026",
         "Bussen hyrdes från maj 2025 till maj 2026."),
        ("en", "The bus was at the garage 3–7.11.2025",
         "The bus was at the garage on 3–7 November."),
        ("en", "The summer hours were published on the site 2.6–31.8.2025",
         "The summer hours were published on the site from 2 June to 31 August."),
        ("en", "Courses were held on 5.3, 7.3 and 9.3.2025",
         "Courses were held on 5, 7 and 9 March."),
    ],
)  # fmt: skip
def test_days_and_periods_are_words(language: str, line: str, sentence: str) -> None:
    assert " ".join(prose(line, [JUNE], 2025, language)) == sentence


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Vi ordnade en sagostund i Korsnäs den 6.6.2025",
         "Den 6 juni ordnade biblioteken en sagostund i Korsnäs."),
        ("Besvarade 12 felanmälningar om Koha 11.11.2025",
         "Den 11 november besvarades 12 felanmälningar om Koha."),
        ("Uppdaterade 24 sidor på Fredrika.net på svenska i maj 2025",
         "I maj uppdaterades 24 sidor på Fredrika.net på svenska."),
        ("Gallrade 350 böcker i Korsnäs", "I juni gallrades 350 böcker i Korsnäs."),
        ("Rättade språkkoder och kompletterade poster under hösten",
         "Under hösten rättades språkkoder och kompletterades poster."),
        ("Följde upp användningen av e-böcker den 8.7.2025: lånen ökade i Närpes",
         "Användningen av e-böcker följdes upp den 8 juli: lånen ökade i Närpes."),
        ("Köpte in 40 e-böcker för 1 200 euro",
         "40 e-böcker för 1\u00a0200 euro köptes in i juni."),
    ],
)  # fmt: skip
def test_a_swedish_line_without_a_subject_is_passive(line: str, sentence: str) -> None:
    assert looks(line, JUNE, 2025) == []
    assert " ".join(prose(line, [JUNE], 2025, "sv")) == sentence


@pytest.mark.parametrize(
    "line",
    [
        "Skrev handboken och delade ut den till alla",
        "Uppdaterade sidorna senast den 3 maj",
        "Deltog i bokmässan i Åbo",
    ],
)
def test_a_line_without_a_subject_that_cannot_be_passive_is_asked_for(line: str) -> None:
    assert looks(line, JUNE, 2025) == [Reason.NO_VERB]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Sagostund på två språk i Kaskö 12.4.2025, 35 barn",
         "En sagostund på två språk ordnades i Kaskö den 12 april, och 35 barn deltog."),
        ("Kurs i Koha för vikarier 2.9.2025",
         "En kurs i Koha för vikarier ordnades den 2 september."),
        ("Gemensam kampanj Läs mera 1–28.2.2025",
         "En gemensam kampanj Läs mera ordnades den 1–28 februari."),
        ("Utställning om lokalhistoria i Kristinestad",
         "En utställning om lokalhistoria ordnades i Kristinestad i juni."),
    ],
)  # fmt: skip
def test_what_was_arranged_has_its_verb_before_where_and_when(line: str, sentence: str) -> None:
    assert " ".join(prose(line, [JUNE], 2025, "sv")) == sentence


def test_what_is_done_on_an_unknown_day_tells_no_month() -> None:
    line = "Den nya turlistan togs i bruk"
    assert prose(line, [dt.date(2026, 1, 14)], 2025, "sv", is_dated=False) == [f"{line}."]


@pytest.mark.parametrize(
    ("language", "step", "done"),
    [
        ("sv", "Den nya turlistan tas i bruk", "Den nya turlistan togs i bruk"),
        ("sv", "Skolorna hörs", "Skolorna hördes"),
        ("sv", "Svenska sidor gås igenom", "Svenska sidor gicks igenom"),
        ("sv", "Finska sidor publiceras", "Finska sidor publicerades"),
        ("sv", "Utbildningsdag i Närpes", "Utbildningsdag i Närpes"),
        ("en", "The new timetable is taken into use", "The new timetable was taken into use"),
        ("en", "Swedish pages are reviewed", "Swedish pages were reviewed"),
        ("en", "Training day in Korsnäs", "Training day in Korsnäs"),
    ],
)
def test_a_step_that_is_done_is_told_in_the_past(language: str, step: str, done: str) -> None:
    assert as_done(step, language) == done


def test_a_line_of_now_gets_no_second_verb() -> None:
    line = "Den nya turlistan tas i bruk"
    assert " var " not in " ".join(prose(line, [dt.date(2025, 11, 3)], 2025, "sv"))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Chefsmöte på Teams 11.6.2025: budgeten för 2026 behandlades",
         "Vid chefsmötet på Teams den 11 juni behandlades budgeten för 2026."),
        ("Bokbudet körde 96 turer under året 30.12.2025", "Bokbudet körde 96 turer under året."),
        ("Biblioteket var stängt för renovering", "Biblioteket var stängt för renovering i juni."),
    ],
)  # fmt: skip
def test_a_swedish_line_is_in_the_order_of_its_language(line: str, sentence: str) -> None:
    assert " ".join(prose(line, [JUNE], 2025, "sv")) == sentence
