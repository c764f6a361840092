"""Resources of every kind for tests, and what the catalogue's own rules find in records."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from kimppa.marc.building import batch
from kimppa.marc.eresources.model import Cataloguing, Creator, Kind, Resource, Series, Subject
from kimppa.marc.identifiers import with_check
from kimppa.marc.record import Record
from kimppa.marc.rules.loading import load
from kimppa.marc.rules.model import RuleSet
from kimppa.marc.rules.profiles import profile
from kimppa.marc.rules.running import check

DAY = dt.date(2025, 1, 14)
FINNISH = Cataloguing(DAY, "fin", "FI-Esim")
SWEDISH = Cataloguing(DAY, "swe", "FI-Esim")


def book(**facts: Any) -> Resource:
    """A whole e-book; facts change or add."""
    whole = Resource(
        kind=Kind.EBOOK,
        title="Manillaköysi",
        address="https://www.kirjat.example/1",
        service="Kirjat",
        creators=(Creator("Meri, Veijo", "aut"), Creator("Salo, Maija", "kuvittaja")),
        isbn="9789515174703",
        publisher="Otava",
        place="Helsinki",
        year=2020,
        country="fi",
        language="fin",
        pages=167,
        file="EPUB",
        classes=(("84.2", "ykl"),),
        is_for_children=False,
        is_fiction=True,
    )
    return replace(whole, **facts)


@cache
def rules(name: str) -> RuleSet:
    return profile(name).choose(load())


def findings(records: Iterable[Record], name: str = "e-resources") -> list[tuple[int, str]]:
    """The places of the records and the rules that find something in them."""
    chosen = rules(name)
    tables = check([batch(records)], chosen)
    return [(row["rec"], chosen[row["rule"]].id) for row in tables[0].iter_rows(named=True)]


_LETTERS = st.characters(
    codec="utf-8", categories=("Lu", "Ll", "Lo", "Nd", "Zs", "Po", "Pd", "Ps", "Pe", "Sc", "So")
)
TEXTS = st.text(_LETTERS, max_size=60)
TITLES = TEXTS.filter(lambda text: text.strip(" /:=;") != "")
ISBNS = st.integers(0, 10**9 - 1).map(lambda number: with_check(f"978{number:09}"))
_WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_.~%()", min_size=1, max_size=20)
ADDRESSES = st.builds("https://palvelu.example/{}".format, _WORDS)
_ROLES = st.sampled_from(["", "aut", "kirjoittaja", "kertoja", "lukija", "cmp", "drt", "joku muu"])

RESOURCES = st.builds(
    Resource,
    kind=st.sampled_from(Kind),
    title=TITLES,
    address=ADDRESSES,
    service=TEXTS,
    subtitle=TEXTS,
    creators=st.lists(st.builds(Creator, TITLES, _ROLES, st.booleans()), max_size=3).map(tuple),
    isbn=st.just("") | ISBNS,
    issn=st.sampled_from(["", "0357-7937"]),
    gtin=st.sampled_from(["", "6430063210018"]),
    publisher=TEXTS,
    place=TEXTS,
    year=st.just(0) | st.integers(1800, 2025),
    country=st.sampled_from(["", "fi", "sw", "xxk"]),
    language=st.sampled_from(["", "fin", "swe", "eng", "mul"]),
    original_language=st.sampled_from(["", "eng", "rus"]),
    original_title=TEXTS,
    edition=st.sampled_from(["", "2", "Uudistettu laitos"]),
    seconds=st.just(0) | st.integers(0, 500_000),
    pages=st.just(0) | st.integers(0, 3000),
    file=st.sampled_from(["", "EPUB", "PDF", "MP3"]),
    link=TEXTS,
    access=TEXTS,
    subjects=st.lists(st.builds(Subject, TITLES, st.sampled_from(["", "yso/fin"])), max_size=3).map(
        tuple
    ),
    classes=st.sampled_from([(), (("84.2", "ykl"),)]),
    series=st.lists(st.builds(Series, TITLES, st.sampled_from(["", "3"])), max_size=2).map(tuple),
    summary=TEXTS,
    notes=st.lists(TITLES, max_size=2).map(tuple),
    is_for_children=st.sampled_from([None, True, False]),
    is_fiction=st.sampled_from([None, True, False]),
)
