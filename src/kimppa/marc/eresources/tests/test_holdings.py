"""Licences beside the catalogue's records."""

import datetime as dt

from kimppa.marc.eresources.adapting import Service
from kimppa.marc.eresources.holdings import Licence, compare, holdings, licence_of
from kimppa.marc.eresources.making import make
from kimppa.marc.eresources.tests.samples import DAY, FINNISH, book
from kimppa.marc.identifiers import with_check
from kimppa.marc.record import Record, parse

KIRJAT = Service("Kirjat", ("kirjat.example",))
LEHDET = Service("Lehdet", ("lehdet.example",))
BEFORE = DAY - dt.timedelta(days=1)


def records(*isbns: str) -> list[Record]:
    return [make(book(isbn=isbn, title=f"Kirja {isbn}"), FINNISH) for isbn in isbns]


def test_missing_left_over_and_expired_are_told() -> None:
    one, two, three = (with_check(f"97895151747{n}1"[:12]) for n in (0, 1, 2))
    licences = [
        Licence("Kirjat", "Yksi", isbn=one),
        Licence("Kirjat", "Kaksi", isbn=two, ends=BEFORE),
    ]
    licences.append(Licence("Kirjat", "Neljä", address="https://www.kirjat.example/4"))
    held = holdings(records(one, two, three), [KIRJAT])
    comparison = compare(licences, held, DAY)
    assert [licence.title for licence in comparison.missing] == ["Neljä"]
    assert [holding.title for holding in comparison.left_over] == [f"Kirja {three}"]
    assert [holding.title for holding, _ in comparison.expired] == [f"Kirja {two}"]
    assert [holding.number for holding in comparison.to_withdraw] == [
        f"kirjat-{three}",
        f"kirjat-{two}",
    ]


def test_a_licence_is_active_to_its_last_day() -> None:
    licence = Licence("Kirjat", begins=DAY, ends=DAY)
    assert licence.is_active(DAY)
    assert not licence.is_active(BEFORE)
    assert not licence.is_active(DAY + dt.timedelta(days=1))


def test_a_licence_of_the_whole_service_covers_its_records() -> None:
    held = list(holdings(records("9789515174703"), [KIRJAT]))
    assert compare([Licence("Kirjat", "Paketti")], held, DAY).to_withdraw == ()
    ended = compare([Licence("Kirjat", "Paketti", ends=BEFORE)], held, DAY)
    assert [licence.title for _, licence in ended.expired] == ["Paketti"]
    assert compare([Licence("Kirjat", "Paketti")], [], DAY).missing == (
        Licence("Kirjat", "Paketti"),
    )


def test_a_renewed_licence_keeps_the_record_and_the_latest_end_is_told() -> None:
    held = list(holdings(records("9789515174703"), [KIRJAT]))
    first = licence_of(book(), "Kirjat", ends=BEFORE - dt.timedelta(days=9))
    second = licence_of(book(), "Kirjat", ends=BEFORE)
    assert compare([first, second], held, DAY).expired[0][1] == second
    assert compare([first, licence_of(book(), "Kirjat")], held, DAY).to_withdraw == ()


def test_only_links_to_the_resource_on_the_services_hosts_are_held() -> None:
    elsewhere = parse("001    1\n245 00 $aPainettu\n856 42 $uhttps://www.kirjat.example/nayte")
    foreign = parse("001    2\n245 00 $aMuu\n856 40 $uhttps://kirjat.example.org/1")
    proxied = parse(
        "001    3\n245 00 $aOma\n856 40 $uhttps://p.example/login?url=https://www.lehdet.example/3"
    )
    held = list(holdings([elsewhere, foreign, proxied], [KIRJAT, LEHDET, Service("Nimi")]))
    assert [(holding.service, holding.number) for holding in held] == [("Lehdet", "3")]
