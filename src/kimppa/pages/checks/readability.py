"""How heavy a text is to read. Hints for the writer, not marks. No Django.

The limits follow what is commonly advised on clear language in Finnish: one matter a sentence,
short paragraphs, words that need not be taken apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONG_SENTENCE = 20  # words
LONG_PARAGRAPH = 80
LONG_WORD = 22  # letters; compounds of everyday Finnish stay under it
_END = re.compile(r"(?<=[.!?…])[ \t\n]+(?=[A-ZÅÄÖ0-9\"”(])")
_SHORT = re.compile(
    r"\b(?:esim|ym|jne|klo|mm|ns|os|puh|n|s|ks|t\.\s*ex|kl|bl\.\s*a|e\.\s*g)\.\s+", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text is like. `lix` is Björnsson's index: words a sentence + per cent of words of
    more than six letters; Finnish has long words, so it tells more beside an earlier version than
    by itself.
    """

    words: int
    sentences: int
    lix: int
    long_sentences: tuple[str, ...]
    long_words: tuple[str, ...]
    long_paragraphs: int

    @property
    def words_a_sentence(self) -> int:
        """On average, rounded."""
        return round(self.words / self.sentences) if self.sentences else 0


def reading(paragraphs: Sequence[str]) -> Reading:
    """What the paragraphs of a text are like."""
    sentences = [sentence for paragraph in paragraphs for sentence in sentences_of(paragraph)]
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    long_count = sum(len(word) > 6 for word in words)
    sentence_count = len(sentences)
    return Reading(
        words=len(words),
        sentences=sentence_count,
        lix=round(len(words) / sentence_count + 100 * long_count / len(words)) if words else 0,
        long_sentences=tuple(s for s in sentences if len(_WORD.findall(s)) > LONG_SENTENCE),
        long_words=tuple(dict.fromkeys(w for w in words if len(w) >= LONG_WORD and "-" not in w)),
        long_paragraphs=sum(len(_WORD.findall(p)) > LONG_PARAGRAPH for p in paragraphs),
    )


def sentences_of(paragraph: str) -> list[str]:
    """The sentences of a paragraph; short forms such as "esim." end none."""
    text_with_marks = _SHORT.sub(lambda match: match[0].rstrip() + "\N{NO-BREAK SPACE}", paragraph)
    return [part.strip() for part in _END.split(text_with_marks) if _WORD.search(part)]
