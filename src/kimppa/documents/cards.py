"""Rows of cards that fill the width."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kimppa.documents.blocks import Card
from kimppa.documents.checks import SIXTHS

WIDE = 4


def arranged(cards: Sequence[Card]) -> Iterator[Card]:
    """The cards in full rows of at most three: the first wide one stands beside the first."""
    wide_card = next((card for card in cards[1:] if card.span == WIDE), None)
    narrow_cards = [card for card in cards if card is not wide_card]
    if wide_card is not None:
        yield from (narrow_cards.pop(0), wide_card)
    cards_per_line = 2 if len(narrow_cards) == 4 else 3
    for start in range(0, len(narrow_cards), cards_per_line):
        line_cards = narrow_cards[start : start + cards_per_line]
        yield from (replace(card, span=SIXTHS // len(line_cards)) for card in line_cards)
