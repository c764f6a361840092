"""What is personal in a text, covered before the text is stored. Pure.

Identity codes are known by their check character, e-mail addresses by their form. Telephone and
card numbers are told by their length: any run of seven digits or more is covered unless it is
surely something else (an ISBN or ISSN with the right check digit, a date or a span of years, a
record's number in Finna). Codes are covered after the words that announce them. Names and street
addresses are found as well as simple rules find them; docs/staff/feedback.md tells how well.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_DASH = "\\-\u2010\u2011\u2012\u2013\u2014\u2212"
_IDENTITY = re.compile(
    rf"(?<![0-9A-Za-zÅÄÖåäö])(\d{{6}})\s?([{_DASH}+A-FU-Ya-fu-y])\s?(\d{{3}})\s?([0-9A-Za-z])"
    r"(?![0-9A-Za-zÅÄÖåäö])"
)
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Between two digits of one number: few signs, and a line's end only where a line was folded.
_BETWEEN = rf"[ \t\u00a0\u2007\u202f._*·•~{_DASH}/()]{{0,4}}(?:(?<=[ {_DASH}])\r?\n)?"
# What is not seen on the screen: it would part a number that people read as one.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DIGITS = re.compile(rf"(?<!\d)(?:\+|\(\+?)?\d(?:{_BETWEEN}\d){{6,39}}")
_RECORD = re.compile(r"[A-Za-z]\.$")
# Words that announce a number, after which a dot begins no record's: "puh.0401234567".
_ANNOUNCED = re.compile(
    r"(?<![A-Za-zÅÄÖåäö])(?:p|t|k|n|no|nr|nro|num|numero|numeroni|puh|puhnro|puhelin|matkapuh|gsm|"
    r"mob|mobil|tel|tfn|kortti|korttini|kortinnro|kort)\.$",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"\(?(?:\+|00358|0[45])")
_DAY = r"(?:0?[1-9]|[12]\d|3[01])\.\s?(?:0?[1-9]|1[0-2])\.\s?(?:(?:19|20)\d\d)?"
_DATE = re.compile(
    rf"{_DAY}(?:\s?[{_DASH}]\s?{_DAY})?"
    rf"|(?:19|20)\d\d\s?[{_DASH}/]\s?(?:19|20)\d\d"
    rf"|(?:19|20)\d\d-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])"
)
_CODE = re.compile(
    r"\b((?:pin(?:[- ]?koodi[^\W\d]*+|[- ]?kod[^\W\d]*+|[- ]?code)?|tunnusluku[^\W\d]*+|"
    r"salasana[^\W\d]*+|lösenord[^\W\d]*+|password|kod(?:en)?|koodi(?:ni)?)"
    r"\s*+(?:on|är|is|=|:)?\s*+)([^\s\d]{0,100}+\d\S*+)",
    re.IGNORECASE,
)
_STREETS = (
    "katu kadun tie tien kuja polku väylä raitti rinne kaari aukio tori mäki ranta gatan vägen "
    "gränden stigen stranden street road"
)
# A word is read once, from its beginning: what of it stands before a capital letter is group 1.
_STREET = re.compile(
    r"(?<![\w-])((?:(?![A-ZÅÄÖ])\w*+-)*+)[A-ZÅÄÖ][\w-]*+"
    rf"(?:{'|'.join(f'(?<={street})' for street in _STREETS.split())})"
    r"\s+\d{1,4}(?:\s?[a-zA-Z](?![\wåäö]))?(?:\s?(?:as\.?\s?)?\d{1,3}(?![\d.]))?"
    r"(?:,?\s+\d{5}\s+[A-ZÅÄÖ][\w-]+)?"
)
_POSTAL = re.compile(r"\b\d{5}\s+(?=[A-ZÅÄÖ][a-zåäöA-ZÅÄÖ-]{2,})[A-ZÅÄÖ][\w-]+")
_LONGEST_NAME = 200  # letters of a name that a sender gave
_NAME = r"[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?"
_SIGNED = re.compile(
    r"((?:\b(?:[Tt]erveisin|[Yy]st(?:ävällisin)?\.? ?terv(?:eisin)?\.?|[Tt]erv\.?|[Kk]iittäen|"
    r"[Mm]vh|[Hh]älsningar|[Mm]ed vänlig hälsning|[Bb]est regards|[Kk]ind regards|[Rr]egards|"
    r"[Nn]imeni on|[Oo]len|[Jj]ag heter|[Mm]itt namn är|[Mm]y name is|[Nn]imi:|[Nn]amn:|[Nn]ame:|"
    r"[Aa]siakas|[Kk]ortin (?:haltija|omistaja)(?: on)?)|(?:(?m:^)|(?<=[.!?] ))[Tt]\.)[ ,:\n]+)"
    rf"({_NAME}(?: {_NAME}){{1,2}}|(?m:{_NAME}$))"
)


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands in a text in the place of each kind of personal data."""

    identity: str = "[henkilötunnus]"
    email: str = "[sähköposti]"
    phone: str = "[puhelinnumero]"
    card: str = "[numero]"
    code: str = "[tunnusluku]"
    address: str = "[osoite]"
    name: str = "[nimi]"


COVER = Cover()


def redacted(text: str, names: Iterable[str] = ()) -> str:
    """The text with what is personal covered; `names` are those that the sender gave."""
    text = _UNSEEN.sub("", text)
    text = _IDENTITY.sub(_identity, text)
    text = _EMAIL.sub(COVER.email, text)
    text = _STREET.sub(rf"\1{COVER.address}", text)
    text = _CODE.sub(lambda match: f"{match[1]}{COVER.code}", text)
    text = _DIGITS.sub(_number, text)
    text = _POSTAL.sub(COVER.address, text)
    text = without_names(text, names)
    return _SIGNED.sub(lambda match: f"{match[1]}{COVER.name}", text)


def without_names(text: str, names: Iterable[str]) -> str:
    """The text with these names covered."""
    for pattern in _name_patterns(names):
        text = pattern.sub(COVER.name, text)
    return text


def redacted_values(value: Any, names: Iterable[str] = ()) -> Any:
    """The same for every text of a JSON value."""
    sender_names = tuple(names)
    if isinstance(value, str):
        return redacted(value, sender_names)
    if isinstance(value, dict):
        return {str(key): redacted_values(part, sender_names) for key, part in value.items()}
    if isinstance(value, list):
        return [redacted_values(part, sender_names) for part in value]
    # A number that is long enough to be a card's.
    if isinstance(value, int) and not isinstance(value, bool) and len(str(abs(value))) >= 7:
        return COVER.card
    return value


def _identity(match: re.Match[str]) -> str:
    day, _sign, number, check = match.groups()
    right = _CHECK[int(day + number) % 31] == check.upper()
    exists = 1 <= int(day[:2]) <= 31 and 1 <= int(day[2:4]) <= 12
    if not exists:
        return match[0]
    return COVER.identity if right else COVER.card  # mistyped, and still somebody's


def _number(match: re.Match[str]) -> str:
    """Cover a run of digits, but for the parts of it that are surely something else."""
    whole, before = match[0], match.string[max(0, match.start() - 16) : match.start()]
    if _is_publication(whole, before):
        return whole
    if _RECORD.search(before) and not (_ANNOUNCED.search(before) or _MOBILE.match(whole)):
        record = whole[: len(whole) - len(whole.lstrip("0123456789"))]
        return record + _DIGITS.sub(_number, whole[len(record) :])
    if len(re.sub(r"\D", "", _DATE.sub("", whole))) < 7 and _DATE.search(whole):
        return whole  # a date, and beside it too few digits for a number
    digits = re.sub(r"\D", "", whole)
    bracket = "(" if whole.startswith("(") and ")" not in whole else ""
    phone = whole.lstrip("(").startswith("+") or (digits.startswith("0") and len(digits) <= 12)
    return bracket + (COVER.phone if phone else COVER.card)


def _is_publication(text: str, before: str) -> bool:
    """Whether it is an ISBN of 13 digits; a shorter ISBN or an ISSN only after that word, since a
    telephone number can pass their checks by chance."""
    digits = re.sub(r"\D", "", text)
    if len(digits) == 13 and digits.startswith(("978", "979")):
        return sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(digits)) % 10 == 0
    if "ISSN" in before.upper() and len(digits) in (7, 8):
        return True
    return "ISBN" in before.upper() and len(digits) in (9, 10)


def _name_patterns(names: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """The names that the sender gave, whole and by their parts of three letters or more."""
    for name in names:
        parts = re.findall(r"[\w'-]+", name[:_LONGEST_NAME])
        words = [re.escape(word) for word in parts if len(word) > 2]
        if words:
            part = "|".join(sorted(words, key=len, reverse=True))
            yield re.compile(rf"(?<!\w)(?:{part})(?: +(?:{part}))*(?!\w)", re.IGNORECASE)
