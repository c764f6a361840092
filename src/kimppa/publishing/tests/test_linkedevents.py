"""Linked Events as Finna's client asks and reads it; see the shapes of its requests below."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from conftest import Louna
from kimppa.core.consortium.models import Branch
from kimppa.core.tests.test_pictures import drawn
from kimppa.publishing import actions
from kimppa.publishing.models import DirectoryEntry, Item
from kimppa.publishing.tests.conftest import Make, at

BASE = "https://kimppa.example.fi"
API = f"{BASE}/linkedevents/v1/"
P = "kimppa:consortium"
# What Finna's client sends, character by character but for the day and the publisher.
TAB = (
    f"event/?publisher={P}&keyword=kimppa%3Acategory-satutunti&page_size=30&start=2025-01-14"
    "&language=fi&sort=start_time&include=location&super_event_type=none"
)
SEARCH = (
    f"event/?publisher={P}&page_size=30&start=2025-02-01&end=2025-02-28&text=loru&language=sv"
    "&sort=start_time&include=location&super_event_type=none"
)
ONLY_END = f"event/?publisher={P}&page_size=30&end=2025-02-28&language=en&include=location"
DETAIL = "event/{}/?include=location,audience,keywords,sub_events,super_event&super_event_type=none"
RELATED = "event/?super_event={}&page_size=5"
ALWAYS = ("super_event", "sub_events", "start_time", "end_time", "name", "location", "offers")
PLAIN = ("name", "short_description", "provider_name", "location_extra_info")


@pytest.fixture(autouse=True)
def public_base(settings: Settings) -> None:
    settings.KIMPPA_PUBLIC_URL = BASE


def ask(path: str, status: int = 200) -> dict[str, Any]:
    """As Finna asks: no Accept, the URL as it stands; the host inside is another than outside."""
    path = path.removeprefix(API)
    answer = Client(headers={"User-Agent": "VuFind"}).get(f"/linkedevents/v1/{path}")
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/json"
    return answer.json()


def names(told: dict[str, Any]) -> list[str]:
    return [one["name"]["fi"] for one in told["data"]]


LIBRARY = {"number": 1, "name": "Kirjasto", "latitude": 60.8, "longitude": 23.7}


def known(branch: Branch, **values: object) -> None:
    """The branch as the directory of libraries tells it."""
    fetched = {"fetched_at": at("2025-01-10 10:00")}
    DirectoryEntry.objects.create(branch=branch, **(LIBRARY | fetched | values))


def test_a_tab_is_filled_and_everything_finna_reads_is_there(make: Make, tammela: Branch) -> None:
    known(tammela)
    make("Muu", categories=("pelit",))
    make("Satutunti", categories=("satutunti",), audiences=("lapset",), branch=tammela,
         title_sv="Sagostund", text_fi="Tervetuloa **kaikki**", price="2 €")  # fmt: skip
    told = ask(TAB)
    assert names(told) == ["Satutunti"]
    assert told["meta"]["next"] is None
    one = told["data"][0]
    assert set(ALWAYS) <= one.keys()
    assert one["name"] == {"fi": "Satutunti", "sv": "Sagostund"}
    assert (one["start_time"], one["end_time"]) == ("2025-02-05T15:00:00Z", "2025-02-05T16:30:00Z")
    assert one["location"]["name"]["fi"] == "Tammelan kirjasto"
    assert one["location"]["address_locality"]["fi"] == "Tammela"
    assert one["description"]["fi"].startswith("<p>Tervetuloa <strong>kaikki</strong></p>")
    assert one["offers"] == [
        {"is_free": False, "price": {"fi": "2 €"}, "info_url": None, "description": None}
    ]
    assert one["audience"][0]["name"]["fi"] == "lapset"
    assert (one["super_event"], one["sub_events"]) == (None, [])


@pytest.mark.parametrize("place", ["", "Tori"])
def test_every_place_has_a_position(make: Make, tammela: Branch, place: str) -> None:
    """Finna's page breaks at its map, and leaves out what follows, where a position is null."""
    known(tammela)
    make("Satutunti", branch=tammela, place=place)
    (event,) = ask(TAB.replace("keyword=", "x="))["data"]
    assert event["location"]["position"] == {"type": "Point", "coordinates": [23.7, 60.8]}
    assert event["location"]["name"]["fi"] == (place or "Tammelan kirjasto")
    assert event["location_extra_info"] is None


@pytest.mark.parametrize(
    ("values", "point"),
    [
        ({}, [23.7, 60.8]),  # amid the libraries of the municipality
        ({"place": "Kylätalo", "locality": "Portaan kylä"}, [23.7, 60.8]),
        ({"place": "Sibeliustalo", "locality": "Lahti"}, [25.655, 60.983]),
        ({"place": "Laavu", "latitude": 60.75, "longitude": 23.5}, [23.5, 60.75]),
        ({"municipality": "061", "place": "Tori"}, [23.624, 60.816]),
    ],
)
def test_outside_a_library_the_place_has_its_own_position_or_the_town_s(
    make: Make, louna: Louna, tammela: Branch, values: dict[str, Any], point: list[float]
) -> None:
    known(tammela)
    town = values.pop("municipality", "834")
    make("Lukuretki", town=town, **values)
    (event,) = ask(TAB.replace("keyword=", "x="))["data"]
    assert event["location"]["position"]["coordinates"] == pytest.approx(point, abs=0.05)
    assert event["location"]["name"]["fi"] == values.get("place", "")
    assert event["location_extra_info"] is None


def test_what_is_held_nowhere_is_told_in_words(make: Make) -> None:
    make("Verkkoluento", municipality=None, joint=True, place="Verkossa")
    (event,) = ask(TAB.replace("keyword=", "x="))["data"]
    assert event["location"] is None
    assert event["location_extra_info"]["fi"] == "Verkossa"


def test_next_begins_with_the_public_base_and_leads_through_three_pages(make: Make) -> None:
    for number in range(5):
        make(f"Tapahtuma {number}", start=at(f"2025-02-0{number + 1} 10:00"),
             end=at(f"2025-02-0{number + 1} 11:00"))  # fmt: skip
    seen, path = [], TAB.replace("page_size=30", "page_size=2").replace("keyword=", "x=")
    for _page in range(3):
        told = ask(path)
        seen += names(told)
        path = told["meta"]["next"]
        if path is not None:
            assert path.startswith(API)
    assert path is None
    assert seen == [f"Tapahtuma {number}" for number in range(5)]


def test_search_by_days_and_words(make: Make) -> None:
    make("Loruhetki")
    make("Lorut kesällä", start=at("2025-06-05 10:00"), end=at("2025-06-05 11:00"))
    make("Muuta", summary_sv="Ramsor och LORU")
    make("Toista")
    assert names(ask(SEARCH)) == ["Loruhetki", "Muuta"]
    assert names(ask(ONLY_END)) == ["Loruhetki", "Muuta", "Toista"]


def test_a_series_is_told_by_its_times_and_as_a_whole(make: Make) -> None:
    item = make("Satutunti", rule="FREQ=WEEKLY;COUNT=3")
    every = f"event/?publisher={P}&start=2025-01-14&super_event_type=none&sort=start_time"
    times = ask(f"{every}&hide_recurring_children=false")
    assert len(times["data"]) == 3
    one = times["data"][0]
    assert one["id"] == f"kimppa:{item.key}-202502051700"
    assert one["super_event"]["id"] == f"kimppa:{item.key}"
    whole = ask(DETAIL.format(one["super_event"]["id"]))
    assert whole["super_event_type"] == "recurring"
    assert [part["id"] for part in whole["sub_events"]] == [row["id"] for row in times["data"]]
    assert names(ask(RELATED.format(one["super_event"]["id"]))) == ["Satutunti"] * 3
    detail = ask(DETAIL.format(one["id"]))
    assert detail["super_event"]["id"] == f"kimppa:{item.key}"
    assert len(ask(f"event/?publisher={P}")["data"]) == 4  # with include_super_events
    assert "super_event_type" not in urlsplit(times["data"][0]["@id"]).query


def test_a_story_hour_of_every_week_leaves_room_for_what_is_held_once(make: Make) -> None:
    """The front page shows six: each series stands there by its next time alone."""
    for number in range(6):
        make(f"Satutunti {number}", start=at("2025-01-08 10:00"), end=at("2025-01-08 11:00"),
             rule="FREQ=WEEKLY;COUNT=20")  # fmt: skip
    make("Konsertti", start=at("2025-03-05 18:00"), end=at("2025-03-05 19:00"))
    front = ask(
        f"event/?publisher={P}&page_size=30&start=2025-01-14&language=fi&sort=start_time"
        "&include=location&super_event_type=none"
    )
    assert names(front) == [*(f"Satutunti {number}" for number in range(6)), "Konsertti"]
    assert front["meta"]["count"] == 7
    assert {one["start_time"][:10] for one in front["data"][:6]} == {"2025-01-15"}
    march = ask(f"event/?publisher={P}&start=2025-03-01&end=2025-03-31&super_event_type=none")
    assert min(names(march)) == "Konsertti"
    assert len(names(march)) == 7


def test_of_a_series_finna_gets_the_coming_times_first(make: Make) -> None:
    item = make("Satutunti", start=at("2024-12-18 10:00"), end=at("2024-12-18 11:00"),
                rule="FREQ=WEEKLY;COUNT=6")  # fmt: skip
    told = ask(RELATED.format(f"kimppa:{item.key}"))
    begins = [one["start_time"][:10] for one in told["data"]]
    assert begins[0] == "2025-01-15"
    assert begins[1] == "2025-01-22"
    assert begins[2:] == ["2024-12-18", "2024-12-25", "2025-01-01"]


def test_what_is_called_off_says_so_by_its_id_and_stands_in_no_list(
    louna: Louna, make: Make
) -> None:
    item = make("Konsertti", title_sv="Konsert")
    actions.call_off(by=louna.coordinator, item=item)
    assert names(ask("event/")) == []
    event = ask(DETAIL.format(f"kimppa:{item.key}"))
    assert event["event_status"] == "EventCancelled"
    assert event["name"] == {"fi": "PERUTTU: Konsertti", "sv": "INSTÄLLT: Konsert"}


def test_an_old_id_of_a_series_gives_the_nearest_time(make: Make) -> None:
    item = make("Satutunti", start=at("2025-02-05 10:00"), end=at("2025-02-05 10:45"),
                rule="FREQ=WEEKLY;COUNT=4")  # fmt: skip
    event = ask(DETAIL.format(f"kimppa:{item.key}-202502131000"))
    assert event["start_time"] == "2025-02-12T08:00:00Z"
    ask(DETAIL.format(f"kimppa:{item.key}-soon"), status=404)
    ask(DETAIL.format("kimppa:nothing-202502131000"), status=404)


def test_nothing_is_said_twice_and_the_organiser_is_no_place(make: Make, tammela: Branch) -> None:
    make("Kirpputori", branch=tammela, place="Tori", text_fi="Tule torille.")
    make("Luento", summary_fi="Lyhyesti.", text_fi="Pitkästi.", organiser="Yhdistys")
    events = {event["name"]["fi"]: event for event in ask("event/")["data"]}
    assert events["Kirpputori"]["short_description"] == {"fi": ""}
    assert events["Kirpputori"]["provider_name"]["fi"] == "Tammelan kirjasto"
    assert events["Luento"]["short_description"] == {"fi": "Lyhyesti."}
    assert "Lyhyesti" not in events["Luento"]["description"]["fi"]
    assert events["Luento"]["provider_name"]["fi"] == "Yhdistys"


def test_a_municipality_has_its_own_and_the_joint_ones(louna: Louna, make: Make) -> None:
    make("Oma")
    make("Yhteinen", town="061", joint=True)
    make("Muiden", town="981")
    for asked in ("publisher=kimppa:municipality-834", "division=Tammela", "division=834",
                  "division=ocd-division/country:fi/kunta:tammela"):  # fmt: skip
        assert names(ask(f"event/?{asked}")) == ["Oma", "Yhteinen"], asked
    assert names(ask("event/?publisher=kimppa:municipality-834,kimppa:municipality-981")) == [
        "Oma", "Yhteinen", "Muiden",
    ]  # fmt: skip
    assert names(ask("event/?division=Turku")) == []
    assert names(ask("event/")) == ["Oma", "Yhteinen", "Muiden"]  # without a publisher, too


def test_places_are_asked_by_their_ids(make: Make, tammela: Branch) -> None:
    make("Kirjastossa", branch=tammela)
    make("Torilla", place="Tori", street_address="Torikatu 1", locality="Forssa")
    places = {place["name"]["fi"]: place for place in ask("place/?page_size=100")["data"]}
    for name, place in (("Kirjastossa", "Tammelan kirjasto"), ("Torilla", "Tori")):
        own = places[place]["id"]
        assert names(ask(f"event/?location={own}")) == [name]
        assert ask(f"place/{own}/")["name"] == places[place]["name"]
    assert all(place["id"].isascii() for place in places.values())


def test_only_what_is_published_and_timely_is_told(louna: Louna, make: Make) -> None:
    make("Luonnos", published=False)
    make("Uutinen", kind="news")
    cancelled = make("Peruttu")
    actions.call_off(by=louna.coordinator, item=cancelled)
    Item.objects.filter(pk=cancelled.pk).update(published_at=None)  # nobody has seen it
    make("Myöhemmin", publish_at=at("2025-01-20 00:00"))
    make("Ohi", expires_at=at("2025-01-14 00:00"))
    make("Nyt")
    assert names(ask("event/")) == ["Nyt"]
    ask(f"event/kimppa:{cancelled.key}/", status=404)


def test_plain_fields_hold_no_html_and_the_description_no_script(make: Make) -> None:
    make("Kissa <b>& koira</b> <3", summary_fi="a<b", organiser="<i>x</i>",
         text_fi="<script>alert(1)</script>\n\nTeksti")  # fmt: skip
    one = ask("event/")["data"][0]
    for name in PLAIN:
        assert "<" not in json.dumps(one[name], ensure_ascii=False)
    assert one["name"]["fi"] == "Kissa ‹b›& koira‹/b› ‹3"
    assert "<script" not in one["description"]["fi"]
    assert "Teksti" in one["description"]["fi"]


def test_finnish_is_always_filled(make: Make) -> None:
    make("Nimi", title_en="Name", text_en="Only English")
    one = ask("event/")["data"][0]
    for name in ("name", "short_description", "description"):
        assert "fi" in one[name]


def test_pictures_have_stable_absolute_addresses_that_anybody_may_fetch(make: Make) -> None:
    make("Kuvallinen", picture=drawn(), alt_fi="Sininen")
    first, again = (ask("event/")["data"][0]["images"][0]["url"] for _ in range(2))
    assert first == again
    assert first.startswith(f"{BASE}/kuvat/")
    answer = Client().get(urlsplit(first).path)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content[:2] == b"\xff\xd8"


def test_a_place_is_found_by_its_words(make: Make, tammela: Branch) -> None:
    make("Satutunti", branch=tammela)
    make("Kirpputori", place="Urheilutalo", street_address="Kenttätie 3")
    assert names(ask("event/?text=tammelan%20kirjasto")) == ["Satutunti"]
    assert names(ask("event/?text=kent")) == ["Kirpputori"]


FILTERS = {
    "keyword!=kimppa:category-pelit": {"Satutunti", "Sagor", "Kerho"},
    "keyword_AND=kimppa:category-pelit,kimppa:category-satutunti": {"Pelit ja sadut"},
    "keyword_OR=kimppa:category-pelit,kimppa:category-nothing": {"Pelit ja sadut", "Pelit"},
    "is_free=true": {"Satutunti"},
    "is_free=false": {"Pelit"},
    "translation=sv": {"Sagor"},
    "days=20": {"Satutunti", "Pelit"},
    "bbox=23.6,60.7,23.8,60.9": {"Satutunti"},
    "bbox=0,0,1,1": set(),
    "ids=nothing": set(),
}


@pytest.fixture
def several(make: Make, tammela: Branch) -> None:
    known(tammela)
    soon = {"start": at("2025-01-20 17:00"), "end": at("2025-01-20 18:00")}
    make("Satutunti", branch=tammela, categories=("satutunti",), price="maksuton", **soon)
    make("Sagor", title_sv="Sagor", categories=("satutunti",))
    make("Pelit ja sadut", categories=("pelit", "satutunti"))
    make("Pelit", categories=("pelit",), price="5 €", **soon)
    make("Kerho", rule="FREQ=WEEKLY;COUNT=3")


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("asked", FILTERS)
def test_a_filter_narrows_and_never_gives_everything(asked: str) -> None:
    events = ask(f"event/?{asked}&page_size=50&super_event_type=none")
    assert set(names(events)) == FILTERS[asked]


@pytest.mark.usefixtures("several")
def test_events_are_asked_by_their_ids_and_series_once() -> None:
    shown = ask("event/?page_size=50")["data"]
    ids = [event["id"] for event in shown if event["name"]["fi"] in {"Pelit", "Kerho"}]
    assert {event["id"] for event in ask(f"event/?ids={','.join(ids)}")["data"]} == set(ids)
    once = ask("event/?hide_recurring_children=true&page_size=50")
    assert names(once).count("Kerho") == 1
    assert len(names(once)) == 5


@pytest.mark.parametrize(
    "asked",
    [
        "start=2025-02-30", "end=x", "page=0", "page=abc", "start=9999", "is_free=perhaps",
        "bbox=1,2,3", "bbox=a,b,c,d", "days=soon", "translation=xx",
        "hide_recurring_children=2",
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused_in_words(louna: Louna, asked: str) -> None:
    assert asked.partition("=")[0] in ask(f"event/?{asked}", status=400)["detail"]


def test_what_is_not_known_is_passed_over(make: Make) -> None:
    make("Tapahtuma")
    assert names(ask("event/?nobody=knows&sort=odd&page_size=huge&keyword=&start=today")) == [
        "Tapahtuma"
    ]
    ask("event/?page=99", status=404)


def test_an_event_without_keywords_is_not_found_by_one(make: Make) -> None:
    make("Sanallinen", words=("Kevätjuhla",))
    assert names(ask("event/?keyword=kimppa:word-kevatjuhla")) == ["Sanallinen"]
    assert names(ask("event/?keyword=Kev%C3%A4tjuhla")) == ["Sanallinen"]
    assert names(ask("event/?keyword=kimppa:category-pelit")) == []
    assert ask("keyword/kimppa:word-kevatjuhla/")["name"] == {"fi": "Kevätjuhla"}
    assert ask("keyword/kimppa:category-pelit/")["name"]["sv"] == "spel"
    ask("keyword/kimppa:word-nothing/", status=404)


def test_publishers_are_listed(louna: Louna) -> None:
    told = ask("organization/")
    assert told["data"][0]["id"] == P
    assert ask("organization/kimppa:municipality-834/")["name"] == "Tammela"
    ask("organization/kimppa:municipality-999/", status=404)


def test_a_page_costs_few_queries(
    make: Make, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        make(f"Tapahtuma {number}", rule="FREQ=WEEKLY;COUNT=3", categories=("pelit",))
    client = Client()
    with django_assert_num_queries(5):
        client.get(f"/linkedevents/v1/{ONLY_END}")
