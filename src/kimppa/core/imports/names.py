"""What a name in a file means: remembered, known, or only near. Pure."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

NEAR = 0.8
_SEPARATORS = re.compile(r"[^\w%]+|_")


class Certainty(StrEnum):
    """How sure a match is; only the first two are used unless a person says so."""

    REMEMBERED = "remembered"
    KNOWN = "known"
    NEAR = "near"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """What a name may mean. An empty target that is remembered means "leave it out", one that is
    known another's. `near` is the known name, as it is written, that a near match was found by."""

    target: str
    certainty: Certainty
    near: str = ""

    @property
    def settled(self) -> bool:
        """Whether it needs nobody's word."""
        return self.certainty in (Certainty.REMEMBERED, Certainty.KNOWN)


NO_MATCH = Match("", Certainty.NONE)


@lru_cache(maxsize=20_000)
def plain_name(text: str) -> str:
    """A name without case, punctuation and spare spaces."""
    return " ".join(_SEPARATORS.sub(" ", text.casefold()).split())


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """A heading as it is compared: ASCII letters and digits alone, "Päivä (klo)" → "paivaklo"."""
    ascii_text = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "", ascii_text.decode())


class KnownNames:
    """Targets ("branch:main", "municipality:609") by all that they are called.

    What is spelled exactly so goes before what differs in case, and a name before a code: "Ii" is
    the municipality, "ii" the branch of that code.
    """

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        pairs = [(name, target) for target, target_names in names.items() for name in target_names]
        pairs.sort(key=lambda pair: pair[0] == pair[1].partition(":")[2])  # codes last
        self.by_plain = _first_targets(pairs, plain_name)
        self._written = _first_targets([(name, name) for name, _target in pairs], plain_name)
        self._spellings: list[tuple[Callable[[str], str], Mapping[str, str]]] = [
            (str.strip, _first_targets(pairs, str.strip)),
            (plain_name, self.by_plain),
            (folded, _first_targets(pairs, folded)),
        ]

    def target(self, name: str) -> str:
        """The target of a name; empty for one that is not known."""
        targets = (spellings.get(key_of(name)) for key_of, spellings in self._spellings)
        return next((target for target in targets if target), "")

    def match(self, name: str, remembered: Mapping[str, str]) -> Match:
        """What a name may mean; `remembered` are targets by plain name."""
        key = plain_name(name)
        if not key:
            return NO_MATCH
        if (target := remembered.get(key)) is not None:
            return Match(target, Certainty.REMEMBERED)
        if target := self.target(name):
            return Match(target, Certainty.KNOWN)
        close_keys = difflib.get_close_matches(key, self.by_plain, n=1, cutoff=NEAR)
        if not close_keys:
            return NO_MATCH
        return Match(self.by_plain[close_keys[0]], Certainty.NEAR, self._written[close_keys[0]])


def _first_targets(
    pairs: Iterable[tuple[str, str]], key_of: Callable[[str], str]
) -> dict[str, str]:
    """The first target of each key."""
    targets: dict[str, str] = {}
    for name, target in pairs:
        if key := key_of(name):
            targets.setdefault(key, target)
    return targets
