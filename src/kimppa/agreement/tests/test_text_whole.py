"""Whatever the text, each of its characters stands in exactly one field, in linear time."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kimppa.agreement.files.encoding import MAX_BYTES, AgreementTextError
from kimppa.agreement.reading import read_text
from kimppa.agreement.tests.papers import read_agreement
from kimppa.agreement.text.paper import Role
from kimppa.agreement.text.roles import read_paper
from kimppa.agreement.text.tree import AgreementText, tree
from tests.examples import drawn

SOURCE = (Path(__file__).parents[1] / "data" / "agreement-2024.fi.txt").read_text(encoding="utf-8")


def solid(text: str) -> str:
    return "".join(text.split())


def fields(agreement: AgreementText) -> list[str]:
    """Every field that holds words of the source."""
    texts = [agreement.title, agreement.preamble]
    for section in agreement.sections:
        texts += [section.title, *(clause.text for clause in section.clauses), *section.notes]
    return texts


STARTS = [
    *("", "- ", "– ", "• ", "* ", "-", "1. ", "2. ", "3) ", "1.1 ", "1.2. ", "a) ", "(1) "),
    *("§ 1 ", "1 § ", "I. ", "II. ", "A. ", "1 ", "2 ", "   - ", "  1. ", "\t", "o ", "|a|b|"),
    *("1", "(", "Liite A ", "Liite 1. ", "Artikla 2 ", "1 luku ", "7 a Uusi ", "i) ", "(ii) "),
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


def letters(text: str) -> Counter[str]:
    """Characters that must not be lost: not those that only part words and cells."""
    return Counter(c for c in text if not c.isspace() and c not in "-\u2010\u00ad|–")


class TestEveryCharacterOnce:
    @given(TEXTS)
    @settings(max_examples=drawn(600), deadline=None)
    def test_lines_hold_every_character(self, text):
        lines = read_paper(text)
        held = "".join(f"{line.label} {line.text}" for line in lines)
        assert letters(held) == letters(text)

    @given(TEXTS)
    @settings(max_examples=drawn(300), deadline=None)
    def test_each_line_of_the_file_stands_in_some_line_of_the_paper(self, text):
        sources = {number for line in read_paper(text) for number in line.source}
        with_words = {
            number for number, line in enumerate(text.splitlines(), start=1) if letters(line)
        }
        assert with_words <= sources

    @given(TEXTS)
    @example(":\xa00\x85:\xa00\x85:\xa00\x850\xa00")  # a numbered line below a table
    @settings(max_examples=drawn(600), deadline=None)
    def test_fields_hold_all_but_page_matter_and_numbering(self, text):
        lines = read_paper(text)
        held = letters("".join(fields(tree(read_paper(text)))))
        outside = letters("".join(x.text for x in lines if x.role in (Role.PAGE, Role.TRANSLATION)))
        labels = letters("".join(line.label for line in lines))
        assert held <= letters(text)
        assert letters(text) - held <= outside + labels

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
            read_text("a" * (MAX_BYTES + 1))
        assert refused.value.code == "too-long"
