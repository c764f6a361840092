"""Swedish and English lines as sentences, each in its own word order. Pure.

“Fakturorna granskade” with 640 fakturor is “I februari granskades 640 fakturor.”; what the figure
counts besides is told in a clause of its own: “; antalet läsningar var 6 240”.
"""

import re

from kimppa.core.consortium.finland import listed_as
from kimppa.core.prose.amounts import ARRANGED_IN, with_figure, with_number
from kimppa.core.prose.passives import ENGLISH_VERBS, english_passive, swedish_passive, with_be
from kimppa.core.prose.punctuation import split_clauses
from kimppa.core.prose.subjectless import begins_with_verb, lacks_subject, lifted, passive
from kimppa.core.prose.wholeness import LEADS_IN
from kimppa.core.words.amounts import Amount
from kimppa.core.words.calendar import AND
from kimppa.core.words.verbs import SWEDISH_CLAUSE, finite_verb, is_past, main_verb, words_of
from kimppa.documents.numbers import MONTHS

_LEAST = 2  # words of a heading
_SWEDISH_MEETING = re.compile(r"(?:möte|sammanträde|träff)\b", re.IGNORECASE)
_SWEDISH_AT_MEETING = re.compile(
    r"(?P<meeting>(?:[\w-]{3,30} )?\w*(?:möte|sammanträde))(?P<behind> [^,:;]{2,60})?:"
    r" (?P<what>[^,;:]{2,80}?) (?P<verb>\w{3,30}(?:des|tes|ts))(?P<rest>(?: [^,;:]*)?)",
    re.IGNORECASE,
)
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
# Where something was, by the name of a municipality, or when.
_PLACE_OR_TIME = re.compile(
    r" (?:(?:i|in|at) (?P<place>[A-ZÅÄÖ][\w-]{2,30})|den \d|on \d|(?:i|in) "
    rf"(?:{'|'.join([*MONTHS['sv'], *MONTHS['en']])})\b)"
)
_COUNTABLE = re.compile(
    r"(?:kurs|workshop|sagostund|utställning|föreläsning|konsert|tävling|cirkel|temadag|kampanj)$",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"gemensam|ny|öppen|digital|regional|stor|årlig|tvåspråkig")
# A year's use or change, whenever it was counted.
_OF_YEAR = {
    "sv": re.compile(r"\d gånger$|\b(?:steg|sjönk|ökade|minskade) med \d"),
    "en": re.compile(r"\d times$|\b(?:rose|fell|grew|increased|decreased) by \d"),
}
# What was counted over the year was not done on the day on which it was logged.
_IN_YEAR = {
    "sv": re.compile(r"\bunder (?:hela )?året\b"),
    "en": re.compile(r"\b(?:during|over) the year\b"),
}
_YEAR_END = re.compile(r" (?:den|on) (?:2[89]|3[01]) [Dd]ecember$")
# Behind these a time would be of another clause; the main verb and its particle come before.
_CLAUSE_BEHIND = {
    "sv": re.compile(rf"{SWEDISH_CLAUSE.pattern}| (?:på (?:grund|basis) av|tack vare)\b"),
    "en": re.compile(
        r" (?:so that|after which|which|that|who|whom|where|when|how|because|while|due to|thanks to"
        r"|on account of)\b"
    ),
}
_PARTICLE = re.compile(
    r" (?:upp|ut|bort|in|av|om|med|till(?= på)|igenom|ner|fram|över|ihop|samman|överens"
    r"|klara?|klart|i (?:bruk|kraft|gång))\b"
)
_SWEDISH_MONTH = re.compile(
    r"\b(?:i|\d{1,2}) (?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober"
    r"|november|december)\b"
)


def with_verb(text: str, language: str) -> str:
    """The text with a verb in its first clause; "" where none follows from its words."""
    topic = _HEADING.fullmatch(text)
    if topic and (text_behind := with_verb(topic["rest"], language)):
        return text_behind
    if language == "en" and (meeting := _ENGLISH_MEETING.fullmatch(text)):
        return f"the directors {meeting['done']}"
    if language == "sv" and (in_order := _swedish_in_order(text)) is not None:
        return in_order
    if sentence := _swedish_with_verb(text) if language == "sv" else english_passive(text):
        return sentence
    text = with_be(text) if language == "en" else text
    heading, comma, text_behind = text.partition(", ")
    if finite_verb(heading, language) is not None:
        begins = text.split(maxsplit=1)[0].casefold()
        return "" if language == "en" and begins in ENGLISH_VERBS else text
    if comma and _goes_on(heading, text_behind, language):
        return text
    if comma or ":" in text or len(words_of(text)) < _LEAST:
        return ""
    return _arranged_event(text, language) or (_swedish_state(text) if language == "sv" else "")


def _swedish_in_order(text: str) -> str | None:
    """A Swedish meeting and what was done there in one sentence; "" where the subject lacks and
    cannot be left out; None of other texts.
    """
    if meeting := _SWEDISH_AT_MEETING.fullmatch(text):
        return _at_meeting(meeting)
    return "" if lacks_subject(text) and not passive(text) else None


def _at_meeting(match: re.Match[str]) -> str:
    """ "Vid chefsmötet på Teams den 11 juni behandlades budgeten"."""
    meeting = f"{match['meeting'][:1].lower()}{match['meeting'][1:]}"
    return f"vid {meeting}t{match['behind'] or ''} {match['verb']} {match['what']}{match['rest']}"


def _goes_on(heading: str, rest: str, language: str) -> bool:
    """Whether a clause goes on behind its first comma: that of a list ("katalog, kunder och lån
    flyttades"), or of what an English sentence begins with ("After complaints, …").
    """
    verb = finite_verb(rest, language)
    if verb is None:
        return False
    is_list = AND[language] in rest[: verb.start()].split()
    return is_list or (language == "en" and bool(LEADS_IN.match(heading)))


def _swedish_with_verb(text: str) -> str:
    """A Swedish text that leaves out its subject or "blev", with them."""
    if sentence := passive(text):
        return sentence
    if begins_with_verb(text):
        return text
    text = _FAULT_COUNT.sub(r"\g<what> hittades", text)
    heading, comma, text_behind = text.partition(", ")
    if _PERSONS.match(heading):
        return ""
    loan = _LOAN_VERB.fullmatch(heading)
    if loan and loan["verb"] not in _OF_ITSELF:
        return f"{loan['what']} {loan['verb']}s{loan['rest']}{comma}{text_behind}"
    verb = finite_verb(heading, "sv")
    if sentence := swedish_passive(heading, is_open=verb is not None):
        return f"{_with_article(sentence)}{comma}{text_behind}"
    is_meeting = comma and verb is None and _SWEDISH_MEETING.search(heading)
    if is_meeting and _S_PASSIVE.match(text_behind):
        return f"vid {heading[:1].lower()}{heading[1:]} {text_behind}"
    if is_meeting and finite_verb(text_behind, "sv"):
        return text_behind  # what was decided there
    return ""


def _with_article(subject: str) -> str:
    """ "Ny version" as "en ny version"."""
    article = _INDEFINITE.get(subject.partition(" ")[0].casefold(), "")
    return f"{article} {subject[:1].lower()}{subject[1:]}" if article else subject


def _arranged_event(text: str, language: str) -> str:
    """A heading of something arranged as a sentence: “en sagostund ordnades i Korsnäs den 6 juni”;
    "" of others.
    """
    match = ARRANGED_IN[language].search(text)
    if match is None:
        return ""
    places_or_times = _PLACE_OR_TIME.finditer(text, match.end())
    end = next(
        (m.start() for m in places_or_times if not m["place"] or listed_as(m["place"])), len(text)
    )
    heading, text_behind = text[:end], text[end:]
    if language == "sv":
        return f"{_with_own_article(heading, match[0])} ordnades{text_behind}"
    return f"{heading} {'were' if match[0].endswith('s') else 'was'} arranged{text_behind}"


def _with_own_article(heading: str, noun: str) -> str:
    """ "Gemensam kampanj" as "en gemensam kampanj"; as it is where it has one, a number, or may be
    of many.
    """
    words = heading.split()
    position = next(index for index, word in enumerate(words) if noun in word)
    is_described = position == 1 and _ADJECTIVE.fullmatch(words[0].casefold())
    if not _COUNTABLE.search(noun) or (position and not is_described):
        return heading
    is_name = words[0][1:2].isupper() or "-" in words[0]  # "Koha-kurs"
    return f"en {heading if is_name else heading[:1].lower() + heading[1:]}"


def _swedish_state(text: str) -> str:
    """ "Ny startsida på webben", "Meröppet på prov": what came or was so."""
    if match := _NEW.fullmatch(text):
        novelty, article = match["what"], _ARTICLE[match["new"].casefold()]
        verb = "ingicks" if novelty.endswith("avtal") else "tillkom"
        return f"{verb} {article} {novelty}{match['rest']}"
    if state := _STATE.search(text):
        subject = _with_article(text[: state.start()])
        return f"{subject} var{text[state.start() :]}"
    return ""


def compose(sentence: str, when: str, language: str, amount: Amount | None) -> list[str]:
    """The sentence with its time and its figure, without full stops."""
    clause, later_clauses = split_clauses(sentence)
    verb = main_verb(clause, language)
    begins = language == "sv" and begins_with_verb(clause)
    is_done = begins or (verb is not None and is_past(verb[0].casefold(), language))
    if not is_done or _OF_YEAR[language].search(clause) or _DECIDED_TO[language].search(clause):
        when = ""  # behind "beslöt att" it would be when to do it
    if amount is not None and (numbered := with_number(clause, when, language, amount)):
        return [numbered + later_clauses]
    clause = _YEAR_END.sub("", clause) if _IN_YEAR[language].search(clause) else clause
    own_time, timeless_clause = lifted(clause) if begins else ("", clause)
    if begins and (own_time or when):
        base = f"{own_time or when} {timeless_clause[:1].lower()}{timeless_clause[1:]}"
    elif when and verb is not None and _CLAUSE_BEHIND[language].search(clause, verb.end()):
        base = _timed_within(clause, verb, when, language)
    else:
        # A comma may be that of a list: the time would stand within it.
        base = (
            f"{clause} {when}"
            if when and (not later_clauses or later_clauses.startswith(";"))
            else clause
        )
    is_plain = bool(later_clauses) or amount is None or not amount.label
    return [
        base + later_clauses
        if is_plain or amount is None
        else with_figure(base, clause, language, amount)
    ]


def names_month(text: str) -> bool:
    """Whether a Swedish text says in which month it was."""
    return bool(_SWEDISH_MONTH.search(text))


def _timed_within(clause: str, verb: re.Match[str], when: str, language: str) -> str:
    """The clause with its time before what hangs on its end: "rättades i maj i böcker som …"."""
    if language == "en":
        clause_behind = _CLAUSE_BEHIND[language].search(clause, verb.end())
        position = clause_behind.start() if clause_behind else len(clause)
        return f"{clause[:position]} {when}{clause[position:]}"
    particle = _PARTICLE.match(clause, verb.end())
    position = particle.end() if particle else verb.end()
    return f"{clause[:position]} {when}{clause[position:]}"
