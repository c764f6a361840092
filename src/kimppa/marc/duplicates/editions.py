"""What 250 says: which edition, and of what kind. Source: MARC 21 Bibliographic 250, RDA 2.5."""

import re
from dataclasses import dataclass
from typing import Final

from kimppa.marc.record import Record
from kimppa.marc.texts import ordinals, words

# Kinds that make another manifestation, with the beginnings of words that tell them.
_KINDS: Final = {
    "revised": r"tark|uud|uusit|korj|taydenn|tayd|laajen|rev|omarb|uppdater|utok|enl|bearb|"
    r"updat|expand|correct|uberarb",
    "abridged": r"lyhen|lyh$|abridg|forkort|gekurz|condens",
    "easy": r"selko|lattlas|easy",
    "facsimile": r"nakois|faksim|facsim|reprint|nytryck",
    "school": r"koulu|school|skol",
    "pocket": r"pokkari|tasku|pocket|pehmeakant|paperback|mass",
    "illustrated": r"kuv|illustr|ill$",
    "cut": r"director|ohjaaj|extend|pidennet|uncut|unrated",
    "special": r"special|erikois|collector|keraily|deluxe|limited|anniversary|juhla|jubileum",
    "remastered": r"remaster|restor",
    "wide": r"widescreen|laajakuva",
    "full": r"fullscreen",
    "preliminary": r"prelim|ennakko|koepain|draft|luonnos",
}
_PATTERNS: Final = {kind: re.compile(rf"(?:{pattern})") for kind, pattern in _KINDS.items()}
_TITLE_KINDS: Final = ("easy", "abridged")


@dataclass(frozen=True, slots=True)
class Edition:
    """A statement's numbers and kinds; the first edition is the same as no number."""

    text: str
    numbers: frozenset[int]
    kinds: frozenset[str]


def read(record: Record) -> Edition:
    """The edition by 250 $a and $b; "easy to read" and "abridged" also by 245 $b and 655 $a."""
    statement = " ".join(text for field in record.all("250") for text in field.all("ab"))
    codes = {"245": "b", "655": "a"}
    titles = " ".join(text for field in record.all(*codes) for text in field.all(codes[field.tag]))
    kinds = {kind for kind in _KINDS if _names(kind, statement)}
    kinds |= {kind for kind in _TITLE_KINDS if _names(kind, titles)}
    return Edition(statement, ordinals(statement) - {1}, frozenset(kinds))


def _names(kind: str, text: str) -> bool:
    return any(_PATTERNS[kind].match(word) for word in words(text))
