"""RDA terms of content, media and carrier (336–338) by their codes, and codes by their terms."""

from functools import cache
from typing import Final

from kimppa.marc.definition.loading import codelists

LISTS: Final = {"336": "content", "337": "media", "338": "carrier"}
SOURCES: Final = {"336": "rdacontent", "337": "rdamedia", "338": "rdacarrier"}
# Terms that were used before those of today, or beside them; they say the same.
_SYNONYMS: Final = {
    "336": {
        "cri": ("kartbild",),
        "txt": ("tekstiä",),
        "spw": ("puhuttu sana",),
        "prm": ("musiikki (esitetty)", "musiikki (esitetty ; notatoitu)"),
        "ntm": (
            "musiikki (notatoitu)",
            "musiikki (esitetty ; notatoitu)",
            "nuotti",
            "musiknotation",
        ),
        "sti": ("kuva (still)", "kuva (still ; kaksiulotteinen)"),
        "tdi": ("kuva (liikkuva ; kaksiulotteinen)",),
        "snd": ("äänet",),
    },
    "337": {
        "n": ("ei välittävää laitetta", "oförmedlad"),
        "c": ("elektroninen", "käytettävissä tietokoneella", "tietokone"),
        "g": ("projisoitava", "projicerbar"),
    },
    "338": {
        "cr": ("verkkoresurssi",),
        "nb": ("blad",),
        "nr": ("esine",),
        "sd": ("cd-äänilevy",),
        "vd": ("dvd-videolevy", "blu-ray-videolevy"),
    },
}
_LANGUAGES: Final = ("fin", "swe", "eng")


@cache
def terms(tag: str) -> dict[str, dict[str, str]]:
    """The terms of a field by code and cataloguing language (fin, swe, eng)."""
    codelist = codelists()[LISTS[tag]]
    return {
        code: dict(zip(_LANGUAGES, definition.label, strict=True))
        for code, definition in codelist.items()
        if not definition.obsolete
    }


def term(tag: str, code: str, language: str) -> str | None:
    """The term of a code; Finnish where the language is not one of ours.

    >>> term("338", "nc", "swe")
    'volym'
    """
    by_language = terms(tag).get(code)
    return by_language.get(language, by_language["fin"]) if by_language else None


@cache
def codes(tag: str) -> dict[str, str]:
    """Codes by every term, small letters, that stands for one of them only.

    >>> codes("337")["oförmedlad"]
    'n'
    """
    codes_by_term: dict[str, set[str]] = {}
    for code, by_language in terms(tag).items():
        for text in (*by_language.values(), *_SYNONYMS[tag].get(code, ())):
            codes_by_term.setdefault(text.lower(), set()).add(code)
    return {
        text: next(iter(codes_of_term))
        for text, codes_of_term in codes_by_term.items()
        if len(codes_of_term) == 1
    }


def is_term(tag: str, code: str, text: str) -> bool:
    """Whether a text is one of the terms of a code, of any time and language."""
    accepted = (*terms(tag)[code].values(), *_SYNONYMS[tag].get(code, ()))
    return text.rstrip(" .").lower() in {name.lower() for name in accepted}


def in_language(tag: str, code: str, text: str, language: str) -> bool:
    """Whether a term of a code is one of another language only."""
    by_language = terms(tag)[code]
    foreign = {by_language[tongue].lower() for tongue in _LANGUAGES if tongue != language}
    bare = text.rstrip(" .").lower()
    return bare == by_language[language].lower() or bare not in foreign
