"""Claim: 5 million loans and 1 million items become all figures of 20 municipalities in 30 s and
2 GB on two cores (60 s of processor), the work grows linearly, and SQL on SQLite and pandas take
longer for a part of them.

The lists are made up. BENCH_STATISTICS names the numbers of loans (in millions; "0.5 5 20" for a
national size); the peers count loans by class and distinct borrowers at three levels. SQLite's
loading of the rows is told apart; pandas reads the files as we do, in a process of its own.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from kimppa.statistics.tests.extract_files import RULES

SIZES = [float(n) for n in os.environ.get("BENCH_STATISTICS", "0.5 5").split()]
TOWNS = 20


def make(folder: Path, millions: float) -> None:
    """Lists of so many loans and a fifth as many items, and their rules."""
    chance = np.random.default_rng(5)
    loans, items = int(millions * 1e6), int(millions * 2e5)
    towns = np.array([f"b{n:03}" for n in range(1, TOWNS + 1)])
    days = np.datetime_as_string(np.datetime64("2024-01-01") + np.arange(366))

    def pick(of: list[str], count: int) -> np.ndarray:
        return np.array(of)[chance.integers(0, len(of), count)]

    pl.DataFrame(
        {
            "item": [f"N{n:08}" for n in range(items)],
            "branch": towns[chance.integers(0, TOWNS, items)],
            "type": pick(["kirja"] * 8 + ["aanite", "dvd", "lehti"], items),
            "location": pick(["aik", "las"], items),
            "call_number": pick(["84.2", "85.1", "78.3", "30.1", "86.12"], items),
            "language": pick(["fin", "fin", "swe", "eng"], items),
            "acquired": days[chance.integers(0, 366, items)],
            "withdrawn": pick(["", "", "", "2024-06-30"], items),
            "status": pick([""], items),
        }
    ).write_csv(folder / "items.csv", separator=";")
    number = chance.integers(0, items, loans)
    borrower = chance.integers(0, loans // 20, loans)
    frame = pl.DataFrame({"n": number, "b": borrower}).select(
        pl.format("N{}", pl.col("n").cast(pl.String).str.zfill(8)).alias("item"),
        pl.Series("branch", towns[chance.integers(0, TOWNS, loans)]),
        pl.Series("kind", pick(["issue", "renew"], loans)),
        pl.Series("at", days[chance.integers(0, 366, loans)]),
        pl.format("{}-6f1c0b52", "b").alias("borrower"),
        pl.Series("group", pick(["asiakas", "lapsi"], loans)),
    )
    frame.write_csv(folder / "loans.csv", separator=";")
    lines = "".join(f'{town} = "{town[1:]}"\n' for town in towns)
    (folder / "rules.toml").write_text(RULES.replace("[branches]\n", f"[branches]\n{lines}"))


def by_sql(folder: Path) -> tuple[float, float, int]:
    """The peer: processor seconds to load and to count, and the loans it counted."""
    start = time.process_time()
    base = sqlite3.connect(folder / "peer.sqlite3")
    base.execute("PRAGMA journal_mode=OFF")
    for name in ("items", "loans"):
        frame = pl.read_csv(folder / f"{name}.csv", separator=";", infer_schema=False)
        columns = ", ".join(f'"{column}"' for column in frame.columns)
        base.execute(f"CREATE TABLE {name} ({columns})")
        marks = ", ".join("?" * frame.width)
        base.executemany(f"INSERT INTO {name} VALUES ({marks})", frame.iter_rows())
    base.execute("CREATE UNIQUE INDEX by_item ON items (item)")
    base.commit()
    loaded = time.process_time()
    classes = base.execute(
        "SELECT l.branch, i.type, i.location, i.language, l.kind, "
        "substr(i.call_number, 1, 2) BETWEEN '80' AND '85', count(*) "
        "FROM loans l JOIN items i ON i.item = l.item WHERE l.at LIKE '2024%' "
        "AND l.\"group\" IN ('asiakas', 'lapsi') GROUP BY 1, 2, 3, 4, 5, 6"
    ).fetchall()
    for level in ("branch", "substr(branch, 2)", "''"):
        base.execute(f"SELECT {level}, count(DISTINCT borrower) FROM loans GROUP BY 1").fetchall()
    done = time.process_time()
    base.close()
    return loaded - start, done - loaded, sum(row[-1] for row in classes)


def told(module: str, folder: Path) -> dict[str, Any]:
    """What a process of its own tells of the lists."""
    command = [sys.executable, "-m", f"bench.{module}", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_figures_from_rows(tmp_path_factory: pytest.TempPathFactory) -> None:
    per_million = []
    for millions in SIZES:
        folder = tmp_path_factory.mktemp("extract")
        make(folder, millions)
        ours, pandas = told("statistics_run", folder), told("statistics_pandas", folder)
        load, count, loans = by_sql(folder)
        print(
            f"\n{millions} million loans: ours {ours['seconds']:.1f} s "
            f"({ours['cpu']:.1f} s CPU) from the files, "
            f"{ours['megabytes']:.0f} MB; SQLite {load:.1f} s CPU to load, {count:.1f} s to count; "
            f"pandas {pandas['cpu']:.1f} s CPU, {pandas['megabytes']:.0f} MB"
        )
        assert ours["figures"]["consortium"]["LAI_total"] == loans
        assert pandas["loans"] == loans
        assert ours["figures"]["consortium"]["KAY_borrowers"] == pandas["borrowers"]
        assert ours["cpu"] < load + count
        assert ours["cpu"] < pandas["cpu"]
        assert ours["megabytes"] < pandas["megabytes"]
        if millions <= 5:  # a large consortium's year; what is larger is for the line's sake
            assert ours["cpu"] < 60
            assert ours["megabytes"] < 2048
        per_million.append(ours["cpu"] / millions)
        for file in folder.iterdir():
            file.unlink()
    # Linear: a million costs no more in a large list than in a small one, but for the noise.
    assert per_million[-1] < 1.5 * per_million[0]
