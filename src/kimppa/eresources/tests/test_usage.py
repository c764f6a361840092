"""Files of use become each municipality's numbers, and each number says where it comes from."""

import csv
import datetime as dt
import io
import re
import time
from collections.abc import Sequence

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from conftest import Louna
from kimppa.core.consortium.models import Person
from kimppa.core.imports.models import Import
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.ratification.models import Confirmation
from kimppa.eresources import demo
from kimppa.eresources.models import Licence, RecordFile, UsageCount, UsageFile, UsageYear
from kimppa.eresources.usage import actions
from kimppa.eresources.usage.dues import dues
from kimppa.eresources.usage.lines import knows
from kimppa.eresources.usage.queries import Use, year_uses
from kimppa.eresources.usage.sentences import summary
from kimppa.sources.usage.tests.samples import official, read

pytestmark = pytest.mark.django_db
FILES = "/eresources/usage/files/"
NAME = "lainaukset_Louna-kirjastot_2024-04-23_2024-12-31.csv"
LOANS = [
    ("061", "Book", 400), ("061", "Audio", 300), ("103", "Book", 40), ("169", "Book", 90),
    ("834", "Audio", 110), ("981", "Book", 25), ("", "Book", 10), ("091", "Book", 5),
]  # fmt: skip


def export(rows: Sequence[tuple[str, str, int]] = LOANS) -> bytes:
    """E-kirjasto's export of loans."""
    out = io.StringIO()
    heading = ["Nimeke", "Kirjasto", "Sijainti", "Formaatti", "Kaikki lainat"]
    csv.writer(out).writerows([heading, *(["N", "Louna", *row] for row in rows)])
    return out.getvalue().encode()


def browser(person: Person) -> Client:
    client = Client(headers={"accept-language": "fi"})
    client.force_login(person)
    return client


@pytest.fixture
def room(louna: Louna) -> Louna:
    """The demo's agreements, without any use."""
    demo.load()
    for table in (UsageFile, UsageYear, RecordFile, Import):
        table.objects.all().delete()
    return louna


def licence(slug: str) -> Licence:
    return Licence.objects.get(service__slug=slug)


def use(slug: str, year: int) -> Use:
    return next(use for use in year_uses(year) if use.licence.service.slug == slug)


def bring(room: Louna, slug: str, content: bytes, name: str, year: str = "", **more: str) -> str:
    """The page on which the file is looked at, as text."""
    file = SimpleUploadedFile(name, content)
    form = {"file": file, "licence": licence(slug).pk, "year": year, **more}
    return text_of(browser(room.coordinator).post(FILES, form, follow=True))


def keep(room: Louna) -> str:
    """Keep the file that was looked at last; the page that follows."""
    upload = Import.objects.latest("pk")
    return text_of(browser(room.coordinator).post(f"{FILES}{upload.pk}/take/", follow=True))


def text_of(response: HttpResponse) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_e_kirjasto_is_seen_by_municipality_before_it_is_kept(room: Louna) -> None:
    page = bring(room, "ekirjasto", export(), NAME)
    assert "700 (E-äänikirjat 300, E-kirjat 400)" in page
    assert f"rivejä {len(LOANS)}, yhteensä {sum(count for *_of, count in LOANS)}" in page
    assert "merkitsee tietokirjallisuudeksi myös sen, mitä se ei tiedä" in page
    assert "091: muu kuin omamme" in page
    assert "Kuntaa ei kerrota" in page
    assert not UsageFile.objects.exists()
    page = keep(room)
    assert "<b>980</b>" in page
    assert use("ekirjasto", 2024).count == sum(count for _code, _form, count in LOANS)


def test_e_kirjasto_takes_a_part_of_ten_seconds(room: Louna) -> None:
    """From the file to figures by municipality and format, on a server that does other work too."""
    content, start = export(LOANS * 1_000), time.process_time()
    page = bring(room, "ekirjasto", content, NAME)
    assert "700 000 (E-äänikirjat 300 000, E-kirjat 400 000)" in page
    keep(room)
    assert time.process_time() - start < 2


def test_parts_sum_to_the_file_and_blanks_go_by_the_key(room: Louna) -> None:
    bring(room, "ekirjasto", export(), NAME)
    keep(room)
    year = use("ekirjasto", 2024)
    parts = {code: year.part(code) for code in ("061", "103", "169", "834", "981")}
    assert sum(part or 0 for part in parts.values()) == 975
    assert (parts["061"] or 0) > 700
    row = licence("ekirjasto")
    page = text_of(browser(room.readers["981"]).get(f"/eresources/usage/{row.pk}/2024/"))
    assert "ilman kuntaa on 10 (yhteensä 980)" in page
    assert "Muu kuin omamme: 091" in page
    chart = page.partition("<figcaption>Käyttö kunnittain</figcaption>")[2].partition("</figure>")[
        0
    ]
    assert chart.startswith("<svg")
    for (
        town
    ) in room.municipalities.values():  # each bar has its number, and stands in the table too
        assert f"{town}" in chart
        assert re.search(rf"{year.part(town.code)}\b", chart)


def test_one_file_is_taken_back_and_the_earlier_stands_again(room: Louna) -> None:
    bring(room, "ekirjasto", export(LOANS[:1]), NAME)
    keep(room)
    first = UsageFile.objects.get()
    page = bring(room, "ekirjasto", export(), NAME)
    assert "Korvaa tiedoston" in page
    keep(room)
    assert use("ekirjasto", 2024).count == 980
    upload = Import.objects.latest("pk")
    browser(room.coordinator).post(f"{FILES}{upload.pk}/undo/")
    assert list(UsageFile.objects.standing()) == [first]
    assert use("ekirjasto", 2024).count == 400


def test_a_part_of_another_files_time_is_refused(room: Louna) -> None:
    bring(room, "ekirjasto", export(), NAME)
    keep(room)
    half = "lainaukset_Louna-kirjastot_2024-07-01_2024-12-31.csv"
    page = bring(room, "ekirjasto", export(), half)
    assert "Osa tästä ajasta on tiedostossa" in page


@pytest.mark.parametrize("form", ["json", "tsv", "xlsx"])
def test_counter_keeps_one_metric_as_use_and_adds_none_to_it(room: Louna, form: str) -> None:
    name = f"TR_sample_r51.{form}"
    page = bring(room, "e-aanikirjat", official(name), name)
    assert "Unique_Title_Requests" in page
    keep(room)
    file = UsageFile.objects.get()
    assert file.metric == "Total_Item_Requests"
    year = use("e-aanikirjat", file.first.year)
    by_access = read(official(name), name).by("access", metric="Total_Item_Requests")
    assert sum(by_access.values()) == 255023
    assert year.count == by_access["Regular",]  # machines read, they do not use
    assert "Koneiden lukeminen" in page
    assert sum(filter(None, map(year.part, ("061", "169", "834")))) == year.count


def test_members_of_a_consortiums_report_are_its_municipalities(room: Louna) -> None:
    head, _, rows = official("TR_sample_r51.tsv").partition(b"\nTitle\t")
    heading, *lines = rows.split(b"\n")
    half = len(lines) // 2
    members = ["Forssa"] * half + ["Tammela"] * (len(lines) - half)
    table = zip(members, lines, strict=True)
    body = [f"{member}\t".encode() + line for member, line in table if line]
    head += b"\nInstitution_Name\tTitle\t" + heading + b"\n"
    bring(room, "e-aanikirjat", head + b"\n".join(body), "TR.tsv")
    keep(room)
    year = use("e-aanikirjat", UsageFile.objects.get().first.year)
    forssa, tammela = year.part("061"), year.part("834")
    assert forssa
    assert tammela
    assert forssa + tammela == year.count


def test_a_table_is_pointed_at_once_and_remembered(room: Louna) -> None:
    content = b"Paikka;Kertaa\nForssa;120\nTammela;30\n"
    page = bring(room, "e-aanikirjat", content, "raportti.csv", "2023")
    assert "Valitse sarake" in page
    upload = Import.objects.latest("pk")
    client = browser(room.coordinator)
    columns = {"column-0": "municipality", "column-1": "count"}
    client.post(f"{FILES}{upload.pk}/", columns)
    keep(room)
    assert use("e-aanikirjat", 2023).part("061") == 120
    later = b"Paikka;Kertaa\nForssa;200\nTammela;30\n"
    page = bring(room, "e-aanikirjat", later, "raportti.csv", "2024")
    assert "200; vuotta aiemmin 120" in page


def test_a_table_of_months_needs_no_pointing(room: Louna) -> None:
    content = b"Kunta;2024-01;2024-02\nForssa;1;2\nTammela;3;4\n"
    bring(room, "e-aanikirjat", content, "kuukaudet.csv")
    keep(room)
    assert UsageCount.objects.count() == 4
    assert use("e-aanikirjat", 2024).part("834") == 7


def test_a_web_page_and_a_report_of_turnaways_are_refused_in_words(room: Louna) -> None:
    page = bring(room, "naxos", b"<html><body>Kirjaudu</body></html>", "TR.json")
    assert "verkkosivu" in page
    assert not Import.objects.exists()
    page = bring(room, "naxos", b"Kunta;Lainat\nForssa;1\n", "a.csv")
    assert "Kirjoita vuosi" in page


def test_the_table_says_what_is_missing_and_who_was_asked(room: Louna) -> None:
    client, naxos = browser(room.coordinator), licence("naxos")
    page = text_of(client.get("/eresources/"))
    assert "ei kysytty" in page
    at = f"/eresources/usage/{naxos.pk}/2024/"
    client.post(f"{at}noted/", {"asked_of": "Naxos", "asked_on": "2.1.2025"})
    assert "kysytty 2.1." in text_of(client.get("/eresources/"))
    for told_on, message in (("", "Kirjoita kirjeen päivä"), ("15.1.2025", "Päivä ei ole vielä")):
        form = {"count": "0", "sender": "Naxos", "told_on": told_on}
        assert message in text_of(client.post(f"{at}sum/", form))
    assert not UsageFile.objects.exists()
    client.post(f"{at}sum/", {"count": "0", "sender": "Naxos", "told_on": "13.1.2025"})
    page = text_of(client.get("/eresources/"))
    assert "<b>0</b> nolla" in page
    assert "ilmoitettu 14.1." in page


def test_each_number_of_the_e_lines_is_explained(room: Louna) -> None:
    """A file with municipalities, one without and a letter become five municipalities' lines."""
    bring(room, "ekirjasto", export(), NAME)
    keep(room)
    bring(room, "e-aanikirjat", "Aineisto;Lainat\nÄänikirja;1000\n".encode(), "a.csv", "2024")
    keep(room)
    naxos = licence("naxos")
    at = f"/eresources/usage/{naxos.pk}/2024/"
    letter = SimpleUploadedFile("kirje.pdf", b"%PDF-1.4")
    form = {"count": "413", "sender": "Naxos", "letter": letter}
    browser(room.coordinator).post(f"{at}sum/", form)
    forssa = room.municipalities["061"].pk
    with translation.override("fi"):
        known = {(k.variable, k.municipality): k for k in knows(2024)}
    assert "alustava" in known["E_EAU_use", forssa].text
    assert known["E_EAU_use", forssa].origin == "estimated"
    Confirmation.objects.update(state=Confirmation.State.YES, date=dt.date(2025, 1, 10))
    with translation.override("fi"):
        known = {(k.variable, k.municipality): k for k in knows(2024)}
    towns = room.municipalities
    music = [known["E_EMU_use", town.pk] for town in towns.values()]
    assert sum(each.value or 0 for each in music) == 413
    assert {each.origin for each in music} == {"reported"}
    assert "ilmoitettu" in music[0].text
    audio = [known["E_EAU_use", town.pk] for town in towns.values()]
    assert sum(each.value or 0 for each in audio) == 1000 + 410
    assert known["E_EAU_use", towns["981"].pk].value == 0
    assert known["E_EAU_use", towns["981"].pk].origin == "measured"
    assert known["E_EAU_use", forssa].origin == "allocated"
    assert "tiedosto kertoo" in known["E_EAU_use", forssa].text
    assert "alustava" not in known["E_EAU_use", forssa].text
    magazines = known["E_ELE_use", towns["061"].pk]
    assert magazines.value is None
    assert "E-lehdet: ei ole vielä tullut" in magazines.text


def test_the_report_says_each_platform_apart_and_what_has_not_come(room: Louna) -> None:
    bring(room, "ekirjasto", export(), NAME)
    keep(room)
    with translation.override("fi"):
        own = summary(["eresource-usage"], 2024, room.municipalities["061"])
        together = summary(["eresource-usage"], 2024, None)
    first, lacking = own["eresource-usage"]
    assert "Forssan asiakkaat käyttivät yhteisiä e-aineistoja: E-kirjasto 70" in first.text
    assert "Naxos" in lacking.text
    assert together["eresource-usage"][0].headline[0] == "975"


def test_january_asks_for_what_is_missing_once(room: Louna) -> None:
    found = list(dues())
    assert len(found) == 1
    assert found[0].date == dt.date(2025, 1, 31)
    for row in Licence.objects.all():
        year = UsageYear(licence=row, year=2024)
        actions.collect_not(by=room.coordinator, usage_year=year)
    assert not list(dues())


def test_a_letter_asks_a_real_vendor_and_an_example_asks_nobody(room: Louna) -> None:
    client, at = browser(room.coordinator), "/eresources/usage/{}/2024/ask/"
    form = {"to": "tuki@example.org", "text": "Hei"}
    client.post(at.format(licence("naxos").pk), form)
    assert not OutgoingMail.objects.filter(to="tuki@example.org").exists()
    client.post(at.format(licence("ekirjasto").pk), form)
    assert OutgoingMail.objects.filter(to="tuki@example.org").count() == 1
    assert UsageYear.objects.get(licence=licence("ekirjasto")).asked_on == dt.date(2025, 1, 14)
