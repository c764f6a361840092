"""Which timed backups stay."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.operations.backup.format import BackupError
from kimppa.operations.backup.retention import (
    PERIODS,
    ZONE,
    Keep,
    name_of,
    own_backups,
    parse,
    prune,
    surplus,
)

RULE = parse("daily=7,weekly=5,monthly=12")
MOMENTS = st.integers(0, 2**31).map(lambda at: dt.datetime.fromtimestamp(at, dt.UTC))
NIGHT = dt.datetime(2025, 1, 14, 0, 30, tzinfo=dt.UTC)


def nights(count: int) -> list[dt.datetime]:
    return [NIGHT - dt.timedelta(days=day) for day in range(count)]


def test_a_year_of_nights_leaves_days_weeks_and_months() -> None:
    kept = set(nights(400)) - surplus(nights(400), RULE)
    days = sorted(moment.date().isoformat() for moment in kept)
    assert days[-7:] == [f"2025-01-{day:02}" for day in range(8, 15)]
    assert {"2025-01-05", "2024-12-29", "2024-12-22"} <= set(days)  # Sundays
    assert {"2024-12-31", "2024-11-30", "2024-02-29"} <= set(days)  # months' last
    assert "2024-01-31" not in days
    assert len(days) == 7 + 3 + 11


@given(st.sets(MOMENTS), st.integers(1, 9))
def test_the_newest_and_the_counted_periods_always_stay(
    times: set[dt.datetime], count: int
) -> None:
    for period, place in PERIODS.items():
        kept = times - surplus(times, Keep({period: count}))
        periods = {place(at.astimezone(ZONE)) for at in times}
        assert {place(at.astimezone(ZONE)) for at in kept} == set(sorted(periods)[-count:])
        assert not times or max(times) in kept


def test_one_instances_pruning_leaves_all_else_alone(tmp_path: Path) -> None:
    ours = [tmp_path / name_of("louna", at, encrypted=at.day % 2 == 0) for at in nights(30)]
    others = [
        tmp_path / name_of("vaski", NIGHT, encrypted=False),
        tmp_path / name_of("louna-etela", NIGHT - dt.timedelta(days=90), encrypted=False),
        tmp_path / "kimppa-louna-20240101T000000Z.tar.part",
        tmp_path / "kimppa-louna-ennen-siirtoa.tar",
        tmp_path / "muistio.txt",
    ]
    for path in [*ours, *others]:
        path.touch()
    (tmp_path / "kimppa-louna-20200101T000000Z.tar").symlink_to(others[0])
    assert len(own_backups(tmp_path, "louna")) == 30
    removed = prune(tmp_path, "louna", parse("daily=2"))
    assert len(removed) == 28
    assert ours[0].exists()
    assert ours[1].exists()
    assert all(path.exists() for path in others)


def test_names_tell_the_time_in_utc() -> None:
    helsinki = dt.datetime(2025, 1, 14, 2, 30, tzinfo=ZONE)
    assert name_of("louna", helsinki, encrypted=True) == "kimppa-louna-20250114T003000Z.tar.age"


@pytest.mark.parametrize(
    "text", ["", "daily", "daily=0", "daily=-1", "hourly=3", "daily=7;weekly=2"]
)
def test_a_rule_that_is_not_understood_is_told(text: str) -> None:
    with pytest.raises(BackupError, match="daily=7,weekly=5"):
        parse(text)
