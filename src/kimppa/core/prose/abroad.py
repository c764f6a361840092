"""Swedish and English lines as sentences, each in its own word order. Pure.

“Fakturorna granskade” with 640 fakturor is “I februari granskades 640 fakturor.”; what the figure
counts besides is told in a clause of its own: “; antalet läsningar var 6 240”.
"""

import re

from kimppa.core.prose.passives import ENGLISH_VERBS, english_passive, swedish_passive, with_be
from kimppa.core.prose.punctuation import split_clauses
from kimppa.core.prose.subjectless import begins_with_verb, passive
from kimppa.core.words.amounts import Amount
from kimppa.core.words.calendar import TIME_WORD
from kimppa.core.words.verbs import SWEDISH_CLAUSE, finite_verb, is_past, main_verb, words_of

_LEAST = 2  # words of a heading
_ARRANGED_IN = {
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
_SWEDISH_MEETING = re.compile(r"(?:möte|sammanträde|träff)\b", re.IGNORECASE)
_ENGLISH_MEETING = re.compile(
    r"(?:[Ll]ibrary )?[Dd]irectors['’]? meeting\b[^,;:]{0,60}[,;:] (?P<done>(?:adopted|agreed"
    r"|decided|approved|chose|discussed|accepted|confirmed)\b.+)"
)
# What stands before a colon only says what it is about.
_HEADING = re.compile(r"(?:[\w’'-]{2,30} )?[\w’'-]{2,30}: (?P<rest>[^:]{5,300})")
_LOAN_VERB = re.compile(
    r"(?P<what>.{0,80}\b\w{2,30}(?:orna|erna|arna|en)) (?P<verb>\w{3,30}erade)"
    r"(?P<rest>(?: (?:till|i|på|för|från|med|vid)\b.*)?)",
    re.IGNORECASE,
)
_OF_ITSELF = frozenset(["fungerade", "reagerade", "existerade", "dominerade", "protesterade"])
_PERSONS = re.compile(
    r"\w{0,20}(?:chefer|direktörer|bibliotekarier|deltagar|kunder|elever|medarbetar|besökar|kommuner"
    r"|lärar|förening|person)\w*|biblioteken|barnen|personalen|styrelsen|gruppen",
    re.IGNORECASE,
)
_FAULT_COUNT = re.compile(r"(?<=[,;] )(?P<what>\d+ \w{2,30}) hittade\b")
_INDEFINITE = {"gemensam": "en", "ny": "en", "egen": "en", "gemensamt": "ett", "nytt": "ett"}
_S_PASSIVE = re.compile(r"\w{3,30}(?:des|tes|ts) ")
_NEW = re.compile(
    r"(?P<new>Ny|Nytt|Nya) (?P<what>[^\W\d_][\w-]{2,40})(?P<rest> (?:på|i|för|till|om) .+)",
    re.IGNORECASE,
)
_ARTICLE = {"ny": "en ny", "nytt": "ett nytt", "nya": "nya"}
_STATE = re.compile(r" (?=(?:på prov|i bruk|på remont|på service)\b)")
_DECIDED_TO = {
    "sv": re.compile(r"\b(?:beslöt|beslutade|kom överens om) att\b"),
    "en": re.compile(r"\b(?:decided|agreed|resolved) (?:to|that)\b"),
}
# A year's use or change, whenever it was counted.
_OF_YEAR = {
    "sv": re.compile(r"\d gånger$|\b(?:steg|sjönk|ökade|minskade) med \d"),
    "en": re.compile(r"\d times$|\b(?:rose|fell|grew|increased|decreased) by \d"),
}
_PEOPLE = re.compile(
    r"deltagare|elev|barn\b|besökare|åhörare|ungdom|person|familj|vuxn|seniorer|medarbetar"
    r"|participant|pupil|child|people|visitor|listener|student|famil|adult",
    re.IGNORECASE,
)
_COME = re.compile(r"besökare|åhörare|visitor|listener", re.IGNORECASE)
_TAKERS = re.compile(r"deltagare|participants", re.IGNORECASE)
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
        r"(?P<thing>\w{3,40})(?P<whose> .{2,80}?)? räknades"
        r"(?: (?:för|under) hela (?P<time>året|våren|hösten|sommaren|vintern))?",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?:the )?(?P<thing>\w{3,40})(?P<whose> .{2,80}?)? were counted"
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
# Behind these a time would be of another clause; the main verb and its particle come before.
_CLAUSE_BEHIND = {
    "sv": re.compile(rf"{SWEDISH_CLAUSE.pattern}| (?:på (?:grund|basis) av|tack vare)\b"),
    "en": re.compile(
        r" (?:which|that|who|whom|where|when|how|because|while|due to|thanks to|on account of)\b"
    ),
}
_PARTICLE = re.compile(
    r" (?:upp|ut|bort|in|av|om|med|till(?= på)|igenom|ner|fram|över|ihop|samman|överens"
    r"|klara?|klart|i (?:bruk|kraft|gång))\b"
)
_ARTICLES = frozenset(["The", "A", "An"])
_SWEDISH_MONTH = re.compile(
    r"\b(?:i|den \d{1,2}) (?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober"
    r"|november|december)\b"
)
_BARE_YEAR = re.compile(r" 20\d\d$")
_SWEDISH_ATTRIBUTE = re.compile(r"[a-zåäö]{3,30}a")
_BEFORE_NUMBER = frozenset(["om", "till", "på", "i", "för", "med"])
_OF_MANY = frozenset(["de", "alla", "the", "all"])


def with_verb(text: str, language: str) -> str:
    """The text with a verb in its first clause; "" where none follows from its words."""
    topic = _HEADING.fullmatch(text)
    if topic and (rest := with_verb(topic["rest"], language)):
        return rest
    if language == "en" and (meeting := _ENGLISH_MEETING.fullmatch(text)):
        return f"the directors {meeting['done']}"
    if sentence := _swedish(text) if language == "sv" else english_passive(text):
        return sentence
    text = with_be(text) if language == "en" else text
    heading, comma, _rest = text.partition(", ")
    if finite_verb(heading, language) is not None:
        begins = text.split(maxsplit=1)[0].casefold()
        return "" if language == "en" and begins in ENGLISH_VERBS else text
    if comma or ":" in text or len(words_of(text)) < _LEAST:
        return ""
    return _arranged(text, language) or (_swedish_state(text) if language == "sv" else "")


def _swedish(text: str) -> str:
    """A Swedish text that leaves out its subject or "blev", with them."""
    if (verb_first := passive(text)) and not TIME_WORD.search(text):
        return verb_first
    if begins_with_verb(text):
        return text
    text = _FAULT_COUNT.sub(r"\g<what> hittades", text)
    heading, comma, rest = text.partition(", ")
    if _PERSONS.match(heading):
        return ""
    loan = _LOAN_VERB.fullmatch(heading)
    if loan and loan["verb"] not in _OF_ITSELF:
        return f"{loan['what']} {loan['verb']}s{loan['rest']}{comma}{rest}"
    verb = finite_verb(heading, "sv")
    if sentence := swedish_passive(heading, is_open=verb is not None):
        return f"{_with_article(sentence)}{comma}{rest}"
    is_meeting = comma and verb is None and _SWEDISH_MEETING.search(heading)
    if is_meeting and _S_PASSIVE.match(rest):
        return f"vid {heading[:1].lower()}{heading[1:]} {rest}"
    if is_meeting and finite_verb(rest, "sv"):
        return rest  # what was decided there
    return ""


def _with_article(subject: str) -> str:
    """ "Ny version" as "en ny version"."""
    article = _INDEFINITE.get(subject.partition(" ")[0].casefold(), "")
    return f"{article} {subject[:1].lower()}{subject[1:]}" if article else subject


def _arranged(text: str, language: str) -> str:
    """A heading of something arranged as a sentence; "" of others."""
    match = _ARRANGED_IN[language].search(text)
    if match is None:
        return ""
    if language == "sv":
        return f"{text} ordnades"
    return f"{text} {'were' if match[0].endswith('s') else 'was'} arranged"


def _swedish_state(text: str) -> str:
    """ "Ny startsida på webben", "Meröppet på prov": what came or was so."""
    if match := _NEW.fullmatch(text):
        novelty, new = match["what"], _ARTICLE[match["new"].casefold()]
        verb = "ingicks" if novelty.endswith("avtal") else "tillkom"
        return f"{verb} {new} {novelty}{match['rest']}"
    if state := _STATE.search(text):
        subject = _with_article(text[: state.start()])
        return f"{subject} var{text[state.start() :]}"
    return ""


def compose(sentence: str, when: str, language: str, amount: Amount | None) -> list[str]:
    """The sentence with its time and its figure, without full stops."""
    clause, rest = split_clauses(sentence)
    verb = main_verb(clause, language)
    begins = language == "sv" and begins_with_verb(clause)
    is_done = begins or (verb is not None and is_past(verb[0].casefold(), language))
    if not is_done or _OF_YEAR[language].search(clause) or _DECIDED_TO[language].search(clause):
        when = ""  # behind "beslöt att" it would be when to do it
    if amount is not None and (numbered := _with_number(clause, when, language, amount)):
        return [numbered + rest]
    if begins and when:
        base = f"{when} {clause[:1].lower()}{clause[1:]}"
    elif when and verb is not None and _CLAUSE_BEHIND[language].search(clause, verb.end()):
        base = _timed_within(clause, verb, when, language)
    else:
        # A comma may be that of a list: the time would stand within it.
        base = f"{clause} {when}" if when and (not rest or rest.startswith(";")) else clause
    is_plain = bool(rest) or amount is None or not amount.label
    return [
        base + rest if is_plain or amount is None else _with_figure(base, clause, language, amount)
    ]


def names_month(text: str) -> bool:
    """Whether a Swedish text says in which month it was."""
    return bool(_SWEDISH_MONTH.search(text))


def _timed_within(clause: str, verb: re.Match[str], when: str, language: str) -> str:
    """The clause with its time before what hangs on its end: "rättades i maj i böcker som …"."""
    if language == "en":
        first, space, more = clause.partition(" ")
        start = first.lower() if first in _ARTICLES else first
        return f"{when[:1].upper()}{when[1:]}, {start}{space}{more}"
    particle = _PARTICLE.match(clause, verb.end())
    at = particle.end() if particle else verb.end()
    return f"{clause[:at]} {when}{clause[at:]}"


def _with_figure(base: str, clause: str, language: str, amount: Amount) -> str:
    """A sentence of one clause with its figure."""
    if _PEOPLE.search(amount.label) and _ARRANGED_IN[language].search(clause):
        return f"{base}{_attendance(amount, language)}"
    if usage := _usage(clause, amount, language) or _counted_up(clause, amount, language):
        return usage
    within = _counted_within(base, amount, language) or _counted_aside(base, amount, language)
    return within or base + _beside(clause, amount, language)


def _counted_within(sentence: str, amount: Amount, language: str) -> str:
    """A Swedish sentence with the number before what it counts: "beslutades om 18 gemensamma
    e-tidningar"; "" where that stands nowhere without its article.
    """
    if language != "sv":
        return ""
    words = _BARE_YEAR.sub("", sentence).split()
    label = amount.label.casefold()
    for at, word in enumerate(words):
        if not word.casefold().endswith(label) or word == words[0]:
            continue
        start = at
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
    before, number = sentence[: verb.start()].rstrip(), amount.spelt(language)
    subject = before.split()[1 if before.startswith("The ") else 0 :]
    if not subject or not _plural_of(subject[0], amount):
        return ""
    total = f"sammanlagt {number}" if language == "sv" else f"{number} in all"
    return f"{before}, {total}, {sentence[verb.start() :]}"


def _beside(clause: str, amount: Amount, language: str) -> str:
    """A figure in words of its own, behind its sentence."""
    number, label = amount.spelt(language), amount.label
    words = clause.casefold().split()
    if label in ("euro", "euros"):
        return f"; summan var {number} euro" if label == "euro" else f"; it was {number} euros"
    total = f"sammanlagt {number} {label}" if language == "sv" else f"{number} {label} in all"
    if _PEOPLE.search(label) and any(_plural_of(word, amount) for word in words):
        return f", {total}"  # "the children got diplomas": that they took part is no news
    if own := own_clause(amount, language):
        return f"; {own}"
    if language == "sv" and _CUSTOMERS.search(label) and words[-1] in _REMOVED:
        return f" för sammanlagt {number} {label}"
    if _PLACES.fullmatch(label):
        return f"; {number} {label} {'var med' if language == 'sv' else 'took part'}"
    if any(word in _PROCESSING for word in words):
        return f", {total}"
    if language == "sv":
        return f"; det blev sammanlagt {number} {label}"
    return f"; there were {number} {label} in all"


def _attendance(amount: Amount, language: str) -> str:
    number = amount.spelt(language)
    if language == "sv":
        people = "personer" if _TAKERS.search(amount.label) else amount.label
        return f", och {number} {people} {'kom' if _COME.search(amount.label) else 'deltog'}"
    people = "people" if _TAKERS.search(amount.label) else amount.label
    return f", and {number} {people} {'came' if _COME.search(amount.label) else 'took part'}"


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
    number, whose = amount.spelt(language), match["whose"] or ""
    if language == "sv":
        time = f" under hela {match['time']}" if match["time"] else ""
        return f"{match['thing']}{whose} var sammanlagt {number}{time}"
    time = f" in the {match['time']}" if match["time"] else ""
    return f"there were {number} {match['thing'].lower()}{whose}{time}"


def own_clause(amount: Amount, language: str) -> str:
    """A clause that tells the figure by itself; "" where its noun has no verb of its own."""
    number, label = amount.spelt(language), amount.label
    if _FAULTS.search(label):
        return f"{number} {label} {'hittades' if language == 'sv' else 'were found'}"
    if _GOT.search(label):
        return f"{number} {label} {'kom in' if language == 'sv' else 'came in'}"
    if _PEOPLE.search(label):
        return f"{number} {label} {'deltog' if language == 'sv' else 'took part'}"
    return ""


def _plural_of(word: str, amount: Amount) -> str:
    """The indefinite plural of a word that the label counts: "bokpåsarna" as "bokpåsar"."""
    small, label = word.casefold(), amount.label.casefold()
    for ending in ("", "na", "en", "a", "n"):
        bare = small.removesuffix(ending) if ending else small
        if bare.endswith(label) and (ending == "" or small.endswith(ending)):
            return bare
    return ""


def _with_number(clause: str, when: str, language: str, amount: Amount) -> str:
    """The clause with the figure before what it counts, behind its time; "" where it counts
    something else, or more than the verb would change.
    """
    verb = finite_verb(clause, language)
    if not when or verb is None or not amount.label or verb.start() == 0:
        return ""
    if any(word in _COUNTING for word in clause.casefold().split()):
        return ""
    before = clause[: verb.start()].split()
    tail = clause[verb.end() :]
    noun = _plural_of(before[-1], amount) if before else ""
    attributes = [word.lower() for word in before[:-1] if word.casefold() not in _OF_MANY]
    number = amount.spelt(language)
    if not noun or not verb[0].endswith("s" if language == "sv" else ("were", "was")):
        return ""
    if language == "sv" and all(word.endswith("a") for word in attributes):
        return " ".join([when, verb[0], number, *attributes, noun]) + tail
    if language == "en" and not attributes:
        return f"{when}, {number} {noun} were{tail}"
    return ""
