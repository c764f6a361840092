"""The sentences of one passage, each going on from the one before it. Pure.

“Digitaitohankkeeseen myönnettiin 40 000 euroa. Digitaitohankkeessa koulutettiin 22 opastajaa.”
names the project once: “Siinä koulutettiin 22 opastajaa.” What is arranged twice is told in one
sentence, or by two verbs. In Swedish and English a pronoun stands for what is named again.
"""

import datetime as dt
import re
from collections.abc import Sequence

from kimppa.core.words.clauses import lowered
from kimppa.core.words.messages import capital
from kimppa.core.words.nouns import SINGULAR, noun
from kimppa.core.words.seasons import dated_together

_LETTERS = 6  # of a stem that is surely the same word
_ENDING = 6  # letters of a word that its cases may change
_DERIVED = re.compile(r"(?:inti|minen|mis\w{1,4}|ija|ijä)$")
# Endings of a singular and of a plural word, and the pronouns that stand for it.
_CASES = (
    (("ssa", "ssä"), "Siinä", "Niissä"),
    (("sta", "stä"), "Siitä", "Niistä"),
    (("lla", "llä"), "Sillä", "Niillä"),
    (("lle",), "Sille", "Niille"),
)
_POSTPOSITION = re.compile(
    r"(?P<noun>\w{4,40}(?:jen|ien|iden|sten)) (?P<after>(?:pohjalta|perusteella|avulla|mukaan)\b.*)"
)
_WORDS = re.compile(r"\w{1,60}(?:-\w{1,60})*")
_MEETING = re.compile(
    r"(?:[^\W\d_]{3,30}n )?(?P<month>\w{3,10}kuu)n "
    r"(?:kokouksessa|palaverissa|tapaamisessa|johtoryhmässä|(?:työ)?valiokunnassa) ",
    re.IGNORECASE,
)
# Who came, where the sentence before has told it of all.
_ATTENDANCE = re.compile(
    r", (?:ja (?:siihen|niihin)|johon|joihin) (?:osallistui|tuli) [^.,;]{3,60}"
    r"|, och [^.,;]{3,40} (?:deltog|kom)(?=\.)|, and [^.,;]{3,40} (?:took part|came)(?=\.)"
)
_ATTENDED = re.compile(r"\b(?:osallistui|deltog|took part)\b")
_ARRANGED = re.compile(r"[^.,;]{3,80} järjestettiin [^.,;]{3,120}(?:, .{3,120})?\.")
_BESIDES = "Lisäksi"
_NOW = re.compile(r"\b(?:nyt|nykyään|oli yhteensä|Lisäksi)\b")


def linked(
    texts: Sequence[str], days: Sequence[Sequence[dt.date]], language: str, before: str = ""
) -> list[str]:
    """The sentences of work done on some days (none of those without a time of their own), linked;
    `before` is what stands before them.
    """
    sentences = dated_together(texts, days, language)
    if _ATTENDED.search(before):
        sentences = [_ATTENDANCE.sub("", sentence) for sentence in sentences]
    if language != "fi":
        return _with_pronouns_abroad(sentences, language, before)
    result: list[str] = []
    for place, sentence in enumerate(sentences):
        earlier = result[-1] if result else before
        follower = with_pronoun(sentence, earlier)
        if result and (joined := arranged_together(result[-1], sentence)):
            result[-1:] = joined
        elif place and result and follower == sentence:
            result.append(_besides(sentence, earlier))
        else:
            result.append(follower)
    return result


def with_pronoun(sentence: str, before: str) -> str:
    """The sentence with a pronoun for its first noun where the sentence before names the same."""
    if meeting := _MEETING.match(sentence) if "kokoontuivat" in before else None:
        is_there = meeting["month"].casefold() in before.casefold()
        time = "silloin" if is_there else f"{meeting['month']}ssa"
        return capital(f"{time} {sentence[meeting.end() :]}")
    if phrase := _POSTPOSITION.fullmatch(sentence):
        return f"Niiden {phrase['after']}" if _names(before, phrase["noun"]) else sentence
    words = sentence.split()
    if (head := _subject_at(words)) is not None and _names(before, words[head]):
        return " ".join(["Se", *words[head + 1 :]])
    for place, word in enumerate(words[:2]):
        pronoun = _pronoun(word)
        if pronoun and _names(before, word) and _is_attribute(words[:place]) and words[place + 1 :]:
            return " ".join([pronoun, *words[place + 1 :]])
    return sentence


def _subject_at(words: Sequence[str]) -> int | None:
    """The place of a project before its verb: "nuorten lukuhanke alkoi"."""
    for place, word in enumerate(words[:2]):
        if word.casefold().endswith(("hanke", "projekti")) and words[place + 1 :]:
            return place if _is_attribute(words[:place]) else None
    return None


def _is_attribute(words: Sequence[str]) -> bool:
    return all(word.endswith("n") for word in words)


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
    """What stands for a word in its case and number; "" where these are not sure."""
    small = word.casefold()
    for endings, singular, plural in _CASES:
        stem = small[:-3]
        if not small.endswith(endings) or len(stem) < 3 or stem[-1] not in "aeiouyäö":
            continue
        if not stem.endswith("i"):
            return singular
        if stem[-2] in "aeouyäö":
            return plural
        return _by_table(stem, singular, plural)
    return ""


def _by_table(stem: str, singular: str, plural: str) -> str:
    """Of a stem in "-i" behind a consonant: "bussi" is one, "lehdi" many."""
    word_noun = noun(stem)
    if word_noun is not None and word_noun.form == SINGULAR:
        return singular
    return plural if noun(f"{stem[:-1]}et") or noun(f"{stem[:-1]}at") else ""


def arranged_together(first: str, second: str) -> list[str]:
    """Two sentences of what was arranged as one, or with two verbs where they tell who came; none
    where either is of something else.
    """
    matches = [_ARRANGED.fullmatch(text) for text in (first, second)]
    if not all(matches):
        return []
    start = lowered(second.split(maxsplit=1)[0])
    if "," in first or not start or " -" in second:
        return [first, second.replace("järjestettiin ", "pidettiin ", 1)]
    _word, _gap, more = second.partition(" ")
    more = more.replace("järjestettiin ", "", 1)
    return [f"{first.removesuffix('.')} ja {start} {more}"]


_TIME = re.compile(
    r" ?\b(?P<when>alkuvuodesta|keväällä|kesällä|syksyllä|vuoden lopulla|\w{3,10}kuussa)\b"
)


def _besides(sentence: str, before: str) -> str:
    """A sentence of another matter begun by its time, or by a word that adds it to the one before;
    as it is where its first word may be a name.
    """
    first, _gap, rest = sentence.partition(" ")
    small = lowered(first)
    is_bare = (
        " -" in sentence or _TIME.match(f" {sentence.casefold()}") or before.startswith(_BESIDES)
    )
    if not small or is_bare or _NOW.search(sentence):
        return sentence
    if time := _TIME.search(rest):
        return f"{capital(time['when'])} {small} {rest[: time.start()]}{rest[time.end() :]}"
    return f"{_BESIDES} {small} {rest}"


# What is definite: "Läslust-projektet" is "det", "bristerna" are "de".
_SUBJECT = {
    "sv": re.compile(r"(?P<name>[A-ZÅÄÖ][\w-]{4,40}?(?P<ending>et|en|na)) (?=[a-zåäö])"),
    "en": re.compile(r"The (?P<name>[a-z][\w -]{2,40}?) (?P<ending>was|were) "),
}
_STAND_INS = {"et": "Det ", "en": "Den ", "na": "De ", "was": "It was ", "were": "They were "}
_SHARE = {
    "sv": (re.compile(r" av (?P<name>[a-zåäö]{4,30})na\b"), " av dem"),
    "en": (re.compile(r" of the (?P<name>[a-z]{4,30}s)\b"), " of them"),
}
_SWEDISH_MEETING = re.compile(
    r"Vid \w{0,20}(?:möte|sammanträde) \d{1,2}/\d{4} (?P<decision>.{3,200})(?P<when> i \w{3,9})\."
)


def _with_pronouns_abroad(sentences: Sequence[str], language: str, before: str) -> list[str]:
    result: list[str] = []
    for place, sentence in enumerate(sentences):
        earlier = (sentences[place - 1] if place else before).casefold()
        match = _SUBJECT[language].match(sentence)
        pattern, pronoun = _SHARE[language]
        share = pattern.search(sentence)
        if match and _has_word(earlier, match["name"].casefold()):
            result.append(_STAND_INS[match["ending"]] + sentence[match.end() :])
        elif share and _has_word(earlier, share["name"]):
            result.append(pattern.sub(pronoun, sentence))
        else:
            result.append(_SWEDISH_MEETING.sub(_when_first, sentence) if before else sentence)
    return result


def _has_word(text: str, name: str) -> bool:
    return name in _WORDS.findall(text)


def _when_first(match: re.Match[str]) -> str:
    return capital(f"{match['when'].strip()} {match['decision']}.")
