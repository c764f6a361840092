"""The sentences of one passage, each going on from the one before it. Pure.

“Sivut tarkistettiin, ja puutteita löytyi 17. Puutteista korjattiin 12.” names the things once:
“Niistä korjattiin 12.” What is arranged twice has two verbs, and meetings are named once. In
Swedish and English a pronoun stands for what is named again.
"""

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise

from kimppa.core.prose.seasons import dated_together
from kimppa.core.words.messages import capital
from kimppa.core.words.nouns import noun
from kimppa.core.words.verbs import is_finite

_LETTERS = 6  # of a stem that is surely the same word
_ENDING = 6  # letters of a word that its cases may change
_DERIVED = re.compile(r"(?:inti|minen|mis\w{1,4}|ija|ijä)$")
# Endings of a plural word, and the pronouns that stand for it.
_CASES = (
    (("ssa", "ssä"), "Niissä"),
    (("sta", "stä"), "Niistä"),
    (("lla", "llä"), "Niillä"),
    (("lle",), "Niille"),
)
_STEM = 3
_VERB = "järjestettiin "
_COUNTED = re.compile(r"\d|(?:kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän)\b")
_POSTPOSITION = re.compile(
    r"(?P<noun>\w{4,40}(?:jen|ien|iden|sten)) (?P<after>(?:pohjalta|perusteella|avulla|mukaan)\b.*)"
)
_WORDS = re.compile(r"\w{1,60}(?:-\w{1,60})*")
_MEETING = re.compile(
    r"(?:[^\W\d_]{3,30}n )?(?P<month>\w{3,10}kuu)n "
    r"(?:kokouksessa|palaverissa|tapaamisessa|\w{0,20}ryhmässä|\w{0,20}kunnassa) ",
    re.IGNORECASE,
)
_DIRECTORS = re.compile(r"^The directors(?= [a-z])")
# Who came, where the sentence before has told it of all.
_ATTENDANCE = re.compile(
    r", (?:ja (?:siihen|niihin)|johon|joihin) (?:osallistui|tuli) [^.,;]{3,60}"
    r"|, och [^.,;]{3,40} (?:deltog|kom)(?=\.)|, and [^.,;]{3,40} (?:took part|came)(?=\.)"
)
_ATTENDED = re.compile(r"\b(?:osallistui|deltog|took part)\b")


def linked(
    texts: Sequence[str], days: Sequence[Sequence[dt.date]], language: str, text_before: str = ""
) -> list[str]:
    """The sentences of work done on some days (none of those without a time of their own), linked;
    `text_before` is what stands before them.
    """
    sentences = dated_together(texts, days, language)
    if _ATTENDED.search(text_before):
        sentences = [_ATTENDANCE.sub("", sentence) for sentence in sentences]
    if language != "fi":
        return _with_pronouns(sentences, language, text_before)
    linked_sentences: list[str] = []
    for sentence in sentences:
        sentence_before = linked_sentences[-1] if linked_sentences else text_before
        if "kokoontuivat" in text_before:
            sentence = _of_meetings(sentence, text_before)
        linked_sentences.append(
            _with_other_verb(with_pronoun(sentence, sentence_before), sentence_before)
        )
    return linked_sentences


def _of_meetings(sentence: str, text_before: str) -> str:
    """What a meeting decided, behind how often there were meetings."""
    meeting = _MEETING.match(sentence)
    if meeting is None:
        return sentence
    is_there = meeting["month"].casefold() in text_before.casefold()
    time = "silloin" if is_there else f"{meeting['month']}ssa"
    return capital(f"{time} {sentence[meeting.end() :]}")


def _with_other_verb(sentence: str, text_before: str) -> str:
    """What was arranged behind something else that was."""
    return sentence.replace("järjestettiin ", "pidettiin ", 1) if _VERB in text_before else sentence


def with_pronoun(sentence: str, text_before: str) -> str:
    """The sentence with a pronoun for the things of its first word, where the one before ends in
    their number: "… puutteita löytyi 17. Niistä korjattiin 12."
    """
    _start, _comma, last_part = text_before.rpartition(", ")
    if phrase := _POSTPOSITION.fullmatch(sentence):
        return f"Niiden {phrase['after']}" if _names(last_part, phrase["noun"]) else sentence
    first_word, _gap, other_words = sentence.partition(" ")
    pronoun = _pronoun(first_word)
    is_named = pronoun and _COUNTED.search(last_part) and _names(last_part, first_word)
    return f"{pronoun} {other_words}" if is_named else sentence


def _names(text: str, word: str) -> bool:
    """Whether a text names what a word does, in some form, and no compound of it; not of names,
    which a reader may take for another thing.
    """
    stem = word.casefold()
    stem = stem[: max(_LETTERS, len(stem) - _ENDING)]
    parts = [part for part in re.findall(r"[\w-]+", text) if part.casefold().startswith(stem)]
    return len(stem) >= _LETTERS and any(
        _is_near(part.casefold(), stem, word) for part in parts if part.islower() or noun(part)
    )


def _is_near(part: str, stem: str, word: str) -> bool:
    word_noun = noun(part)
    if word_noun is not None and not word_noun.name.startswith(word.casefold()):
        return len(word_noun.name) <= len(stem) + 4 and not _DERIVED.search(part)
    if part.startswith(word.casefold()[:-1]) and len(part) <= len(word) + _ENDING:
        return True
    return len(part) <= len(word) + 1 and not _DERIVED.search(part)


def _pronoun(word: str) -> str:
    """What stands for many things in the case of a word; "" where these are not surely many."""
    lower_word = word.casefold()
    for endings, pronoun in _CASES:
        stem = lower_word[:-3]
        if not lower_word.endswith(endings) or len(stem) < _STEM or not stem.endswith("i"):
            continue
        is_many = stem[-2] in "aeouyäö" or noun(f"{stem[:-1]}et") or noun(f"{stem[:-1]}at")
        return pronoun if is_many else ""
    return ""


# What is definite: "Läslust-projektet" is "det", "bristerna" are "de".
_SUBJECT = {
    "sv": re.compile(r"(?P<name>[A-ZÅÄÖ][\w-]{4,40}?(?P<ending>et|en|na)) (?=[a-zåäö])"),
    "en": re.compile(r"The (?P<name>[a-z][\w -]{2,40}?) (?P<ending>was|were) "),
}
_STAND_INS = {"et": "Det ", "en": "Den ", "na": "De ", "was": "It was ", "were": "They were "}
# Some of many: "17 av bristerna" is "17 av dem".
_SHARE = {
    "sv": (re.compile(r" av (?P<name>[a-zåäö]{4,30})na\b"), " av dem"),
    "en": (re.compile(r" of the (?P<name>[a-z]{4,30}s)\b"), " of them"),
}
_SWEDISH_MEETING = re.compile(
    r"Vid \w{0,20}(?:möte|sammanträde) \d{1,2}/\d{4} (?P<decision>.{3,200})(?P<when> i \w{3,9})\."
)


def _with_pronouns(sentences: Sequence[str], language: str, text_before: str) -> list[str]:
    """Swedish or English sentences in which a pronoun stands for what the one before each names;
    `text_before` is what all of them follow.
    """
    linked_sentences: list[str] = []
    for sentence_before, sentence in pairwise([text_before, *sentences]):
        earlier_words = sentence_before.casefold()
        subject = _SUBJECT[language].match(sentence)
        part_of_many, pronoun = _SHARE[language]
        share = part_of_many.search(sentence)
        if (
            subject
            and _stands_alone(sentence, subject, language)
            and _has_word(earlier_words, subject["name"].casefold())
        ):
            linked_sentences.append(_STAND_INS[subject["ending"]] + sentence[subject.end() :])
        elif share and _has_word(earlier_words, share["name"]):
            linked_sentences.append(part_of_many.sub(pronoun, sentence))
        else:
            linked_sentences.append(_of_meetings_named(sentence, text_before))
    return linked_sentences


def _of_meetings_named(sentence: str, text_before: str) -> str:
    """A Swedish or English sentence of a meeting, behind how often the directors met."""
    if text_before.startswith("The directors met"):
        sentence = _DIRECTORS.sub("They", sentence)
    return _SWEDISH_MEETING.sub(_when_first, sentence) if text_before else sentence


def _stands_alone(sentence: str, name: re.Match[str], language: str) -> bool:
    """Whether the verb follows a name at once: no word stands for the first of "antalet kunder"."""
    return language != "sv" or is_finite(sentence[name.end() :].split(maxsplit=1)[0], "sv")


def _has_word(text: str, name: str) -> bool:
    return name in _WORDS.findall(text)


def _when_first(match: re.Match[str]) -> str:
    return capital(f"{match['when'].strip()} {match['decision']}.")
