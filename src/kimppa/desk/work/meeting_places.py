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
    texts = list(words)
    for index, word in enumerate(words):
        start = _start_of_place(words, index)
        if start is None or _MEETING.match(word):
            continue
        if about_meetings or (start and _MEETING.match(words[start - 1])):
            texts[start : index + 1] = [""] * (index + 1 - start)
    return texts


def _start_of_place(words: Sequence[str], index: int) -> int | None:
    """Where the place begins whose last word stands `index`: "Porin kirjaston salissa"; None if it
    is no place.
    """
    if index and words[index - 1] in _AT:
        return index - 1
    if not _WHERE.match(words[index]):
        return None
    start = index
    while start and _GENITIVE.match(words[start - 1]) and not _MEETING.match(words[start - 1]):
        start -= 1
    return start
