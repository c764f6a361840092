"""What is wrong with a heading is found where it stands, with what to put there."""

from pathlib import Path

import polars as pl
import pytest

from kimppa.marc.vocabularies import (
    CHECKS,
    Vocabularies,
    classes,
    names,
    performance,
    relators,
    skos,
)
from kimppa.marc.vocabularies.tests.records import batch

YSO = "http://www.yso.fi/onto/yso"
EX = "http://example.org/onto/malli"
GOOD = f"""
650 #7 $akalastus$2yso/fin$0{YSO}/p1686
650 #7 $afiske$2yso/swe$0{YSO}/p1686
655 #7 $aromaanit$2slm/fin$0http://urn.fi/URN:NBN:fi:au:slm:s518
655 #7 $aromaner$2slm/swe$0http://urn.fi/URN:NBN:fi:au:slm:s518
"""


@pytest.fixture(scope="module")
def vocabularies() -> Vocabularies:
    return Vocabularies.load(Path(skos.__file__).parent / "data" / "sample.ttl")


def found(vocabularies: Vocabularies, *texts: str) -> list[tuple[str, int, int, str | None, int]]:
    records = batch(*texts)
    rows = pl.concat([check(records, vocabularies) for check in CHECKS])
    rows = rows.sort("rec", "fno", "sno", "problem")
    return [
        (problem, fno, sno, new, choices) for problem, _, fno, sno, new, choices in rows.iter_rows()
    ]


def test_good_headings_are_left_alone(vocabularies: Vocabularies) -> None:
    assert found(vocabularies, GOOD) == []


def test_other_vocabularies_and_headings_are_left_alone(vocabularies: Vocabularies) -> None:
    text = """
650 #0 $aFishing.
650 #7 $akalat$2mesh$0http://id.example.org/mesh/1
650 #7 $ahiekka$xhistoria$2yso/fin
648 #7 $a1900-luku$2omat
600 14 $aKivi, Aleksis.
"""
    assert found(vocabularies, text) == []


@pytest.mark.parametrize(
    ("heading", "problem", "sno", "new"),
    [
        (f"$akalastus$2yso/fin$0{YSO}/p9", "unknown-uri", 2, f"{YSO}/p1686"),
        (f"$akalakala$2yso/fin$0{YSO}/p9", "unknown-uri", 2, None),
        (
            f"$akalastus$2yso/fin$0{YSO.replace('http', 'https')}/p1686",
            "uri-misspelled",
            2,
            f"{YSO}/p1686",
        ),
        (f"$akalanpyynti$2yso/fin$0{YSO}/p1686", "alternative-label", 0, "kalastus"),
        (f"$afishing$2yso/fin$0{YSO}/p1686", "label-of-other-language", 0, "kalastus"),
        (f"$akalastaminen$2yso/fin$0{YSO}/p1686", "label-not-preferred", 0, "kalastus"),
        ("$akalastus$2yso/fin", "uri-missing", 0, f"{YSO}/p1686"),
        ("$akalanpyynti$2yso/fin", "alternative-label", 0, "kalastus"),
        ("$akalakala$2yso/fin", "unknown-label", 0, None),
        (f"$akalastus$2yso$0{YSO}/p1686", "source-misspelled", 1, "yso/fin"),
        (f"$akalastus$2YSO/fin$0{YSO}/p1686", "source-misspelled", 1, "yso/fin"),
        (f"$akalastus$2slm/fin$0{YSO}/p1686", "source-of-other-vocabulary", 1, "yso/fin"),
        (f"$akalastus$0{YSO}/p1686", "source-missing", 0, "yso/fin"),
        ("$akalastus$2ysa", "source-retired", 1, f"{YSO}/p1686"),
        ("$akalakala$2ysa", "source-retired", 1, None),
        (f"$avanha sana$2malli/fin$0{EX}/t1", "deprecated", 2, f"{EX}/t2"),
        (f"$apoistettu sana$2malli/fin$0{EX}/t5", "deprecated", 2, None),
    ],
)
def test_a_heading_with_one_fault(
    vocabularies: Vocabularies, heading: str, problem: str, sno: int, new: str | None
) -> None:
    rows = found(vocabularies, GOOD, f"650 #7 {heading}")
    faults = [row for row in rows if row[0] == problem]
    assert faults == [(problem, 0, sno, new, 1 if new else 0)], rows
    others = {row[0] for row in rows} - {problem}
    assert others <= {"pair-missing", "source-of-other-vocabulary"}


def test_a_concept_with_several_successors_wants_a_choice(vocabularies: Vocabularies) -> None:
    rows = found(vocabularies, f"650 #7 $ajakautunut sana$2sample/fin$0{EX}/t3")
    assert rows == [("deprecated", 0, 2, f"{EX}/t2 {EX}/t4", 2)]


def test_a_successor_that_was_replaced_leads_on(vocabularies: Vocabularies) -> None:
    rows = found(vocabularies, f"650 #7 $aikivanha sana$2sample/fin$0{EX}/t6")
    assert rows == [("deprecated", 0, 2, f"{EX}/t2", 1)]


def test_mediums_of_performance(vocabularies: Vocabularies) -> None:
    text = "382 01 $akurttu$n1$aviulu$p1-rivinen harmonikka$2seko\n382 ## $akurttu"
    table = performance(batch(text), vocabularies)
    assert list(table.select("problem", "fno", "sno", "replacement").iter_rows()) == [
        ("alternative-label", 0, 0, "1-rivinen harmonikka"),
        ("unknown-label", 0, 2, None),
    ]


def test_a_heading_without_its_pair(vocabularies: Vocabularies) -> None:
    finnish, swedish = GOOD.strip().split("\n")[:2]
    assert found(vocabularies, finnish) == [("pair-missing", 0, 0, "fiske", 1)]
    assert found(vocabularies, swedish) == [("pair-missing", 0, 0, "kalastus", 1)]
    assert found(vocabularies, finnish, swedish) == [
        ("pair-missing", 0, 0, "fiske", 1),
        ("pair-missing", 0, 0, "kalastus", 1),
    ]


def test_a_pair_with_another_fault_is_a_pair(vocabularies: Vocabularies) -> None:
    finnish = GOOD.strip().split("\n")[0]
    assert found(vocabularies, f"{finnish}\n650 #7 $afiske$2yso/swe") == [
        ("uri-missing", 1, 0, f"{YSO}/p1686", 1)
    ]


def test_a_term_with_the_wrong_language_in_2(vocabularies: Vocabularies) -> None:
    text = GOOD.replace("fiske$2yso/swe", "fiske$2yso/fin")
    assert found(vocabularies, text) == [("source-of-other-language", 1, 1, "yso/swe", 1)]


def test_no_pair_is_asked_where_the_vocabulary_has_none(vocabularies: Vocabularies) -> None:
    text = "650 #7 $akissa$2kauno/fin$0http://www.yso.fi/onto/kauno/p838"
    assert found(vocabularies, text) == []


def test_the_same_term_in_two_fields(vocabularies: Vocabularies) -> None:
    again = f"655 #7 $akalastus$2yso/fin$0{YSO}/p1686"
    rows = found(vocabularies, f"{GOOD}{again}")
    assert ("term-in-two-fields", 4, 0, None, 0) in rows
    rows = found(vocabularies, f"{GOOD}650 #7 $akalastus$2yso/fin$0{YSO}/p1686")
    assert rows == [("term-twice", 4, 0, None, 0)]


def test_a_word_of_653_that_is_a_term(vocabularies: Vocabularies) -> None:
    rows = found(vocabularies, "653 ## $akalastus$akalakala")
    assert rows == [("uncontrolled-term", 0, 0, f"{YSO}/p1686", 1)]


def test_letters_in_pieces_are_the_same_label(vocabularies: Vocabularies) -> None:
    text = f"650 #7 $avattenva\u030ard$2yso/swe$0{YSO}/p3161"
    assert [row[0] for row in found(vocabularies, text)] == ["pair-missing"]


@pytest.mark.parametrize(
    ("field", "rows"),
    [
        ("084 ## $a84.2$2ykl", []),
        ("084 ## $a52.09$2ykl", []),
        ("084 ## $a84.206$2ykl", []),
        ("084 9# $aJännitys$2ykl", []),
        ("084 ## $a99.99", []),
        ("084 ## $a84.299$2ykl", [("unknown-class", None)]),
        ("084 ## $aROM$2ykl", [("unknown-class", None)]),
        ("084 ## $a84.2 ROM$2ykl", [("class-with-more", "84.2")]),
    ],
)
def test_classes_of_ykl(
    vocabularies: Vocabularies, field: str, rows: list[tuple[str, str | None]]
) -> None:
    table = classes(batch(field), vocabularies)
    assert list(table.select("problem", "replacement").iter_rows()) == rows


@pytest.mark.parametrize(
    ("field", "rows"),
    [
        ("100 1# $aMalli, Aino,$d1950-$ekirjoittaja.$0(FI-ASTERI-N)000000001", []),
        ("100 1# $aMalli, Aino,$ekirjoittaja.$0(FIN11)000000001", []),
        ("100 1# $aMalli, Aino.$0(VIAF)000000009", []),
        ("110 2# $aKirjasto.$0(FIN11)12", []),
        (
            "700 1# $aMalli, A.,$d1950-$0(FI-ASTERI-N)000000001",
            [("name-variant", 0, "Malli, Aino, 1950-")],
        ),
        (
            "700 1# $aToinen, Tove,$0(FI-ASTERI-N)000000001",
            [("name-not-of-authority", 0, "Malli, Aino, 1950-")],
        ),
        ("600 14 $aMalli, Aino.$0(FI-ASTERI-N)000000009", [("unknown-authority", 1, None)]),
        (
            "600 14 $aMalli, Aino.$0(FI-ASTERI-N)000000002",
            [("authority-replaced", 1, "(FI-ASTERI-N)000000001")],
        ),
    ],
)
def test_agents_of_an_authority_file(
    vocabularies: Vocabularies, field: str, rows: list[tuple[str, int, str | None]]
) -> None:
    table = names(batch(field), vocabularies, "sample")
    assert list(table.select("problem", "sno", "replacement").iter_rows()) == rows


def test_without_a_vocabulary_nothing_is_asked(vocabularies: Vocabularies) -> None:
    nothing = Vocabularies(vocabularies.terms.head(0))
    text = f"{GOOD}084 ## $a99.99$2ykl\n100 1# $aX.$0(FIN11)000000009\n653 ## $akalastus"
    assert found(nothing, text) == []
    assert classes(batch(text), nothing).height == 0
    assert names(batch(text), nothing).height == 0


def test_relators() -> None:
    table = relators()
    assert {"kirjoittaja", "kääntäjä"} <= table.terms("fin")
    assert table.translated("översättare.", "fin") == "kääntäjä"
    assert table.translated("kääntäjä,", "fin") is None
    assert table.translated("konvertoija", "fin") is None
    for language in ("fin", "swe", "eng"):
        assert len(table.terms(language)) == len(table.rows)
