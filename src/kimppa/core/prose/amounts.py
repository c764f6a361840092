"""The figure of a Swedish or English line in its sentence, or behind it. Pure."""

import re

from kimppa.core.words.amounts import Amount
from kimppa.core.words.verbs import finite_verb

ARRANGED_IN = {
    "sv": re.compile(
        r"\b\w{0,30}(?:utbildning|utbildningar|kurs|kurser|workshop|besök|bokprat|sagostund"
        r"|sagostunder|utställning|utställningar|föreläsning|föreläsningar|evenemang|kampanj"
        r"|seminarium|konsert|konserter|tävling|läsecirkel|temadag|temadagar|handledning|handledningar|bokcirkel|bokcirklar|besök)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:training|(?:workshop|course|visit|talk|lesson|event|webinar|tour|exhibition|campaign"
        r"|concert|seminar|story time|reading circle)s?)\b",
        re.IGNORECASE,
    ),
}
_PEOPLE = re.compile(
    r"deltagare|elev|barn\b|besökare|åhörare|ungdom|person|familj|vuxn|seniorer|medarbetar"
    r"|participant|pupil|child|people|visitor|listener|student|famil|adult",
    re.IGNORECASE,
)
_COME = re.compile(r"besökare|åhörare|visitor|listener", re.IGNORECASE)
_TAKERS = re.compile(r"deltagare|participants", re.IGNORECASE)
_DONE_LABEL = re.compile(r"(?P<stem>\w{3,30}(?:a(?=de)|ed))(?:de)? ")
_FAULTS = re.compile(r"brist|fel\b|problem|fault|error|issue", re.IGNORECASE)
_GOT = re.compile(
    r"svar|anbud|förslag|ansökn|meddeland|frågor|answer|repl|tender|suggestion|message|question",
    re.IGNORECASE,
)
_USE = {
    "sv": re.compile(
        r"(?:(?P<definite>.{3,60}?na)s användning|användningen av (?P<things>.{3,60}?)) \w+s",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"the use of (?P<things>.{3,60}) was (?:compiled|counted)(?P<definite>)", re.IGNORECASE
    ),
}
# What was only counted, of a whole time.
_COUNTED_UP = {
    "sv": re.compile(
        r"(?P<thing>\w{3,40})(?P<owner> .{2,80}?)? räknades"
        r"(?: (?:för|under) hela (?P<time>året|våren|hösten|sommaren|vintern))?",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?:the )?(?P<thing>\w{3,40})(?P<owner> .{2,80}?)? were counted"
        r"(?: (?:for|in|over) the whole (?P<time>year|spring|autumn|summer|winter))?",
        re.IGNORECASE,
    ),
}
_USE_VERBS = {
    "sv": (
        ("läsningar", "lästes"), ("lån", "lånades"), ("visningar", "visades"),
        ("nedladdningar", "laddades ner"), ("lyssningar", "spelades"),
    ),
    "en": (
        ("readings", "were read"), ("loans", "were borrowed"), ("viewings", "were watched"),
        ("downloads", "were downloaded"), ("uses", "were used"),
    ),
}  # fmt: skip
_COUNTING = frozenset(["räknades", "sammanställdes", "sammanräknades", "counted", "compiled"])
# What was done to each of the things that a figure counts.
_PROCESSING = frozenset((
    "katalogiserades", "digitaliserades", "flyttades", "gallrades", "rensades", "inventerades",
    "köptes", "delades", "skickades", "märktes", "sorterades", "raderades", "överfördes",
    "publicerades", "översattes", "rättades", "uppdaterades", "lämnades", "skannades", "beställdes",
    "levererades", "kompletterades", "installerades", "hämtades", "registrerades", "besvarades",
    "catalogued", "digitised", "digitized", "moved", "removed", "cleaned", "bought", "delivered",
    "sent", "sorted", "deleted", "published", "translated", "corrected", "updated", "scanned",
    "ordered", "installed", "handed", "answered", "merged", "checked",
))  # fmt: skip
_REMOVED = frozenset(["raderades", "rensades", "bort"])
_CUSTOMERS = re.compile(r"kunder|låntagare|användare")
_PLACES = re.compile(
    r"verksamhetsställen|kommuner|bibliotek|skolor|branches|municipalities|schools"
)
_BARE_YEAR = re.compile(r" 20\d\d$")
_SWEDISH_ATTRIBUTE = re.compile(r"[a-zåäö]{3,30}a")
_BEFORE_NUMBER = frozenset(["om", "till", "på", "i", "för", "med"])
_OF_MANY = frozenset(["de", "alla", "the", "all"])


def with_figure(base: str, clause: str, language: str, amount: Amount) -> str:
    """A sentence of one clause with its figure."""
    if _PEOPLE.search(amount.label) and ARRANGED_IN[language].search(clause):
        return f"{base}{_attendance_text(amount, language)}"
    if usage := _usage(clause, amount, language) or _counted_up(clause, amount, language):
        return usage
    counted_sentence = _counted_within(base, amount, language) or _counted_aside(
        base, amount, language
    )
    return counted_sentence or base + _figure_behind(clause, amount, language)


def _counted_within(sentence: str, amount: Amount, language: str) -> str:
    """A Swedish sentence with the number before what it counts: "beslutades om 18 gemensamma
    e-tidningar"; "" where that stands nowhere without its article.
    """
    if language != "sv":
        return ""
    words = _BARE_YEAR.sub("", sentence).split()
    label = amount.label.casefold()
    for index, word in enumerate(words):
        if not word.casefold().endswith(label) or word == words[0]:
            continue
        start = index
        while start > 1 and _SWEDISH_ATTRIBUTE.fullmatch(words[start - 1]):
            start -= 1
        if words[start - 1] in _BEFORE_NUMBER:
            return " ".join([*words[:start], amount.spelt("sv"), *words[start:]])
    return ""


def _counted_aside(sentence: str, amount: Amount, language: str) -> str:
    """The number behind what was counted: “besöken, sammanlagt 184 200, räknades och fördelades”;
    "" where something else was done, or to something else.
    """
    verb = finite_verb(sentence, language)
    if verb is None or _COUNTING.isdisjoint(sentence[verb.start() :].casefold().split()[:2]):
        return ""
    words_before_verb, number = sentence[: verb.start()].rstrip(), amount.spelt(language)
    subject = words_before_verb.split()[1 if words_before_verb.startswith("The ") else 0 :]
    if not subject or not _plural_of(subject[0], amount):
        return ""
    total = f"sammanlagt {number}" if language == "sv" else f"{number} in all"
    return f"{words_before_verb}, {total}, {sentence[verb.start() :]}"


def _figure_behind(clause: str, amount: Amount, language: str) -> str:
    """A figure in words of its own, behind its sentence."""
    number, label = amount.spelt(language), amount.label
    words = clause.casefold().split()
    if label in ("euro", "euros"):
        return f"; summan var {number} euro" if label == "euro" else f"; it was {number} euros"
    total = f"sammanlagt {number} {label}" if language == "sv" else f"{number} {label} in all"
    if any(_plural_of(word, amount) or _is_done_to(word, label) for word in words):
        return f", {total}"  # "the children got diplomas": that they took part is no news
    if own_clause := _own_clause(amount, language):
        return f"; {own_clause}"
    if language == "sv" and _CUSTOMERS.search(label) and words[-1] in _REMOVED:
        return f" för sammanlagt {number} {label}"
    if _PLACES.fullmatch(label):
        return f"; {number} {label} {'var med' if language == 'sv' else 'took part'}"
    if any(word in _PROCESSING for word in words):
        return f", {total}"
    if language == "sv":
        return f"; det blev sammanlagt {number} {label}"
    return f"; there were {number} {label} in all"


def _attendance_text(amount: Amount, language: str) -> str:
    number = amount.spelt(language)
    if language == "sv":
        people = _people(amount.label, language)
        return f", och {number} {people} {'kom' if _COME.search(amount.label) else 'deltog'}"
    people = _people(amount.label, language)
    return f", and {number} {people} {'came' if _COME.search(amount.label) else 'took part'}"


def _people(label: str, language: str) -> str:
    """The label, or what those who take part are."""
    if not _TAKERS.search(label):
        return label
    return "personer" if language == "sv" else "people"


def _usage(clause: str, amount: Amount, language: str) -> str:
    """The figure of what was only counted or gathered with its own verb: “e-tidningarna lästes
    6 240 gånger”; "" where the clause tells more.
    """
    match = _USE[language].fullmatch(clause)
    if match is None:
        return ""
    number, media = amount.spelt(language), match["things"] or match["definite"]
    verbs = (verb for label, verb in _USE_VERBS[language] if amount.label.casefold() == label)
    if verb := next(verbs, ""):
        return f"{media} {verb} {number} {'gånger' if language == 'sv' else 'times'}"
    return ""


def _counted_up(clause: str, amount: Amount, language: str) -> str:
    """How many there were of what was only counted: “lånen i E-biblioteket var 13 120 under hela
    året”; "" where the clause tells more.
    """
    match = _COUNTED_UP[language].fullmatch(clause)
    if match is None or not _plural_of(match["thing"], amount):
        return ""
    number, owner = amount.spelt(language), match["owner"] or ""
    if language == "sv":
        time = f" under hela {match['time']}" if match["time"] else ""
        return f"{match['thing']}{owner} var sammanlagt {number}{time}"
    time = f" in the {match['time']}" if match["time"] else ""
    return f"there were {number} {match['thing'].lower()}{owner}{time}"


def _own_clause(amount: Amount, language: str) -> str:
    """A clause that tells the figure by itself; "" where its noun has no verb of its own, or its
    words tell what was done already ("besvarade meddelanden").
    """
    number, label = amount.spelt(language), amount.label
    if _DONE_LABEL.match(label):
        return ""
    if _FAULTS.search(label):
        return f"{number} {label} {'hittades' if language == 'sv' else 'were found'}"
    if _GOT.search(label):
        return f"{number} {label} {'kom in' if language == 'sv' else 'came in'}"
    if _PEOPLE.search(label):
        return (
            f"{number} {_people(label, language)} {'deltog' if language == 'sv' else 'took part'}"
        )
    return ""


def _is_done_to(verb: str, label: str) -> bool:
    """Whether a label tells of what kind its things are by the verb: "besvarade meddelanden"."""
    participle = _DONE_LABEL.match(label)
    return participle is not None and verb.startswith(participle["stem"])


def _plural_of(word: str, amount: Amount) -> str:
    """The indefinite plural of a word that the label counts: "bokpåsarna" as "bokpåsar"."""
    lower_word, label = word.casefold(), amount.label.casefold()
    for ending in ("", "na", "en", "a", "n"):
        stem = lower_word.removesuffix(ending) if ending else lower_word
        if stem.endswith(label) and (ending == "" or lower_word.endswith(ending)):
            return stem
    return ""


def with_number(clause: str, when: str, language: str, amount: Amount) -> str:
    """The clause with the figure before what it counts, behind its time; "" where it counts
    something else, or more than the verb would change.
    """
    verb = finite_verb(clause, language)
    if not when or verb is None or not amount.label or verb.start() == 0:
        return ""
    if any(word in _COUNTING for word in clause.casefold().split()):
        return ""
    words_before_verb = clause[: verb.start()].split()
    tail = clause[verb.end() :]
    noun = _plural_of(words_before_verb[-1], amount) if words_before_verb else ""
    attributes = [
        word.lower() for word in words_before_verb[:-1] if word.casefold() not in _OF_MANY
    ]
    number = amount.spelt(language)
    if not noun or not verb[0].endswith("s" if language == "sv" else ("were", "was")):
        return ""
    if language == "sv" and all(word.endswith("a") for word in attributes):
        return " ".join([when, verb[0], number, *attributes, noun]) + tail
    if language == "en" and not attributes:
        return f"{when}, {number} {noun} were{tail}"
    return ""
