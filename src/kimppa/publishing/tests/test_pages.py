"""The desk's pages and the form behind a personal link."""

import datetime as dt
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from conftest import Louna
from kimppa.core.files import pictures
from kimppa.core.permissions import SYSTEM
from kimppa.core.proposals.actions import make_link, token_of
from kimppa.core.register.actions import save_row
from kimppa.core.tests.test_pictures import drawn
from kimppa.publishing import actions
from kimppa.publishing.models import Item, SendingLink
from kimppa.publishing.tests.conftest import Make, signed_in

FILLED = {
    "place": "Nuorisotalo",
    "title_fi": "Lukukoira tulee",
    "day": "5.2.2025",
    "begins": "17.00",
    "ends": "18.30",
    "repeats": "",
}


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return unescape(answer.content.decode())


def test_staff_send_an_event_and_the_coordinator_publishes_it_with_undo(louna: Louna) -> None:
    staff, boss = signed_in(louna.staff["834"]), signed_in(louna.coordinator)
    town = louna.municipalities["834"].pk
    answer = staff.post("/publishing/new/event/", FILLED | {"municipality": town, "propose": "1"})
    item = Item.objects.get(title_fi="Lukukoira tulee")
    assert answer["Location"] == item.get_absolute_url()
    page = shown(staff, item.get_absolute_url())
    assert "ke 5.2.2025 17.00–18.30" in page
    assert "Odottaa julkaisua" in page
    assert "Lukukoira tulee" in shown(boss, "/publishing/")
    boss.post(f"/publishing/{item.pk}/publish/")
    page = shown(boss, item.get_absolute_url())
    assert "Julkaistu: Lukukoira tulee" in page
    assert f'action="/publishing/{item.pk}/withdraw/"' in page
    assert "Lukukoira tulee" in shown(Client(), "/tapahtumat/")
    (undo,) = re.findall(r'action="(/[^"]*undo/[^"]*)"', page)
    boss.post(undo)
    assert "Lukukoira tulee" not in shown(Client(), "/tapahtumat/")


def test_several_proposals_are_published_at_once(louna: Louna) -> None:
    staff, boss = signed_in(louna.staff["834"]), signed_in(louna.coordinator)
    town = louna.municipalities["834"].pk
    for title in ("Lukukoira tulee", "Lukukoira palaa"):
        fields = FILLED | {"municipality": town, "propose": "1", "title_fi": title}
        staff.post("/publishing/new/event/", fields)
    items = Item.objects.filter(title_fi__startswith="Lukukoira")
    assert "Valitse: Lukukoira" not in shown(staff, "/publishing/")
    assert "Valitse: Lukukoira palaa" in shown(boss, "/publishing/")
    boss.post("/publishing/publish/", {"row": [item.pk for item in items]})
    assert {item.status for item in items.all()} == {Item.Status.PUBLISHED}
    refused = staff.post("/publishing/publish/", {"row": [item.pk for item in items]})
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"day": "30.2.2025"}, "Päivä"),
        ({"ends": "16.00"}, "Viimeinen päivä – Loppu olisi ennen alkua."),
        ({"day": "1.1.0001"}, "Päivä – Tarkista vuosi."),
        ({"day": "31.12.9999"}, "Päivä – Tarkista vuosi."),
        ({"place": ""}, "Kirjasto – Valitse kirjasto tai kirjoita paikka."),
        (
            {"repeats": "FREQ=WEEKLY", "repeat_until": "1.1.2030"},
            "Toistuu tähän päivään – Enintään",
        ),
        ({"repeats": "FREQ=WEEKLY"}, "mihin päivään asti se toistuu"),
        ({"repeats": "own", "rule": "FREQ=DAILY;COUNT=10000"}, "Enintään 200 kertaa"),
        ({"skipped": "31.2.2025"}, "Kirjoita päivät näin"),
        ({"title_fi": ""}, "Otsikko suomeksi"),
        ({"registration": "javascript:alert(1)"}, "Ilmoittautumislinkki"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_lost(
    louna: Louna, change: dict[str, str], words: str
) -> None:
    town = louna.municipalities["834"].pk
    given = FILLED | {"municipality": town, "summary_fi": "Säilyy"} | change
    answer = signed_in(louna.staff["834"]).post("/publishing/new/event/", given)
    assert answer.status_code == 422
    page = unescape(answer.content.decode())
    assert words in page
    assert "Säilyy" in page


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("kuva.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "HEIC"),
        ("kuva.jpg", b"MZ" + b"\x00" * 50, "ei ole kuva"),
        ("kuva.jpg", b"\xff\xd8" + b"x" * (20 * 1024 * 1024), "liian suuri"),
        ("kuva.exe", drawn(), ".jpg, .jpeg, .png"),
    ],
    ids=["HEIC", "program", "20 MB", "ending"],
)
def test_pictures_that_are_none_are_refused(
    louna: Louna, name: str, content: bytes, words: str
) -> None:
    file = SimpleUploadedFile(name, content, "image/jpeg")
    given = FILLED | {"municipality": louna.municipalities["834"].pk, "picture": file}
    answer = signed_in(louna.staff["834"]).post("/publishing/new/event/", given)
    assert answer.status_code == 422
    assert words in unescape(answer.content.decode())


def test_a_picture_that_came_with_a_fault_elsewhere_is_asked_for_again(louna: Louna) -> None:
    file = SimpleUploadedFile("kuva.jpg", drawn(), content_type="image/jpeg")
    given = FILLED | {"municipality": louna.municipalities["834"].pk, "picture": file, "ends": ""}
    page = unescape(
        signed_in(louna.staff["834"]).post("/publishing/new/event/", given).content.decode()
    )
    assert "Valitse kuva uudelleen: sitä ei vielä tallennettu." in page
    assert "Kirjoita, mitä kuvassa on, niille jotka eivät näe sitä." in page
    assert not Item.objects.filter(title_fi=FILLED["title_fi"], example=False).exists()


def test_a_picture_is_decoded_before_the_transaction_begins(
    louna: Louna, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one writes, nobody else can."""
    depths = []
    outside = len(connection.atomic_blocks)
    accept = pictures.accept

    def watched(data: bytes) -> pictures.Picture:
        depths.append(len(connection.atomic_blocks) - outside)
        return accept(data)

    monkeypatch.setattr("kimppa.ui.pictures.accept", watched)
    file = SimpleUploadedFile("kuva.jpg", drawn(), content_type="image/jpeg")
    given = FILLED | {"municipality": louna.municipalities["834"].pk, "picture": file}
    given |= {"alt_fi": "Sininen kuva"}
    signed_in(louna.staff["834"]).post("/publishing/new/event/", given)
    assert Item.objects.get(title_fi=FILLED["title_fi"], example=False).image is not None
    assert depths == [0]


def test_an_edit_over_what_somebody_saved_meanwhile_is_refused(louna: Louna, make: Make) -> None:
    item = make("Vanha", published=False)
    client = signed_in(louna.staff["834"])
    page = shown(client, f"/publishing/{item.pk}/edit/")
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    item.title_fi = "Toisen kirjoittama"
    item.save()
    given = FILLED | {"municipality": item.municipality_id, "seen": seen[1]}
    answer = client.post(f"/publishing/{item.pk}/edit/", given)
    assert answer.status_code == 422
    assert "Toisen kirjoittama" in unescape(answer.content.decode())
    item.refresh_from_db()
    assert item.title_fi == "Toisen kirjoittama"


def test_an_event_of_who_left_last_year_may_be_written_and_edited_in_january(
    louna: Louna, make: Make
) -> None:
    left = louna.municipalities["981"]
    save_row(left, by=SYSTEM, valid_to=dt.date(2024, 12, 31))
    client = signed_in(louna.coordinator)
    for path in ("/publishing/new/event/", f"{make(town='981').get_absolute_url()}edit/"):
        assert "Ypäjä (lähti 31.12.2024)" in client.get(path).content.decode()


def test_a_series_survives_its_form(louna: Louna, make: Make) -> None:
    item = make(published=False, rule="FREQ=WEEKLY;UNTIL=20250305", exceptions=["2025-02-12"],
                words=("Kevät",))  # fmt: skip
    client = signed_in(louna.staff["834"])
    page = shown(client, f"/publishing/{item.pk}/edit/")
    assert 'value="5.3.2025"' in page
    assert 'value="12.2.2025"' in page
    given = FILLED | {
        "municipality": item.municipality_id,
        "repeats": "FREQ=WEEKLY",
        "repeat_until": "5.3.2025",
        "skipped": "12.2.",
        "words": "Kevät",
    }
    assert client.post(f"/publishing/{item.pk}/edit/", given).status_code == 302
    item.refresh_from_db()
    assert (item.rule, item.exceptions) == ("FREQ=WEEKLY;UNTIL=20250305", ["2025-02-12"])
    assert item.occurrences.filter(whole=False).count() == 4


def test_a_duplicate_is_suggested(louna: Louna, make: Make) -> None:
    make("Satutunti")
    again = make("Satutunti", published=False)
    assert "Onko se jo jokin näistä?" in shown(
        signed_in(louna.coordinator), again.get_absolute_url()
    )


def test_others_drafts_are_not_seen(louna: Louna, make: Make) -> None:
    item = make(published=False)
    shown(signed_in(louna.staff["981"]), item.get_absolute_url(), status=404)
    shown(signed_in(louna.staff["834"]), item.get_absolute_url())


def test_the_month_and_the_lists_cost_few_queries(
    louna: Louna, make: Make, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        make(f"Tapahtuma {number}", rule="FREQ=WEEKLY;COUNT=4")
        make(f"Ehdotus {number}", published=False)
    client = signed_in(louna.coordinator)
    for path in ("/publishing/", "/publishing/month/?kuukausi=2025-02", "/publishing/balance/",
                 "/publishing/last-year/"):  # fmt: skip
        shown(client, path)
        with django_assert_max_num_queries(12):
            shown(client, path)
    page = shown(client, "/publishing/month/?kuukausi=2025-02")
    assert page.count("Tapahtuma 0") == 4
    assert "Helmikuu 2025" in page
    shown(Client(), "/tapahtumat/")
    with django_assert_max_num_queries(6):
        shown(Client(), "/tapahtumat/?kunta=834")


def test_an_events_page_says_the_day_what_is_missing_and_what_comes_next(make: Make) -> None:
    item = make("Kevään kirjat", rule="FREQ=WEEKLY;COUNT=2")
    for number in range(4):
        make(f"Muu {number}", town="061")
    page = shown(Client(headers={"Accept-Language": "fi"}), f"/tapahtumat/{item.key}/")
    block = '<p class="p-date" aria-hidden="true"><span>ke</span><b>5</b><span>helmi</span></p>'
    assert block in page
    whole = "keskiviikkona 5. helmikuuta 2025 <span>klo 17.00–18.30</span>"
    assert f'<time datetime="2025-02-05T17:00:00+02:00">{whole}</time>' in page
    assert page.count('<h3><a href="/tapahtumat/') == 3
    assert "Osoitetta ei ole tiedossa." in page
    assert page.count('href="/palaute/?municipality=834"') == 2
    calendar = Client().get(f"/tapahtumat/{item.key}.ics")
    assert calendar["Content-Type"].startswith("text/calendar")
    assert calendar.content.decode().count("SUMMARY:Kevään kirjat") == 1


def test_what_was_called_off_offers_no_calendar(louna: Louna, make: Make) -> None:
    item = make("Peruttava")
    actions.call_off(by=louna.coordinator, item=item)
    page = shown(Client(), f"/tapahtumat/{item.key}/")
    assert ".ics" not in page
    calendar = shown(Client(), f"/tapahtumat/{item.key}.ics")  # who has it is told
    assert "STATUS:CANCELLED" in calendar


def link_of(louna: Louna) -> SendingLink:
    return make_link(
        SendingLink,
        by=louna.coordinator,
        municipality=louna.municipalities["834"],
        holder="Kirjastovirkailija",
    )


def test_an_event_comes_by_a_link_without_an_account(louna: Louna) -> None:
    path = f"/laheta/{token_of(link_of(louna))}/"
    client = Client(headers={"Accept-Language": "fi"})
    answer = client.get(path)
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    told = FILLED | {"joint": "on", "municipality": str(louna.municipalities["981"].pk)}
    sent = client.post(path, told)
    assert sent.status_code == 302
    item = Item.objects.get(title_fi="Lukukoira tulee")
    assert (item.status, item.joint, item.sender) == ("proposed", True, "Kirjastovirkailija")
    assert item.municipality == louna.municipalities["834"]  # whatever was sent
    assert "Odottaa julkaisua" in shown(client, sent["Location"])
    actions.publish(by=louna.coordinator, item=item)
    assert "Julkaistu" in shown(client, sent["Location"])


def test_a_link_that_is_closed_over_or_made_up_opens_nothing(louna: Louna) -> None:
    link = link_of(louna)
    token = token_of(link)
    assert Client().get(f"/laheta/{token}x/").status_code == 410
    assert Client().get("/laheta/1.abc~def/").status_code == 410
    signed_in(louna.directors["834"]).post(f"/publishing/links/{link.pk}/close/")
    assert Client().get(f"/laheta/{token}/").status_code == 410
    assert Client().post(f"/laheta/{token}/", FILLED).status_code == 410
    other = make_link(
        SendingLink,
        by=louna.coordinator,
        municipality=link.municipality,
        holder="Toinen",
        days=-1,
    )
    assert Client().get(f"/laheta/{token_of(other)}/").status_code == 410
    assert not Item.objects.filter(title_fi=FILLED["title_fi"]).exists()


def test_closing_a_link_is_taken_back_by_its_message(louna: Louna) -> None:
    boss, link = signed_in(louna.coordinator), link_of(louna)
    page = boss.post(f"/publishing/links/{link.pk}/close/", follow=True).content.decode()
    link.refresh_from_db()
    assert link.revoked_at is not None
    (undo,) = re.findall(r'action="(/[^"]*undo/[^"]*)"', page)
    boss.post(undo)
    link.refresh_from_db()
    assert link.revoked_at is None


def test_a_link_is_not_for_flooding(louna: Louna) -> None:
    path = f"/laheta/{token_of(link_of(louna))}/"
    client = Client(headers={"Accept-Language": "fi"})
    codes = [client.post(path, FILLED | {"title_fi": f"T{n}"}).status_code for n in range(21)]
    assert codes == [302] * 20 + [422]


def test_the_package_for_finna_is_made_of_the_settings(louna: Louna) -> None:
    page = shown(signed_in(louna.coordinator), "/publishing/finna/")
    for words in (
        'api_url = "http://localhost:8000/linkedevents/v1/"',
        'publisher_id = "kimppa:consortium"',
        "[tapahtumat-tammela]",
        'url[en-gb] = "http://localhost:8000/feeds/en/events/municipality-834.xml"',
        "['title' => 'Jockis', 'params' => ['division' => '169']]",
        "/feeds/fi/news/branch-tam.xml",
    ):
        assert words in page, words


def test_a_button_pressed_twice_sends_one_event(louna: Louna) -> None:
    given = FILLED | {"municipality": louna.municipalities["834"].pk, "propose": "1"}
    staff = signed_in(louna.staff["834"])
    first, again = (staff.post("/publishing/new/event/", given)["Location"] for _ in range(2))
    assert first == again
    path = f"/laheta/{token_of(link_of(louna))}/"
    told = FILLED | {"title_fi": "Linkillä"}
    first, again = (Client().post(path, told)["Location"] for _ in range(2))
    assert first == again
    assert Item.objects.filter(title_fi__in=("Linkillä", FILLED["title_fi"])).count() == 2


def test_what_is_called_off_says_so_to_whoever_has_its_address(louna: Louna, make: Make) -> None:
    item = make("Lukupiiri", registration="https://ilmo.example/")
    proposed = make("Ehdotus", published=False)
    actions.call_off(by=louna.coordinator, item=item)
    reader = Client(headers={"Accept-Language": "fi"})
    page = shown(reader, f"/tapahtumat/{item.key}/")
    assert "Peruttu" in page
    assert "https://schema.org/EventCancelled" in page
    assert "ilmo.example" not in page
    assert "Lukupiiri" not in shown(reader, "/tapahtumat/")
    shown(reader, f"/tapahtumat/{proposed.key}/", status=404)
