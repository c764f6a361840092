"""A pattern whose measuring is spared is the one that was measured."""

import re
from dataclasses import replace

import pytest

from tests.growth.judged import digest, judged
from tests.growth.patterns import Use

MEASURED = Use("here", re.compile(r"\w{2,40}tiin"), frozenset({"search"}))


@pytest.mark.parametrize(
    "other",
    [
        replace(MEASURED, pattern=re.compile(r"\w{2,41}tiin")),
        replace(MEASURED, pattern=re.compile(r"\w{2,40}tiin", re.IGNORECASE)),
        replace(MEASURED, pattern=re.compile(rb"\w{2,40}tiin")),
        replace(MEASURED, methods=frozenset({"fullmatch"})),
    ],
)
def test_what_changes_is_measured_again(other: Use) -> None:
    assert digest(other) != digest(MEASURED)


def test_the_same_elsewhere_is_not() -> None:
    assert digest(replace(MEASURED, place="there")) == digest(MEASURED)


def test_few_are_spared() -> None:
    """Only those that take long: the others show each day that measuring works."""
    assert 20 < len(judged()) < 300
