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
# Languages that have no articles before their nouns.
WITHOUT: Final = frozenset({
    "bel", "chi", "cze", "est", "fin", "hrv", "jpn", "kor", "krl", "lat", "lav", "lit", "liv",
    "pol", "rus", "slo", "slv", "sma", "sme", "smi", "smj", "smn", "sms", "srp", "tur", "ukr",
    "vep",
})  # fmt: skip
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


# What can be nothing but an article, by language: the article and what stands behind it. Pronouns
# (den där, le voir, das ist), numerals (en för alla, un pour tous) and beginnings of names (Le
# Corbusier, El Greco) are written like articles; where they may be meant, somebody must look.
_SMALL: Final = r"[^\W\d_A-ZÀ-ÞÅÄÖ]"
_CERTAIN: Final = {
    "eng": re.compile(
        r"(?:The [^\W_]|An "
        + _SMALL
        + r"|A (?!(?:[a-z]|is|was|has|to|for|or|and|as|in|on|of|at|by|from|with|before|after|plus"
        r"|minus|vs|versus|equals|stands|flat|sharp|minor|major|level|la|le|priori|posteriori"
        r"|fortiori|contrario|cappella|capella|propos|deux)\b)" + _SMALL + ")"
    ),
    "fre": re.compile(rf"(?:L[’']|L[ea]s? )(?!\w+(?:er|ir|re|oir)\b|voi(?:ci|là)\b){_SMALL}{{3}}"),
    "ger": re.compile(r"(?:Der|Die|Das) [A-ZÄÖÜ][a-zäöüß]{2}"),  # a noun has a capital
    "ita": re.compile(rf"Il {_SMALL}{{3}}"),
    "spa": re.compile(rf"El (?!(?:dijo|fue|era|que|sabe|quiere)\b){_SMALL}{{3}}"),
    "dut": re.compile(rf"De {_SMALL}{{3}}"),
    "hun": re.compile(rf"A {_SMALL}{{2}}"),
    "swe": re.compile(r"(?:Den|Det) (?!bara\b|ofta\b|gärna\b|illa\b|rara\b)[a-zåäö]{3,}a\b"),
}


def certain(text: str, language: str) -> int:
    """How many characters an article has that can be nothing else; 0 where somebody must look.

    >>> certain("The end", "eng"), certain("Le Corbusier", "fre"), certain("Den där", "swe")
    (4, 0, 0)
    """
    start = re.sub(rf"^{BEFORE}", "", text)
    pattern = _CERTAIN.get(language)
    return article(text, language) if pattern and pattern.match(start) else 0


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
    {
        "al-",
        "el-",
        "ha-",
        "l' ",
        "to ",
        "ta ",
        "hē ",
        "ho ",
        "ye ",
        "az ",
        "na ",
        "y ",
        "yr ",
        "di ",
        "dos ",
        "dem ",
    }  # the last line: Yiddish
)
