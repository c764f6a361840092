"""Figures in sentences have a scope, and the scopes add up over the municipalities.

A municipality's own figures sum up to what is said of all together; what was done for several is
told to each of them and counts once; what is the consortium's is the same whoever is told.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from django.utils import translation

from conftest import Louna
from kimppa.core.area import Area, Figures, areas
from kimppa.core.consortium.models import Municipality
from tests.rooms import is_chosen

pytestmark = pytest.mark.django_db

YEARS = (2023, 2024, 2025)
SCOPES = ("figures", "joint", "whole", "apart")
ROOMS = [room for room in areas() if is_chosen(room.slug) and room.summary]

type Key = tuple[int, str, str]
"""Year, topic, label."""


def said(room: Area, place: Municipality | None) -> Iterator[tuple[str, Key, str]]:
    """The figures that the room says to one municipality, or of all: (scope, key, value)."""
    for year in YEARS:
        for topic, sentences in room.call("summary", list(room.topics), year, place).items():
            for sentence in sentences:
                for scope in SCOPES:
                    figures: Figures = getattr(sentence, scope)
                    for label, value in figures:
                        yield scope, (year, topic, label), value


def amount(text: str) -> Decimal:
    """A number as Finns write it; of "3/5" the first."""
    return Decimal("".join(text.partition("/")[0].split()).replace(",", "."))


@dataclass
class Told:
    """One figure: what is said of all, and what to each municipality."""

    whole: str = ""
    parts: list[str] = field(default_factory=list)

    def fault(self, scope: str) -> str:
        """What does not add up; empty when all does."""
        counts, whole = list(map(amount, self.parts)), amount(self.whole or "0")
        match scope:
            case "figures":
                return "" if sum(counts) == whole else f"{counts} do not sum up to {whole}"
            case "joint":
                fits = max(counts, default=0) <= whole <= sum(counts)
                return "" if fits else f"{counts} are not parts of {whole} joint ones"
            case "whole":
                return "" if set(self.parts) <= {self.whole} else f"{counts} for {whole}"
        return ""


def faults(room: Area, places: list[Municipality]) -> Iterator[str]:
    """What does not add up, and what one label means twice."""
    figures: dict[tuple[str, Key], Told] = defaultdict(Told)
    for scope, key, value in said(room, None):
        figures[scope, key].whole = value
    for place in places:
        for scope, key, value in said(room, place):
            figures[scope, key].parts.append(value)
    scopes: dict[str, set[str]] = defaultdict(set)
    for (scope, key), told in figures.items():
        # What is the consortium's may be told to each apart, where municipalities overlap.
        scopes[key[2]].add("whole" if scope == "apart" else scope)
        if fault := told.fault(scope):
            yield f"{key}: {fault}"
    for label, several in scopes.items():
        if len(several) > 1:
            yield f"{label}: means {sorted(several)}"


@pytest.mark.parametrize("area", ROOMS, ids=lambda area: area.slug)
def test_the_figures_of_sentences_add_up(every_room: Louna, area: Area) -> None:
    with translation.override("fi"):
        assert sorted(faults(area, list(Municipality.objects.all()))) == []


@pytest.mark.parametrize(
    "area", [r for r in areas() if r.counts and is_chosen(r.slug)], ids=lambda area: area.slug
)
def test_the_parts_of_what_a_room_counts_add_up(every_room: Louna, area: Area) -> None:
    for year in YEARS:
        for code, counted in area.call("counted", list(area.counts), year).items():
            joint = max(counted.joint.values(), default=0)
            assert sum(counted.own.values()) + joint == counted.total, (code, year)
