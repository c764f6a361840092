"""An agreement's own words give its parties, its time in force and who joins or leaves."""

import datetime as dt
import re

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.agreement.meaning.terms import Span, terms_of
from kimppa.agreement.models import Party
from kimppa.agreement.tests.papers import read_agreement
from kimppa.agreement.tests.walk import page, undo_address
from kimppa.core.consortium.models import Municipality
from tests.examples import drawn

NAMES = [
    ("977", ("Ylivieska",)),
    ("217", ("Kannus",)),
    ("746", ("Sievi",)),
    ("748", ("Siikajoki",)),
    ("440", ("Luoto", "Larsmo")),
]
CLAUSE = "\n\n1. Järjestelmät\n - Koha-kirjastojärjestelmän pääkäyttäjätehtävät\n"


def read(preamble: str, clause: str = CLAUSE):
    return terms_of(read_agreement(f"Sopimus kirjastopalveluista\n\n{preamble}{clause}"), NAMES)


def day(text: str) -> dt.date:
    d, m, y = map(int, text.split("."))
    return dt.date(y, m, d)


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("Sopimus on voimassa 1.1.2025–31.10.2025.", "1.1.2025", "31.10.2025"),
        ("Tämä sopimus on voimassa 1.1. - 31.10.2025.", "1.1.2025", "31.10.2025"),
        ("Sopimus tulee voimaan 1.3.2025 alkaen.", "1.3.2025", None),
        ("Sopimus on voimassa vuoden 2025 loppuun.", None, "31.12.2025"),
        ("Sopimus on voimassa 1.2.2025 lähtien 30.6.2026 saakka.", "1.2.2025", "30.6.2026"),
        ("Avtalet gäller från 1.1.2025 till och med 30.9.2025.", "1.1.2025", "30.9.2025"),
        ("The agreement is in force from 1.1.2025 until 30.9.2025.", "1.1.2025", "30.9.2025"),
        ("Sopimus on allekirjoitettu 12.12.2024.", None, None),
        ("Sopimus on voimassa 31.2.2025 saakka.", None, None),
        ("Sopimus on voimassa 31.12.2025–1.1.2025.", None, None),
    ],
)
def test_time_in_force(sentence: str, first: str | None, last: str | None) -> None:
    expected = Span(first and day(first), last and day(last))
    assert read(f"Ylivieska tuottaa palvelut vuonna 2025. {sentence}").in_force == expected


def test_time_in_force_may_be_a_clause() -> None:
    clause = CLAUSE + "\n2. Voimassaolo\n - Sopimus on voimassa 31.8.2025 saakka\n"
    assert read("Vuonna 2025.", clause).in_force == Span(None, day("31.8.2025"))


def test_parties_are_those_that_are_named_when_several_are() -> None:
    terms = read("Ylivieskan kaupunginkirjasto palvelee Kannusta, Sieviä ja Luotoa vuonna 2025.")
    assert terms.parties == ("977", "217", "746", "440")
    assert read("Ylivieskan kaupunginkirjasto tuottaa vuonna 2025 palvelut.").parties == ()


def test_named_municipalities_that_are_not_known_are_told() -> None:
    terms = read("Ylivieska palvelee Kannusta ja Kalajokea vuonna 2025.")
    assert terms.outside == ("Kalajoki",)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Kannus liittyy kimppaan 1.8.2025 alkaen.", {"217": ("1.8.2025", None)}),
        ("Siikajoki on mukana 30.6.2025 saakka.", {"748": (None, "30.6.2025")}),
        ("Kunnat ovat Ylivieska, Kannus (1.8.2025 alkaen) ja Sievi (30.6.2025 saakka).",
         {"217": ("1.8.2025", None), "746": (None, "30.6.2025")}),
        ("Larsmo deltar från och med 1.9.2025.", {"440": ("1.9.2025", None)}),
        ("Ylivieska tuottaa palvelut 1.1.2025 alkaen Kannukselle ja Sieville.", {}),
        ("Kannuksen kirjasto on suljettu 30.6.2025 saakka.", {}),
    ],
)  # fmt: skip
def test_who_joins_and_who_leaves(text: str, times: dict[str, tuple[str | None, ...]]) -> None:
    expected = {code: Span(*(end and day(end) for end in ends)) for code, ends in times.items()}
    assert read(f"Vuonna 2025 palvellaan kuntia. {text}").times == expected


@given(st.text(alphabet="1.,–-23 2025KannusSievijo()\nsaakkaalkaen voimassa Sopimus", max_size=300))
@settings(max_examples=drawn(150))
def test_any_text_is_read_and_no_span_runs_backwards(text: str) -> None:
    terms = read(text)
    for span in (terms.in_force, *terms.times.values()):
        assert not (span.first and span.last) or span.first <= span.last


OWN = """Sopimus kirjastopalveluista

Forssan kaupunginkirjasto palvelee vuonna 2024 kuntia Forssa, Humppila, Tammela ja Urjala.
Humppila on mukana 30.6.2024 saakka. Tammela liittyy kimppaan 1.8.2024 alkaen.

Sopimus on voimassa 1.1.2024–31.10.2024.

1. Järjestelmät
 - järjestelmän käytön opastaminen kirjastojen henkilöstölle
"""


def words(body: str) -> str:
    """What stands on a page, without its frame and the agreement's own preamble."""
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<p>Forssan.*?</p>", "", body[body.index("<main") :]))
    return re.sub(r"\s+([:,])", r"\1", " ".join(text.split()))


def bring(client: Client, text: str = OWN) -> str:
    preview = client.post("/agreement/import/", {"text": text})
    shown = words(page(client, preview.url))
    client.post(preview.url, {"year": 2024})
    return shown


@pytest.mark.django_db
def test_parties_and_days_are_the_texts_on_every_page(empty: dict[str, Client]) -> None:
    client = empty["coordinator"]
    bodies = [bring(client), words(page(client, "/agreement/2024/"))]
    assert all("Teksti nimeää myös: Urjala" in body for body in bodies)
    client.post("/agreement/2024/state/")
    bodies += [words(page(client, f"/agreement/2024/{rest}")) for rest in ("", "terms/")]
    for body in bodies:
        assert "1.1.2024 – 31.10.2024" in body
        assert "31.12.2024" not in body
        assert "Forssa, Humppila, Tammela" in body
        assert "Ypäjä" not in body


@pytest.mark.django_db
def test_one_press_takes_the_days_of_joining_and_leaving_and_one_gives_them_back(
    empty: dict[str, Client],
) -> None:
    client = empty["coordinator"]
    bring(client)
    assert "Humppila: 30.6.2024 asti" in words(page(client, "/agreement/2024/"))
    response = client.post("/agreement/2024/memberships/", follow=True).content.decode()
    assert Municipality.objects.get(code="103").valid_to == dt.date(2024, 6, 30)
    assert Municipality.objects.get(code="834").valid_from == dt.date(2024, 8, 1)
    assert " asti" not in words(page(client, "/agreement/2024/"))
    client.post(undo_address(response))
    assert set(Municipality.objects.values_list("valid_from", "valid_to")) == {(None, None)}


@pytest.mark.django_db
def test_days_of_another_time_are_not_taken(empty: dict[str, Client]) -> None:
    client = empty["coordinator"]
    bring(client, OWN.replace("31.10.2024", "31.10.2020").replace("1.1.2024–", "1.1.2019–"))
    client.post("/agreement/2024/state/")
    assert "1.1.2024 – 31.12.2024" in words(page(client, "/agreement/2024/"))


@pytest.mark.django_db
def test_an_agreement_read_before_the_municipalities_offers_those_it_names(
    empty: dict[str, Client],
) -> None:
    client = empty["coordinator"]
    bring(client)
    Party.objects.all().delete()
    boxes = re.findall(
        r"<input[^>]*name=\"parties\"[^>]*>", page(client, "/agreement/2024/terms/edit/")
    )
    assert [" checked" in box for box in boxes] == [True, True, False, True, False]
