"""What is said of an event's price: nothing, that it is free, or what it costs in words."""

import re

FREE = "0 €"
"""How a free event is stored, in whatever words it was said."""
_FREE_WORDS = frozenset(
    {
        *("maksuton", "maksutonta", "ilmainen", "ilmaista", "ilmaiseksi", "vapaa pääsy"),
        *("ei maksua", "ei maksa mitään"),
        *("gratis", "avgiftsfri", "avgiftsfritt", "kostnadsfri", "kostnadsfritt"),
        *("fri entré", "fritt inträde", "ingen avgift"),
        *("free", "free of charge", "free entry", "free admission", "no charge"),
    }
)
_ZERO = re.compile(r"0(?:[.,]00?)?(?: ?(?:€|e|eur|euro|euroa))?")


def normal_price(text: str) -> str:
    """The price as it is stored."""
    words = " ".join(text.split())
    plain_words = words.casefold().rstrip(".!")
    is_free = plain_words in _FREE_WORDS or _ZERO.fullmatch(plain_words)
    return FREE if is_free else words
