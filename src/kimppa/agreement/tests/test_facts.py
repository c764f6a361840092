"""Facts of the paper in many words: time in force, notice, price, producer, members, laws."""

import time

import pytest

from kimppa.agreement.meaning.terms import Terms, terms_of
from kimppa.agreement.text.tree import AgreementText, SectionText
from kimppa.core.consortium.finland import listed

NAMES = [(row.fi, (row.fi, row.sv)) for row in listed().values()]


def read(title: str, *sentences: str, paper: str = "Sopimus") -> Terms:
    """The terms of a paper with one section."""
    section = SectionText("1", title, (), sentences)
    return terms_of(AgreementText(paper, None, "", (section,)), NAMES)


IN_FORCE = [
    (
        (
            "Tämä sopimus tulee voimaan 1. päivänä tammikuuta 2026 ja on voimassa vuoden "
            "2029 loppuun."
        ),
        "2026-01-01",
        "2029-12-31",
    ),
    ("Sopimus on voimassa 1.1.2026 alkaen toistaiseksi.", "2026-01-01", None),
    ("Sopimuskausi on 1.1.2026–31.12.2028.", "2026-01-01", "2028-12-31"),
    (
        ("Sopimus astuu voimaan 1.8.2026.\nSopimus päättyy 31.7.2030 ilman irtisanomista."),
        "2026-08-01",
        "2030-07-31",
    ),
    ("Sopimus on määräaikainen ja voimassa 1.1.2026 - 31.12.2027.", "2026-01-01", "2027-12-31"),
    ("Sopimus tulee voimaan 1.1.2027 ja on voimassa kolme vuotta.", "2027-01-01", "2029-12-31"),
    ("Sopimus on voimassa kalenterivuoden 2027.", "2027-01-01", "2027-12-31"),
    ("Sopimus koskee vuotta 2027.", "2027-01-01", "2027-12-31"),
    ("Sopimus on voimassa vuoden 2026 alusta vuoden 2028 loppuun.", "2026-01-01", "2028-12-31"),
    (
        ("Avtalet träder i kraft den 1 januari 2027 och gäller till och med den 31 december 2029."),
        "2027-01-01",
        "2029-12-31",
    ),
    ("Avtalet gäller från och med 1.8.2026 till och med 31.7.2029.", "2026-08-01", "2029-07-31"),
    ("Avtalet gäller från 1.1.2026 och fortsätter tills vidare.", "2026-01-01", None),
    ("Avtalsperioden är 1.1.2026–31.12.2028.", "2026-01-01", "2028-12-31"),
    ("Avtalet är i kraft åren 2026–2028.", "2026-01-01", "2028-12-31"),
    ("Sopimus on voimassa vuosina 2026–2028.", "2026-01-01", "2028-12-31"),
    ("Sopimus alkaa 1.1.2026 ja jatkuu vuoden 2028 loppuun saakka.", "2026-01-01", "2028-12-31"),
    ("Palvelu alkaa 1.1.2026 ja päättyy 31.12.2026.", "2026-01-01", "2026-12-31"),
    (
        ("Sopimus on voimassa 1.1.2026–31.12.2026, minkä jälkeen se jatkuu vuoden kerrallaan."),
        "2026-01-01",
        "2026-12-31",
    ),
]


@pytest.mark.parametrize(("text", "first", "last"), IN_FORCE)
def test_time_in_force(text: str, first: str | None, last: str | None) -> None:
    span = read("Voimassaolo", *text.split("\n")).in_force
    assert (span.first and str(span.first), span.last and str(span.last)) == (first, last)


NOTICE = [
    ("Sopimuksen irtisanomisaika on 6 kuukautta.", 6),
    (
        (
            "Kunta voi irtisanoa sopimuksen päättymään kalenterivuoden lopussa, kun "
            "irtisanomisesta ilmoitetaan vähintään kuusi kuukautta aiemmin."
        ),
        6,
    ),
    ("Irtisanomisaika on vuosi.", 12),
    ("Irtisanomisaika on puoli vuotta.", 6),
    ("Uppsägningstiden är tolv månader.", 12),
    ("Avtalet kan sägas upp med sex månaders uppsägningstid.", 6),
    ("Uppsägningstiden är ett år.", 12),
    ("Sopimus voidaan irtisanoa yhden vuoden irtisanomisajalla.", 12),
    ("Irtisanomisaika on 12 kk.", 12),
    (
        ("Irtisanominen tehdään kirjallisesti viimeistään yhdeksän kuukautta ennen vuoden loppua."),
        9,
    ),
]


@pytest.mark.parametrize(("text", "months"), NOTICE)
def test_months_of_notice(text: str, months: int) -> None:
    assert read("Irtisanominen", text).notice_months == months


PRICE = [
    ("Kunnat maksavat palvelusta yhteensä 45 000 euroa vuodessa.", 45000),
    ("Vuosimaksu on 12.500 €.", 12500),
    ("Palvelun hinta vuonna 2026 on 38 200 euroa (alv 0 %).", 38200),
    ("Korvaus on 9 800 euroa vuodessa.", 9800),
    ("Ersättningen är 24 000 euro per år.", 24000),
    ("Kostnaden är sammanlagt 54 300 euro om året och faktureras i två rater.", 54300),
    ("Koulutuspäivän hinta on 350 euroa osallistujalta.", None),
    ("Tuntihinta on 1 200 euroa.", None),
    ("Kustannukset ovat 61 000 euroa vuodessa.", 61000),
    ("Yhteiset palvelut maksavat 118 000 euroa vuodessa.", 118000),
    ("Tjänsterna kostar 38 000 euro per år.", 38000),
    ("Kokonaissumma 30 000 euroa jaetaan asukasluvun mukaan.", 30000),
]


@pytest.mark.parametrize(("text", "euros"), PRICE)
def test_price_of_a_year(text: str, euros: int | None) -> None:
    assert read("Hinta", text).price == euros


def test_the_last_row_of_a_price_list_is_the_price() -> None:
    rows = ("Kunta – Euroa", "Liperi – 12 000", "Joensuu – 30 000", "Yhteensä – 42 000")
    assert read("Hinnasto", *rows).price == 42_000


def test_by_what_the_price_is_shared() -> None:
    text = "Kustannukset jaetaan asukasluvun mukaan."
    assert read("Kustannukset", "Lasku lähetetään kesäkuussa.", text).paying == text


PRODUCER = [
    (
        ("Isäntäkuntana toimii Joensuun kaupunki. Muut kunnat ovat Liperi ja Kontiolahti."),
        "Joensuu",
    ),
    ("Palvelut tuottaa Joensuun kaupunki Liperin ja Kontiolahden kunnille.", "Joensuu"),
    ("Tuottaja: Joensuun kaupunki\nTilaajat: Liperin kunta ja Kontiolahden kunta", "Joensuu"),
    ("Joensuun kaupunki (isäntäkunta), Liperin kunta ja Kontiolahden kunta.", "Joensuu"),
    ("Liperin kunta, Kontiolahden kunta ja Joensuun kaupunki, joka on isäntäkunta.", "Joensuu"),
    ("Värdkommun är Borgå stad. Övriga parter är Lovisa stad och Sibbo kommun.", "Porvoo"),
    ("Borgå stad (nedan värdkommunen), Lovisa stad och Sibbo kommun.", "Porvoo"),
    ("Joensuun kaupunki, jäljempänä tuottaja, ja Liperin kunta, jäljempänä tilaaja.", "Joensuu"),
    ("Parterna är Lovisa stad, Sibbo kommun och värdkommunen Borgå stad.", "Porvoo"),
]


@pytest.mark.parametrize(("text", "producer"), PRODUCER)
def test_who_does_the_work_for_the_others(text: str, producer: str) -> None:
    terms = read("Osapuolet", *text.split("\n"))
    assert terms.producer == producer
    assert len(terms.parties) in (2, 3)


def test_those_that_are_no_parties_are_left_out() -> None:
    terms = read(
        "Osapuolet",
        "Joensuun kaupunki, Liperin kunta ja Kontiolahden kunta.",
        "Outokummun kaupunki ei ole sopimuksen osapuoli.",
        "Ilomantsin kunta voi liittyä sopimukseen myöhemmin.",
    )
    assert terms.parties == ("Joensuu", "Kontiolahti", "Liperi")
    assert terms.times == {}


MEMBERS = [
    ("Ilomantsin kunta liittyy sopimukseen 1.1.2027.", {"Ilomantsi": ("2027-01-01", None)}),
    ("Liperin kunta jää pois yhteistyöstä 31.12.2026.", {"Liperi": (None, "2026-12-31")}),
    ("Liperin kunta eroaa yhteistyöstä vuoden 2026 lopussa.", {"Liperi": (None, "2026-12-31")}),
    ("Ilomantsi on mukana 1.8.2026 alkaen.", {"Ilomantsi": ("2026-08-01", None)}),
    (
        "Joensuun kaupunki, Liperin kunta ja Ilomantsin kunta (1.8.2026 alkaen).",
        {"Ilomantsi": ("2026-08-01", None)},
    ),
    ("Sibbo kommun lämnar samarbetet den 31 december 2027.", {"Sipoo": (None, "2027-12-31")}),
    ("Sibbo kommun blir part från och med 1.1.2028.", {"Sipoo": ("2028-01-01", None)}),
    (
        "Osapuolia ovat Joensuu, Liperi sekä 1.1.2027 lukien Ilomantsi.",
        {"Ilomantsi": ("2027-01-01", None)},
    ),
    (
        ("Ilomantsin kunta on osapuoli 1.8.2026 lähtien ja Liperin kunta 31.12.2026 saakka."),
        {"Ilomantsi": ("2026-08-01", None), "Liperi": (None, "2026-12-31")},
    ),
]


@pytest.mark.parametrize(("text", "expected"), MEMBERS)
def test_who_joins_and_who_leaves(text: str, expected: dict[str, tuple[str | None, ...]]) -> None:
    times = read("Osapuolet", text).times
    assert expected == {
        name: (span.first and str(span.first), span.last and str(span.last))
        for name, span in times.items()
    }


LAWS = [
    (
        (
            "Sopimus perustuu kuntalain (410/2015) 49 §:ään, kirjastolakiin 1492/2016 ja "
            "EU:n tietosuoja-asetukseen (2016/679)."
        ),
        ("410/2015", "1492/2016"),
    ),
    (
        "Enligt lagen om allmänna bibliotek (1492/2016) och kommunallagen (410/2015).",
        ("1492/2016", "410/2015"),
    ),
    (
        "Diaarinumero 31/2024. Laki digitaalisten palvelujen tarjoamisesta (306/2019).",
        ("306/2019",),
    ),
    ("Terveydenhuoltolaki 1326/2010", ("1326/2010",)),
]


@pytest.mark.parametrize(("text", "laws"), LAWS)
def test_numbers_of_laws(text: str, laws: tuple[str, ...]) -> None:
    assert read("Tausta", text).laws == laws


def test_the_year_is_not_that_of_recitals_or_former_agreements() -> None:
    assert read("Tausta", "Yhteistyö alkoi vuonna 1998.", paper="Sopimus 2026–2029").year == 2026
    background = SectionText("1", "Bakgrund", (), ("Biblioteken har samarbetat 2009–2019.",))
    validity = SectionText("2", "Giltighet", (), ("Avtalet träder i kraft 1.1.2028.",))
    agreement = AgreementText("Avtal", None, "", (background, validity))
    assert terms_of(agreement, NAMES).year == 2028


@pytest.mark.parametrize("words", ["isäntäkunta on ", "1.1.2026 ", "avtalet ", "Salo ", "("])
def test_a_text_without_end_is_read_in_bounded_time(words: str) -> None:
    begins = time.process_time()
    read("Osapuolet", words * 5_000)
    assert time.process_time() - begins < 5
