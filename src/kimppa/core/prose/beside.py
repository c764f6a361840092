"""What a Finnish figure counts, and how it is told beside the sentence of its line. Pure.

Who came, what was found, how many there were: each has words of its own, for a figure in brackets
tells a reader nothing.
"""

import re

from kimppa.core.prose.clauses import Clause
from kimppa.core.words.amounts import Amount
from kimppa.core.words.nouns import MANY, SEVERAL, SINGULAR, SOME, adjective, noun

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
COME = ("kävijä", "kuulija", "katsoja", "vieras", "asiakas")
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
CONCERNS = ("asiakas", "käyttäjä", "lainaaja")
PIECES = ("laite",)
_EVENT_VERBS = frozenset(["järjestettiin", "pidettiin"])
_PLACES = ("kunta", "toimipiste", "kirjasto", "koulu")
_MEMBERS = (*_PLACES, "joukkue", "luokka", "osasto")
_LEARNERS = ("opastettua", "neuvottua", "koulutettua", "perehdytettyä", "ohjattua")
# Of what there was rather than what was done to it.
USES = ("käynti", "laina", "lainaus", "kuuntelu", "katselu", "lataus", "haku", "avaus")
_COUNTED_APART = (*USES, "tilaisuus", "tapahtuma", "tilaaja", "varaus", "kysymys", "vastaaja")
_FROM = {"asiakasta": "asiakkaalta", "käyttäjää": "käyttäjältä", "lainaajaa": "lainaajalta"}
_NUMERAL = re.compile(
    r"[\d\u00a0]+|kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän", re.IGNORECASE
)
MONEY = "euroa"  # a grant's figure beside its line
_DEED = re.compile(r"[a-zåäö]{3,30}(?:(?:tt|[lrn]t)(?:ua|yä)|nutta|nyttä)", re.IGNORECASE)
_OWNERS = {"asiakasta": "asiakkaan", "käyttäjää": "käyttäjän", "lainaajaa": "lainaajan"}
_REMOVED = re.compile(
    r"(?P<lead>\bpoistettiin (?:[^\W\d_]{3,20} )?[\d\u00a0 ]{2,9} )(?P<attribute>[^\W\d_]{3,30} )?"
    rf"(?P<who>{'|'.join(_OWNERS)})\b(?! tiedot|, jo)"
)
_REGISTERED = r"(?P<who>\d[\d\u00a0 ]{0,9}(?: [^\W\d_]{3,20})? (?:låntagare|kunder|användare))"
_SWEDISH_REMOVED = re.compile(rf"(?<!om ){_REGISTERED} (?P<verb>raderades|rensades|togs bort)\b")
_SWEDISH_REMOVED_FIRST = re.compile(rf"(?P<verb>raderades|rensades) {_REGISTERED}")
_ENGLISH_REMOVED = re.compile(
    r"(?P<who>(?<!\w)\d[\d\u00a0, ]{0,9}(?: [^\W\d_]{3,20})? (?:patrons|customers|borrowers|users))"
    r" (?P<verb>were (?:removed|deleted))\b"
)
_SURE_GENITIVE = re.compile(r"\w+(?:inen|ha|hä|va|vä|kea|keä|sa|na|la)")
_OF_SOME = re.compile(r"\b(?:eniten|vähiten|useimmin|etenkin|varsinkin)\b")  # the figure is of all
_STEM = 6  # letters by which a word is known in any case
USE_VERBS = (
    ("kuuntelu", "kuunneltiin"), ("kuuntelukerta", "kuunneltiin"), ("katselu", "katsottiin"),
    ("katselukerta", "katsottiin"), ("laina", "lainattiin"), ("lainaus", "lainattiin"),
    ("lainauskerta", "lainattiin"), ("lukukerta", "luettiin"), ("käyttökerta", "käytettiin"),
    ("lataus", "ladattiin"), ("latauskerta", "ladattiin"),
)  # fmt: skip


def use_verb(amount: Amount) -> str:
    """The verb of the use that a figure counts: "lainattiin" of loans; "" of anything else."""
    return next((verb for name, verb in USE_VERBS if counts_any(amount, (name,))), "")


def event_at(words: list[str]) -> int | None:
    """The place of the first word that names something arranged, as what was arranged."""
    for index, word in enumerate(words):
        label_noun = noun(word)
        if label_noun is None or label_noun.form not in (SINGULAR, MANY, SEVERAL):
            continue
        is_event = label_noun.name.endswith(EVENTS) and not _NO_EVENTS.fullmatch(label_noun.name)
        if is_event or _EVENT_COMPOUNDS.search(label_noun.name):
            return index
    return None


def told_beside(clause: Clause, amount: Amount) -> str:
    """What a figure tells besides, behind the sentence of its clause; "" of what cannot be said
    surely.
    """
    number, label_noun = amount.spelt("fi"), noun(amount.label)
    if amount.label == MONEY:
        return f"; summa oli {number} {MONEY}"
    if attendance := _attendance(clause, amount):
        return f", ja {attendance}"
    if label_noun is not None and counts_any(amount, _FAULTS):
        return f"; {label_noun.forms[SEVERAL]} löytyi {number}"
    if label_noun is not None and counts_any(amount, _GOT):
        return f"; {label_noun.forms[SEVERAL]} saatiin {number}"
    return _in_own_words(clause, amount, amount.label or _counted_noun(clause))


def _in_own_words(clause: Clause, amount: Amount, label: str) -> str:
    """A figure in words of its own: "; kuulijoita oli 112", "; kuvia oli yhteensä 2 400"."""
    number, *attributes = amount.spelt("fi"), *label.split()[:-1]
    plural = label_noun.forms[SEVERAL] if (label_noun := noun(label.rpartition(" ")[2])) else ""
    if not label or _is_named(clause, amount) or _OF_SOME.search(clause.after):
        return ""
    if clause.verb.casefold() == "poistettiin" and (source := _FROM.get(label)):
        return f" yhteensä {number} {source}"
    if amount.label.endswith(_LEARNERS):
        return f"; mukana oli {number} ihmistä"
    if counts_any(amount, (*COME, *_COUNTED_APART)) and plural and not attributes:
        return f"; {plural} {'kertyi' if counts_any(amount, USES) else 'oli'} {number}"
    if counts_any(amount, (*_TAKE_PART, *_MEMBERS)) or (
        amount.label.endswith("paria") and not clause.is_passive
    ):
        return f"; mukana oli {number} {_without_deed(label)}"
    is_held = clause.verb.casefold() in _EVENT_VERBS
    if not plural or attributes:
        return ""
    is_whole = clause.is_passive and not is_held and not counts_any(amount, CONCERNS)
    return f"; {plural} oli {'yhteensä ' if is_whole else ''}{number}"


def _is_named(clause: Clause, amount: Amount) -> bool:
    """Whether a clause names those whose number it is, of which no more need be said: "kaikista
    toimipisteistä".
    """
    if not counts_any(amount, _PLACES):
        return False
    stem = amount.label.casefold()[:_STEM]
    return any(
        word.casefold().startswith(stem) for word in f"{clause.before} {clause.after}".split()
    )


def _without_deed(label: str) -> str:
    """ "Siirrettyä nidettä" as "nidettä": that they were moved is said."""
    first_word, _gap, other_words = label.partition(" ")
    return other_words if other_words and _DEED.fullmatch(first_word) else label


def people_removed(sentence: str, language: str) -> str:
    """ "Poistettiin 5 200 vanhaa asiakasta" as "… 5 200 vanhan asiakkaan tiedot": people stay."""
    if language == "sv":
        sentence = _SWEDISH_REMOVED.sub(r"uppgifterna om \g<who> \g<verb>", sentence)
        return _SWEDISH_REMOVED_FIRST.sub(r"\g<verb> uppgifterna om \g<who>", sentence)
    if language == "en":
        return _ENGLISH_REMOVED.sub(r"the records of \g<who> \g<verb>", sentence)
    return _REMOVED.sub(_removed, sentence)


def _removed(match: re.Match[str]) -> str:
    attribute = match["attribute"] or ""
    if attribute:
        word_noun = adjective(attribute.strip())
        if (
            word_noun is None
            or word_noun.form != SOME
            or not _SURE_GENITIVE.fullmatch(word_noun.name)
        ):
            return match[0]
        stem = word_noun.name.removesuffix("nen") + "sen"
        attribute = f"{stem if word_noun.name.endswith('inen') else f'{word_noun.name}n'} "
    return f"{match['lead']}{attribute}{_OWNERS[match['who']]} tiedot"


def _counted_noun(clause: Clause) -> str:
    """What a figure without a label counts, as a number takes it; "" where that is not sure."""
    nouns = [word_noun for word in clause.before.split() if (word_noun := noun(word))]
    plural_nouns = [thing_noun for thing_noun in nouns if thing_noun.form in (MANY, SEVERAL)]
    return plural_nouns[0].forms[SOME] if len(plural_nouns) == 1 else ""


def counts_any(amount: Amount, names: tuple[str, ...]) -> bool:
    """Whether a figure counts one of the things named."""
    label_noun = noun(amount.label)
    return label_noun is not None and label_noun.name.endswith(names)


def is_outcome(amount: Amount) -> bool:
    """Whether a figure tells what came of the work: people, uses, faults, answers."""
    uses = (name for name, _verb in USE_VERBS)
    return counts_any(
        amount, (*COME, *_TAKE_PART, *_FAULTS, *_GOT, *CONCERNS, *uses, "haku", "käynti")
    )


def counts_people(amount: Amount) -> bool:
    """Whether a figure tells how many came."""
    return counts_any(amount, (*COME, *_TAKE_PART))


def form_of(word: str) -> int | None:
    """The form of a known noun."""
    label_noun = noun(word)
    return label_noun.form if label_noun else None


def _attendance(clause: Clause, amount: Amount) -> str:
    """Who came to what was arranged, behind a sentence of it; "" of anything else."""
    words = [*clause.before.split(), *clause.after.split()]
    index = event_at(words)
    is_held = clause.verb.casefold() in _EVENT_VERBS
    if not counts_people(amount) or (index is None and not is_held):
        return ""
    is_many = index is not None and form_of(words[index].rpartition("-")[2]) != SINGULAR
    is_many = is_many or any(_NUMERAL.fullmatch(word) for word in clause.before.split())
    to_it = "niihin" if is_many else "siihen"
    if counts_any(amount, COME):
        return f"{to_it} tuli {amount.spelt('fi')} {amount.label}"
    label = "ihmistä" if counts_any(amount, ("osallistuja",)) else amount.label
    return f"{to_it} osallistui {amount.spelt('fi')} {label}"
