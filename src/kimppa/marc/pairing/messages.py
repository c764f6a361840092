"""What vetoes and evidence say to people, in Finnish, Swedish and English."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from kimppa.marc.definition.carriers import term

LANGUAGES: Final = ("fi", "sv", "en")
_LONGEST: Final = 80  # characters of a text that is told
_CODE_GROUPS: Final = {"material", "carrier", "carrier_untold"}
_TONGUES: Final = dict(zip(LANGUAGES, ("fin", "swe", "eng"), strict=True))


@cache
def messages() -> dict[str, Any]:
    """The messages by their group ("veto", "doubt", "evidence", "survivor") and name; in "name" the
    materials and carriers that have a name of their own in each language.
    """
    return tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))


def tell(group: str, name: str, language: str, a: str = "", b: str = "") -> str:
    """One sentence. Raises KeyError for a name or language that is not known.

    >>> tell("veto", "carrier", "fi", "dvd", "blu-ray")
    'Eri tallenne: DVD ja Blu-ray.'
    """
    texts = {"a": a, "b": b}
    if name in _CODE_GROUPS:
        texts = {key: _name(text, language) for key, text in texts.items()}
    if name == "content":
        texts = {key: _content(text, language) for key, text in texts.items()}
    sentence: str = messages()[group][name][language]
    return sentence.format(**{key: _shortened(text) for key, text in texts.items()})


def _name(text: str, language: str) -> str:
    """A material, a carrier or several of them, with commas between."""
    parts = (messages()["name"].get(part) for part in text.split(", "))
    translated = (part[LANGUAGES.index(language)] for part in parts if part)
    return ", ".join(dict.fromkeys(translated)) or text


def _content(text: str, language: str) -> str:
    return ", ".join(term("336", code, _TONGUES[language]) or code for code in text.split(", "))


def _shortened(text: str) -> str:
    text = text.strip(" /:;,.") or "–"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
