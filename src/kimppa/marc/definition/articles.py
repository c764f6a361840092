"""Articles that are left out when titles are sorted, by language of the text."""

import re
from functools import cache, lru_cache
from typing import Final

# With the space or apostrophe that belongs to them. Finnish and Estonian have none.
ARTICLES: Final = {
    "eng": ("the ", "a ", "an "),
    "swe": ("den ", "det ", "de ", "en ", "ett "),
    "nor": ("den ", "det ", "de ", "en ", "et ", "ei "),
    "dan": ("den ", "det ", "de ", "en ", "et "),
    "ger": ("der ", "die ", "das ", "ein ", "eine "),
    "fre": ("le ", "la ", "les ", "l'", "l’", "un ", "une "),
    "ita": ("il ", "lo ", "la ", "l'", "l’", "i ", "gli ", "le ", "un ", "uno ", "una "),
    "spa": ("el ", "la ", "los ", "las ", "un ", "una "),
    "por": ("o ", "a ", "os ", "as ", "um ", "uma "),
    "dut": ("de ", "het ", "een ", "'t "),
    "hun": ("a ", "az ", "egy "),
}
# What stands before an article without being one: quotation marks, brackets, dots.
BEFORE: Final = r"""["'“”»«\[(….¡¿-]*"""
# Words that look like articles and are none: letters of the alphabet, numbers, beginnings of names.
_NONE: Final = re.compile(
    r"a (?:(?:to|is|was|for|och|ja|till)\b|[=:/&+-])|a [a-z](?: |$)|(?:en|ett|un|uno|una|ein) "
    r"(?:av|gång|gong|attendant|avant|route|passant|fran|masse|suite)\b|die (?:hard|another|in)\b"
    r"|i (?:am|have|love|will|was|do|can|know)\b|(?:la|los|las|el|le) (?:traviata|palma|paz"
    r"|salvador|havre|angeles|vegas|pas|mans)\b|de (?:la|le|los)\b|o (?:brother|captain)\b"
)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in ARTICLES[language])
    return re.compile(rf"({BEFORE}(?:{words}))(?=\S)", re.IGNORECASE)


def article(text: str, language: str) -> int:
    """How many characters the article at the start has in this language; 0 for none.

    >>> article("The end", "eng"), article("Den stora resan", "fin")
    (4, 0)
    """
    if language not in ARTICLES or _NONE.match(text.lower()):
        return 0
    match = _pattern(language).match(text)
    return len(match[1]) if match else 0


def could_be(text: str, length: int) -> bool:
    """Whether so many characters at the start can be an article of some language, or marks."""
    return _could_be(text[:length].lower())


@lru_cache(maxsize=10_000)
def _could_be(start: str) -> bool:
    bare = re.sub(rf"^{BEFORE}", "", start)
    if not bare.strip():
        return bool(start)
    return (
        any(bare == word for words in ARTICLES.values() for word in words) or bare in _MORE_ARTICLES
    )


_MORE_ARTICLES: Final = frozenset(
    {"al-", "el-", "ha-", "l' ", "to ", "ta ", "hē ", "ho ", "ye ", "az ", "na ", "y ", "yr "}
)
