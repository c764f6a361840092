"""Where long words may be broken: not every browser knows the syllables of Finnish and Swedish."""

import re
from itertools import pairwise

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
LONG = {"fi": 13, "sv": 12}  # letters of a word that may be broken
SHORT = 3  # letters that stay together at either end
_SYLLABLE = {
    "fi": re.compile(r"(?=[^\Waeiouyåäö\d_][aeiouyåäö])", re.IGNORECASE),
    # Swedish keeps tr, pl and their like together: Material-trans-porter.
    "sv": re.compile(
        r"(?=(?:[bdfgkpt]r|[fgkp]l|(?<![bdfgkpt])r|(?<![fgkp])l|[^\Waeiouyåäölr\d_])[aeiouyåäö])",
        re.IGNORECASE,
    ),
}
_HARMONY = re.compile(r"[aou](?=([^aouäöy]*)[äöy])|[äöy](?=([^aouäöy]*)[aou])", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2,60}")
_ADDRESS = re.compile(r"\S{20,}")
_JOINT = re.compile(r"(?<=[/_])(?=\w)|(?<=\w)(?=@)")  # where an address goes on


def soften(text: str, language: str, least: int = 0) -> str:
    """The text with soft hyphens in its long words: of `least` letters, or as the language has it.

    A Finnish word whose vowels change from back to front is a compound, broken there alone
    (Yhteistyö-ohjelma); other words are broken between syllables. English is left to the browser.
    """
    if language not in LONG:
        return text
    least = least or LONG[language]
    return _LETTERS.sub(
        lambda match: (
            _with_soft_hyphens(match[0], language) if len(match[0]) >= least else match[0]
        ),
        text,
    )


def joints(text: str) -> list[str]:
    """The text in pieces between which an address or a file's name may go to the next line: no
    hyphen belongs there.
    """
    break_points = [
        match.start() + joint.start()
        for match in _ADDRESS.finditer(text)
        for joint in _JOINT.finditer(match[0])
    ]
    return [text[start:end] for start, end in pairwise([0, *break_points, len(text)])]


def _with_soft_hyphens(word: str, language: str) -> str:
    break_points = _seams(word) if language == "fi" else []
    break_points = break_points or [match.start() for match in _SYLLABLE[language].finditer(word)]
    break_points = [point for point in break_points if SHORT <= point <= len(word) - SHORT]
    ends = [0, *break_points, len(word)]
    return SOFT_HYPHEN.join(word[start:end] for start, end in pairwise(ends))


def _seams(word: str) -> list[int]:
    """Before the last consonant between vowels that cannot stand in one word of Finnish."""
    return [
        match.end() + max(len(match[1] or match[2] or "") - 1, 0)
        for match in _HARMONY.finditer(word)
    ]
