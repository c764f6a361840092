"""Whatever the text, each of its characters stands in exactly one field, in linear time."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.agreement.text.clauses import AgreementText, AgreementTextError, read_agreement
from kimppa.agreement.text.encoding import MAX_BYTES
from kimppa.agreement.text.lines import measure
from kimppa.agreement.text.outline import outline
from tests.examples import drawn

SOURCE = (Path(__file__).parents[1] / "data" / "agreement-2024.fi.txt").read_text(encoding="utf-8")


def solid(text: str) -> str:
    return "".join(text.split())


def fields(agreement: AgreementText) -> list[str]:
    """Every field that holds words of the source."""
    texts = [agreement.title, agreement.preamble]
    for section in agreement.sections:
        texts += [section.title, *(clause.text for clause in section.clauses)]
    return [*texts, *agreement.unrecognised]


STARTS = [
    *("", "- ", "– ", "• ", "* ", "-", "1. ", "2. ", "3) ", "1.1 ", "1.2. ", "a) ", "(1) "),
    *("§ 1 ", "1 § ", "I. ", "II. ", "A. ", "1 ", "2 ", "   - ", "  1. ", "\t", "o ", "|a|b|"),
    *("1", "("),
]
WORDS = st.sampled_from(
    [
        "Kirjasto",
        "tieto-",
        "ja",
        "(esim.",
        "kohdan",
        "2024",
        "–",
        "-",
        "A\tB\tC",
        "Liite 1",
        "e-",
        "x)",
    ]
)
LINES = st.builds(
    lambda start, words, end: start + " ".join(words) + end,
    st.sampled_from(STARTS),
    st.lists(WORDS, max_size=6),
    st.sampled_from(["\n", "\n\n", "\r\n", "\u2028", ""]),
)
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(LINES, max_size=25).map("".join),
    st.lists(st.one_of(LINES, st.text(max_size=40)), max_size=25).map("".join),
)


class TestEveryCharacterOnce:
    @given(TEXTS)
    @settings(max_examples=drawn(600), deadline=None)
    def test_pieces_hold_the_source_in_order(self, text):
        pieces = outline(measure(text))
        written = "".join((p.marker.token if p.marker else "") + p.text for p in pieces)
        assert solid(written) == solid(text)

    @given(TEXTS)
    @settings(max_examples=drawn(600), deadline=None)
    def test_fields_hold_all_but_numbering_and_bullets(self, text):
        pieces = outline(measure(text))
        held = Counter(solid("".join(fields(read_agreement(text)))))
        markers = Counter(solid("".join(p.marker.token for p in pieces if p.marker)))
        source = Counter(solid(text))
        assert held <= source
        assert source - held <= markers

    @given(TEXTS)
    @settings(max_examples=drawn(300), deadline=None)
    def test_each_field_is_a_run_of_the_source(self, text):
        source = solid(text)
        for field in fields(read_agreement(text)):
            rest = iter(source)
            assert all(character in rest for character in solid(field))

    @given(TEXTS)
    @settings(max_examples=drawn(300), deadline=None)
    def test_numbers_are_unique(self, text):
        sections = read_agreement(text).sections
        assert len({s.number for s in sections}) == len(sections)
        for section in sections:
            numbers = [clause.number for clause in section.clauses]
            assert len(set(numbers)) == len(numbers)


class TestSize:
    def test_too_long_a_text_is_refused(self):
        with pytest.raises(AgreementTextError, match="longer than 2 MB") as refused:
            read_agreement("a" * (MAX_BYTES + 1))
        assert refused.value.code == "too-long"
