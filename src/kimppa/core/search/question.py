"""A question parsed from the text of the search field: words, “phrases”, -without, §, dates. Pure.

Any text gives a question; there is no wrong syntax. The same question is written out in the query
language of either database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kimppa.core.search.lexemes import (
    NUMBER,
    bases,
    compose,
    number,
    stems,
    without_marks,
    words_of,
)

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
    phrase: tuple[str, ...] = ()
    without: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """The terms that a document must have, and those it must not."""

    required: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to search for."""
        return not self.required

    @property
    def words(self) -> tuple[str, ...]:
        """The plain words asked for, each once."""
        return tuple(dict.fromkeys(word for term in self.required for word in term.words))


def parse(text: str, *, fold: bool = False) -> Question:
    """The question in a text. `fold` ignores the dots and rings of å, ä, ö."""
    terms = list(_terms(compose(text)[:LONGEST], fold=fold))[:MOST_TERMS]
    required_terms = tuple(dict.fromkeys(term for term in terms if not term.without))
    return Question(required_terms, tuple(term for term in terms if term.without))


def _terms(text: str, *, fold: bool) -> Iterator[Term]:
    for part in _PART.finditer(text):
        is_excluded = bool(part["minus"])
        if part["phrase"] is not None:
            yield from _phrase(part["phrase"], is_excluded=is_excluded, fold=fold)
        else:
            yield from _word(part["word"] or part["section"], is_excluded=is_excluded, fold=fold)


def _phrase(text: str, *, is_excluded: bool, fold: bool) -> Iterator[Term]:
    words = tuple(words_of(text))
    if len(words) == 1:
        yield Term(words, any_of=_exact_lexemes(words[0], fold=fold), without=is_excluded)
    elif words:
        yield Term(words, phrase=words, without=is_excluded)


def _exact_lexemes(word: str, *, fold: bool) -> tuple[Lexeme, ...]:
    plain_word = without_marks(word)
    folded_lexemes = (Lexeme(f"w{plain_word}"), Lexeme(f"f{plain_word}"))
    return folded_lexemes if fold else (Lexeme(f"w{word}"),)


def _word(text: str, *, is_excluded: bool, fold: bool) -> Iterator[Term]:
    """A word, or a word that punctuation divides: its parts are words of their own."""
    if match := NUMBER.fullmatch(text.strip(".,;:!?()")):
        words = tuple(words_of(match[0]))
        yield Term(words, any_of=(Lexeme(f"n{number(match[0])}"),), without=is_excluded)
        return
    for word in words_of(text):
        forms = _lexemes_of_word(word, fold=fold)
        if is_excluded:  # what merely begins alike was not meant
            forms = tuple(form for form in forms if form.text[0] in "sb" or form.text[1:] == word)
            forms = tuple(Lexeme(form.text) for form in forms)
        yield Term((word,), any_of=forms, without=is_excluded)


def _lexemes_of_word(word: str, *, fold: bool) -> tuple[Lexeme, ...]:
    if fold:
        forms = [*_beginnings(without_marks(word), [without_marks(stem) for stem in stems(word)])]
        return tuple(Lexeme(f"{kind}{form.text[1:]}", form.begins) for form in forms for kind in
                     ("wf" if form.text[0] == "w" else "sf"))  # fmt: skip
    base_lexemes = (Lexeme(f"b{base}") for base in sorted(bases(word)))
    return (*_beginnings(word, sorted(stems(word))), *base_lexemes)


def _beginnings(word: str, word_stems: list[str]) -> Iterator[Lexeme]:
    yield Lexeme(f"w{word}", begins=len(word) >= SHORTEST_PREFIX and not word.isdigit())
    for stem in word_stems:
        yield Lexeme(f"s{stem}")
        is_unchanged = word.startswith(stem) or stem.endswith("s")  # and not a changed vowel
        if len(stem) >= SHORTEST_STEM_PREFIX and is_unchanged and stem != word:
            yield Lexeme(f"w{stem}", begins=True)


def fts5(question: Question, *, column: str = "") -> str:
    """The question for SQLite's FTS5, in one column if it is named (then without the unwanted)."""
    required_text = " AND ".join(f"({_fts5_term(term)})" for term in question.required)
    if column:
        return f"{column} : ({required_text})"
    excluded_text = "".join(f" NOT ({_fts5_term(term)})" for term in question.excluded)
    return f"({required_text}){excluded_text}"


def _fts5_term(term: Term) -> str:
    if term.phrase:
        return '"' + " ".join(f"w{word}" for word in term.phrase) + '"'
    return " OR ".join(f'"{lexeme.text}"{" *" if lexeme.begins else ""}' for lexeme in term.any_of)


def tsquery(question: Question, *, weight: str = "") -> str:
    """The question for PostgreSQL, in lexemes of one weight if it is named (A = the title)."""
    required_text = " & ".join(f"({_tsquery_term(term, weight)})" for term in question.required)
    if weight:
        return required_text
    return required_text + "".join(f" & !({_tsquery_term(term, '')})" for term in question.excluded)


def _tsquery_term(term: Term, weight: str) -> str:
    if term.phrase:
        label = f":{weight}" if weight else ""
        return " <-> ".join(f"'w{word}'{label}" for word in term.phrase)
    return " | ".join(_tsquery_lexeme(lexeme, weight) for lexeme in term.any_of)


def _tsquery_lexeme(lexeme: Lexeme, weight: str) -> str:
    label = ("*" if lexeme.begins else "") + weight
    return f"'{lexeme.text}'{':' if label else ''}{label}"
