"""The look-ups and a plain loop over records find the same."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kimppa.marc.definition import Definition, Kind, Problem, check, load
from kimppa.marc.definition.problems import what_text
from kimppa.marc.definition.tests.building import batch, findings, real_records
from kimppa.marc.definition.tests.naive import Row, rows
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.tables import tag_text
from tests.examples import drawn

pytestmark = [
    pytest.mark.filterwarnings("ignore::pymarc.exceptions.BadSubfieldCodeWarning"),
]
EVERYTHING = ("fi", "koha", "aleph")
KINDS: tuple[Kind, ...] = ("bib", "auth", "hold")


def looked_up(records: list[Record], *definitions: Definition) -> set[Row]:
    table = check(batch(records), *definitions)
    made = set()
    for one in findings(table):
        what = str(one.what) if one.kind == Problem.LENGTH else what_text(one.what)
        made.add((one.kind.name, one.rec, one.fno, one.at, tag_text(one.tag), what))
    assert len(made) == table.num_rows
    return made


def test_on_every_real_finnish_record(shared_data: Path) -> None:
    records = list(real_records(shared_data / "marc" / "finnish.mrc.gz"))
    assert len(records) == 515
    formats = [replace(load(kind, EVERYTHING), blank="") for kind in KINDS]
    expected = {row for one in formats for row in rows(records, one)}
    assert looked_up(records, *formats) == expected
    assert len({kind for kind, *_ in expected}) > 8


LETTERS = "abx z019|#-é"
TAGS = ["001", "006", "007", "008", "100", "245", "260", "440", "500", "650", "856", "880", "299"]
subfields = st.builds(
    Subfield,
    st.sampled_from("ab26wxz0"),
    st.sampled_from(["x", "245-01", "650-02/$1", "24", "00x"]),
)
indicators = st.text("0147 ", min_size=2, max_size=2)
values = st.one_of(
    st.text(LETTERS, max_size=41),
    st.sampled_from(["a", "s", "c", "v", "260101s2025    fi "]).flatmap(
        lambda start: st.text("abfin01 |", min_size=12, max_size=38).map(lambda rest: start + rest)
    ),
)


@st.composite
def fields(draw: st.DrawFn) -> Field:
    one = Field(draw(st.sampled_from(TAGS)))
    if one.control:
        one.value = draw(values)
    else:
        one.indicators = draw(indicators)
        one.subfields = draw(st.lists(subfields, min_size=1, max_size=6))
    return one


leaders = st.tuples(st.sampled_from("acegijmzuq "), st.sampled_from("amsb ")).map(
    lambda two: f"00000c{two[0]}{two[1]} a22000004i 4500"
)
records = st.builds(Record, leaders, st.lists(fields(), max_size=8))


@settings(max_examples=drawn(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(records, max_size=4), st.sets(st.sampled_from(TAGS)))
def test_on_any_records_and_a_part_of_the_format(some: list[Record], without: set[str]) -> None:
    whole = load("bib")
    definition = replace(
        whole, fields={tag: one for tag, one in whole.fields.items() if tag not in without}
    )
    assert looked_up(some, definition) == rows(some, definition)
