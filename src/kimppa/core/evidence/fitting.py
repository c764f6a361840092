"""How much is said of a line: at most three sentences and 45 words. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from kimppa.core.area import Sentence

SENTENCES, WORDS = 3, 45
REPEATED = 0.6  # of a sentence's words: so much of another has been said already
_NUMBER = re.compile(r"\d[\d\u00a0]*")
_LETTERS = 5  # Finnish inflects at the end
# A full stop behind a number ("23. huhtikuuta") ends nothing.
_END = re.compile(r"(?<=[^\d\s][.!?]) +(?=\S)")


def split(text: str) -> list[str]:
    """The sentences of a text."""
    return [sentence for sentence in _END.split(text) if sentence]


def words(text: str) -> int:
    """How many words a text has."""
    return len(text.split())


@lru_cache(4096)  # the same entries are compared for every municipality
def stems(text: str) -> frozenset[str]:
    """What words of some length begin with."""
    return frozenset(word[:_LETTERS] for word in re.findall(r"[^\W\d_]{5,}", text.casefold()))


def is_repeated(text: str, earlier_texts: Iterable[str]) -> bool:
    """Whether one of the earlier texts says mostly the same, and every figure of it."""
    text_stems, numbers = stems(text), set(_NUMBER.findall(text))
    return any(
        len(text_stems & stems(other_text)) > REPEATED * len(text_stems)
        and numbers <= set(_NUMBER.findall(other_text))
        for other_text in earlier_texts
        if text_stems
    )


def room_for(sentences: Iterable[Sentence]) -> int:
    """How many sentences there is room for besides these."""
    return max(SENTENCES - sum(len(split(sentence.text)) for sentence in sentences), 0)


def fitted(sentences: Sequence[Sentence]) -> list[Sentence]:
    """What there is room for, in order, nothing twice; figures of what is left out stay with what
    is told. What comes first is told whole, even when it is long by itself.
    """
    lines: list[Sentence] = []
    count = length = 0
    for sentence in sentences:
        earlier_texts = [line.text for line in lines]
        texts: list[str] = []
        for text in split(sentence.text):
            if is_repeated(text, earlier_texts):
                continue
            if count < SENTENCES and (not count or length + words(text) <= WORDS):
                texts.append(text)
                count, length = count + 1, length + words(text)
            else:
                break
        if texts:
            lines.append(replace(sentence, text=" ".join(texts)))
        elif lines:
            lines[-1] = _with_figures(lines[-1], sentence)
    return lines


def _with_figures(sentence: Sentence, left_out_sentence: Sentence) -> Sentence:
    return replace(
        sentence,
        figures=(*sentence.figures, *left_out_sentence.figures),
        joint=(*sentence.joint, *left_out_sentence.joint),
        whole=(*sentence.whole, *left_out_sentence.whole),
        apart=(*sentence.apart, *left_out_sentence.apart),
        example=sentence.example or left_out_sentence.example,
    )
