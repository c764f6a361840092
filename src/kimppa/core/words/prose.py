"""A logged line as the sentences that a report could print. Pure.

"Lehtipalvelun sopimus uusittu" of June is "Lehtipalvelun sopimus uusittiin kesäkuussa." Lines in
which nothing is said of anything (no verb) give nothing.
"""

import re
from datetime import date

from kimppa.core.words.calendar import in_months, on_day
from kimppa.core.words.messages import capital
from kimppa.core.words.names import as_spelt
from kimppa.core.words.numerals import in_words
from kimppa.core.words.passives import ENGLISH_VERBS, english_passive, swedish_passive
from kimppa.core.words.persons import impersonal
from kimppa.core.words.punctuation import clauses_marked, dashed
from kimppa.core.words.subjectless import passive
from kimppa.core.words.verbs import (
    COMMON,
    finite_verb,
    has_participle,
    is_participle,
    is_past,
    words_of,
)

AUTUMN = 10
_SEASONS = frozenset(["kevään", "kesän", "syksyn", "talven", "vuoden"])  # what was planned for them
_HEADING = 2  # words at least: "Koulutus" alone says nothing
_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")
_DATE = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.(\s?\d{4})?(?=[\s,;:.)]|$)")
_CLAUSE_END = re.compile(r"[,;] | (?=(?:että|koska|jotta)\b)")
_TALLY = re.compile(r", \d+ [^\W\d_]+\.?$")  # a figure behind the sentence: it is told as one
_STATES = frozenset(["on", "ovat", "ei", "är", "har", "is", "are", "has", "have"])
_DIGIT = re.compile(r"(?<![\w.,:/–§-])(?<!§ )([2-9])(?= (?!h\b|min\b|km\b|m\b|vrk\b)([a-zåäö]\w*))")
_CASES = {
    "inessive": re.compile(r"\w{1,40}ss[aä]"),
    "elative": re.compile(r"\w{1,40}st[aä]"),
    "adessive": re.compile(r"\w{1,40}ll[aä]"),
    "ablative": re.compile(r"\w{1,40}lt[aä]"),
    "allative": re.compile(r"\w{1,40}lle"),
    "illative": re.compile(r"\w{1,40}(?:([aeiouyäö])\1|h[aeiouyäö])n"),
    "genitive": re.compile(r"\w{1,40}n"),
}
# "Johtajien kokous 10.9.: sovittiin ajoista" is told as what was done at the meeting.
_AT = {
    "kokous": "kokouksessa",
    "palaveri": "palaverissa",
    "koulutus": "koulutuksessa",
    "tapaaminen": "tapaamisessa",
    "työpaja": "työpajassa",
    "seminaari": "seminaarissa",
}
_OCCASION = re.compile(
    rf"^(?P<whose>[^:,]{{0,60}}?)\b(?P<what>{'|'.join(_AT)})(?P<when>[^:,;]{{0,40}})"
    r"[:,] (?P<done>\w.*)",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"(?P<verb>\w{2,40}(?:tt|t|d|l|n|r)iin) (?P<rest>[^,;:]+)(?P<more>.*)")
_MONTHS = re.compile(r" ?\b(?P<when>(?:\w{3,10}[-–])?\w{3,10}kuussa)\b(?! (?:19|20)\d)")
_LAST_DAY = re.compile(r"(?P<what>.*) (?P<when>\d{1,2}\. \w{3,10}kuuta)\.?$")
_TIME_WORD = re.compile(
    r"\b\w{0,40}(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu\w*"
    r"|\b(?:kevä|kesä|syksy|talv|alkuvuo|loppuvuo|viikko)\w*|\bvuode\w{0,5} (?:\d|al|lo|ai|ku)\w*"
    r"|\bvuosi\w*|\bvuodenvaih\w*"
    r"|\b(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
    r"|\b(?:vår|sommar|höst|vinter|år)(?:en|et)?\b"
    r"|\b(?:january|february|march|may|june|july|august|october|spring|summer|autumn|winter|year)\b"
    r"|(?:maanantai|tiistai|keskiviiko|keskiviikko|torstai|perjantai|lauantai|sunnuntai)",
    re.IGNORECASE,
)


_ARRANGED_IN = {
    "sv": re.compile(
        r"\b\w{0,30}(?:utbildning|utbildningar|kurs|kurser|workshop|besök|bokprat|sagostund"
        r"|sagostunder|utställning|utställningar|föreläsning|föreläsningar|evenemang|kampanj"
        r"|seminarium|konsert|konserter|tävling|läsecirkel|temadag)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:training|(?:workshop|course|visit|talk|lesson|event|webinar|tour|exhibition|campaign"
        r"|concert|seminar|story time|reading circle)s?)\b",
        re.IGNORECASE,
    ),
}
_SWEDISH_MEETING = re.compile(r"(?:möte|sammanträde|träff)\b", re.IGNORECASE)
_S_PASSIVE = re.compile(r"\w{3,30}(?:des|tes|ts) ")
_COMING = re.compile(r"\w{3,10}kuu(?:ssa|hun)\b|\b(?:kevää|kesä|syksy|talve)ll[aä]\b|\bensi ")
# What is arranged: "Kirjavinkkaukset yläkouluilla" were. The passive takes the nominative, so
# that a heading needs no bending. Meetings are told by how many there were.
_ARRANGED = re.compile(
    r"\w{0,40}(?:koulutu|vinkkau|opastu|perehdyty)(?:s|kset)"
    r"|\w{0,40}(?:työpaja|vierailu|iltapäivä|aamupäivä|kurssi|näyttely|kampanja|tapahtuma|webinaari"
    r"|seminaari|retki|konsertti|lukupiiri|satutunti|kilpailu)t?"
    r"|\w{0,40}(?:kiertue|kiertueet|luento|luennot|tilaisuus|tilaisuudet|satutunnit|retket|messut)"
)


def prose(line: str, day: date, year: int, language: str) -> list[str]:
    """The sentences of a line written in a language of work done on a day; none of a heading.

    What was still to come is left out of what was written early in the year: by the time of the
    report it has come or has not.
    """
    line = impersonal(line.strip()) if language == "fi" else line.strip()
    if language == "sv" and (verb_first := passive(line)) and not _TIME_WORD.search(line):
        return [_sentence(f"{in_months([day], language, year)} {verb_first}", language)]
    texts = [text for text in map(str.strip, _END.split(line)) if text]
    sentences = [sentence for text in texts if (sentence := _sentence(text, language))]
    if day < date(year, AUTUMN, 1):
        sentences = [_without_plan(text) for text in sentences if not _is_plan(text, language)]
    if len(sentences) == 1 and not _TIME_WORD.search(sentences[0]):
        sentences = [_dated(sentences[0], in_months([day], language, year), language)]
    if language != "fi":
        return sentences
    when = in_months([day], language, year)
    return [_reordered(text, when) if not place else text for place, text in enumerate(sentences)]


def says_something(line: str) -> bool:
    """Whether something is said of something in the line, in any of the languages."""
    texts = _END.split(impersonal(line.strip()))
    if passive(line) and not _TIME_WORD.search(line):
        return True
    return any(_sentence(text, language) for text in texts for language in COMMON)


def _sentence(text: str, language: str) -> str:
    text = _TALLY.sub("", text)
    text = _DATE.sub(lambda match: _day(match, language), text).rstrip(" .")
    if language == "fi":
        text = _at_occasion(text)
        heading = _CLAUSE_END.split(text, maxsplit=1)[0]
        if not finite_verb(heading, language):
            text = _with_verb(text, len(heading)) or _arranged(text, heading)
    else:
        text = _as_said(text, language)
    if not text:
        return ""
    text = clauses_marked(text, language)
    text = dashed(text)
    text = _DIGIT.sub(lambda match: in_words(int(match[1]), language, _form(match, language)), text)
    return capital(as_spelt(text)) + ("" if text.endswith(("!", "?")) else ".")


def _reordered(sentence: str, when: str) -> str:
    """A Finnish sentence that begins with its verb, as logs do, in the order of prose: first the
    month, or what it is about where a day is told. `when` is the month in which it was logged.
    """
    match = _PASSIVE.fullmatch(sentence)
    if not match:
        return sentence
    verb, rest, more = match["verb"].lower(), match["rest"], match["more"]
    if month := _MONTHS.search(rest):
        what = f"{rest[: month.start()]}{rest[month.end() :]}".strip()
        what = f" {what.rstrip('.')}" if what else ""
        return f"{capital(month['when'])} {verb}{what}{more or '.'}"
    day = _LAST_DAY.fullmatch(rest)
    if day and not day["what"][0].isdigit():
        return f"{capital(day['what'])} {verb} {day['when']}{more or '.'}"
    return sentence if day else f"{capital(when)} {verb} {rest.rstrip('.')}{more or '.'}"


def _at_occasion(text: str) -> str:
    """A Finnish meeting's heading and what was done there as one clause."""
    match = _OCCASION.match(text)
    verb = finite_verb(match["done"].split(maxsplit=1)[0], "fi") if match else None
    if not (match and verb and match["done"][0].islower()):
        return text
    place = _AT[match["what"].casefold()]
    return f"{match['whose']}{place}{match['when']} {match['done']}"


def _with_verb(text: str, heading: int) -> str:
    """A Finnish heading (so many letters of the text) with its participle as a verb; "" without
    one participle there.
    """
    participles = [match for match in words_of(text) if is_participle(match[0].casefold())]
    pair = " ja ".join(match[0] for match in participles)
    if not participles or ":" in text or pair not in text or participles[0].start() > heading:
        return ""
    for match in reversed(participles):
        text = f"{text[: match.end() - 1]}iin{text[match.end() :]}"
    return text


def _as_said(text: str, language: str) -> str:
    """An English or Swedish text with a verb in its first clause; "" where it has none."""
    if language == "en" and (sentence := english_passive(text)):
        return sentence
    heading, comma, rest = text.partition(", ")
    verb = finite_verb(heading, language)
    if language == "sv" and (verb is None or verb.end() == len(heading)):
        if heading_said := swedish_passive(heading):
            return f"{heading_said}{comma}{rest}"
        if comma and verb is None and _SWEDISH_MEETING.search(heading) and _S_PASSIVE.match(rest):
            return f"Vid {heading[:1].lower()}{heading[1:]} {rest}"
    if verb is not None:
        begins = text.split(maxsplit=1)[0].casefold()
        return "" if language == "en" and begins in ENGLISH_VERBS else text
    if comma or ":" in text or len(words_of(text)) < _HEADING:
        return ""
    return _arranged_as(text, language)


def _arranged_as(text: str, language: str) -> str:
    """A heading of something arranged as a sentence in Swedish or English; "" of others."""
    match = _ARRANGED_IN[language].search(text)
    if match is None:
        return ""
    if language == "sv":
        return f"{text} ordnades"
    return f"{text} {'were' if match[0].endswith('s') else 'was'} arranged"


def _arranged(text: str, heading: str) -> str:
    """A Finnish heading of something arranged as a sentence; "" of anything else, and where more
    than the heading is said.
    """
    words = [match[0].casefold() for match in words_of(heading)]
    is_other = len(words) < _HEADING or words[0] in _SEASONS or ":" in text or text != heading
    is_event = any(_ARRANGED.fullmatch(word.rpartition("-")[2]) for word in words)
    return "" if is_other or not is_event or has_participle(text) else f"{text} järjestettiin"


def _form(match: re.Match[str], language: str) -> str:
    """The Finnish case of a number by the word behind it."""
    if language != "fi":
        return ""
    cases = (case for case, ending in _CASES.items() if ending.fullmatch(match[2]))
    return next(cases, "nominative")


def _is_plan(sentence: str, language: str) -> bool:
    verb = finite_verb(sentence, language)
    word = verb[0].casefold() if verb else ""
    return bool(word) and word not in _STATES and not is_past(word, language)


def _without_plan(sentence: str) -> str:
    """The sentence without a last clause of what was to come at some time."""
    first, mark, last = sentence.rpartition("; ")
    is_plan = mark and _COMING.search(last) and _is_plan(last, "fi")
    return f"{first}." if is_plan else sentence


def _day(match: re.Match[str], language: str) -> str:
    try:
        day = date(int(match[3] or 2000), int(match[2]), int(match[1]))
    except ValueError:
        return match[0]
    return on_day(day, language) + (f" {day.year}" if match[3] else "")


def _dated(sentence: str, when: str, language: str) -> str:
    """The sentence with its month: behind the verb in Finnish, at the end in the others."""
    verb = finite_verb(sentence, language)
    if verb is None or not is_past(verb[0].casefold(), language):
        return sentence
    if language == "fi":
        return f"{sentence[: verb.end()]} {when}{sentence[verb.end() :]}"
    has_parts = any(mark in sentence for mark in ",;:")
    return sentence if has_parts else f"{sentence[:-1]} {when}."
