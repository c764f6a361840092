"""Groups, the record that is kept, merge previews and what people said."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from kimppa.marc.pairing.facts import facts
from kimppa.marc.pairing.groups import TIE, Groups, groups
from kimppa.marc.pairing.keys import SCHEMA, keys
from kimppa.marc.pairing.merge import Change, preview
from kimppa.marc.pairing.messages import messages
from kimppa.marc.pairing.quality import quality
from kimppa.marc.pairing.score import Verdict, Verdicts, score
from kimppa.marc.pairing.search import candidates, find
from kimppa.marc.reading import records_at
from kimppa.marc.record import Record, parse
from kimppa.marc.tests.samples import batch_of, real_ones

FULL = """\
LDR    00000cam a22000004i 4500
001    11
003    FI-MELINDA
008    200101s2020    fi |||||||||||||||||fin||
020    $a978-951-0-39374-1
040    $aFI-NL$bfin$erda
042    $afinb
100 1  $aHawking, Stephen.
245 10 $aAjan lyhyt historia /$cStephen Hawking.
264  1 $aHelsinki :$bWSOY,$c2020.
300    $a276 sivua ;$c18 cm
650  7 $amaailmankaikkeus$2yso/fin
"""
POOR = """\
LDR    00000cam a22000008i 4500
001    22
003    FI-OWN
008    200101s2020    fi |||||||||||||||||fin||
020    $a9789510393741$qnidottu
100 1  $aHawking, Stephen
245 10 $aAjan lyhyt historia
260    $aHki :$bWSOY$c2020
650  7 $aMaailmankaikkeus.$2yso/fin
650  7 $aaika$2yso/fin
852    $aOWN$baikuiset
"""


def grouped(records: list[Record], verdicts: Verdicts | None = None) -> Groups:
    places = {(0, n): record for n, record in enumerate(records)}
    pairs = [(a, b) for a in places for b in places if a < b]
    return groups(
        pairs,
        {place: facts(one) for place, one in places.items()},
        {place: quality(one) for place, one in places.items()},
        verdicts,
    )


def test_a_group_keeps_its_best_record_and_says_why() -> None:
    found = grouped([parse(POOR), parse(FULL)])
    (group,) = found.same
    assert group.members == ((0, 1), (0, 0))
    assert group.survivor.place == (0, 1)
    assert group.survivor.told("fi") == "Kuvailtu julkaisusta, toinen ennakkotiedoista."
    assert [pair.score.verdict for pair in group.pairs] == [Verdict.SAME]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (FULL + "263    $a202003\n", "before"),
        (FULL + "500    $aEnnakkotieto / Kirjavälitys.\n", "before"),
        (FULL.replace("a22000004i", "a22000008i"), "before"),
        (FULL.replace("a22000004i", "a22000005i"), "level"),
        (FULL.replace("042    $afinb\n", ""), "vouched"),
        (FULL.replace("$erda", ""), "rda"),
        (FULL.replace("$bfin$e", "$bger$e"), "language"),
        (FULL.replace("FI-NL", "XX").replace("FI-MELINDA", "YY"), "source"),
        (FULL + "852    $aX\n", "holdings"),
        (FULL.replace("650  7 $amaailmankaikkeus$2yso/fin\n", ""), "richness"),
        (FULL.replace("fi |||||", "fi a||||"), "codes"),
        (FULL.replace("003", "005    20240101120000.0\n003"), "changed"),
        (FULL, TIE),
    ],
)
def test_the_first_measure_that_tells_them_apart_is_the_reason(changed: str, reason: str) -> None:
    (group,) = grouped([parse(FULL), parse(changed)]).same
    assert group.survivor.reason == reason
    assert group.survivor.told("sv")
    gains = reason in {"holdings", "codes", "changed"}  # what the change adds is better
    assert group.survivor.place == (0, 1 if gains else 0)


def test_every_measure_speaks() -> None:
    names = {name for name, _ in quality(parse(FULL)).rank()}
    assert names | {TIE} == messages()["survivor"].keys()


def test_likeness_is_not_handed_on_to_a_record_that_a_veto_keeps_out() -> None:
    silent = POOR.replace("260    $aHki :$bWSOY$c2020\n", "")
    first = FULL.replace("300", "250    $a1. painos.\n300")
    second = FULL.replace("001    11", "001    12").replace("300", "250    $a3. uud. painos.\n300")
    found = grouped([parse(first), parse(silent), parse(second)])
    assert len(found.same) == 1
    members = set(found.same[0].members)
    assert not {(0, 0), (0, 2)} <= members
    left = {(pair.a, pair.b) for pair in found.look}
    assert left
    assert (0, 1) in members


def test_a_copied_record_whose_title_alone_was_changed_is_left_to_a_person() -> None:
    changed = FULL.replace("Ajan", "Avaruuden").replace("$a978-951-0-39374-1", "")
    found = grouped([parse(FULL), parse(changed)])
    assert found.same == ()
    assert len(found.look) == 1


def test_nothing_is_grouped_where_there_is_no_pair() -> None:
    assert groups([], {}, {}) == Groups((), ())


def test_a_preview_tells_what_is_kept_added_and_different() -> None:
    lines = preview(parse(FULL), parse(POOR))
    told = {(one.change, str(one.kept or one.other)[:22]) for one in lines}
    assert (Change.DIFFERS, "020 ## $a978-951-0-393") not in told
    assert (Change.ADDED, "650 #7 $aaika$2yso/fin") in told
    assert (Change.ADDED, "852 ## $aOWN$baikuiset") in told
    assert (Change.ADDED, "035 ## $z(FI-OWN)22") in told
    assert (Change.KEPT, "650 #7 $amaailmankaikk") in told
    added = [one.tag for one in lines if one.change is Change.ADDED]
    assert "001" not in added
    assert added.count("650") == 1


def test_what_differs_shows_both_and_keeps_the_survivors() -> None:
    other = POOR.replace("$aAjan lyhyt historia", "$aAjan historia")
    (line,) = [one for one in preview(parse(FULL), parse(other)) if one.tag == "245"]
    assert line.change is Change.DIFFERS
    assert line.kept is not None
    assert line.other is not None
    assert line.other.get("a") == "Ajan historia"


def test_what_people_said_outranks_points() -> None:
    a, b = facts(parse(FULL)), facts(parse(POOR))
    verdicts = Verdicts()
    verdicts.put(b.number, a.number, same=False)
    assert verdicts.apply(a, b, score(a, b)).verdict is Verdict.DIFFERENT
    assert grouped([parse(FULL), parse(POOR)], verdicts).same == ()
    verdicts.put(a.number, b.number, same=True)
    found = verdicts.apply(b, a, score(b, a))
    assert (found.points, found.verdict) == (100, Verdict.SAME)
    assert found.reasons[0].told("en") == "A person has judged the records to be the same."


def test_a_verdict_needs_two_records_with_numbers() -> None:
    for a, b in [("(A)1", "(A)1"), ("()", "(A)1")]:
        with pytest.raises(ValueError):
            Verdicts().put(a, b, same=True)


def test_two_files_are_searched_from_their_bytes_to_groups() -> None:
    """Records come out as they went in, whatever part and file they stand in."""
    first = [parse(FULL), parse(FULL.replace("39374", "39375").replace("Ajan", "Avaruuden"))]
    second = [parse(POOR)]
    files = [batch_of(first), batch_of(second)]
    table = pl.concat([keys(batch, source) for source, batch in enumerate(files)])
    found = find(table, lambda source, offsets: records_at([files[source]], offsets).items())
    (group,) = found.groups.same
    assert group.members == ((0, 0), (1, 0))
    assert found.oversized.is_empty()
    assert found.compared >= 1


def test_real_files_give_groups_without_any_pair_that_cannot_be_one(shared_data: Path) -> None:
    batch = batch_of(real_ones(shared_data / "marc" / "finnish.mrc.gz"))
    found = find(keys(batch), lambda _, offsets: records_at([batch], offsets).items())
    assert len(found.groups.same) > 10
    for group in found.groups.same:
        assert all(pair.score.verdict is not Verdict.DIFFERENT for pair in group.pairs)
    members = [place for group in found.groups.same for place in group.members]
    assert len(members) == len(set(members))


def test_work_grows_with_the_catalogue_and_not_with_its_square() -> None:
    count = 60_000
    offsets = np.arange(count)
    rows = {
        "kind": np.zeros(count, np.uint8),
        "hash": np.where(offsets < count // 2, 7, offsets // 2).astype(np.uint64),
        "source": np.zeros(count, np.uint16),
        "offset": offsets,
    }
    found = candidates(pl.DataFrame(rows, schema=SCHEMA))
    assert found.oversized["size"].to_list() == [count // 2]
    assert found.pairs.height == count // 4
