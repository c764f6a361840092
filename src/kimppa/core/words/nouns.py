"""Finnish nouns and adjectives of libraries' work in the four forms that counting needs. Pure.

`nouns.tsv` and `adjectives.tsv` hold the words: a word outside them is not bent, but a compound is
by its last part ("kirjakassit" by "kassi"), and so are the endings that leave no doubt. The forms
were made by rule and kept where Voikko reads them back as that word in that form.
"""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
SINGULAR, MANY, SOME, SEVERAL = range(4)  # lasku, laskut, (640) laskua, laskuja
_SHORTEST, _PREFIX = 4, 3  # letters of a compound's last part, and before it
# Of endings whose other forms are sure.
_NOUN_ENDINGS = (
    ("us", "ukset", "usta", "uksia"),
    ("ys", "ykset", "ystä", "yksiä"),
    ("aja", "ajat", "ajaa", "ajia"),
    ("uja", "ujat", "ujaa", "ujia"),
    ("äjä", "äjät", "äjää", "äjiä"),
    ("yjä", "yjät", "yjää", "yjiä"),
    ("ija", "ijat", "ijaa", "ijoita"),
    ("ijä", "ijät", "ijää", "ijöitä"),
    ("lainen", "laiset", "laista", "laisia"),
    ("läinen", "läiset", "läistä", "läisiä"),
)
_ADJECTIVE_ENDINGS = (
    ("inen", "iset", "ista", "isia"),
    ("inen", "iset", "istä", "isiä"),
    ("nut", "neet", "nutta", "neita"),
    ("nyt", "neet", "nyttä", "neitä"),
    ("va", "vat", "vaa", "via"),
    ("vä", "vät", "vää", "viä"),
    ("ttu", "tut", "ttua", "ttuja"),
    ("tty", "tyt", "ttyä", "ttyjä"),
)
# Of many: "lehtien" and "lehtiä" have one stem.
_GENITIVES = (("jen", ("ja", "jä")), ("ien", ("ia", "iä")), ("iden", ("ita", "itä")))
_BACK = re.compile(r"[aou][^aouäöy]*$")


class Noun(NamedTuple):
    """A word read: which form it is in, and all its forms."""

    form: int
    forms: tuple[str, str, str, str]

    @property
    def name(self) -> str:
        """The dictionary form."""
        return self.forms[SINGULAR]


@cache
def _words_of_file(file: str) -> dict[str, Noun]:
    """Nouns by each of their four forms, from a table with a line for each noun."""
    words: dict[str, Noun] = {}
    for line in (_HERE / file).read_text(encoding="utf-8").splitlines()[1:]:
        singular, plural_word, partitive, plural_partitive = line.split("\t")
        for form, word in enumerate((singular, plural_word, partitive, plural_partitive)):
            words.setdefault(word, Noun(form, (singular, plural_word, partitive, plural_partitive)))
    return words


@lru_cache(8192)
def noun(word: str) -> Noun | None:
    """The noun that a word is a form of, of a compound with its beginning."""
    lower_word = word.casefold()
    return _listed_noun(lower_word, _words_of_file("nouns.tsv")) or _by_ending(
        lower_word, _NOUN_ENDINGS
    )


@lru_cache(8192)
def adjective(word: str) -> Noun | None:
    """The same of an adjective, or of a participle used as one."""
    lower_word = word.casefold()
    return _listed_noun(lower_word, _words_of_file("adjectives.tsv")) or _by_ending(
        lower_word, _ADJECTIVE_ENDINGS
    )


def is_listed(word: str) -> bool:
    """Whether a word in small letters is a form of a listed noun itself, not of a compound."""
    return word in _words_of_file("nouns.tsv")


def _listed_noun(word: str, words: dict[str, Noun]) -> Noun | None:
    """The noun by itself, or by the last part of a compound; None for one not in the table."""
    if (listed_noun := words.get(word)) is not None:
        return listed_noun
    for start in range(_PREFIX, len(word) - _SHORTEST + 1):
        if (last_noun := words.get(word[start:])) is not None:
            return _compound(word[:start], last_noun)
    first_part, hyphen, last_part = word.rpartition("-")
    last_noun = words.get(last_part) if hyphen else None
    return _compound(first_part + hyphen, last_noun) if last_noun else None


def _compound(start: str, last_noun: Noun) -> Noun:
    singular, plural_word, partitive, plural_partitive = (
        f"{start}{form}" for form in last_noun.forms
    )
    return Noun(last_noun.form, (singular, plural_word, partitive, plural_partitive))


def _by_ending(word: str, endings: tuple[tuple[str, ...], ...]) -> Noun | None:
    """The noun by an ending whose other forms are sure; None for other endings."""
    for ending_forms in endings:
        is_back = ending_forms[SOME].endswith("a")
        # Of one alone the ending tells too little: "oikeus" is no "-us", "tapahtuva" may be a verb.
        for form, ending in enumerate(ending_forms):
            stem = word.removesuffix(ending)
            if not form or stem == word or len(stem) < _PREFIX:
                continue
            harmony = (
                stem if ending_forms[SINGULAR] == "inen" else f"{stem}{ending_forms[SINGULAR]}"
            )
            if bool(_BACK.search(harmony)) is is_back:
                singular, plural_word, partitive, plural_partitive = (
                    stem + end for end in ending_forms
                )
                return Noun(form, (singular, plural_word, partitive, plural_partitive))
    return None


def of_many(word: str) -> str:
    """The partitive of a known word in the genitive plural: "äänikirjoja" of "äänikirjojen"."""
    for ending, partitives in _GENITIVES:
        stem = word.removesuffix(ending)
        for partitive in partitives if stem != word else ():
            word_noun = noun(stem + partitive)
            if word_noun is not None and word_noun.form == SEVERAL:
                return stem + partitive
    return ""


def counts(label: str, word: str) -> bool:
    """Whether a label counts what a word names: "kassia" of "kirjakassit"."""
    label_noun, word_noun = noun(label), noun(word)
    if label_noun is None or word_noun is None:
        return False
    return word_noun.name.endswith(label_noun.name) or label_noun.name.endswith(word_noun.name)
