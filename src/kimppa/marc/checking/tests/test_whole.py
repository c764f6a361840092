"""A whole file: every way of working gives the same, stops are taken up, nothing is lost."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import polars as pl
import pytest

from kimppa.marc.checking import Checked, Seen, Setup, Stopped, check, opened
from kimppa.marc.checking.part import Part, PartDone
from kimppa.marc.checking.tests.catalogues import SMALL, broken, made, real, same
from kimppa.marc.checking.whole import here, one_thread, processes
from kimppa.marc.reading import MarcFileError
from kimppa.marc.record import parse
from kimppa.marc.rules.spec import RuleError
from kimppa.marc.writing import encode
from tests.catalogues import catalogue


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("checks")


@pytest.fixture(scope="module")
def once(folder: Path) -> Checked:
    """A made catalogue checked in one go."""
    return check(made(folder / "made.mrc"), folder / "once", spread=here, size=1 << 30)


@pytest.fixture(scope="module")
def damage(folder: Path) -> Checked:
    """A damaged one, the same way."""
    return check(broken(folder / "broken.mrc"), folder / "damage", spread=here, size=1 << 30)


def test_parts_in_processes_give_what_one_go_gives(once: Checked, folder: Path) -> None:
    parts = check(folder / "made.mrc", folder / "spread", spread=processes(2), size=SMALL * 4)
    same(once, parts)
    assert len(once.headings) > 10
    assert not (folder / "spread" / "parts").exists()


def test_a_small_file_is_checked_without_further_processes(once: Checked, folder: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    same(once, check(folder / "made.mrc", folder / "small", size=SMALL * 4))
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime == before


def test_processes_keep_their_memory_also_where_polars_has_said_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("POLARS_MAX_THREADS", "3")
    before = dict(os.environ)
    assert "decay_ms:500" in before["_RJEM_MALLOC_CONF"]  # by importing Polars
    with one_thread():
        assert os.environ["_RJEM_MALLOC_CONF"] == "dirty_decay_ms:-1,muzzy_decay_ms:-1"
        assert os.environ["POLARS_MAX_THREADS"] == "3"
        assert "GLIBC_TUNABLES" in os.environ
    assert dict(os.environ) == before


def test_parts_of_a_real_file_give_what_one_go_gives(shared_data: Path, folder: Path) -> None:
    path = real(shared_data / "marc" / "world.mrc.gz", folder / "world.mrc", 1500)
    setup = Setup("strict")
    whole = check(path, folder / "world", setup, spread=here, size=1 << 30)
    same(whole, check(path, folder / "worlds", setup, spread=here, size=SMALL * 3))


def test_the_finnish_records_give_the_same_compressed_or_not(
    shared_data: Path, folder: Path
) -> None:
    packed = shared_data / "marc" / "finnish.mrc.gz"
    plain = real(packed, folder / "finnish.mrc", -1)
    same(
        check(packed, folder / "gz", spread=here),
        check(plain, folder / "fi", spread=here, size=SMALL * 4),
    )


@pytest.mark.parametrize("size", [SMALL, SMALL * 3 + 7])
def test_where_a_damaged_file_is_cut_changes_nothing(
    damage: Checked, folder: Path, size: int
) -> None:
    same(damage, check(folder / "broken.mrc", folder / f"b{size}", spread=here, size=size))


def test_every_record_and_every_byte_is_accounted_for(damage: Checked, folder: Path) -> None:
    counts = damage.counts
    assert counts.read == counts.good + counts.repaired + counts.quarantined
    assert counts.bytes == (folder / "broken.mrc").stat().st_size == damage.source.size
    assert counts.repaired > 40
    records = damage.records().collect()
    assert len(records) == counts.read
    assert records["offset"].is_sorted()
    assert (records["state"] == 2).sum() == counts.quarantined == len(damage.quarantined())


def test_what_could_not_be_read_is_kept_with_its_reason(damage: Checked, folder: Path) -> None:
    nothing = damage.quarantined().filter(pl.col("data").bin.contains(b"nothing of a record"))
    (row,) = nothing.to_dicts()
    data = (folder / "broken.mrc").read_bytes()
    assert data[row["offset"] :].startswith(row["data"])
    assert row["reason"]


def test_quarantined_records_have_no_findings(damage: Checked) -> None:
    found = damage.findings().select("rec").unique().collect()["rec"]
    states = damage.records().select("state").collect()["state"]
    assert not (states.gather(found) == 2).any()


def test_counts_are_those_of_the_findings(once: Checked) -> None:
    findings = once.findings().collect()
    records = findings.group_by("rule").agg(pl.len(), pl.col("rec").n_unique().alias("records"))
    told = {row[0]: row[1:] for row in records.iter_rows()}
    assert told == {one.number: (one.findings, one.records) for one in once.headings}
    for one in once.headings:
        assert once.of_rule(one.number).collect()["rec"].is_sorted()
    places = once.places().group_by("rule").agg(pl.col("findings").sum())
    for rule, count in places.iter_rows():
        assert count <= told[rule][0]


def test_owners_are_counted_as_a_loop_would(once: Checked) -> None:
    owners: dict[int, set[str]] = {}
    for rec, owner in once.owned().collect().iter_rows():
        owners.setdefault(rec, set()).add(owner)
    found: dict[tuple[int, str], list[int]] = {}
    for rule, rec in once.findings().select("rule", "rec").collect().iter_rows():
        for owner in owners.get(rec, {""}):
            found.setdefault((rule, owner), []).append(rec)
    told = {
        (rule, owner): (findings, records)
        for rule, owner, findings, records in once.by_owner().iter_rows()
    }
    assert told == {key: (len(recs), len(set(recs))) for key, recs in found.items()}
    assert set(once.owners) == {"for", "hum", "jok", "koulu", "tam", "ypä"}
    for owner, count in once.owners.items():
        assert count == sum(owner in each for each in owners.values())


def test_links_are_settled_across_parts(folder: Path) -> None:
    part, lost, host = (
        encode(parse(text))
        for text in (
            "LDR    00000caa a22000004i 4500\n001    2\n773 0  $w(X)1",
            "LDR    00000caa a22000004i 4500\n001    3\n773 0  $w(X)9",
            "LDR    00000cam a22000004i 4500\n001    1\n003    X",
        )
    )
    between = [one.data for one in catalogue(60, start=500)]
    path = folder / "links.mrc"
    path.write_bytes(b"".join([part, *between, lost, *between, host]))
    checked = check(path, folder / "links", spread=here, size=20_000)
    heading = checked.heading("component-host-missing")
    assert heading is not None
    (row,) = checked.of_rule(heading.number).collect().to_dicts()
    assert (row["rec"], row["tag"], chr(row["what"])) == (61, 773, "w")


def test_a_stopped_check_goes_on_where_it_was(once: Checked, folder: Path) -> None:
    again = folder / "stopped"
    worked: list[int] = []

    def counting(todo: list[Part]) -> Iterator[PartDone]:
        worked.extend(part.number for part in todo if not part.done.exists())
        return here(todo)

    seen: list[Seen] = []
    with pytest.raises(Stopped):
        check(
            folder / "made.mrc",
            again,
            spread=counting,
            progress=seen.append,
            stopping=lambda: len(seen) == 3,
            size=SMALL,
        )
    with pytest.raises(FileNotFoundError):
        opened(again)
    everything = worked.copy()
    worked.clear()
    same(once, check(folder / "made.mrc", again, spread=counting, size=SMALL))
    assert worked == everything[3:]
    assert len(everything) > 6


def test_parts_of_another_file_or_other_rules_are_not_used(once: Checked, folder: Path) -> None:
    other = folder / "other"

    def some(todo: list[Part]) -> Iterator[PartDone]:
        return islice(here(todo), 2)

    for path, setup in (("broken.mrc", Setup()), ("made.mrc", Setup("strict"))):
        broken(folder / "broken.mrc")
        with pytest.raises(Stopped):
            check(folder / path, other, setup, spread=some, stopping=lambda: True, size=SMALL)
    same(once, check(folder / "made.mrc", other, spread=here, size=SMALL))


def test_progress_grows_to_the_end(folder: Path, once: Checked) -> None:
    seen: list[Seen] = []
    check(folder / "made.mrc", folder / "told", spread=here, progress=seen.append, size=SMALL)
    assert [one.bytes for one in seen] == sorted({one.bytes for one in seen})
    assert seen[-1].bytes == seen[-1].all == once.source.size
    assert seen[-1].records == once.counts.read
    assert 0 < seen[0].findings < seen[-1].findings <= len(once.findings().collect())


def test_a_check_is_opened_again(once: Checked) -> None:
    again = opened(once.folder)
    assert again == once
    summary = once.folder / "check.json"
    summary.write_text(summary.read_text().replace('"form": 1', '"form": 2'))
    with pytest.raises(ValueError, match="newer"):
        opened(once.folder)
    once.save()


PROGRAM = """
import sys
from pathlib import Path
from kimppa.marc.checking import check
from kimppa.marc.checking.whole import here
check(Path(sys.argv[1]), Path(sys.argv[2]), spread=here)
sys.exit("pandas" in sys.modules)
"""


def test_a_check_does_not_wait_for_pandas_where_it_is_installed(
    once: Checked, folder: Path
) -> None:
    # Arrow imports it for some steps of its own: two seconds at the start of each process.
    command = [sys.executable, "-c", PROGRAM, str(folder / once.source.name), str(folder / "bare")]
    subprocess.run(command, check=True)


def test_what_cannot_be_checked_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.mrc").touch()
    with pytest.raises(MarcFileError, match="empty"):
        check(tmp_path / "empty.mrc", tmp_path / "out", spread=here)
    with pytest.raises(RuleError, match="no such profile"):
        check(made(tmp_path / "made.mrc", 2), tmp_path / "out", Setup("nothing"), spread=here)


def test_a_rule_of_ones_own_that_has_been_changed_is_read_anew(tmp_path: Path) -> None:
    rule = tmp_path / "our-word.toml"
    told = """
families = ["local"]
severity = "P5"
records = ["bib"]
source = "-"
message = {{ fi = "a", sv = "b", en = "c" }}
find = {{ kind = "subfield", tags = ["245"], codes = "a", where = "value ~ '{word}'" }}
"""
    setup = Setup("strict", (tmp_path,))
    source = made(tmp_path / "made.mrc", 4)
    counts = []
    for word in ("[a-z]", "0000"):
        rule.write_text(told.format(word=word), encoding="utf-8")
        checked = check(source, tmp_path / f"out-{len(counts)}", setup, spread=here)
        counts.append(checked.found("our-word"))
    assert counts[0] > 0
    assert counts[1] == 0
