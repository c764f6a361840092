"""Where a meeting was held, told apart from whom the work concerns. Pure.

A directors' meeting concerns every library, wherever they sat: "Johtajien kokous Porissa". What
is only a meeting's place is left out of the words in which municipalities are looked for.
"""

import re
from collections.abc import Sequence

_MEETING = re.compile(r"(?:\w*kokou[sk]|\w*palaver|\w*tapaami|\w*neuvottelu|\w*möte|meeting)")
# "Porissa", "Rantasalmella", "kirjastollamme".
_WHERE = re.compile(r"(?!kanssa|muassa)\w{3,}(?:ss[aä]|ll[aä])(?:mme|nne)?$")
_GENITIVE = re.compile(r"\w{3,}n$")
_AT = ("i", "på", "vid", "hos", "in", "at")


def without_meeting_places(words: Sequence[str], *, about_meetings: bool) -> list[str]:
    """The line's words (in small letters, in order), those empty that say where a meeting was.

    In a line `about_meetings` each place is one. Elsewhere only what stands right behind the word
    of the meeting: "Opastin Finnaa johtajien kokouksessa Porissa".
    """
    rest = list(words)
    for at, word in enumerate(words):
        first = _first_of_place(words, at)
        if first is None or _MEETING.match(word):
            continue
        if about_meetings or (first and _MEETING.match(words[first - 1])):
            rest[first : at + 1] = [""] * (at + 1 - first)
    return rest


def _first_of_place(words: Sequence[str], at: int) -> int | None:
    """Where the place begins whose last word stands `at`: "Porin kirjaston salissa"; None if it
    is no place.
    """
    if at and words[at - 1] in _AT:
        return at - 1
    if not _WHERE.match(words[at]):
        return None
    first = at
    while first and _GENITIVE.match(words[first - 1]) and not _MEETING.match(words[first - 1]):
        first -= 1
    return first
