"""Whatever bytes come, a file of use gives an answer; tables come back as they were written."""

import csv
import datetime as dt
import io
import json
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.sources.usage.counter.reports import METRICS
from kimppa.sources.usage.model import Usage
from kimppa.sources.usage.tests.samples import official, read
from kimppa.sources.usage.tests.test_ekirjasto import LOANS_OF_A_YEAR, export
from tests.examples import drawn

MONTHS = [dt.date(2025, month, 1) for month in range(1, 13)]
NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=20
).filter(lambda name: name.strip() == name and name not in {"Report_Name", "Report_ID"})
ROWS = st.tuples(
    NAMES,
    NAMES,
    st.sampled_from(["Book", "Sound", "Journal"]),
    st.sampled_from(sorted(METRICS)),
    st.lists(st.integers(0, 10**9), min_size=12, max_size=12),
)
TR = [official(f"TRJ3_sample_r51.{form}") for form in ("tsv", "json")]
SOURCES = [*TR, export(LOANS_OF_A_YEAR), b"Kunta;tammi.25;Lainat\nForssa;1;2\n"]


def tsv(rows: list[tuple], dialect: str, month: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, dialect)
    writer.writerows([["Report_Name", "Title Report"], ["Report_ID", "TR"], ["Release", "5.1"], []])
    heading = ["Title", "Platform", "Data_Type", "Metric_Type", "Reporting_Period_Total"]
    writer.writerow([*heading, *(f"{day:{month}}" for day in MONTHS)])
    for title, platform, kind, metric, counts in rows:
        writer.writerow([title, platform, kind, metric, sum(counts), *counts])
    return out.getvalue().encode()


def report(rows: list[tuple]) -> bytes:
    items = [
        {
            "Attribute_Performance": [
                {
                    "Data_Type": kind,
                    "Performance": {
                        metric: {f"{day:%Y-%m}": n for day, n in zip(MONTHS, counts, strict=True)}
                    },
                }
            ],
            "Title": title,
            "Platform": platform,
        }
        for title, platform, kind, metric, counts in rows
    ]
    header = {"Report_ID": "TR", "Release": "5.1"}
    return json.dumps({"Report_Items": items, "Report_Header": header}).encode()


@settings(max_examples=drawn(120), deadline=None)
@given(
    st.lists(ROWS, min_size=1, max_size=8),
    st.sampled_from(["excel", "excel-tab", "unix"]),
    st.sampled_from(["%b-%Y", "%Y-%m", "%b-%y"]),
)
def test_a_report_comes_back_as_it_was_written(rows: list[tuple], dialect: str, month: str) -> None:
    usage = read(tsv(rows, dialect, month))
    sums: Counter[str] = Counter()
    for *_names, metric, counts in rows:
        sums[metric] += sum(counts)
    assert usage.metrics == {metric: count for metric, count in sums.items() if count}
    assert usage.rows == len(rows)
    of_json = read(report(rows))
    assert (of_json.counts, of_json.rows) == (usage.counts, usage.rows)


def is_whole_or_nothing(usage: Usage) -> bool:
    texts = [
        problem.line(language) for problem in usage.problems for language in ("fi", "sv", "en")
    ]
    assert all(texts)
    return not usage.is_refused or (usage.rows, usage.metrics) == (0, {})


@settings(max_examples=drawn(300), deadline=None)
@given(st.sampled_from(SOURCES), st.data())
def test_damaged_bytes_are_answered(source: bytes, data: st.DataObject) -> None:
    damaged = bytearray(source)
    for _time in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged)))
        end = min(len(damaged), at + data.draw(st.sampled_from([0, 1, 5, 400])))
        damaged[at:end] = data.draw(
            st.binary(max_size=6) | st.sampled_from([b'"', b"\t", b"\n", b"{"])
        )
    assert is_whole_or_nothing(read(bytes(damaged)))


@settings(max_examples=drawn(200), deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_answered(content: bytes) -> None:
    assert is_whole_or_nothing(read(content))


@settings(max_examples=drawn(100), deadline=None)
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(
        st.sampled_from(["Report_Header", "Report_Items", "Items", "Performance", "Period", "Code",
                         "Attribute_Performance", "Instance", "Message", "Release", "body", "a"]),
        part, max_size=5),
    max_leaves=25,
))  # fmt: skip
def test_json_of_any_shape_is_answered(document: object) -> None:
    assert is_whole_or_nothing(read(json.dumps(document).encode()))


def test_a_cut_file_never_gives_less_in_silence() -> None:
    """Cut at a row's end is the one place where a table cannot know; JSON always does."""
    source = official("TRJ3_sample_r51.json").rstrip()
    for end in range(0, len(source), 97):
        assert read(source[:end]).is_refused
