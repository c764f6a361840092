"""Relator terms in Finnish, Swedish and English, with their MARC codes."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Relators:
    rows: tuple[dict[str, str], ...]  # code, fin, swe, eng

    def terms(self, language: str) -> frozenset[str]:
        """The terms of a language: fin, swe, eng."""
        return frozenset(row[language] for row in self.rows)

    def translated(self, term: str, language: str) -> str | None:
        """The same relator in another language; None for what is no term or already is one."""
        bare = term.rstrip(" ,.")
        if bare in self.terms(language):
            return None
        translations = [row[language] for row in self.rows if bare in row.values()]
        return translations[0] if translations else None


@cache
def known() -> frozenset[str]:
    """Every word that may stand in $e: terms of the table, and others of which it has no pair."""
    table = relators()
    languages = ("fin", "swe", "eng")
    return frozenset().union(*(table.terms(language) | more(language) for language in languages))


@cache
def more(language: str) -> frozenset[str]:
    """The words of a language (fin, swe) beside those of the table."""
    text = (files("kimppa.marc.vocabularies") / "data" / "relators-more.txt").read_text("utf-8")
    _, _, section = text.partition(f"\n[{language}]\n")
    words = section.partition("\n[")[0].split(",")
    return frozenset(" ".join(word.split()) for word in words) - {""}


@cache
def codes() -> dict[str, dict[str, str]]:
    """Rows of the table by MARC code."""
    return {row["code"]: row for row in relators().rows if row["code"]}


@cache
def relators() -> Relators:
    """The packaged table.

    >>> relators().translated("författare,", "fin")
    'kirjoittaja'
    """
    path = files("kimppa.marc.vocabularies") / "data" / "relators.tsv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    names = head.split("\t")
    return Relators(tuple(dict(zip(names, line.split("\t"), strict=True)) for line in lines))
