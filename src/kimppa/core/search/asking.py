"""What somebody asks for, read from what they wrote: words, “phrases”, -without, §, dates. Pure.

Whatever is written gives a question; there is no wrong syntax. A question is written out in the
language of either database from the same tree.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kimppa.core.search.words import NUMBER, composed, folded, number, stems, words_of

LONGEST = 200
MOST_TERMS = 12
SHORTEST_PREFIX = 3
SHORTEST_STEM_PREFIX = 5

_QUOTES = '"“”„»«″'
_PART = re.compile(
    rf"""(?P<minus>(?<!\S)[-−–])?
    (?: [{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]?
      | (?P<section>§\s*\d+ | \d+\s*§)
      | (?P<word>[^\s{_QUOTES}]+) )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One lexeme, or all that begin like it."""

    text: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """Something that must (or must not) be found: any of the lexemes, or the words in a row."""

    words: tuple[str, ...]
    any_of: tuple[Lexeme, ...] = ()
    row: tuple[str, ...] = ()
    without: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """All that must be found, and what must not."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was asked that could be found."""
        return not self.wanted

    @property
    def words(self) -> tuple[str, ...]:
        """The plain words asked for, each once."""
        return tuple(dict.fromkeys(word for term in self.wanted for word in term.words))


def read(written: str, *, fold: bool = False) -> Question:
    """The question in what was written. `fold` takes no heed of the dots and rings of å, ä, ö."""
    terms = list(_terms(composed(written)[:LONGEST], fold=fold))[:MOST_TERMS]
    wanted = tuple(dict.fromkeys(term for term in terms if not term.without))
    return Question(wanted, tuple(term for term in terms if term.without))


def _terms(written: str, *, fold: bool) -> Iterator[Term]:
    for part in _PART.finditer(written):
        without = bool(part["minus"])
        if part["phrase"] is not None:
            yield from _row(part["phrase"], without=without, fold=fold)
        else:
            yield from _word(part["word"] or part["section"], without=without, fold=fold)


def _row(written: str, *, without: bool, fold: bool) -> Iterator[Term]:
    words = tuple(words_of(written))
    if len(words) == 1:
        yield Term(words, any_of=_exact(words[0], fold=fold), without=without)
    elif words:
        yield Term(words, row=words, without=without)


def _exact(word: str, *, fold: bool) -> tuple[Lexeme, ...]:
    bare = folded(word)
    same = (Lexeme(f"w{bare}"), Lexeme(f"f{bare}"))
    return same if fold else (Lexeme(f"w{word}"),)


def _word(written: str, *, without: bool, fold: bool) -> Iterator[Term]:
    """A word, or a word that punctuation divides: its parts are words of their own."""
    if match := NUMBER.fullmatch(written.strip(".,;:!?()")):
        words = tuple(words_of(match[0]))
        yield Term(words, any_of=(Lexeme(f"n{number(match[0])}"),), without=without)
        return
    for word in words_of(written):
        forms = _forms(word, fold=fold)
        if without:  # what merely begins alike was not meant
            forms = tuple(one for one in forms if one.text[0] == "s" or one.text[1:] == word)
            forms = tuple(Lexeme(one.text) for one in forms)
        yield Term((word,), any_of=forms, without=without)


def _forms(word: str, *, fold: bool) -> tuple[Lexeme, ...]:
    if fold:
        forms = [*_beginnings(folded(word), [folded(stem) for stem in stems(word)])]
        return tuple(Lexeme(f"{kind}{one.text[1:]}", one.begins) for one in forms for kind in
                     ("wf" if one.text[0] == "w" else "sf"))  # fmt: skip
    return tuple(_beginnings(word, sorted(stems(word))))


def _beginnings(word: str, its_stems: list[str]) -> Iterator[Lexeme]:
    yield Lexeme(f"w{word}", begins=len(word) >= SHORTEST_PREFIX and not word.isdigit())
    for stem in its_stems:
        yield Lexeme(f"s{stem}")
        whole = word.startswith(stem) or stem.endswith("s")  # and not a changed vowel
        if len(stem) >= SHORTEST_STEM_PREFIX and whole and stem != word:
            yield Lexeme(f"w{stem}", begins=True)


def fts5(question: Question, *, column: str = "") -> str:
    """The question for SQLite's FTS5, in one column if it is named (then without the unwanted)."""
    wanted = " AND ".join(f"({_fts5_term(term)})" for term in question.wanted)
    if column:
        return f"{column} : ({wanted})"
    unwanted = "".join(f" NOT ({_fts5_term(term)})" for term in question.unwanted)
    return f"({wanted}){unwanted}"


def _fts5_term(term: Term) -> str:
    if term.row:
        return '"' + " ".join(f"w{word}" for word in term.row) + '"'
    return " OR ".join(f'"{one.text}"{" *" if one.begins else ""}' for one in term.any_of)


def tsquery(question: Question, *, weight: str = "") -> str:
    """The question for PostgreSQL, in lexemes of one weight if it is named (A = the title)."""
    wanted = " & ".join(f"({_tsquery_term(term, weight)})" for term in question.wanted)
    if weight:
        return wanted
    return wanted + "".join(f" & !({_tsquery_term(term, '')})" for term in question.unwanted)


def _tsquery_term(term: Term, weight: str) -> str:
    if term.row:
        label = f":{weight}" if weight else ""
        return " <-> ".join(f"'w{word}'{label}" for word in term.row)
    return " | ".join(_tsquery_lexeme(one, weight) for one in term.any_of)


def _tsquery_lexeme(one: Lexeme, weight: str) -> str:
    label = ("*" if one.begins else "") + weight
    return f"'{one.text}'{':' if label else ''}{label}"
