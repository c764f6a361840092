"""Whether an order keeps to the directors' principles. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Rule(StrEnum):
    """What a principle compares."""

    CEILING = "ceiling"
    MATERIAL = "material"
    LANGUAGE = "language"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Principle:
    """A principle by its key, with what it compares with."""

    key: int
    rule: str
    limit: Decimal | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """What an order is of."""

    price: Decimal | None
    material: str
    language: str
    held: bool


def broken(title: Title, principles: Iterable[Principle]) -> list[Principle]:
    """The principles that the title stands against; several materials or languages are
    alternatives. What is not known stands against nothing.
    """
    principle_list = list(principles)
    return [
        *(principle for principle in principle_list if _exceeds(title, principle)),
        *_outside(principle_list, Rule.MATERIAL, title.material),
        *_outside(principle_list, Rule.LANGUAGE, title.language),
        *(principle for principle in principle_list if principle.rule == Rule.HELD and title.held),
    ]


def _exceeds(title: Title, principle: Principle) -> bool:
    return (
        principle.rule == Rule.CEILING
        and principle.limit is not None
        and title.price is not None
        and title.price > principle.limit
    )


def _outside(principles: Iterable[Principle], rule: Rule, code: str) -> list[Principle]:
    alternatives = [principle for principle in principles if principle.rule == rule]
    if not code or any(principle.value == code for principle in alternatives):
        return []
    return alternatives
