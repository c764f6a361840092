"""Small things that Finna's index does to texts before it compares them."""

import re
import unicodedata
from typing import Final

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
