"""Small things that Finna's index does to texts before it compares them."""

import re
import unicodedata
from typing import Final

_COMPARED: Final = 250
_MARKS: Final = re.compile(r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]")


def plain(text: str) -> str:
    """Small letters without punctuation at the end.

    >>> plain("Online access with authorization.")
    'online access with authorization'
    """
    return text.strip().rstrip(" /:;,=([.").lower()


def key(text: str) -> str:
    """A text as a key: NFKC, small letters, without ASCII punctuation and spaces.

    >>> key("Sota, ja rauha!")
    'sotajarauha'
    """
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).lower()


def title_key(title: str) -> str:
    """The key of a title: words up to the fourth long one (over three letters) or 35 letters.

    >>> title_key("Ajan lyhyt historia : alkuräjähdyksestä mustiin aukkoihin")
    'ajanlyhythistoriaalkuräjähdyksestä'
    """
    words, long, letters = [], 0, 0
    for word in title.split(" "):
        words.append(word)
        long += len(word) > 3
        letters += len(word)
        if long > 3 or letters > 35:
            break
    return key("".join(words)[:200])


def distance(first: str, second: str) -> int:
    """Levenshtein's distance of the first 250 characters of two texts (Levenshtein 1966).

    >>> distance("sota", "rota"), distance("", "ab")
    (1, 2)
    """
    first, second = first[:_COMPARED], second[:_COMPARED]
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        corner, row[0] = row[0], i
        for j, b in enumerate(second, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (a != b))
    return row[-1]
