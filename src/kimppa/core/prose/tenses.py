"""The time of verbs: the perfect beside the past as the past (“on yhdistetty” as “yhdistettiin”),
and a step that is still to come (“yhdistetään”). Pure.

A report tells of a year that is over. Only forms that follow from the word itself are changed, and
only in a line that tells something in the past besides.
"""

import re

from kimppa.core.words.swedish import PASSIVES
from kimppa.core.words.verbs import finite_verb, is_participle, is_past, language_of, words_of

_FINNISH = re.compile(r"\bon (?P<done>[^\W\d_]{3,40}t[uy])\b")
# What stays so: "kirjasto on suljettu maanantaisin".
_STATES = frozenset((
    "suljettu", "tarkoitettu", "varattu", "sijoitettu", "rajattu", "kytketty", "sidottu",
    "sallittu", "kielletty",
))  # fmt: skip
# "…, ja pysähdyspaikkoja on yhdeksän": how many there were.
_THERE_IS = re.compile(
    r"(?P<lead>[,;] (?!.{0,300}\b(?:nyt|alusta|edelleen|yhä|aina|jo|ensi)\b)[^,;]{0,80}?)\bon "
    r"(?=\d|(?:kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän|lupa|suostumus)\b)"
)
_SWEDISH = re.compile(r"\bhar (?P<done>[a-zåäö]{2,30})\b")
_SUPINES = (
    "fått>fick blivit>blev kommit>kom gått>gick tagits>togs gjorts>gjordes tagit>tog"
    " hållits>hölls sett>såg gett>gav skrivits>skrevs"
)
_STRONG = (
    "tas>togs hålls>hölls görs>gjordes ges>gavs gås>gicks sänds>sändes läggs>lades väljs>valdes"
    " skrivs>skrevs byts>byttes köps>köptes hörs>hördes förs>fördes införs>infördes ställs>ställdes"
    " översätts>översattes säljs>såldes utreds>utreddes beslutas>beslutades"
)
# "Publiceras" of "publicerades".
_PAST_PASSIVES = {
    f"{past.removesuffix('ades')}as": past for past in PASSIVES.values() if past.endswith("ades")
} | dict(pair.split(">") for pair in _STRONG.split())
_SWEDISH_NOW = re.compile(
    rf"(?<=\w )(?:{'|'.join(_PAST_PASSIVES)}|\w{{3,30}}eras)(?!\w)", re.IGNORECASE
)
_ENGLISH_NOW = re.compile(
    r"(?<=\w )(?:is|are)(?= (?:\w+ly )?(?:\w{2,30}(?:ed|en)|held|sent|bought|taught|put|made)\b)"
)
_WAS = {"is": "was", "are": "were"}
_IRREGULAR = dict(pair.split(">") for pair in _SUPINES.split())


def in_one_tense(text: str, language: str) -> str:
    """The text in the past throughout, where some of it is."""
    if language == "fi" and _has_past(_FINNISH.sub("", text), "fi"):
        return _THERE_IS.sub(r"\g<lead>oli ", _FINNISH.sub(_finnish, text))
    if language == "sv" and _has_past(_SWEDISH.sub("", text), "sv"):
        return _SWEDISH.sub(_swedish, text)
    return text


# "Sovittu" as "sovitaan": what stands before the last two letters decides.
_TO_COME = (
    (re.compile(r"(?P<stem>\w{2,40}[aeiouyäö])tt[uy]"), "t"),
    (re.compile(r"(?P<stem>\w{1,40}(?P<again>[lnr]))t[uy]"), ""),
    (re.compile(r"(?P<stem>\w{1,40}s)t[uy]"), "t"),
    (re.compile(r"(?P<stem>\w{1,40}[haeiouyäö])t[uy]"), "d"),
)


def still_to_come(title: str) -> str:
    """A Finnish title of a step, named as when it is done, in words for the time before it:
    "luvut toimitettu kirjastoille" as "luvut toimitetaan kirjastoille"; else as it is.
    """
    if language_of(title, "fi") != "fi" or finite_verb(title, "fi") is not None:
        return title
    participles = [word for word in words_of(title) if is_participle(word[0].casefold())]
    if not participles:
        return title
    participle_match = participles[-1]
    for pattern, consonant in _TO_COME:
        if match := pattern.fullmatch(participle_match[0]):
            consonant_again = match.groupdict().get("again", consonant)
            ending = "aan" if participle_match[0].endswith("u") else "ään"
            verb = f"{match['stem']}{consonant_again}{ending}"
            start, end = participle_match.span()
            return f"{title[:start]}{verb}{title[end:]}"
    return title


def as_done(title: str, otherwise: str) -> str:
    """A Swedish or English title of a step that is done, in the past: "turlistan tas i bruk" as
    "turlistan togs i bruk"; as it is where its verb has no sure form. `otherwise` is the language
    of titles that do not show theirs.
    """
    language = language_of(title, otherwise)
    if language == "sv":
        return _SWEDISH_NOW.sub(_swedish_past, title, count=1)
    if language == "en":
        return _ENGLISH_NOW.sub(lambda match: _WAS[match[0].casefold()], title, count=1)
    return title


def _swedish_past(match: re.Match[str]) -> str:
    word = match[0].casefold()
    past_form = _PAST_PASSIVES.get(word, "")
    if not past_form and word.endswith("eras"):
        past_form = f"{word.removesuffix('as')}ades"
    return past_form or match[0]


def _has_past(text: str, language: str) -> bool:
    if finite_verb(text, language) is None:
        return False
    return any(is_past(match[0].casefold(), language) for match in words_of(text))


def _finnish(match: re.Match[str]) -> str:
    participle = match["done"]
    is_deed = is_participle(participle.casefold()) and participle.casefold() not in _STATES
    return f"{participle[:-1]}iin" if is_deed else match[0]


def _swedish(match: re.Match[str]) -> str:
    participle = match["done"]
    if participle in _IRREGULAR:
        return _IRREGULAR[participle]
    if participle.endswith("ats"):
        return f"{participle.removesuffix('ats')}ades"
    return f"{participle.removesuffix('at')}ade" if participle.endswith("at") else match[0]
