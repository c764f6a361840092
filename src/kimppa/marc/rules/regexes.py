"""Regular expressions of conditions and patterns: Rust's, which take linear time, and bounded."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Final

import polars as pl
from polars.exceptions import PolarsError

from kimppa.marc.translation import N_, Message

LONGEST: Final = 2000  # characters
HEAVIEST: Final = 1000  # characters and classes when each {n} is written out

# In verbose mode a comment hides what is counted from `weight`.
_VERBOSE: Final = re.compile(r"(?<!\\)(?:\\\\)*\(\?[a-zA-Z-]*x")

_POSIX: Final = re.compile(r"\[:\^?\w*:\]")
_TOKEN: Final = re.compile(
    r"\\(?:[pPx]\{[^}]*+(?:\}|\Z)|.)"  # \p{Lu}, \x{2014}, \.
    # A class; of one within another only the inner one's end counts.
    r"|\[\^?\]?(?:\\.|[^\]\\])*+(?:\]|\Z)"
    r"|\{(?P<least>\d*)(?:,(?P<most>\d*))?\}|(?P<begin>\()|(?P<end>\))|.",
    re.DOTALL,
)


_IS_SHIPPED: Final = ContextVar("_IS_SHIPPED", default=False)


@contextmanager
def shipped() -> Iterator[None]:
    """Within, rules are the program's own: its tests have tried them, not each process anew."""
    token = _IS_SHIPPED.set(True)
    try:
        yield
    finally:
        _IS_SHIPPED.reset(token)


def is_shipped() -> bool:
    return _IS_SHIPPED.get()


def refuse_unfit(pattern: str) -> None:
    """Raise ValueError for what is no regular expression, or too large a one."""
    if not is_shipped():
        _refuse_unfit(pattern)


def refuse_large(pattern: str, longest: int) -> None:
    """Raise ValueError for a pattern that is longer than that, or repeats too much."""
    if len(pattern) > longest:
        raise ValueError(
            Message("the regular expression is longer than {limit} characters", limit=longest)
        )
    if weight(pattern) > HEAVIEST:
        raise ValueError(
            Message("the regular expression repeats more than {limit} characters", limit=HEAVIEST)
        )


@lru_cache(maxsize=4096)
def _refuse_unfit(pattern: str) -> None:
    refuse_large(pattern, LONGEST)
    if _VERBOSE.search(pattern):
        raise ValueError(N_("write the regular expression without the flag x"))
    try:
        pl.Series([""]).str.contains(pattern)
    except PolarsError as error:
        raise ValueError(
            Message("not a regular expression: {why}", why=_reason(str(error)))
        ) from error


def weight(pattern: str) -> int:
    """How many characters and classes a pattern has when its repetitions are written out.

    >>> weight("a{3}"), weight("(ab{2}){10}c"), weight(r"[{]\\{9}")
    (3, 31, 4)
    """
    groups, last = [0], 0
    for token in _TOKEN.finditer(pattern):
        if token["begin"]:
            groups.append(0)
            last = 0
        elif token["end"] and len(groups) > 1:
            last = groups.pop()
            groups[-1] += last
        elif token["least"] is not None:
            times = _times(token["most"] or token["least"])
            groups[-1] += last * (times - 1)
            last *= times
        else:
            last = 1
            groups[-1] += 1
    return sum(groups)


def odd_signs(pattern: str) -> bool:
    """Whether a brace counts nothing or a class is POSIX's, which `re` and `regex` differ about.

    >>> odd_signs("(a){1<=e<=2}"), odd_signs("a{2,}[{]"), odd_signs("[[:alpha:]]")
    (True, False, True)
    """
    return any(
        token[0] in {"{", "{}"} or (token[0].startswith("[") and _POSIX.search(token[0], 1))
        for token in _TOKEN.finditer(pattern)
    )


def _times(count: str) -> int:
    """How often at most: at least once, and not read where it is too long a number."""
    return max(int(count), 1) if 0 < len(count) < 6 else 1 if not count else HEAVIEST + 1


def _reason(error: str) -> str:
    """What the engine says of the pattern, without the lines that show it."""
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    return (errors or lines or [error])[0][:200]
