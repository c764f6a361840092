"""Every module that reads what comes from outside takes time that grows as what it reads."""

import sys
from collections.abc import Callable

import pytest

from tests.examples import EVERY
from tests.growth.cases import CASES, Case
from tests.growth.measuring import FLOOR, Growth, fast_growth
from tests.growth.own import OWN
from tests.growth.readers import reading_modules

SIZES = (64, 512, 4096, 8192)
SMALL, FEW = 64, 12  # letters and pumps


def fault(case: Case) -> list[tuple[str, Growth]]:
    """The pumps that a reader does not bear."""
    return [(pump, growth) for pump in dict.fromkeys(case.pumps) if (growth := _growth(case, pump))]


def _growth(case: Case, pump: str) -> Growth | None:
    return fast_growth(case.take, lambda size: case.text(pump, size), SIZES, _is_clear)


def _is_clear(size: int, seconds: float) -> bool:
    """What at most half of what is borne has shown is borne of the last text too, which is twice as
    long: whatever else there is beside a part that grows as n².
    """
    return size == SIZES[-2] and seconds > FLOOR and not EVERY


@pytest.mark.parametrize("name", CASES)
def test_a_reader_grows_as_its_text(name: str) -> None:
    assert [f"{pump!r}: {growth}" for pump, growth in fault(CASES[name])] == []


@pytest.mark.parametrize(
    "read",
    [
        lambda text: [text.count(text[at]) for at in range(0, len(text), 8)],
        lambda text: [a for a in text[::8] for b in text[::8] if a == b],
    ],
)
def test_a_reader_that_grows_faster_is_caught(read: Callable[[str], object]) -> None:
    """A test of the test: it could not fail otherwise."""
    assert fault(Case(read, ("a",)))


def test_every_module_that_reads_has_a_case() -> None:
    lacking = set(reading_modules()) - modules_in_use() - OWN
    assert sorted(lacking) == []


def modules_in_use() -> set[str]:
    """The modules whose functions some case runs."""
    names = set()

    def note(frame: object, event: str, _arg: object) -> None:
        if event == "call":
            names.add(frame.f_globals.get("__name__", ""))

    forget()
    sys.setprofile(note)
    try:
        for case in CASES.values():
            for pump in case.pumps[:FEW]:
                case.take(case.text(pump, SMALL))
    finally:
        sys.setprofile(None)
    return names


def forget() -> None:
    """What a function remembers it does not run again."""
    for name in reading_modules():
        for value in list(vars(sys.modules[name]).values()) if name in sys.modules else ():
            if clear := getattr(value, "cache_clear", None):
                clear()
