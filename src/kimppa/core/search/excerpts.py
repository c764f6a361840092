"""The part of a text that answers a question, with its words marked. Pure."""

from collections.abc import Iterator, Sequence

from kimppa.core.search.lexemes import (
    NUMBER,
    WORD,
    bases_and_parts,
    normalise,
    number,
    stems,
    without_marks,
)
from kimppa.core.search.question import Question, Term

BEFORE, LENGTH = 70, 240

type Part = tuple[str, bool]
type Span = tuple[int, int]


def mark(text: str, question: Question) -> list[Part]:
    """The whole text in parts, those that the question names marked: for titles."""
    return list(_marked_parts(text, _spans(text, question)))


def excerpt(text: str, question: Question) -> list[Part]:
    """Some 240 characters around the first match, in parts; the beginning if there is none."""
    one_line = in_one_line(text)
    spans = list(_spans(one_line, question))
    start, end = _window(one_line, spans[0][0] if spans else 0)
    inner_spans = [
        (max(a, start) - start, min(b, end) - start) for a, b in spans if start <= a < end
    ]
    parts = list(_marked_parts(one_line[start:end], inner_spans))
    ellipsis_before = [("… ", False)] if start else []
    ellipsis_after = [(" …", False)] if end < len(one_line) else []
    return [*ellipsis_before, *parts, *ellipsis_after]


def in_one_line(text: str) -> str:
    """The lines of a text one after another, with a dot between."""
    return " · ".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _window(text: str, position: int) -> Span:
    """Where the excerpt begins and ends: at spaces, so that no word is cut."""
    start = 0
    if position > BEFORE:
        space = text.find(" ", position - BEFORE, position)
        start = space + 1 if space >= 0 else position
    if len(text) <= start + LENGTH:
        return start, len(text)
    space = text.rfind(" ", start + 1, start + LENGTH)
    return start, space if space > position else start + LENGTH


def _spans(text: str, question: Question) -> Iterator[Span]:
    lexemes = (lexeme.text for term in question.required for lexeme in term.any_of)
    numbers = {text[1:] for text in lexemes if text[0] == "n"}
    dotted_spans = [m.span() for m in NUMBER.finditer(text) if number(m[0]) in numbers]
    last_end = 0
    for match in WORD.finditer(text):
        span = next((s for s in dotted_spans if s[0] <= match.start() < s[1]), match.span())
        if span[0] >= last_end and (
            span in dotted_spans or _matches_any(normalise(match[0]), question.required)
        ):
            last_end = span[1]
            yield span


def _matches_any(word: str, terms: Sequence[Term]) -> bool:
    return any(word in term.phrase or _matches(word, term) for term in terms)


def _matches(word: str, term: Term) -> bool:
    for lexeme in term.any_of:
        kind, text = lexeme.text[0], lexeme.text[1:]
        if kind == "w" and (word.startswith(text) if lexeme.begins else word == text):
            return True
        if kind == "s" and text in stems(word):
            return True
        if kind == "b" and text in bases_and_parts(word):
            return True
        if kind == "f" and _matches_folded(word, text, begins=lexeme.begins):
            return True
    return False


def _matches_folded(word: str, text: str, *, begins: bool) -> bool:
    forms = [without_marks(form) for form in (word, *stems(word))]
    return any(form.startswith(text) if begins else form == text for form in forms)


def _marked_parts(text: str, spans: Iterator[Span] | Sequence[Span]) -> Iterator[Part]:
    position = 0
    for start, end in spans:
        if start > position:
            yield text[position:start], False
        yield text[start:end], True
        position = end
    if position < len(text):
        yield text[position:], False
