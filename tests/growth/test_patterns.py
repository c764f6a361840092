"""Every regular expression takes time that grows as its text."""

import re
from functools import partial

import pytest

from tests.examples import EVERY
from tests.growth.attacks import Attack, attacks
from tests.growth.judged import digest, judged
from tests.growth.measuring import Growth, fast_growth, processor_time
from tests.growth.patterns import Use, uses

# The first are small enough for a pattern that doubles its time with each character.
SIZES = (8, 12, 16, 20, 24, 32, 48, 96, 192, 768, 1024, 4096, 16384)
QUICK = 6e-8  # seconds a character: what is quicker up to the last size is not squared
TRIED = [size for size in SIZES if size <= 4096] if EVERY else (8, 16, 24, 48, 96, 192, 1024)


def fault(use: Use) -> str:
    """The first attack that a pattern does not bear, "" when it bears all."""
    for attack in attacks(use.pattern):
        if growth := _growth(use, attack):
            return f"{use.place}: {use.pattern.pattern!r} on {attack}: {growth}"
    return ""


def _growth(use: Use, attack: Attack) -> Growth | None:
    for size in TRIED:
        if processor_time(partial(_read, use, _text(use, attack, size))) > QUICK * size / 2 + 3e-5:
            return fast_growth(partial(_read, use), partial(_text, use, attack), SIZES, _is_clear)
    return None


def _is_clear(_size: int, seconds: float) -> bool:
    """A pattern has nothing to prepare: all of half a millisecond is its text's, and a part of it
    that grew as n² would be borne of a text 16 times longer too.
    """
    return seconds > 5e-4 and not EVERY


def _text(use: Use, attack: Attack, size: int) -> str | bytes:
    text = attack.text(size)
    return text.encode("latin-1", "replace") if isinstance(use.pattern.pattern, bytes) else text


def _read(use: Use, text: str | bytes) -> None:
    if not use.is_anchored:
        for _ in use.pattern.finditer(text):
            pass
    if "match" in use.methods:
        use.pattern.match(text)
    if "fullmatch" in use.methods:
        use.pattern.fullmatch(text)


def test_every_pattern_of_the_code_grows_as_its_text() -> None:
    found = {digest(use): use for use in uses()}
    assert len(found) > 300
    known = set() if EVERY else judged()
    due = [use for name, use in found.items() if name not in known]
    assert "\n".join(text for use in due if (text := fault(use))) == ""
    useless = judged() - found.keys() if EVERY else set()
    assert not useless, "measure anew: python -m tests.growth.judged"


large = partial(pytest.param, marks=pytest.mark.large)  # some seconds each


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(a+)+$", "match"),
        large(r"(?:a|aa|\w)*=", "match"),
        (r"(?:[ab]+|x\d)*!", "fullmatch"),
        large(r"\s+$", "search"),
        (r".*.*=.*", "match"),
        large(r"\d+ kpl", "search"),
        large(r"<!--.*?-->", "search"),
        (r'<div class="page-content">\s*(.*?)\s*</div>', "fullmatch"),
        large(r"\b[A-Z][\w-]*(?:katu|tie)\s+\d", "sub"),
        (r"(?<=x)y[^z]*z", "findall"),
        large(rb"</(?:[^\s>]*:)?([^\s:>]+)\s*>", "search"),
        large(r"\s*\|[a-z0-9] .*$", "sub"),
    ],
)
def test_a_pattern_that_grows_faster_is_caught(pattern: str, method: str) -> None:
    """A test of the test: it could not fail otherwise."""
    assert fault(Use("here", re.compile(pattern), frozenset({method})))


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"\s+$", "match"),
        (r"(?<!\s)\s+$", "search"),
        (r"\w+", "findall"),
        (r"[^@\s]{1,64}@[^@\s]{1,180}", "fullmatch"),
        (r"(?:[ab]|x\d)*+!", "match"),
    ],
)
def test_a_pattern_that_grows_as_its_text_passes(pattern: str, method: str) -> None:
    assert not fault(Use("here", re.compile(pattern), frozenset({method})))
