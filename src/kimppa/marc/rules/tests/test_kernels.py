"""Kernels say of each text what a plain function says of it alone."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kimppa.marc.building import batch
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.rules.kernels.registry import kernels
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import View
from tests.examples import drawn

DIGITS = st.text("0123456789", min_size=7, max_size=12)
MARKS = "\u0301\u0302\u0308\u0323\u030a\u0345\u3099"
LETTERS = f"aeioAOzåäöéÅñệ\u1f71\u1100\u1161\u11a8か\u212b\u2126ﬁ豈 x{MARKS}"


def marked(name: str, texts: list[str]) -> list[bool]:
    subfields = [Subfield("a", text) for text in texts]
    made = batch([Record("00000cam a22000004i 4500", [Field("020", "", "  ", subfields)])])
    rows = View(made).subfield_rows(Tags(["020"]), "a")
    return kernels()[name].function(rows).tolist()


def isbn10(text: str) -> bool:
    values = [10 if sign in "xX" else int(sign) for sign in text]
    return sum((10 - n) * value for n, value in enumerate(values)) % 11 == 0


def ean(text: str) -> bool:
    weights = (3, 1) if len(text) % 2 == 0 else (1, 3)
    return sum(int(sign) * weights[n % 2] for n, sign in enumerate(text)) % 10 == 0


def issn(text: str) -> bool:
    values = [10 if sign in "xX" else int(sign) for sign in text]
    return sum((8 - n) * value for n, value in enumerate(values)) % 11 == 0


def ended(body: str, right: Callable[[str], bool], signs: str = "0123456789") -> str | None:
    return next((body + sign for sign in signs if right(body + sign)), None)


@pytest.mark.parametrize(
    ("name", "length", "begin", "right", "signs"),
    [
        ("isbn_wrong", 9, "", isbn10, "0123456789X"),
        ("isbn_wrong", 12, "978", ean, "0123456789"),
        ("issn_wrong", 7, "", issn, "0123456789X"),
        ("ean_wrong", 12, "64", ean, "0123456789"),
        ("ean_wrong", 7, "", ean, "0123456789"),
        ("ismn_wrong", 12, "9790", ean, "0123456789"),
    ],
)
def test_exactly_one_check_digit_is_right(
    name: str, length: int, begin: str, right: Callable[[str], bool], signs: str
) -> None:
    @settings(max_examples=drawn(60), deadline=None)
    @given(st.text("0123456789", min_size=length - len(begin), max_size=length - len(begin)))
    def holds(rest: str) -> None:
        body = begin + rest
        answers = marked(name, [body + sign for sign in signs])
        assert answers == [not right(body + sign) for sign in signs]
        assert answers.count(False) == 1

    holds()


@settings(max_examples=drawn(80), deadline=None)
@given(st.lists(DIGITS, max_size=5))
def test_hyphens_and_what_follows_change_nothing(numbers: list[str]) -> None:
    plain = marked("isbn_wrong", numbers)
    written = [f"{one[:3]}-{one[3:6]} {one[6:]} (nid.)" for one in numbers]
    assert marked("isbn_wrong", written) == plain


@settings(max_examples=drawn(400), deadline=None)
@given(st.lists(st.text(LETTERS, max_size=8), max_size=6))
@example(["\u1100\u1161", "e\u0323\u0302", "a\u0345\u0301", "豈", "ñ\u0323"])
def test_the_composed_form_is_told_exactly(texts: list[str]) -> None:
    assert marked("not_nfc", texts) == [not unicodedata.is_normalized("NFC", t) for t in texts]


@settings(max_examples=drawn(100), deadline=None)
@given(st.lists(st.text("åäöÅÄÖéñøÆẽxa\u0308", max_size=5), max_size=6))
def test_other_letters_with_marks_are_told_from_ours(texts: list[str]) -> None:
    expected = [any(unicodedata.decomposition(c) and c not in "åäöÅÄÖ" for c in t) for t in texts]
    assert marked("composed_others", texts) == expected
