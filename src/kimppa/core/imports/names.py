"""What a name in a file means: remembered, known, or only near. Pure."""

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

NEAR = 0.8
_OTHER = re.compile(r"[^\w%]+|_")


class Certainty(StrEnum):
    """How sure a match is; only the first two are used unless a person says so."""

    REMEMBERED = "remembered"
    KNOWN = "known"
    NEAR = "near"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """What a name may mean. An empty target that is remembered means "leave it out". `near` is
    the known name that a near match was found by."""

    target: str
    certainty: Certainty
    near: str = ""

    @property
    def settled(self) -> bool:
        """Whether it needs nobody's word."""
        return self.certainty in (Certainty.REMEMBERED, Certainty.KNOWN)


NO_MATCH = Match("", Certainty.NONE)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A name without case, punctuation and spare spaces."""
    return " ".join(_OTHER.sub(" ", text.casefold()).split())


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """A heading as it is compared: ASCII letters and digits alone, "Päivä (klo)" → "paivaklo"."""
    ascii_text = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "", ascii_text.decode())


def match_name(name: str, known: Mapping[str, str], remembered: Mapping[str, str]) -> Match:
    """The target of a name; the keys of both maps are `plain`."""
    key = plain(name)
    if not key:
        return NO_MATCH
    if (target := remembered.get(key)) is not None:
        return Match(target, Certainty.REMEMBERED)
    if (target := known.get(key)) is not None:
        return Match(target, Certainty.KNOWN)
    near = difflib.get_close_matches(key, known, n=1, cutoff=NEAR)
    return Match(known[near[0]], Certainty.NEAR, near[0]) if near else NO_MATCH
