"""Rules that are kept between runs are those that would be read, and are dropped in time."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kimppa.marc.reading import read
from kimppa.marc.rules import compiled
from kimppa.marc.rules.loading import DATA, load
from kimppa.marc.rules.model import RuleSet
from kimppa.marc.rules.running import check
from kimppa.marc.writing import write
from tests.catalogues import catalogue

type Read = Callable[[], RuleSet]


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of an engine that are the test's own."""
    folder = tmp_path / "engine"
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "one.toml").write_text("")
    monkeypatch.setattr(compiled, "_ENGINE", folder)
    return folder


@pytest.fixture
def reading() -> tuple[Read, list[int]]:
    times: list[int] = []

    def read_rules() -> RuleSet:
        times.append(1)
        return RuleSet(tuple(load(DATA / "punctuation")))

    return read_rules, times


def test_kept_rules_find_the_same(tmp_path: Path) -> None:
    kept = tmp_path / "kept" / "rules.pickle"
    read_anew = load(DATA)
    compiled.recalled(lambda: read_anew, kept)
    rules = compiled.recalled(lambda: pytest.fail("they are kept"), kept)
    assert [(one.id, one.message, one.fix, one.tests) for one in rules] == [
        (one.id, one.message, one.fix, one.tests) for one in read_anew
    ]
    write(tmp_path / "file.mrc", (record.data for record in catalogue(300)))
    before, now = (check(read(tmp_path / "file.mrc"), ours) for ours in (read_anew, rules))
    assert sum(map(len, before)) > 100
    assert all(one.equals(other) for one, other in zip(before, now, strict=True))


@pytest.mark.usefixtures("engine")
def test_they_are_read_once(reading: tuple[Read, list[int]], tmp_path: Path) -> None:
    read_rules, times = reading
    for _run in range(3):
        compiled.recalled(read_rules, tmp_path / "rules.pickle")
    assert len(times) == 1


def test_another_file_of_the_engine_makes_them_anew(
    engine: Path, reading: tuple[Read, list[int]], tmp_path: Path
) -> None:
    read_rules, times = reading
    kept = tmp_path / "rules.pickle"
    compiled.recalled(read_rules, kept)
    os.utime(engine / "rules" / "one.toml", times=(0, 1))
    compiled.recalled(read_rules, kept)
    (engine / "rules" / "two.toml").write_text("")
    compiled.recalled(read_rules, kept)
    compiled.recalled(read_rules, kept)
    assert len(times) == 3


@pytest.mark.usefixtures("engine")
def test_what_is_damaged_is_not_read(reading: tuple[Read, list[int]], tmp_path: Path) -> None:
    read_rules, times = reading
    kept = tmp_path / "rules.pickle"
    compiled.recalled(read_rules, kept)
    whole = kept.read_bytes()
    for damaged in (b"", whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
        kept.write_bytes(damaged)
        assert len(compiled.recalled(read_rules, kept)) == len(load(DATA / "punctuation"))
        count = len(times)
        compiled.recalled(read_rules, kept)
        assert len(times) == count  # kept whole again
    assert len(times) == 4


@pytest.mark.usefixtures("engine")
def test_where_nothing_can_be_written_they_are_read(
    reading: tuple[Read, list[int]], tmp_path: Path
) -> None:
    read_rules, times = reading
    (tmp_path / "file").touch()
    for _run in range(2):
        assert len(compiled.recalled(read_rules, tmp_path / "file" / "rules.pickle"))
    assert len(times) == 2
