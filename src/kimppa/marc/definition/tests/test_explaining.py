"""Names for people, and findings as sentences in three languages."""

import pytest

from kimppa.marc.definition import (
    LANGUAGES,
    SEVERITY,
    Problem,
    check,
    describe,
    explain,
    load,
)
from kimppa.marc.definition.messages import MESSAGES
from kimppa.marc.definition.tests.building import batch, findings
from kimppa.marc.record import parse

BOOK = "00000cam a22000004i 4500"


def test_a_field_is_explained() -> None:
    bib = load("bib")
    explained = explain(bib, "650", "#7".replace("#", " "), "a2j")
    assert explained.field == "Asiasana"
    assert explained.indicators[1] == "Sanasto: Lähde osakentässä $2"
    assert explained.subfields == ("Asiasana", "Lähde", "ei formaatissa")
    assert explain(bib, "245", "10", "a", "sv").subfields == ("Titel",)
    counted = explain(bib, "245", "14", "a").indicators[1]
    assert counted == "Ohitettavien merkkien määrä: 4"
    assert explain(bib, "299", "  ", "a", "en") == (
        "not in the format",
        ("", ""),
        ("not in the format",),
    )
    assert explain(bib, "001").field == "Tietueen kontrollinumero"


def test_the_positions_of_008_are_readable_pairs() -> None:
    text = "260101s2025    fi ab  g      000 1 fin  "
    pairs = {one.place: (one.name, one.meaning) for one in describe(load("bib"), "008", text, BOOK)}
    assert pairs["008/07-10"] == ("Vuosi 1", "2025")
    assert pairs["008/15-17"] == ("Julkaisumaa", "Suomi")
    assert pairs["008/18-21"] == ("Kuvitus", "Kuvitus, Karttoja")
    assert pairs["008/33"] == ("Kirjallisuuslaji", "Kaunokirjallisuus")
    assert pairs["008/35-37"] == ("Kieli", "suomi")
    assert describe(load("bib"), "008", text, BOOK, "sv")[4].meaning == "Finland"


def test_leader_006_and_007_are_described_too() -> None:
    bib = load("bib")
    leader = {one.place: one.meaning for one in describe(bib, "LDR", BOOK, BOOK, "en")}
    assert leader["LDR/06"] == "Language material"
    assert describe(bib, "007", "vd", BOOK)[1].meaning == "Videolevy"
    assert describe(bib, "006", "m     o  g", BOOK, "en")[2].meaning == "Online"
    assert describe(bib, "007", "?", BOOK) == []
    assert describe(bib, "245", "x", BOOK) == []


def test_every_kind_has_a_severity_and_a_sentence_in_each_language() -> None:
    assert set(SEVERITY) == set(Problem) == set(MESSAGES)
    assert {len(told) for told in MESSAGES.values()} == {len(LANGUAGES)}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fi", "Kentässä 245 ei ole osakenttää $j."),
        ("sv", "Fält 245 har inget delfält $j."),
        ("en", "Field 245 has no subfield $j."),
    ],
)
def test_a_finding_is_told_in_the_reader_s_language(language: str, told: str) -> None:
    (finding,) = findings(check(batch([parse("245 10 $aA$jB")]), load("bib")))
    assert finding.told(load("bib"), language) == told
    assert (finding.severity, finding.rec, finding.fno, finding.at) == ("P3", 0, 0, 1)
