"""The place in a text where what was asked for stands, with the words marked. Pure."""

from collections.abc import Iterator, Sequence

from kimppa.core.search.asking import Question, Term
from kimppa.core.search.words import NUMBER, WORD, folded, number, plain, stems

BEFORE, LENGTH = 70, 240

type Part = tuple[str, bool]
type Span = tuple[int, int]


def marked(text: str, question: Question) -> list[Part]:
    """The whole text in parts, those that were asked for marked: for titles."""
    return list(_parts(text, _spans(text, question)))


def excerpt(text: str, question: Question) -> list[Part]:
    """Some 240 characters around the first place found, in parts; the beginning if none is."""
    one_line = in_one_line(text)
    spans = list(_spans(one_line, question))
    start, end = _window(one_line, spans[0][0] if spans else 0)
    shown = [(max(a, start) - start, min(b, end) - start) for a, b in spans if start <= a < end]
    parts = list(_parts(one_line[start:end], shown))
    before = [("… ", False)] if start else []
    after = [(" …", False)] if end < len(one_line) else []
    return [*before, *parts, *after]


def in_one_line(text: str) -> str:
    """The lines of a text one after another, with a dot between."""
    return " · ".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _window(text: str, found: int) -> Span:
    """Where the excerpt begins and ends: at spaces, so that no word is cut."""
    start = 0
    if found > BEFORE:
        space = text.find(" ", found - BEFORE, found)
        start = space + 1 if space >= 0 else found
    if len(text) <= start + LENGTH:
        return start, len(text)
    space = text.rfind(" ", start + 1, start + LENGTH)
    return start, space if space > found else start + LENGTH


def _spans(text: str, question: Question) -> Iterator[Span]:
    numbers = {
        one.text[1:] for term in question.wanted for one in term.any_of if one.text[0] == "n"
    }
    dotted = [m.span() for m in NUMBER.finditer(text) if number(m[0]) in numbers]
    last = 0
    for match in WORD.finditer(text):
        span = next((one for one in dotted if one[0] <= match.start() < one[1]), match.span())
        if span[0] >= last and (span in dotted or _fits(plain(match[0]), question.wanted)):
            last = span[1]
            yield span


def _fits(word: str, wanted: Sequence[Term]) -> bool:
    return any(word in term.row or _any(word, term) for term in wanted)


def _any(word: str, term: Term) -> bool:
    for one in term.any_of:
        kind, text = one.text[0], one.text[1:]
        if kind == "w" and (word.startswith(text) if one.begins else word == text):
            return True
        if kind == "s" and text in stems(word):
            return True
        if kind == "f" and _folds(word, text, begins=one.begins):
            return True
    return False


def _folds(word: str, text: str, *, begins: bool) -> bool:
    forms = [folded(form) for form in (word, *stems(word))]
    return any(form.startswith(text) if begins else form == text for form in forms)


def _parts(text: str, spans: Iterator[Span] | Sequence[Span]) -> Iterator[Part]:
    done = 0
    for start, end in spans:
        if start > done:
            yield text[done:start], False
        yield text[start:end], True
        done = end
    if done < len(text):
        yield text[done:], False
