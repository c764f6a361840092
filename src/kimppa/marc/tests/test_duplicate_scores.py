"""Pairs of records: vetoes, evidence, and how right they are on pairs that a person labelled.

`pairs.tsv` names pairs of the real records by their place in the file: read side by side and
labelled "same" (one edition) or "different", with what tells. Pairs that nobody could tell from
the records alone were left out.
"""

import csv
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.marc.pairing.carriers import Carriers
from kimppa.marc.pairing.doubts import DOUBTS
from kimppa.marc.pairing.facts import Facts, facts
from kimppa.marc.pairing.messages import LANGUAGES, messages
from kimppa.marc.pairing.score import POINTS, Reason, Score, Verdict, score
from kimppa.marc.pairing.titles import Titles
from kimppa.marc.pairing.vetoes import VETOES, vetoes
from kimppa.marc.record import Field, Record, Subfield, parse
from kimppa.marc.tests.samples import real, real_ones

PAIRS = Path(__file__).with_name("pairs.tsv")


@cache
def fact(path: Path, place: int) -> Facts:
    return facts(real(path, place))


def labelled(folder: Path) -> Iterator[tuple[Facts, Facts, str, str]]:
    """The labelled pairs: facts of both, label, reason."""
    with PAIRS.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened, delimiter="\t"):
            a = fact(folder / f"{row['file_a']}.mrc.gz", int(row["place_a"]))
            b = fact(folder / f"{row['file_b']}.mrc.gz", int(row["place_b"]))
            yield (
                a,
                b,
                row["label"],
                f"{row['label']}: {row['reason']}: {a.titles.display} | {b.titles.display}",
            )


def vetoed(score: Score) -> list[Reason]:
    return [reason for reason in score.reasons if reason.group == "veto"]


def test_no_labelled_pair_is_merged_wrongly_and_most_duplicates_are_found(
    shared_data: Path,
) -> None:
    """Precision of "same" is 1, recall at least 0.88, and 0.99 with those left to a person."""
    counts: dict[tuple[str, str], int] = {}
    for a, b, label, told in labelled(shared_data / "marc"):
        found = score(a, b)
        counts[label, found.verdict] = counts.get((label, found.verdict), 0) + 1
        assert not (label == "different" and found.verdict is Verdict.SAME), told
    same = {verdict: counts.get(("same", verdict), 0) for verdict in Verdict}
    total = sum(same.values())
    print(counts)
    assert total > 200
    assert same[Verdict.SAME] / total >= 0.88
    assert same[Verdict.DIFFERENT] / total <= 0.01


def test_editions_are_kept_apart_even_when_no_record_tells_its_year(shared_data: Path) -> None:
    folder = shared_data / "marc"
    with PAIRS.open(encoding="utf-8", newline="") as opened:
        rows = [
            row for row in csv.DictReader(opened, delimiter="\t") if "editions of" in row["reason"]
        ]
    path = folder / "finnish.mrc.gz"
    places = {int(row[key]) for row in rows for key in ("place_a", "place_b")}
    silent = {place: facts(without_year(real(path, place))) for place in places}
    verdicts = [
        score(silent[int(row["place_a"])], silent[int(row["place_b"])]).verdict for row in rows
    ]
    assert Verdict.SAME not in verdicts


def without_year(record: Record) -> Record:
    changed = record.copy()
    for one in changed.fields:
        if one.tag == "008":
            one.value = one.value[:7] + "||||||||" + one.value[15:]
        one.subfields = [
            s for s in one.subfields if not (one.tag in {"260", "264"} and s.code == "c")
        ]
    return changed


BOOK = """\
LDR    00000cam a22000004i 4500
001    1
003    FI-A
008    940307s1994    fi |||||||||||||||||fin||
020    $a951-0-19440-9$qsidottu
041 1  $afin$heng
100 1  $aHawking, Stephen.
245 10 $aAjan lyhyt historia :$balkuräjähdyksestä /$cStephen Hawking ; suomentanut Risto Varteva.
260    $aPorvoo :$bWSOY,$c1994.
300    $aXI, 193 s. :$bkuvitettu ;$c23 cm
"""
SHORT = """\
LDR    00000nam a22000008i 4500
001    77
008    940101s1994    fi                  fin
020    $a9789510194409
100 1  $aHawking, Stephen W.
245 10 $aAjan lyhyt historia
264  1 $bWSOY$c1994
300    $a193 sivua
"""
FILM = """\
LDR    00000cgm a22000004i 4500
007    vd cvaizq
008    050418s2005    fi 116            vlfin d
024 3  $a6420615400011
028 42 $aFFV-1$bFinnkino
041 0  $afin$jswe
245 00 $aKotikatu$n1
300    $a1 DVD-videolevy (116 min)
"""
DISC = """\
LDR    00000cjm a22000004i 4500
007    sd fsngnnmmned
008    050418s2005    fi |||            n zxx d
028 01 $aBIS-CD-777$bBIS
100 1  $aSibelius, Jean
245 10 $aSinfoniat 1 & 2
300    $a1 CD-äänilevy
"""


def of(text: str, *changes: tuple[str, str]) -> Facts:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return facts(parse(text))


def test_a_short_record_of_the_same_book_is_the_same() -> None:
    found = score(of(BOOK), of(SHORT))
    assert found.verdict is Verdict.SAME
    told = {one.name: one for one in found.reasons}
    assert told["isbn"].told("fi") == "Sama ISBN: 9789510194409."
    assert {"title", "author", "year", "publisher", "extent", "language"} <= told.keys()


@pytest.mark.parametrize(
    ("base", "changes", "veto"),
    [
        (BOOK, [("cam a", "cim a")], "material"),
        (BOOK, [("cam a", "cas a")], "level"),
        (BOOK, [("cam a", "caa a")], "component"),
        (BOOK, [("sidottu", "Daisy")], "carrier"),
        (BOOK, [("XI, 193 s. :$b", "1 verkkoaineisto (193 s.) :$b")], "carrier"),
        (BOOK, [("||||||||||||fin", "d|||||||||||fin")], "carrier"),
        (BOOK, [("260", "250    $aIsotekstinen p.\n260")], "carrier"),
        (BOOK, [("260", "250    $aSelkomukautus.\n260")], None),
        (BOOK, [("fin||", "swe||")], "language"),
        (BOOK, [("$heng", "$hger")], "translation"),
        (BOOK, [("Risto Varteva", "Matti Meikäläinen")], "translation"),
        (BOOK, [("s1994", "s1997")], "year"),
        (BOOK, [("193 s.", "293 s.")], "pages"),
        (BOOK, [("historia :", "historia 2 :")], "volume"),
        (BOOK, [("historia :", "historia.$n2 :")], "volume"),
        (BOOK, [("XI, 193 s.", "2 nidettä")], "set_or_part"),
        (BOOK, [("XI, 193 s. :$bkuvitettu ;", "v. <1-3> ;")], "set_or_part"),
        (BOOK, [("951-0-19440-9", "951-0-15092-4")], "isbn"),
        (BOOK, [("Ajan lyhyt historia", "Sinuhe egyptiläinen")], "title"),
        (BOOK, [("Hawking, Stephen.", "Waltari, Mika."), ("$cStephen Hawking ; ", "$c")], "author"),
        (FILM, [("vd cvaizq", "vd csaizq"), ("1 DVD-video", "1 Blu-ray-")], "carrier"),
        (FILM, [("007    vd cvaizq\n", ""), ("1 DVD-video", "1 Blu-ray-")], "carrier"),
        (FILM, [("$n1", "$n2")], "volume"),
        (FILM, [("1 DVD", "4 DVD")], "pieces"),
        (FILM, [("FFV-1$b", "FFV-2222$b")], "publisher_number"),
        (FILM, [("6420615400011", "6420615400028")], "ean"),
        (DISC, [("sd fsngnnmmned", "sd bmmennmplud"), ("1 CD-", "1 LP-")], "carrier"),
        (DISC, [("777", "778")], "publisher_number"),
    ],
)  # fmt: skip
def test_a_veto_makes_two_records_different_whatever_they_share(
    base: str, changes: list[tuple[str, str]], veto: str | None
) -> None:
    a, b = of(base), of(base, *changes)
    found = score(a, b)
    names = {one.name for one in vetoed(found)}
    if veto is None:  # only one tells of another edition: a person has to look
        assert not names
        assert "edition_silent" in {one.name for one in found.reasons}
        assert found.verdict is Verdict.LOOK
        return
    assert veto in names
    assert (found.points, found.verdict) == (0, Verdict.DIFFERENT)
    assert score(a, a).verdict is not Verdict.DIFFERENT


@pytest.mark.parametrize(
    "changes",
    [
        [("Ajan lyhyt", "Lyhyt ajan")],  # the same words: a dictionary the other way round
        [("Ajan lyhyt", "Avaruuden lyhyt")],
        [("23 cm", "23 cm +$e1 CD-ROM")],
        [("qsidottu", "qkoko teos"), ("300", "020    $a951-0-15092-4$qosa 1\n300")],
        [("9440-9$q", "9440-9 (v. 1)\n020    $a951-0-15092-4 (v. 2)$q")],
        [("Hawking, S", "Sagan, C"), ("Stephen Hawking ; suomentanut Risto Varteva", "Carl Sagan")],
    ],
)  # fmt: skip
def test_faults_seen_in_a_real_catalogue_are_not_merged(changes: list[tuple[str, str]]) -> None:
    """A number of another book, a set's number on its part, a record copied and changed."""
    assert score(of(BOOK), of(BOOK, *changes)).verdict is not Verdict.SAME


def test_another_number_in_the_series_and_old_prints_want_a_person() -> None:
    series = ("300", "490 1  $aSarja ;$v{}\n300")
    first, second = (of(BOOK, (series[0], series[1].format(n))) for n in (1, 2))
    assert score(first, second).verdict is Verdict.LOOK
    assert score(first, first).verdict is Verdict.SAME
    old = of(BOOK, ("s1994", "s1672"))
    assert score(old, old).verdict is Verdict.LOOK


def test_an_edition_told_in_both_keeps_them_apart() -> None:
    first = of(BOOK, ("260", "250    $a1. p.\n260"))
    second = of(BOOK, ("260", "250    $a2. uud. p.\n260"))
    assert "edition" in vetoes(first, second)


def test_parts_of_different_hosts_are_different() -> None:
    part = BOOK.replace("cam a", "caa a") + "773    $w(FI-A)5$gS. 1-5\n"
    assert "host" in vetoes(of(part), of(part, ("(FI-A)5", "(FI-A)6")))
    assert "host" in vetoes(of(part), of(part, ("S. 1-5", "S. 7-9")))


def test_every_veto_and_piece_of_evidence_speaks_three_languages() -> None:
    assert set(VETOES) | {"judged"} == messages()["veto"].keys()
    assert set(POINTS) | {"judged"} == messages()["evidence"].keys()
    assert set(DOUBTS) | {"little"} == messages()["doubt"].keys()
    found = score(of(FILM), of(FILM, ("vd cvaizq", "vd csaizq"), ("1 DVD-video", "1 Blu-ray-")))
    told = [vetoed(found)[0].told(language) for language in LANGUAGES]
    assert told == [
        "Eri tallenne: DVD ja Blu-ray.",
        "Olika bärare: DVD och Blu-ray.",
        "Different carriers: DVD and Blu-ray.",
    ]
    for one in (one for pair in (found, score(of(BOOK), of(SHORT))) for one in pair.reasons):
        assert all(one.told(language) for language in LANGUAGES)


TEXTS = st.sampled_from(["Sota ja rauha", "Sota ja rauha 2", "Sota", "Rauha", "", "Rauha. II"])


def titled(name: str, rest: str, numbers: frozenset[int]) -> Titles:
    return Titles(name, name, rest, "", ((rest, ""),), (name,), numbers, frozenset(), numbers)


CHANGES = st.fixed_dictionaries(
    {
        "titles": st.builds(titled, TEXTS, TEXTS, st.frozensets(st.integers(1, 2), max_size=1)),
        "year": st.sampled_from([0, 1994, 1995, 2001]),
        "pages": st.sampled_from([0, 193, 195, 400]),
        "carriers": st.builds(
            Carriers,
            st.frozensets(st.sampled_from(["print", "dvd", "online"]), max_size=2),
            st.booleans(),
        ),
        "language": st.sampled_from(["", "fin", "swe"]),
        "material": st.sampled_from(["text", "film"]),
        "hosts": st.frozensets(st.sampled_from(["(A)1", "(A)2", "(B)1"]), max_size=2),
        "contents": st.frozensets(st.sampled_from(["txt", "spw"]), max_size=2),
        "author": st.frozensets(st.sampled_from(["kivi", "waltari"]), max_size=2),
        "controls": st.frozensets(st.sampled_from(["(A)1", "(A)2"]), max_size=1),
    }
)  # fmt: skip


@given(CHANGES, CHANGES)
def test_the_order_of_two_records_does_not_matter_and_a_veto_always_wins(
    one: dict[str, object], other: dict[str, object]
) -> None:
    a, b = replace(of(BOOK), **one), replace(of(SHORT), **other)
    there, back = score(a, b), score(b, a)
    assert (there.points, there.verdict) == (back.points, back.verdict)
    assert {r.name for r in there.reasons} == {r.name for r in back.reasons}
    assert [(r.a, r.b) for r in vetoed(there)] == [(r.b, r.a) for r in vetoed(back)]
    if vetoed(there):
        assert (there.points, there.verdict) == (0, Verdict.DIFFERENT)
    assert 0 <= there.points <= 100


def test_real_records_copied_carelessly_are_found_and_changed_ones_are_not(
    shared_data: Path,
) -> None:
    """A poorer copy of a printed book with an ISBN is the same; a changed one never is."""
    whole = [
        record
        for record in real_ones(shared_data / "marc" / "finnish.mrc.gz")
        if (told := facts(record)).carriers == Carriers(frozenset({"print"}))
        and told.material == "text"
        and told.ids.isbns
        and told.titles.name
    ]
    assert len(whole) > 50
    copies = [score(facts(one), facts(careless(one))) for one in whole]
    same = sum(one.verdict is Verdict.SAME for one in copies)
    assert same / len(copies) >= 0.9  # the others are of revised editions, sets, with enclosures
    assert Verdict.DIFFERENT not in {one.verdict for one in copies}
    for change in (next_volume, electronic, spoken, later, translated, longer, of_another_edition):
        found = {score(facts(one), facts(change(one))).verdict for one in map(edition, whole)}
        assert found == {Verdict.DIFFERENT}, change.__name__


def careless(record: Record) -> Record:
    """The record as an order: no subtitle, no notes, ISBN without hyphens, other numbers."""
    kept = [one.copy() for one in record.fields if one.tag in {"008", "020", "100", "245", "264"}]
    for one in kept:
        if one.tag == "245":
            one.subfields = [s for s in one.subfields if s.code in "anp"]
        for sub in one.subfields:
            sub.value = sub.value.rstrip(" /:.,")
            if one.tag == "020" and sub.code == "a":
                sub.value = sub.value.replace("-", "")
    return Record(record.leader, [Field("001", "order"), *kept])


def edition(record: Record) -> Record:
    """The record with an edition, a year, a language and an extent, so that each can differ."""
    changed = record.copy()
    codes = (changed.control("008") or "").ljust(40, "|")[:40]
    kept = [one for one in changed.fields if one.tag not in {"007", "008", "250", "300", "338"}]
    added = [
        Field("008", codes[:7] + "2001" + codes[11:23] + "|" + codes[24:35] + "fin" + codes[38:]),
        Field("250", "", "  ", [Subfield("a", "3. p.")]),
        Field("300", "", "  ", [Subfield("a", "200 s.")]),
    ]
    return Record(record.leader, [*kept, *added])


def with_008(record: Record, place: int, text: str) -> Record:
    changed = record.copy()
    for one in changed.fields:
        if one.tag == "008":
            one.value = one.value[:place] + text + one.value[place + len(text) :]
    return changed


def electronic(record: Record) -> Record:
    return with_008(record, 23, "o")


def later(record: Record) -> Record:
    return with_008(record, 7, "2004")


def translated(record: Record) -> Record:
    return with_008(record, 35, "sme")


def spoken(record: Record) -> Record:
    return Record(record.leader[:6] + "i" + record.leader[7:], record.copy().fields)


def replaced(record: Record, tag: str, text: str) -> Record:
    kept = [one.copy() for one in record.fields if one.tag != tag]
    return Record(record.leader, [*kept, Field(tag, "", "  ", [Subfield("a", text)])])


def longer(record: Record) -> Record:
    return replaced(record, "300", "420 s.")


def of_another_edition(record: Record) -> Record:
    return replaced(record, "250", "4. p.")


def next_volume(record: Record) -> Record:
    changed = record.copy()
    title = changed.first("245")
    assert title is not None
    title.subfields.insert(1, Subfield("n", "Osa 77"))
    return changed
