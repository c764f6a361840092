"""A Finnish main clause in its parts, and its words put in the order of prose. Pure.

What was done, the verb, the time, the rest: "Laatikot vaihdettiin maaliskuussa kevyempiin." Nothing
is bent that `nouns` does not know.
"""

import re
from typing import NamedTuple, Self

from kimppa.core.prose.punctuation import split_clauses
from kimppa.core.words.nouns import MANY, SEVERAL, SINGULAR, adjective, noun
from kimppa.core.words.verbs import finite_verb

# Not of "helmikuussa löytyneet viisi puutetta": they were found then.
_MONTHS = re.compile(
    r" ?\b(?P<when>(?:\w{3,10}[-–])?\w{3,10}kuussa)\b"
    r"(?! (?:19|20)\d| \w{3,30}(?:neet|neiden|nut|nyt|[tdlnr](?:ut|yt|ua|yä|uja|yjä))\b)"
)
# "tunnukset elokuun lopussa", "palvelusta vuodenvaihteessa"
_LAST_TIME = re.compile(
    r"(?P<what>.{1,300}) (?P<when>vuodenvaihteessa"
    r"|\w{3,10}kuun (?:alussa|lopussa|lopulla|puolivälissä))"
)
_LAST_DAY = re.compile(r"(?P<what>.{1,300}) \d{1,2}\. (?P<month>\w{3,10}kuu)ta(?: \d{4})?")
_FIRST_DAY = re.compile(
    r"\d{1,2}\. (?P<month>\w{3,10}kuu)ta(?: \d{4})?"
    r" (?P<rest>(?!alkaen|mennessä|saakka|asti).{1,300})"
)
# On which day, or which days; not by which.
_DAY = re.compile(
    r"(?P<what>.{1,200}?) (?P<when>\d{1,2}\.(?:–\d{1,2}\.)? \w{3,10}kuuta(?: \d{4})?)"
    r"(?P<rest>(?: (?!mennessä|saakka|asti).{1,300})?)"
)
# From when on something was so.
_START = re.compile(r"(?P<what>.{1,200}?) (?P<when>\w{3,10}kuun alusta)(?P<rest>(?: alkaen)?)")
# "johtoryhmässä 9. lokakuuta uudesta maksusta"
_PLACE_AND_DAY = re.compile(r"([\w-]{3,40}(?:ss[aä]|ll[aä])) \d{1,2}\. \w{3,10}kuuta\b")
# What was decided stands behind these: "päätettiin nostaa maksu".
_ABOUT_TO = re.compile(
    r"(?:päätet|sovit|halut|toivot|aiot|ehdotet|suunnitel|pyydet|esitet)tiin", re.IGNORECASE
)
_FIGURE = re.compile(r"\d(?! )")  # of one digit: it is written as a word
_ILLATIVE = re.compile(r"\w+(?:iin|h[aeiouyäö]n|aan|ään|oon|öön|uun|yyn|een|seen|siin)")
_FIXED = frozenset((
    "alle", "yli", "noin", "lähes", "eri", "kaikki", "vähän", "paljon", "hyvin", "harvoin", "usein",
    "pitkään", "kokonaan",
))  # fmt: skip
# Of words that are no names: "varhaiskasvatuksen", "kokoelmatyön", "kirjastojen".
_GENITIVE = re.compile(
    r"[a-zåäö]{3,30}(?:[uy]ksen|työn|misen|jen|iden|eiden|lasten|nuorten|uusien|kuntien)"
)
_FROM_TO = re.compile(r"[\w-]+(?:st[aä]|lt[aä]|ksi|iin|h[aeiouyäö]n|aan|ään|oon|öön|uun|yyn|seen)")
# "400 katselusta 600 katseluun".
_FROM_NUMBER = re.compile(r" \d[\d\u00a0 ]{0,8} [^\W\d_]{2,40}st[aä] \d")
_SPAN = re.compile(r"(?:vuo[dst]|kuukau|viiko|päiv)")  # "jatkettiin vuodella"
_PLACES_GO_ON = re.compile(r", [\w-]+(?:ss[aä]|ll[aä])(?:,| ja\b)")  # ", Vaalassa ja Posiolla"
_LOCAL = re.compile(r"(?:\d+\.-)?\w+(?:lle|ss[aä]|ll[aä])", re.IGNORECASE)


class Clause(NamedTuple):
    """The words before its verb, the verb, those behind it, and what follows with its mark."""

    before: str
    verb: str
    after: str
    rest: str

    @classmethod
    def read(cls, sentence: str) -> Self | None:
        """The first clause of a sentence without its full stop; None without a verb."""
        head, rest = split_clauses(sentence)
        verb = finite_verb(head, "fi")
        if verb is None:
            return None
        before, after = head[: verb.start()].strip(), head[verb.end() :].strip()
        return cls(before, verb[0], after, rest)

    @property
    def is_passive(self) -> bool:
        return self.verb.casefold().endswith("iin")

    @property
    def has_time(self) -> bool:
        """Whether a month or a day stands behind the verb."""
        return bool(
            _MONTHS.search(self.after) or self._day_apart() or _PLACE_AND_DAY.match(self.after)
        )

    def _day_apart(self) -> tuple[str, ...]:
        """What was done, the verb, where, and the day that stands behind the verb with what follows
        it; () where there is none, or nothing that could begin the sentence.
        """
        if self.before or _ABOUT_TO.fullmatch(self.verb):
            return ()
        day = _DAY.fullmatch(self.after) or _START.fullmatch(self.after)
        if day is None or _FIGURE.match(day["what"]):
            return ()
        subject, place_words = _place_apart(day["what"])
        return (
            (subject, self.verb.lower(), place_words, day["when"] + day["rest"]) if subject else ()
        )

    def _place_apart(self) -> tuple[str, ...]:
        """Where, the verb, and the rest with the day that stands behind the place; () without."""
        place_and_day = _PLACE_AND_DAY.match(self.after)
        return (
            (place_and_day[1], self.verb.lower(), self.after[place_and_day.end(1) + 1 :])
            if place_and_day
            else ()
        )

    def _behind(self, verb: str, when: str) -> list[str]:
        """What stands behind the verb, with the time in its place."""
        if verb in ("ei", "eivät"):  # "eivät lähteneet marraskuussa"
            participle, _space, other_words = self.after.partition(" ")
            return [participle, when, other_words]
        goes_on = _PLACES_GO_ON.match(self.rest)
        is_where = not goes_on and all(is_place(word) for word in self.after.split())
        return [self.after, when] if is_where else [when, self.after]

    def with_verb_forward(self) -> Self:
        """With the verb before places and receivers: "kassit | vauvaperheille jaettiin"."""
        words = self.before.split()
        head = next((index for index, word in enumerate(words) if is_thing(word)), None)
        if not self.is_passive or head is None or head + 1 == len(words):
            return self
        tail = words[head + 1 :]
        if not all(is_place(word) for word in tail):
            return self
        words_after = " ".join([*tail, *self.after.split()])
        return self._replace(before=" ".join(words[: head + 1]), after=words_after)

    def sentence(self, when: str) -> str:
        """The sentence with the time at which it was done, "" where it says one itself."""
        verb = self.verb.lower()
        if self.before:
            parts = [self.before, verb, *self._behind(verb, when)]
            return " ".join(filter(None, parts)) + self.rest
        if not when:
            if month := _MONTHS.search(self.after):
                rest = f"{self.after[: month.start()]}{self.after[month.end() :]}".strip()
                return " ".join(filter(None, [month["when"], verb, rest])) + self.rest
            words = self._day_apart() or self._place_apart() or (verb, self.after)
            return " ".join(filter(None, words)) + self.rest
        if _START.fullmatch(self.after) and (words := self._day_apart()):
            return " ".join(filter(None, words)) + self.rest  # from when on it is so says enough
        if time := _LAST_TIME.fullmatch(self.after):
            return " ".join([time["when"], verb, time["what"]]) + self.rest
        if (day := _LAST_DAY.fullmatch(self.after)) and day["month"] in when:
            return " ".join([when, verb, day["what"]]) + self.rest
        if (day := _FIRST_DAY.fullmatch(self.after)) and day["month"] in when:
            return " ".join([when, verb, day["rest"]]) + self.rest
        return " ".join(filter(None, [when, verb, self.after])) + self.rest


def is_place(word: str) -> bool:
    """Whether a word tells where or for whom, or joins such words."""
    is_local = _LOCAL.fullmatch(word) and not _SPAN.match(word)
    return word == "ja" or word.endswith("-") or bool(is_local)


def _place_apart(text: str) -> tuple[str, str]:
    """What was done, and where or from what to what: "Satutunti", "Kemin kirjastossa"; without the
    first where the second begins the text.
    """
    if change := _FROM_NUMBER.search(text):
        return text[: change.start()], text[change.start() + 1 :]
    words = text.split()
    place_indexes = (index for index, word in enumerate(words) if is_local(word) and word != "ja")
    end = next(place_indexes, len(words))
    while 0 < end < len(words) and (is_genitive(words[end - 1]) or words[end - 1].isdecimal()):
        end -= 1
    return " ".join(words[:end]), " ".join(words[end:])


def is_local(word: str) -> bool:
    """Whether a word tells where, from where or what something became."""
    return is_place(word) or bool(_FROM_TO.fullmatch(word) and not noun(word))


def is_thing(word: str) -> bool:
    """Whether a word is a known noun that may be what was done: a house, houses."""
    word_noun = noun(word)
    return word_noun is not None and word_noun.form in (SINGULAR, MANY, SEVERAL)


def is_genitive(word: str) -> bool:
    """Whether a word looks like "neuvolan" rather than "neuvolaan"."""
    lower_word = word.casefold()
    return lower_word.endswith("n") and not _ILLATIVE.fullmatch(lower_word)


def phrase_start(words: list[str], head: int) -> int:
    """Where the noun phrase of a head begins: its adjectives and whose it is."""
    form = _form_or_singular(words[head])
    start = head
    while start and (
        _agrees(words[start - 1], form)
        or is_genitive(words[start - 1])
        or words[start - 1].casefold() in _FIXED
    ):
        start -= 1
    return start


def _form_or_singular(word: str) -> int:
    word_noun = noun(word) or adjective(word)
    return word_noun.form if word_noun else SINGULAR


def _agrees(word: str, form: int) -> bool:
    word_noun = adjective(word)
    return word_noun is not None and word_noun.form == form


def bent(words: list[str], form: int) -> list[str]:
    """A noun phrase with its head and what agrees with it in another form."""
    form_now = _form_or_singular(words[-1])
    head = noun(words[-1]) or adjective(words[-1])
    agreeing_words = [
        _recased(word, word_noun.forms[form])
        if (word_noun := adjective(word)) and word_noun.form == form_now and not is_genitive(word)
        else word
        for word in words[:-1]
    ]
    return [*agreeing_words, _recased(words[-1], head.forms[form]) if head else words[-1]]


def _recased(word: str, form: str) -> str:
    """A form with the large letters of the word as it was written."""
    same_count = 0
    while (
        same_count < min(len(word), len(form)) and word[same_count].casefold() == form[same_count]
    ):
        same_count += 1
    return word[:same_count] + form[same_count:]


def lowered(word: str) -> str:
    """The first word of a sentence as it is further on; "" where it may be a name."""
    lower_word = word.casefold()
    if word == lower_word:
        return word
    is_known = (
        noun(word) or adjective(word) or lower_word in _FIXED or _GENITIVE.fullmatch(lower_word)
    )
    if word.startswith("E-") and word[2:].islower():
        return lower_word
    is_name = not is_known or any(letter.isupper() for letter in word[1:]) or "-" in word
    return "" if is_name else lower_word
