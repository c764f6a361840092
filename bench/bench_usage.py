"""Claim: a COUNTER title report of 100,000 rows (27 MB of TSV) becomes sums in 3 s, and 1 GB of TSV
or JSON is read in 200 MB of memory.

The report is made up. The peer is pandas, which reads the same table and sums it by metric, in a
process of its own, its start told apart from its work. BENCH_USAGE=large makes and reads the two
files of 1 GB.
"""

import calendar
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROWS = 100_000
GIGABYTE = 10**9
MONTHS = [f"{month}-2025" for month in calendar.month_abbr[1:]]
METRICS = [f"{start}_{end}" for start in ("Total_Item", "Unique_Item", "Unique_Title")
           for end in ("Investigations", "Requests")]  # fmt: skip
HEADER = """Report_Name\tTitle Report
Report_ID\tTR
Release\t5.1
Institution_Name\tConsortium
Institution_ID\t
Metric_Types\t
Report_Filters\t
Report_Attributes\t
Exceptions\t
Reporting_Period\tBegin_Date=2025-01-01; End_Date=2025-12-31
Created\t2026-01-05T00:00:00Z
Created_By\tVendor
Registry_Record\t

"""
COLUMNS = """
Title Publisher Publisher_ID Platform DOI Proprietary_ID ISBN Print_ISSN Online_ISSN URI Data_Type
YOP Access_Type Access_Method Metric_Type Reporting_Period_Total
"""
OURS = """
import json, re, sys, time
from kimppa.sources.usage.reading import read_usage
start = time.process_time(), time.perf_counter()
with open(sys.argv[1], "rb") as file:
    usage = read_usage(file, sys.argv[1])
print(json.dumps([
    usage.metrics, time.process_time() - start[0], time.perf_counter() - start[1],
    int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024, usage.is_fine,
]))
"""
PANDAS = """
import json, sys, time
import pandas
start = time.process_time(), time.perf_counter()
table = pandas.read_csv(sys.argv[1], sep="\\t", skiprows=14)
months = [column for column in table.columns if column.endswith("-2025")]
sums = table.groupby("Metric_Type")[months].sum().sum(axis=1)
print(json.dumps([
    {name: int(count) for name, count in sums.items()},
    time.process_time() - start[0], time.perf_counter() - start[1],
]))
"""


def heading() -> str:
    return "\t".join([*COLUMNS.split(), *MONTHS]) + "\n"


def rows(count: int) -> str:
    chance = random.Random(5)
    lines = []
    for n in range(count):
        book = n // len(METRICS)
        uses = [chance.randrange(1500) for _month in MONTHS]
        lines.append(
            f"Kirjan nimi numero {book} ja alaotsikko\tKustantaja {n % 50}\tISNI:4321432143214321\t"
            f"Alusta {n % 7}\t10.9999/t{book}\tP1:T{book}\t978-951-0-00000-{n % 10}\t\t\t"
            f"https://doi.example/10.9999/t{book}\tBook\t{1990 + n % 35}\tControlled\tRegular\t"
            f"{METRICS[n % len(METRICS)]}\t{sum(uses)}\t" + "\t".join(map(str, uses)) + "\n"
        )
    return "".join(lines)


def run(program: str, path: Path) -> list[object]:
    command = [sys.executable, "-c", program, str(path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)


def test_a_title_report_beside_pandas(tmp_path: Path) -> None:
    path = tmp_path / "tr.tsv"
    path.write_text(HEADER + heading() + rows(ROWS), encoding="utf-8")
    run(OURS, path)  # the disk is warm for both
    ours, cpu, wall, memory, is_fine = run(OURS, path)
    theirs, peer_cpu, peer_wall = run(PANDAS, path)
    print(f"\n{ROWS:,} rows, {path.stat().st_size / 1e6:.0f} MB of TSV")
    print(f"  ours    {cpu:5.2f} s CPU {wall:5.2f} s wall, {memory} MB")
    print(f"  pandas  {peer_cpu:5.2f} s CPU {peer_wall:5.2f} s wall, checking nothing")
    assert is_fine
    assert ours == theirs
    assert cpu <= 3


@pytest.mark.skipif(os.environ.get("BENCH_USAGE") != "large", reason="optional: BENCH_USAGE=large")
@pytest.mark.parametrize("kind", ["tsv", "json"])
def test_a_gigabyte_in_bounded_memory(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"report.{kind}"
    times = write_tsv(path) if kind == "tsv" else write_json(path)
    start = time.perf_counter()
    metrics, cpu, _wall, memory, _is_fine = run(OURS, path)
    print(f"\n{path.stat().st_size / 1e9:.2f} GB of {kind}, {times} times one piece")
    print(f"  ours    {cpu:5.1f} s CPU {time.perf_counter() - start:5.1f} s wall, {memory} MB")
    assert metrics
    assert memory < 200


def write_tsv(path: Path) -> int:
    body = rows(20_000)
    times = GIGABYTE // len(body) + 1
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + heading())
        for _time in range(times):
            file.write(body)
    return times


def write_json(path: Path) -> int:
    """One item report: all items are within one parent, as 5.1 writes them."""
    months = {f"2025-{month:02}": 41 * month for month in range(1, 13)}
    performance = {"Total_Item_Requests": months, "Unique_Item_Requests": months}
    attributes = [{"Data_Type": kind, "Performance": performance} for kind in ("Sound", "Image")]
    item = {"Item": "Item", "Platform": "Alusta", "Attribute_Performance": attributes}
    piece = json.dumps(item, indent=2)
    times = GIGABYTE // len(piece) + 1
    header = {
        "Report_ID": "IR",
        "Release": "5.1",
        "Report_Filters": {"Begin_Date": "2025-01-01", "End_Date": "2025-12-31"},
    }
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{"Report_Header": {json.dumps(header)}, "Report_Items": [{{"Items": [')
        for number in range(times):
            file.write(f",{piece}" if number else piece)
        file.write("]}]}")
    return times
