"""A Finnish line with its figure as a sentence whose main matter is the figure. Pure.

“Laskut tarkistettu” with 640 laskua is “Helmikuussa tarkistettiin 640 laskua.”; where the figure
counts something else than what was done, it stands behind: “…; puutteita löytyi 11.”
"""

import re

from kimppa.core.prose.beside import (
    COME,
    CONCERNS,
    MONEY,
    PIECES,
    USES,
    counts_any,
    form_of,
    told_beside,
    use_verb,
)
from kimppa.core.prose.clauses import Clause, bent, is_local, lowered, phrase_start
from kimppa.core.words.amounts import Amount, read_amount
from kimppa.core.words.names import as_spelt
from kimppa.core.words.nouns import MANY, SEVERAL, SINGULAR, SOME, adjective, counts, noun, of_many

_PLACE = re.compile(
    r"\w+(?:lle|ss[aä]|ll[aä]|st[aä]|lt[aä]|ksi|in|h[aeiouyäö]n|aan|ään|oon|öön|uun|yyn|een)",
    re.IGNORECASE,
)
_NUMBER_BEHIND = re.compile(r"(?P<count>\d{1,3}(?:[ \u00a0]\d{3})*|\d+) (?P<label>[^\W\d_]{3,40})")
_BARE_NUMBER = re.compile(r"(?P<before>(?:[^,;:]{1,200} )?)(?P<what>[\w-]+) (?P<count>\d{1,6})")
# What belongs to the verb: "käytiin läpi 12 hyllyä".
_PARTICLES = frozenset(
    ["läpi", "esille", "esiin", "mukaan", "käyttöön", "kuntoon", "uudelleen", "yhteen", "pois"]
)
_USE = frozenset(["käyttö", "käyttöä", "käytöt"])
_USED = re.compile(r"(?:kuunnel|katsot|lainat|luet|käytet|ladat)tiin")
_COMPARED = re.compile(r"\b(?:enemmän|vähemmän|eniten|vähiten|useammin|harvemmin)\b|kertaa\b")
_MANY_GENITIVE = re.compile(r"(?:jen|ien|iden|ten)$")
_BACK = re.compile(r"[aou][^aouäöy]*$")
# Counting something is not doing it so many times.
_APIECE = re.compile(r"\w{3,40}ittain")  # "kunnittain"
_LAST = re.compile(r"viimei|ensimmäi|loput|loppuja|uusimm", re.IGNORECASE)
_LOOKING = re.compile(r"(?:tarkistet|tarkastet|käy|kirjat|toimitet)tiin|käytiin")
_PARTICIPLE = re.compile(r"\w{3,40}(?:neet|(?:[tds]|[lnr])[uy]t)")
_GRANT = re.compile(r"(?<![\w-])\w{0,20}(?:avustus|apuraha|rahoitus|määräraha)(?:ta|a)?(?!\w)")
_UNTIL = frozenset(["saakka", "asti", "mennessä"])
_COUNTING = re.compile(r"(?:laske|tilastoi|selvite|kartoite|raportoi|koo)t?tiin")


def with_number_apart(clause: Clause) -> tuple[Clause, Amount | None]:
    """The clause without an amount behind its verb that its object leaves no room for: "kokoelma
    digitoitiin 2 400 kuvaa".
    """
    if (bare_number := _BARE_NUMBER.fullmatch(clause.after)) and form_of(
        bare_number["what"]
    ) == SEVERAL:
        return clause._replace(after=bare_number["before"] + bare_number["what"]), Amount(
            int(bare_number["count"])
        )
    match = _NUMBER_BEHIND.fullmatch(clause.after)
    words = clause.before.split()
    hyphens = [
        index for index, word in enumerate(words) if word.startswith("-")
    ]  # of a name: "X -hanke"
    of_object = words[hyphens[-1] + 1 :] if hyphens else words
    is_taken = any(form_of(word) in (SINGULAR, MANY) for word in of_object)
    if not match or not is_taken or not clause.is_passive:
        return clause, None
    amount = read_amount(match["label"], int(re.sub(r"\D", "", match["count"])), "fi")
    return (clause._replace(after=""), amount) if amount else (clause, None)


# "Jokaisen kunnan neuvolaan vietiin kasseja": the figure is of them all.
_OF_EACH = re.compile(r"\b(?:jokai\w{2,8}|joka|kukin|kunkin|kuhunkin|kullekin)\b", re.IGNORECASE)


def compose(clause: Clause, when: str, amount: Amount) -> str:
    """The sentence, without a full stop, of a clause and its figure."""
    if _USED.fullmatch(clause.verb):
        when = ""  # the year's figure, whenever it was counted
    if amount.label == MONEY and (granted := _grant_sentence(clause, when, amount)):
        return granted
    if clause.is_passive and (numbered := _with_number(clause, when, amount)):
        return numbered
    if not clause.rest and (usage := _usage(clause, amount)):
        return usage
    if times := _times_sentence(clause, amount):
        return times
    if clause.rest and not clause.rest.startswith(";"):
        return clause.sentence(when)
    return clause._replace(rest="").sentence(when) + told_beside(clause, amount) + clause.rest


def _grant_sentence(clause: Clause, when: str, amount: Amount) -> str:
    """ "Hankkeelle myönnettiin 36 000 euron avustus"; "" where no grant stands behind the verb."""
    number = f"{amount.spelt('fi')} euron"
    text_after, grant_count = _GRANT.subn(
        lambda grant: f"{number} {grant[0]}", clause.after, count=1
    )
    return clause._replace(after=text_after).sentence(when) if grant_count else ""


def _times_sentence(clause: Clause, amount: Amount) -> str:
    """ "Kirjastoautosta lainattiin aineistoa 11 940 kertaa": how often, where the figure counts
    what the verb tells; "" where it does not, or something is compared.
    """
    if use_verb(amount) != clause.verb.casefold() or _COMPARED.search(clause.after):
        return ""
    sentence = clause._replace(rest="").sentence("")
    join = ", kaikkiaan" if sentence.endswith("sti") else ""  # "ahkerasti"
    return f"{sentence}{join} {amount.spelt('fi')} kertaa{clause.rest}"


def _usage(clause: Clause, amount: Amount) -> str:
    """The figure of what was only counted or gathered, with its own verb: "e-äänikirjoja
    kuunneltiin 31 250 kertaa", "chat-keskusteluja oli 1 874"; "" of anything else.
    """
    words, tail = _counted_apart(clause, amount)
    number = amount.spelt("fi")
    if not words or not _is_counting(clause, amount):
        return ""
    if (
        len(words) > 1
        and amount.label
        and (words[-1].casefold() in _USE or _is_of_people(words[-1], amount) or tail)
        and (usage_words := _usage_words(words[-2], amount, tail, is_sure=bool(tail)))
    ):
        return _with_other_owner(words[:-2], usage_words)
    if _object_at(words, amount) == len(words) - 1:
        return " ".join([*bent(words, SEVERAL), *tail, "oli yhteensä", number])
    return ""


def _with_other_owner(words_before: list[str], usage_words: list[str]) -> str:
    """ "E-kirjojen ja äänikirjojen käyttö": both in one case; "" where that of one is not known."""
    if words_before[-1:] != ["ja"]:
        return " ".join([*words_before, *usage_words])
    co_owner = of_many(words_before[-2].casefold()) if len(words_before) > 1 else ""
    is_alike = (
        co_owner
        and usage_words[1:2]
        and usage_words[1] != "oli"
        and not usage_words[0].endswith("n")
    )
    return " ".join([*words_before[:-2], co_owner, "ja", *usage_words]) if is_alike else ""


def _counted_apart(clause: Clause, amount: Amount) -> tuple[list[str], list[str]]:
    """What was counted and where or until when; nothing where more is told of it."""
    words, words_after = clause.before.split(), clause.after.split()
    if not words and (index := _object_at(words_after, amount)) is not None:
        words, words_after = words_after[: index + 1], words_after[index + 1 :]
    if len(words_after) == 1 and _APIECE.fullmatch(words_after[0]):
        words_after = []
    if words_after[-1:] == ["loppuun"]:
        words_after = [*words_after, "mennessä"]
    is_told = not words_after or words_after[-1] in _UNTIL or all(map(is_local, words_after))
    return (words, words_after) if is_told else ([], [])


def _is_counting(clause: Clause, amount: Amount) -> bool:
    """Whether a clause only tells that something was counted: of uses, looking at them too."""
    verb = clause.verb.casefold()
    return bool(
        _COUNTING.fullmatch(verb) or (counts_any(amount, USES) and _LOOKING.fullmatch(verb))
    )


def _is_of_people(word: str, amount: Amount) -> bool:
    return word.casefold() in ("asiakkaat", "kävijät", "käyttäjät") and counts_any(
        amount, (*COME, *CONCERNS)
    )


def _usage_words(
    owner_genitive: str, amount: Amount, tail: list[str], *, is_sure: bool
) -> list[str]:
    """How much something was used: "e-lehtiä luettiin 90 kertaa", "bussilla oli 90 kävijää".
    `tail` stands behind the verb. Where `is_sure`, nothing is said without a verb of its own.
    """
    number, label_noun = amount.spelt("fi"), noun(amount.label)
    ending = "a" if _BACK.search(owner_genitive) else "ä"
    is_many = bool(_MANY_GENITIVE.search(owner_genitive))
    is_name = (
        not as_spelt(owner_genitive).islower()
        and not owner_genitive.endswith("en")
        and not noun(owner_genitive[:-1])
    )
    owner_partitive = of_many(owner_genitive) or (
        f"{owner_genitive[:-1]}{ending}" if is_name and not is_many else ""
    )
    verb = use_verb(amount)
    if owner_partitive and verb:
        return [owner_partitive, verb, *tail, number, "kertaa"]
    if is_sure:
        return []
    if owner_genitive.endswith("n") and not is_many:
        return [f"{owner_genitive[:-1]}ll{ending}", "oli", number, amount.label]
    label_plural = label_noun.forms[SEVERAL] if label_noun else amount.label
    return [owner_genitive, label_plural, "oli yhteensä", number]


def _object_at(words: list[str], amount: Amount) -> int | None:
    """The place of the word for what the figure counts."""
    # Of “Alueen kirjailijat -sivustolle” the authors are no thing that is counted.
    in_name = {index for index, word in enumerate(words[1:]) if word.startswith("-")}
    plural_indexes = [
        index
        for index, word in enumerate(words)
        if form_of(word) in (MANY, SEVERAL) and index not in in_name
    ]
    if amount.label:
        last_index = len(words) - 1
        matching_indexes = [
            index
            for index, word in enumerate(words)
            if counts(amount.label, word)
            and (index in plural_indexes or (index == last_index and form_of(word) == SINGULAR))
        ]
        if matching_indexes or not counts_any(amount, PIECES):
            return matching_indexes[0] if matching_indexes else None
    return plural_indexes[0] if len(plural_indexes) == 1 else None


def _with_number(clause: Clause, when: str, amount: Amount) -> str:
    """The clause with the figure before what it counts; "" where it counts something else, or a
    word would have to be bent by guess.
    """
    if _is_counting(clause, amount) or _OF_EACH.search(f"{clause.before} {clause.after}"):
        return ""
    words_before, words_after = clause.before.split(), clause.after.split()
    particle = [words_after.pop(0)] if words_after and words_after[0] in _PARTICLES else []
    verb = [clause.verb.lower(), *particle]
    words = _counted_behind(words_before, verb, words_after, when, amount)
    words = words or _counted_before(words_before, verb, words_after, when, amount)
    return " ".join(word for word in words if word) + clause.rest if words else ""


def _counted_behind(
    words_before: list[str], verb: list[str], words_after: list[str], when: str, amount: Amount
) -> list[str]:
    """With what is counted behind the verb: "luettelosta poistettiin 530 kadonnutta nidettä"."""
    index, label = _object_at(words_after, amount), ""
    if index is None:
        index, label = _nameless(words_after, amount)
    if index is None or not (words_before or when):
        return []
    start = phrase_start(words_after, index)
    if any(_LAST.match(word) for word in words_after[start:index]):
        return []  # the figure may be of them all
    if not _ends_in_place(words_after[:start]):
        return []
    lead = [*words_before, *verb, when] if words_before else [when, *verb]
    phrase = _numbered(words_after[start : index + 1], amount.spelt("fi"), label)
    return [*lead, *words_after[:start], *phrase, *words_after[index + 1 :]]


def _counted_before(
    words_before: list[str], verb: list[str], words_after: list[str], when: str, amount: Amount
) -> list[str]:
    """With what is counted before the verb: "vanhat laskut siirrettiin perintään"."""
    index = _object_at(words_before, amount)
    if index is None or words_after[:1] == ["ja"]:
        return []  # "paketit koottiin ja lähetettiin": the object is of both verbs
    start, number = phrase_start(words_before, index), amount.spelt("fi")
    lead, tail = words_before[:start], [*words_before[index + 1 :], *words_after]
    if not _ends_in_place(lead) or (lead and _PARTICIPLE.fullmatch(words_before[start])):
        return []  # "varastosta kadonneet niteet": the place is theirs
    if lead:
        return [*lead, *verb, when, *_numbered(words_before[start : index + 1], number, ""), *tail]
    first_word = lowered(words_before[0])
    if not first_word or not when:
        is_of_many = form_of(words_before[index]) == SEVERAL
        return [*words_before, *verb, *words_after, when, "yhteensä", number] if is_of_many else []
    return [when, *verb, *_numbered([first_word, *words_before[1 : index + 1]], number, ""), *tail]


def _ends_in_place(words: list[str]) -> bool:
    """Whether words before a noun phrase are none of it, as an unknown adjective would be."""
    return not words or bool(_PLACE.fullmatch(words[-1]))


def _nameless(words: list[str], amount: Amount) -> tuple[int | None, str]:
    """An adjective at the end that stands for what the figure counts: "kadonneet" (530 nidettä)."""
    last_adjective = adjective(words[-1]) if words else None
    if last_adjective is None or last_adjective.form != MANY or noun(words[-1]) or not amount.label:
        return None, ""
    return len(words) - 1, amount.label


def _numbered(phrase: list[str], number: str, label: str) -> list[str]:
    """ "alle vuoden vanhat laskut" as "640 alle vuoden vanhaa laskua"."""
    words = bent(phrase, SOME)
    all_word = words[:1] if words[0].casefold() == "kaikki" else []
    return [*all_word, number, *words[len(all_word) :], *([label] if label else [])]
