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


def test_a_tab_is_filled_and_everything_finna_reads_is_there(make: Make, tammela: Branch) -> None:
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
    times = ask(f"event/?publisher={P}&start=2025-01-14&super_event_type=none&sort=start_time")
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


def test_of_a_series_finna_gets_the_coming_times_first(make: Make) -> None:
    item = make("Satutunti", start=at("2024-12-18 10:00"), end=at("2024-12-18 11:00"),
                rule="FREQ=WEEKLY;COUNT=6")  # fmt: skip
    told = ask(RELATED.format(f"kimppa:{item.key}"))
    begins = [one["start_time"][:10] for one in told["data"]]
    assert begins[0] == "2025-01-15"
    assert begins[1] == "2025-01-22"
    assert begins[2:] == ["2024-12-18", "2024-12-25", "2025-01-01"]


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
    for name in ("Kirjastossa", "Torilla"):
        place = next(o for o in ask("event/")["data"] if o["name"]["fi"] == name)["location"]
        assert names(ask(f"event/?location={place['id']}")) == [name]
        assert ask(f"place/{place['id']}/")["name"] == place["name"]
    ids = [one["id"] for one in ask("place/?page_size=100")["data"]]
    assert all(one.isascii() for one in ids)


def test_only_what_is_published_and_timely_is_told(louna: Louna, make: Make) -> None:
    make("Luonnos", published=False)
    make("Uutinen", kind="news")
    cancelled = make("Peruttu")
    actions.call_off(by=louna.coordinator, item=cancelled)
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


@pytest.mark.parametrize("asked", ["start=2025-02-30", "end=x", "page=0", "page=abc", "start=9999"])
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
    with django_assert_num_queries(4):
        client.get(f"/linkedevents/v1/{ONLY_END}")
