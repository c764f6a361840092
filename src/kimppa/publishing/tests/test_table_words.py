"""What a table of a Swedish house says in its own words: subjects, repetition, faults."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Louna
from kimppa.core.consortium.models import Consortium
from kimppa.publishing.models import Item
from kimppa.publishing.tests.conftest import at

HEADINGS = "Titel;Datum;Kl;Slutar;Bibliotek;Kategorier;Upprepas;Upprepas till"


@pytest.fixture
def client(louna: Louna) -> Client:
    Consortium.objects.update(language="sv")
    client = Client(headers={"Accept-Language": "sv"})
    person = louna.staff["834"]
    person.language = "sv"
    person.save()
    client.force_login(person)
    return client


def look(client: Client, *rows: str, headings: str = HEADINGS) -> str:
    """The page of a table, as plain text; what can be taken is taken."""
    file = SimpleUploadedFile("k.csv", "\n".join([headings, *rows, ""]).encode())
    page = client.post("/publishing/imports/", {"file": file}, follow=True)
    text = page.content.decode()
    if 'take/"' in text:
        client.post(f"{page.request['PATH_INFO']}take/")
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_names_of_subjects_are_known_in_every_language(client: Client) -> None:
    words = "Läsecirkel, utställning, digital skills, äldre, vår vid ån"
    text = look(client, f"Läskväll;5.2.2025;17;18;tam;{words};;")
    assert "Finns inte bland ämnena, förblir ett eget ord: vår vid ån." in text
    item = Item.objects.get(title_sv="Läskväll")
    assert {(word.role, word.slug) for word in item.keywords.all()} == {
        ("category", "lukupiiri"), ("category", "nayttely"), ("category", "digitaidot"),
        ("audience", "ikaantyneet"), ("word", "var-vid-an"),
    }  # fmt: skip


def test_the_municipality_follows_from_the_library_else_it_is_asked(client: Client) -> None:
    text = look(client, "Läskväll;5.2.2025;17;18;tam;;;", "Kvällsstund;6.2.2025;17;18;;;;")
    assert "rad 3 Kommun Ange biblioteket eller kommunen." in text
    look(client, "Läskväll;5.2.2025;17;18;tam;;;")
    assert Item.objects.get(title_sv="Läskväll").municipality.code == "834"
    calendar = SimpleUploadedFile("k.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    page = client.post("/publishing/imports/", {"file": calendar})
    assert "Välj vilken kommun evenemangen hör till." in page.content.decode()


def test_a_fault_names_its_row_and_the_heading_as_written_and_quotes_the_cell(
    client: Client,
) -> None:
    text = look(
        client,
        "Bakvänd;5.2.2025;18;17.00;tam;;;",
        "Omöjlig;30.2.2025;17;18;tam;;;",
        "Likaså;31.2.2025;17;18;tam;;;",
        "Okänd;5.2.2025;17;18;Ingåbiblioteket;;;",
        "Varje vecka;5.2.2025;17;18;tam;;varje vecka;",
        "Till;5.2.2025;17;18;tam;;;5.3.2025",
        "Hur;5.2.2025;17;18;tam;;ofta;",
        "Grannens;5.2.2025;17;18;Ypäjän kirjasto;;;",
    )
    assert "rad 2 Slutar ”17.00” : Slutet är före början." in text.replace("”:", "” :")
    assert "raderna 3, 4 Datum ”30.2.2025”, ”31.2.2025”: Kalendern har ingen sådan dag" in text
    assert "rad 5 Bibliotek Det finns inget sådant bibliotek: Ingåbiblioteket" in text
    assert "rad 6 Upprepas till Ange till vilken dag det upprepas." in text
    assert "rad 7 Upprepas Ange hur ofta det upprepas" in text
    assert "rad 8 Upprepas ”ofta”: Upprepningen kunde inte läsas" in text
    assert "rad 9 Bibliotek ”Ypäjän kirjasto”: " in text


@pytest.mark.parametrize("words", ["varje vecka", "Viikoittain", "weekly", "FREQ=WEEKLY"])
def test_plain_words_and_a_last_day_make_an_event_weekly(client: Client, words: str) -> None:
    look(client, f"Sagostund;5.2.2025;10;10.30;tam;sagostund;{words};19.2.2025")
    item = Item.objects.get(title_sv="Sagostund")
    times = item.occurrences.filter(whole=False).order_by("start")
    assert [time.start for time in times] == [at(f"2025-02-{day:02} 10:00") for day in (5, 12, 19)]
