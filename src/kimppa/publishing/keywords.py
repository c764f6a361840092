"""The subjects and audiences that everybody knows, and words that senders add. Pure."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

MOST_WORDS = 10
LONGEST_WORD = 60

type Names = Mapping[str, str]


@cache
def known() -> Mapping[str, Mapping[str, Names]]:
    """By role (category, audience) and slug, the names in fi, sv and en."""
    text = files("kimppa.publishing").joinpath("data", "keywords.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def roles_by_slug() -> Mapping[str, tuple[str, str]]:
    """Role and slug of each subject and audience, by the slugs of its names in each language."""
    return {
        slug_of(word): (role, slug)
        for role, names_by_slug in known().items()
        for slug, names in names_by_slug.items()
        for word in (slug, *names.values())
    }


def names_of(role: str, slug: str, name: str) -> Names:
    """A keyword's names; a word that a sender wrote is the same in every language."""
    names = known().get(role, {}).get(slug)
    return names or {"fi": name or slug}


def slug_of(word: str) -> str:
    """A word as it stands in addresses: "Kirjan päivä" → "kirjan-paiva"; empty of nothing."""
    plain = unicodedata.normalize("NFKD", word.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_WORD]


def words_of(text: str) -> list[str]:
    """Words written after one another with commas between, each once."""
    words = (" ".join(part.split())[:LONGEST_WORD] for part in text.split(","))
    word_by_slug = {slug_of(word): word for word in words if slug_of(word)}
    return list(word_by_slug.values())[:MOST_WORDS]
