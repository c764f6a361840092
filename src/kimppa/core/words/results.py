"""A Finnish line with its figure as a sentence whose main matter is the figure. Pure.

“Laskut tarkistettu” with 640 laskua is “Helmikuussa tarkistettiin 640 laskua.”; where the figure
counts something else than what was done, it stands behind: “…; puutteita löytyi 11.”
"""

import re

from kimppa.core.words.amounts import Amount, read_amount
from kimppa.core.words.clauses import Clause, bent, lowered, phrase_start
from kimppa.core.words.names import as_spelt
from kimppa.core.words.nouns import MANY, SEVERAL, SINGULAR, SOME, adjective, counts, noun, of_many

# Of what was arranged: what a figure of people tells is how many came.
EVENTS = (
    "koulutus", "vinkkaus", "opastus", "perehdytys", "työpaja", "vierailu", "iltapäivä",
    "aamupäivä", "kurssi", "näyttely", "kampanja", "tapahtuma", "webinaari", "seminaari",
    "retki", "konsertti", "lukupiiri", "tunti", "kilpailu", "kiertue", "luento", "tilaisuus",
    "tuokio", "kierros", "esittely", "näytös", "tietoisku", "leiri", "juhla", "levyraati",
)  # fmt: skip
_EVENT_COMPOUNDS = re.compile(
    r"(?:koulutus|perehdytys|perehdyttämis|kehittämis|henkilöstö|henkilökunta|teema|tutustumis"
    r"|lasten|perhe|luku|runo|kirjallisuus)päivä|(?:koulutus|luento|konsertti|keskustelu)sarja"
    r"|(?:-|luku|runo|peli|kirja|kirjailija|musiikki|vanhempain|yhteislaulu)ilta$"
    r"|(?:muistelu|runo|keskustelu)piiri$|(?:kieli|digi|runo|kirja|perhe|keskustelu)kahvila$"
    r"|(?:runo|levy|kirja)raati$|kerho$|tietovisa$"
)
_NO_EVENTS = re.compile(r".*(?:aukiolo|työ|avoinna|käyttö|loma)tunti")
_COME = ("kävijä", "kuulija", "katsoja", "vieras", "asiakas")
_TAKE_PART = (
    "osallistuja", "oppilas", "lapsi", "nuori", "henkilö", "ihminen", "opiskelija", "perhe",
    "luokka", "lainen", "läinen", "ikäihminen", "aikuinen", "työntekijä", "seniori", "vanhempi",
    "opettaja", "asukas", "ryhmä", "koulu", "päiväkoti",
)  # fmt: skip
_FAULTS = (
    "puute", "virhe", "vika", "ongelma", "havainto", "kaksoiskappale", "tupla",
)  # fmt: skip
_GOT = (
    "vastaus", "tarjous", "hakemus", "ehdotus", "toive", "idea", "ilmoitus", "palaute",
    "kommentti", "tilaus", "huomautus",
)  # fmt: skip
_CONCERNS = ("asiakas", "käyttäjä", "lainaaja")
_PIECES = ("laite",)
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
_USE_VERBS = (
    ("kuuntelu", "kuunneltiin"), ("kuuntelukerta", "kuunneltiin"), ("katselu", "katsottiin"),
    ("katselukerta", "katsottiin"), ("laina", "lainattiin"), ("lainaus", "lainattiin"),
    ("lainauskerta", "lainattiin"), ("lukukerta", "luettiin"), ("käyttökerta", "käytettiin"),
    ("lataus", "ladattiin"), ("latauskerta", "ladattiin"),
)  # fmt: skip
_USED = re.compile(r"(?:kuunnel|katsot|lainat|luet|käytet|ladat)tiin")
_MANY_GENITIVE = re.compile(r"(?:jen|ien|iden|ten)$")
_BACK = re.compile(r"[aou][^aouäöy]*$")
# Counting something is not doing it so many times.
_APIECE = re.compile(r"\w{3,40}ittain")  # "kunnittain"
_COUNTING = re.compile(r"(?:laske|tilastoi|selvite|kartoite|raportoi|koo)t?tiin")


def event_at(words: list[str]) -> int | None:
    """The place of the first word that names something arranged, as what was arranged."""
    for at, word in enumerate(words):
        label_noun = noun(word)
        if label_noun is None or label_noun.form not in (SINGULAR, MANY, SEVERAL):
            continue
        is_event = label_noun.name.endswith(EVENTS) and not _NO_EVENTS.fullmatch(label_noun.name)
        if is_event or _EVENT_COMPOUNDS.search(label_noun.name):
            return at
    return None


def with_number_apart(clause: Clause) -> tuple[Clause, Amount | None]:
    """The clause without an amount behind its verb that its object leaves no room for: "kokoelma
    digitoitiin 2 400 kuvaa".
    """
    if (bare := _BARE_NUMBER.fullmatch(clause.after)) and _form(bare["what"]) == SEVERAL:
        return clause._replace(after=bare["before"] + bare["what"]), Amount(int(bare["count"]))
    match = _NUMBER_BEHIND.fullmatch(clause.after)
    is_taken = any(_form(word) in (SINGULAR, MANY) for word in clause.before.split())
    if not match or not is_taken or not clause.is_passive:
        return clause, None
    amount = read_amount(match["label"], int(re.sub(r"\D", "", match["count"])), "fi")
    return (clause._replace(after=""), amount) if amount else (clause, None)


def compose(clause: Clause, when: str, amount: Amount) -> str:
    """The sentence, without a full stop, of a clause and its figure."""
    if _USED.fullmatch(clause.verb):
        when = ""  # the year's figure, whenever it was counted
    if clause.is_passive and (numbered := _with_number(clause, when, amount)):
        return numbered
    if not clause.rest and (usage := _usage(clause, amount)):
        return usage
    if clause.rest and not clause.rest.startswith(";"):
        return clause.sentence(when)
    return clause._replace(rest="").sentence(when) + _result(clause, amount) + clause.rest


def _result(clause: Clause, amount: Amount) -> str:
    """What a figure tells besides, behind the sentence of its clause."""
    number, label_noun = amount.spelt("fi"), noun(amount.label)
    if attendance := _attendance(clause, amount):
        return f", ja {attendance}"
    if label_noun is not None and _is(amount, _FAULTS):
        return f"; {label_noun.forms[SEVERAL]} löytyi {number}"
    if label_noun is not None and _is(amount, _GOT):
        return f"; {label_noun.forms[SEVERAL]} saatiin {number}"
    label = amount.label or _thing(clause)
    return f" ({number} {label})" if label else ""


def _thing(clause: Clause) -> str:
    """What a figure without a label counts, as a number takes it; "" where that is not sure."""
    things = [word_noun for word in clause.before.split() if (word_noun := noun(word))]
    many = [thing for thing in things if thing.form in (MANY, SEVERAL)]
    return many[0].forms[SOME] if len(many) == 1 else ""


def _is(amount: Amount, names: tuple[str, ...]) -> bool:
    label_noun = noun(amount.label)
    return label_noun is not None and label_noun.name.endswith(names)


def is_outcome(amount: Amount) -> bool:
    """Whether a figure tells what came of the work: people, uses, faults, answers."""
    uses = (name for name, _verb in _USE_VERBS)
    return _is(amount, (*_COME, *_TAKE_PART, *_FAULTS, *_GOT, *_CONCERNS, *uses, "haku", "käynti"))


def counts_people(amount: Amount) -> bool:
    """Whether a figure tells how many came."""
    return _is(amount, (*_COME, *_TAKE_PART))


def _form(word: str) -> int | None:
    label_noun = noun(word)
    return label_noun.form if label_noun else None


def _attendance(clause: Clause, amount: Amount) -> str:
    """Who came to what was arranged, behind a sentence of it; "" of anything else."""
    words = [*clause.before.split(), *clause.after.split()]
    at = event_at(words)
    if not counts_people(amount) or (at is None and clause.verb != "järjestettiin"):
        return ""
    many = at is not None and _form(words[at].rpartition("-")[2]) != SINGULAR
    to_it = "niihin" if many else "siihen"
    if _is(amount, _COME):
        return f"{to_it} tuli {amount.spelt('fi')} {amount.label}"
    label = "ihmistä" if _is(amount, ("osallistuja",)) else amount.label
    return f"{to_it} osallistui {amount.spelt('fi')} {label}"


def _usage(clause: Clause, amount: Amount) -> str:
    """The figure of what was only counted or gathered, with its own verb: "e-äänikirjoja
    kuunneltiin 31 250 kertaa", "chat-keskusteluja oli 1 874"; "" of anything else.
    """
    words, number = clause.before.split(), amount.spelt("fi")
    is_alone = not clause.after or _APIECE.fullmatch(clause.after)
    if not words or not is_alone or not _COUNTING.fullmatch(clause.verb.casefold()):
        return ""
    if (
        len(words) > 1
        and amount.label
        and (words[-1].casefold() in _USE or _is_of_people(words[-1], amount))
    ):
        return " ".join([*words[:-2], *_used(words[-2], amount)])
    if _object_at(words, amount) == len(words) - 1:
        return " ".join([*bent(words, SEVERAL), "oli yhteensä", number])
    return ""


def _is_of_people(word: str, amount: Amount) -> bool:
    return word.casefold() in ("asiakkaat", "kävijät", "käyttäjät") and _is(
        amount, (*_COME, *_CONCERNS)
    )


def _used(owner: str, amount: Amount) -> list[str]:
    """How much something was used: "e-lehtiä luettiin 90 kertaa", "bussilla oli 90 kävijää"."""
    number, label_noun = amount.spelt("fi"), noun(amount.label)
    ending = "a" if _BACK.search(owner) else "ä"
    is_many = bool(_MANY_GENITIVE.search(owner))
    is_name = not as_spelt(owner).islower() and not owner.endswith("en") and not noun(owner[:-1])
    medium = of_many(owner) or (f"{owner[:-1]}{ending}" if is_name and not is_many else "")
    verb = next((verb for name, verb in _USE_VERBS if _is(amount, (name,))), "")
    if medium and verb:
        return [medium, verb, number, "kertaa"]
    if owner.endswith("n") and not is_many:
        return [f"{owner[:-1]}ll{ending}", "oli", number, amount.label]
    several = label_noun.forms[SEVERAL] if label_noun else amount.label
    return [owner, several, "oli yhteensä", number]


def _object_at(words: list[str], amount: Amount) -> int | None:
    """The place of the word for what the figure counts."""
    plural = [at for at, word in enumerate(words) if _form(word) in (MANY, SEVERAL)]
    if amount.label:
        last = len(words) - 1
        same = [
            at
            for at, word in enumerate(words)
            if counts(amount.label, word)
            and (at in plural or (at == last and _form(word) == SINGULAR))
        ]
        if same or not _is(amount, _PIECES):
            return same[0] if same else None
    return plural[0] if len(plural) == 1 else None


def _with_number(clause: Clause, when: str, amount: Amount) -> str:
    """The clause with the figure before what it counts; "" where it counts something else, or a
    word would have to be bent by guess.
    """
    if _COUNTING.fullmatch(clause.verb.casefold()):
        return ""
    before, after = clause.before.split(), clause.after.split()
    particle = [after.pop(0)] if after and after[0] in _PARTICLES else []
    verb = [clause.verb.lower(), *particle]
    words = _counted_behind(before, verb, after, when, amount)
    words = words or _counted_before(before, verb, after, when, amount)
    return " ".join(word for word in words if word) + clause.rest if words else ""


def _counted_behind(
    before: list[str], verb: list[str], after: list[str], when: str, amount: Amount
) -> list[str]:
    """With what is counted behind the verb: "luettelosta poistettiin 530 kadonnutta nidettä"."""
    at, label = _object_at(after, amount), ""
    if at is None:
        at, label = _nameless(after, amount)
    if at is None or not (before or when):
        return []
    start = phrase_start(after, at)
    if not _ends_in_place(after[:start]):
        return []
    lead = [*before, *verb, when] if before else [when, *verb]
    phrase = _numbered(after[start : at + 1], amount.spelt("fi"), label)
    return [*lead, *after[:start], *phrase, *after[at + 1 :]]


def _counted_before(
    before: list[str], verb: list[str], after: list[str], when: str, amount: Amount
) -> list[str]:
    """With what is counted before the verb: "vanhat laskut siirrettiin perintään"."""
    at = _object_at(before, amount)
    if at is None or after[:1] == ["ja"]:
        return []  # "paketit koottiin ja lähetettiin": the object is of both verbs
    start, number = phrase_start(before, at), amount.spelt("fi")
    lead, tail = before[:start], [*before[at + 1 :], *after]
    if not _ends_in_place(lead):
        return []
    if lead:
        return [*lead, *verb, when, *_numbered(before[start : at + 1], number, ""), *tail]
    first = lowered(before[0])
    if not first or not when:
        is_of_many = _form(before[at]) == SEVERAL
        return [*before, *verb, *after, when, "yhteensä", number] if is_of_many else []
    return [when, *verb, *_numbered([first, *before[1 : at + 1]], number, ""), *tail]


def _ends_in_place(words: list[str]) -> bool:
    """Whether words before a noun phrase are none of it, as an unknown adjective would be."""
    return not words or bool(_PLACE.fullmatch(words[-1]))


def _nameless(words: list[str], amount: Amount) -> tuple[int | None, str]:
    """An adjective at the end that stands for what the figure counts: "kadonneet" (530 nidettä)."""
    last = adjective(words[-1]) if words else None
    if last is None or last.form != MANY or noun(words[-1]) or not amount.label:
        return None, ""
    return len(words) - 1, amount.label


def _numbered(phrase: list[str], number: str, label: str) -> list[str]:
    """ "alle vuoden vanhat laskut" as "640 alle vuoden vanhaa laskua"."""
    words = bent(phrase, SOME)
    every = words[:1] if words[0].casefold() == "kaikki" else []
    return [*every, number, *words[len(every) :], *([label] if label else [])]
