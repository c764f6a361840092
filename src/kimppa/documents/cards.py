"""Rows of cards that fill the width."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kimppa.documents.blocks import Card
from kimppa.documents.checks import SIXTHS

WIDE = 4


def arranged(cards: Sequence[Card]) -> Iterator[Card]:
    """The cards in full rows of at most three: the first wide one stands beside the first."""
    wide = next((card for card in cards[1:] if card.span == WIDE), None)
    narrow = [card for card in cards if card is not wide]
    if wide is not None:
        yield from (narrow.pop(0), wide)
    size = 2 if len(narrow) == 4 else 3
    for start in range(0, len(narrow), size):
        row = narrow[start : start + size]
        yield from (replace(card, span=SIXTHS // len(row)) for card in row)
