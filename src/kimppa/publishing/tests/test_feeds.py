"""Feeds as Finna's reader and other programs take them, and the pages for everybody."""

import datetime as dt
import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from django.test import Client
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from conftest import Louna
from kimppa.core.consortium.models import Branch
from kimppa.core.tests.test_pictures import drawn
from kimppa.documents.text import fit
from kimppa.publishing import markup
from kimppa.publishing.feeds import CONTENT, XCAL
from kimppa.publishing.tests.conftest import Make, at
from tests.journeys.crawl import gaps


def get(path: str, language: str = "fi") -> bytes:
    answer = Client(headers={"Accept-Language": language}).get(path)
    assert answer.status_code == 200, path
    return answer.content


def fed(path: str) -> feedparser.FeedParserDict:
    told = feedparser.parse(get(path))
    assert not told.bozo, told.get("bozo_exception")
    assert told.version == "rss20"
    return told


@pytest.fixture
def some(make: Make, tammela: Branch) -> None:
    """A full event, one with nothing but its title, a series, and news."""
    make("Lukupiiri & keskustelu", branch=tammela, title_sv="Läsecirkel", categories=("lukupiiri",),
         summary_fi="Puhutaan kirjoista.", text_fi="[Lisää](https://a.fi/)", picture=drawn(),
         alt_fi="Kirjoja", registration="https://ilmo.fi/1", price="2 €")  # fmt: skip
    make("Pelkkä nimi", start=at("2025-02-06 10:00"), end=at("2025-02-06 11:00"))
    make("Satutunti", start=at("2025-01-08 10:00"), end=at("2025-01-08 10:45"),
         rule="FREQ=WEEKLY;UNTIL=20250521", published=True)  # fmt: skip
    make("Uutinen", kind="news", text_fi="Teksti", branch=tammela)


@pytest.mark.parametrize("what", ["events", "news"])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_feed_has_the_shape_that_finna_reads(some: None, what: str, language: str) -> None:
    for scope in ("all", "municipality-834", "branch-tam", "category-lukupiiri"):
        raw = get(f"/feeds/{language}/{what}/{scope}.xml")
        items = ET.fromstring(raw).findall("./channel/item")
        bodies = [item.findall(f"{{{CONTENT}}}encoded") for item in items]
        assert all(len(found) == 1 and found[0].text for found in bodies)  # the ordinal rule
        for item in items:
            assert item.findtext("title")
            assert not item.findtext("guid", "").isdigit()
            if what == "news":
                assert re.search(r" \+0[23]00$", item.findtext("pubDate", ""))
            else:  # Finna would show it as the day of the event
                assert item.find("pubDate") is None
            assert item.findtext("link", "").startswith("http://")
            if what == "events":
                for name in ("dtstart", "dtend"):
                    time = item.findtext(f"{{{XCAL}}}{name}", "")
                    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", time)
        names = [child.tag.rpartition("}")[2] for item in items for child in item]
        assert "url" not in names
        assert "content" not in names
        assert b'src="/' not in raw
        assert b'href="/' not in raw


def test_feedparser_reads_the_events_soonest_first(some: None) -> None:
    told = fed("/feeds/fi/events/all.xml")
    assert told.feed.title == "Tapahtumat – Louna-kirjastot"
    assert [one.title for one in told.entries] == [
        "Satutunti", "Lukupiiri & keskustelu", "Pelkkä nimi",
    ]  # fmt: skip
    one = told.entries[1]
    assert one.summary == "Puhutaan kirjoista."
    assert '<a href="https://a.fi/">Lisää</a>' in one.content[0].value
    assert one.enclosures[0].type == "image/jpeg"
    assert one.enclosures[0].href.startswith("http://")
    raw = get("/feeds/fi/events/all.xml")
    item = ET.fromstring(raw).findall("./channel/item")[1]
    assert item.findtext(f"{{{XCAL}}}dtstart") == "2025-02-05 17:00"
    assert item.findtext(f"{{{XCAL}}}dtend") == "2025-02-05 18:30"
    assert item.findtext(f"{{{XCAL}}}location") == "Tammelan kirjasto"


def test_an_article_has_its_picture_and_a_feed_its_own_page_and_language(some: None) -> None:
    (entry,) = (one for one in fed("/feeds/sv/events/all.xml").entries if one.enclosures)
    (picture,) = re.findall("<img [^>]*>", entry.content[0].value)
    assert f'src="{entry.enclosures[0].href}"' in picture
    assert 'alt="Kirjoja"' in picture
    for path, page in (
        ("events/all", "/tapahtumat/#coming"),
        ("news/all", "/tapahtumat/#news"),
        ("events/municipality-834", "/tapahtumat/?kunta=834#coming"),
        ("news/branch-tam", "/tapahtumat/?kunta=834#news"),
    ):
        answer = Client(headers={"Accept-Language": "en"}).get(f"/feeds/sv/{path}.xml")
        assert answer["Content-Language"] == "sv"
        assert feedparser.parse(answer.content).feed.link.endswith(page)
    assert Client().get("/feeds/en/events/all.ics")["Content-Language"] == "en"


def test_what_finna_escapes_twice_holds_no_ampersand(make: Make) -> None:
    make("Jazz & blues", place="Café & Bar", organiser="A & B", price="5 & 10 €")
    for language, word in (("fi", "ja"), ("sv", "och"), ("en", "and")):
        (item,) = ET.fromstring(get(f"/feeds/{language}/events/all.xml")).iter("item")
        assert item.findtext("title") == "Jazz & blues"
        assert item.findtext(f"{{{XCAL}}}location") == f"Café {word} Bar"
        assert item.findtext(f"{{{XCAL}}}organizer") == f"A {word} B"


def test_a_branch_tells_the_news_that_concern_it(make: Make, tammela: Branch) -> None:
    make("Oma", kind="news", branch=tammela)
    make("Kunnan", kind="news")
    make("Yhteinen", kind="news", town="", joint=True)
    make("Muiden", kind="news", town="981")
    make("Torilla", place="Tori")
    told = {one.title for one in fed("/feeds/fi/news/branch-tam.xml").entries}
    assert told == {"Oma", "Kunnan", "Yhteinen"}
    assert fed("/feeds/fi/events/branch-tam.xml").entries == []


def test_a_series_stands_once_by_its_next_time(some: None) -> None:
    item = ET.fromstring(get("/feeds/fi/events/all.xml")).find("./channel/item")
    assert item is not None
    assert item.findtext(f"{{{XCAL}}}dtstart") == "2025-01-15 10:00"


def test_a_feed_speaks_its_language_whatever_the_reader_asks(some: None) -> None:
    told = feedparser.parse(get("/feeds/sv/events/all.xml", language="en"))
    assert told.feed.language == "sv"
    assert "Läsecirkel" in [one.title for one in told.entries]
    assert told.feed.title.startswith("Evenemang")


def test_what_there_is_not_is_not_found(louna: Louna) -> None:
    for path in ("/feeds/fi/events/municipality-999.xml", "/feeds/de/events/all.xml",
                 "/feeds/fi/other/all.xml", "/feeds/fi/events/odd.xml"):  # fmt: skip
        assert Client().get(path).status_code == 404


def test_a_feed_without_items_is_whole(louna: Louna) -> None:
    assert fed("/feeds/fi/news/municipality-103.xml").entries == []


def test_who_has_the_newest_is_told_so(some: None) -> None:
    client = Client()
    first = client.get("/feeds/fi/events/all.xml")
    again = client.get("/feeds/fi/events/all.xml", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_icalendar_reads_each_event_once(some: None) -> None:
    read = Calendar.from_ical(get("/feeds/fi/events/all.ics"))
    events = read.walk("VEVENT")
    (series,) = (e for e in events if e["summary"] == "Satutunti")
    assert series.decoded("dtstart").strftime("%H:%M") == "10:00"
    assert series["rrule"]["UNTIL"] == [dt.datetime(2025, 5, 21, 7, tzinfo=dt.UTC)]
    one = next(e for e in events if e["summary"] == "Lukupiiri & keskustelu")
    assert one.decoded("dtend") - one.decoded("dtstart") == dt.timedelta(minutes=90)
    assert one["location"] == "Tammelan kirjasto, Tammela"
    assert len({e["uid"] for e in events}) == len(events)


def test_the_pages_for_everybody_show_it_with_schema_org(some: None) -> None:
    page = get("/tapahtumat/?kunta=834").decode()
    address = re.search(r'href="[^"]*(/tapahtumat/\w+/)">Lukupiiri', page)
    assert address
    one = get(address[1]).decode()
    (event,) = structured(one)
    assert (event["@type"], event["startDate"]) == ("Event", "2025-02-05T17:00:00+02:00")
    assert event["location"]["name"] == "Tammelan kirjasto"
    assert event["organizer"]["name"] == "Tammelan kirjasto"
    assert (event["isAccessibleForFree"], event["offers"]["description"]) == (False, "2 €")
    assert event["offers"]["url"] == "https://ilmo.fi/1"
    assert event["image"].startswith("http://")
    assert 'alt="Kirjoja"' in one
    shown = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', one))
    assert shown["title"] == "Lukupiiri &amp; keskustelu"
    assert shown["url"] == event["url"]
    assert shown["image"] == event["image"]
    news = re.search(r'href="[^"]*(/uutiset/\w+/)"', page)
    assert news
    (article,) = structured(get(news[1]).decode())
    assert (article["@type"], article["headline"]) == ("NewsArticle", "Uutinen")


def structured(page: str) -> list[dict[str, Any]]:
    (text,) = re.findall(r'<script type="application/ld.json">(.*?)</script>', page, re.DOTALL)
    graph: list[dict[str, Any]] = json.loads(text)["@graph"]
    return graph


def test_each_time_of_a_series_is_an_event_and_no_text_ends_the_script(make: Make) -> None:
    item = make("Satutunti </script><b>", rule="FREQ=WEEKLY;COUNT=3", place="Tori",
                street_address="Torikatu 1", locality="Forssa", price="0")  # fmt: skip
    events = structured(get(f"/tapahtumat/{item.key}/").decode())
    assert [event["startDate"][:10] for event in events] == [
        "2025-02-05", "2025-02-12", "2025-02-19",
    ]  # fmt: skip
    assert events[0]["location"]["address"] == {
        "@type": "PostalAddress", "streetAddress": "Torikatu 1", "addressLocality": "Forssa",
        "addressCountry": "FI",
    }  # fmt: skip
    assert events[0]["offers"]["price"] == 0


def test_robots_are_told_where_all_that_is_public_is_listed() -> None:
    text = get("/robots.txt").decode()
    assert "Disallow: /laheta/" in text
    assert re.search(r"^Sitemap: http.*/sitemap.xml$", text, re.MULTILINE)
    assert "/tapahtumat/" not in text


def test_a_frame_may_stand_on_another_site_and_other_pages_may_not(some: None) -> None:
    framed = Client().get("/upotus/fi/municipality-834/")
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "Lukupiiri &amp; keskustelu" in framed.content.decode()
    other = Client().get("/tapahtumat/")
    assert other["X-Frame-Options"] == "DENY"
    assert "frame-ancestors &#x27;none&#x27;" not in other["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    for page in (framed, other):
        assert list(gaps(page["Content-Security-Policy"])) == []


def test_a_screen_shows_what_is_coming_and_asks_anew(some: None) -> None:
    answer = Client().get("/naytto/tam/")
    assert answer["Refresh"] == "600"
    assert "Pelkkä nimi" in answer.content.decode()


def test_the_sitemap_names_all_that_is_public(some: None) -> None:
    found = ET.fromstring(get("/sitemap.xml"))
    assert len(found) == 5


TEXT = st.lists(
    st.sampled_from([
        *"<>&\"'\\*_`#- \t\x01\u200d\xa0aä5", "<br>", "&amp;", "<a@b.fi>", "<script>", "😀", "a<b>",
    ]), min_size=1, max_size=12,
).map("".join)  # fmt: skip


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@given(title=TEXT, summary=TEXT)
@example(title='Ilmoittaudu: <kirjasto@tammela.fi> & "me"', summary="5 < 6 <br> \\n; a, b &amp; c")
def test_readers_of_feeds_read_what_was_written(
    louna: Louna, make: Make, title: str, summary: str
) -> None:
    """Finna takes tags out of titles, so there they stand in other brackets."""
    assume(title.strip() and fit(title).strip())
    item = make(title, summary_fi=summary)
    try:
        assert (item.title_fi, item.summary_fi) == (title.strip(), summary.strip())
        title, summary = fit(item.title_fi), fit(item.summary_fi) or fit(item.title_fi)
        entry = ET.fromstring(get("/feeds/fi/events/all.xml")).findall("./channel/item")[-1]
        assert entry.findtext("title") == markup.flat(title)
        assert entry.findtext("description") == markup.flat(summary)
        if item.summary_fi:
            body = ET.fromstring(f"<x>{entry.findtext(f'{{{CONTENT}}}encoded')}</x>")
            assert body.findtext("p") == summary
        event = Calendar.from_ical(get("/feeds/fi/events/all.ics")).walk("VEVENT")[-1]
        assert str(event["summary"]) == title
        linked = json.loads(get("/linkedevents/v1/event/"))["data"][-1]
        assert linked["name"]["fi"] == markup.flat(item.title_fi)
    finally:
        item.delete()
