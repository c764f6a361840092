"""What is personal in a text, covered before the text is stored. Pure.

Identity codes are known by their check character. Telephone and card numbers are told by their
length: any run of seven digits or more is covered unless it is surely something else (an ISBN or
ISSN with the right check digit, a date, a span of years or hours, a law, a class, a record's number
in Finna). Birth dates, codes and plates are covered after the words that announce them. Names and
addresses are found as well as simple rules find them; docs/staff/feedback.md tells how well.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kimppa.feedback import announced
from kimppa.feedback.announced import DASH

_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_IDENTITY = re.compile(
    rf"(?<![0-9A-Za-zÅÄÖåäö])(\d{{6}})\s?([{DASH}+A-FU-Ya-fu-y])\s?(\d{{3}})\s?([0-9A-Za-z])"
    r"(?![0-9A-Za-zÅÄÖåäö])"
)
# Between two digits of one number: few signs, and a line's end only where a line was folded.
_BETWEEN = rf"[ \t\u00a0\u2007\u202f._*·•~{DASH}/()]{{0,4}}(?:(?<=[ {DASH}])\r?\n)?"
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
_HOUR = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"
_DATE = re.compile(
    rf"{_DAY}(?:\s?[{DASH}]\s?{_DAY})?"
    rf"|(?:19|20)\d\d\s?[{DASH}/]\s?(?:19|20)\d\d"
    rf"|(?:19|20)\d\d-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])"
    # Hours of a day, a law, a round million.
    rf"|(?<!\d){_HOUR}\s?[{DASH}]\s?{_HOUR}(?!\d)"
    r"|(?<!\d)[1-9]\d{0,3}/(?:19|20)\d\d(?!\d)"
    r"|(?<!\d)[1-9][ \u00a0]\d{3}[ \u00a0]000(?!\d)"
)
_ISBN = re.compile(r"(?<!\d)97[89](?:[ -]?\d){10}(?!\d)")
_CLASS = re.compile(r"(?:UDK|UDC|DDC|YKL|luokka|luokassa|klass) $", re.IGNORECASE)
_POSTAL = re.compile(r"\b\d{5}\s+(?=[A-ZÅÄÖ][a-zåäöA-ZÅÄÖ-]{2,})[A-ZÅÄÖ][\w-]+")
_LONGEST_NAME = 200  # letters of a name that a sender gave
_NAME = r"(?:[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?)"
_PART = rf"(?:{_NAME}|[A-ZÅÄÖ]\.)"
_WHOLE = rf"(?:{_PART}(?: ?{_PART})? ?(?:{_NAME}|(?<=[a-zåäö] )[A-ZÅÄÖ]\.))"
_SIGNED = re.compile(
    r"((?:\b(?:(?:[Yy]st(?:ävällisin)?\.?|[Pp]arhain|[Kk]iitollisin)? ?[Tt]erv(?:eisin|\.)?|"
    r"[Yy]stävällisesti|[Kk]iittäen|[Kk]unnioittavasti|[Yy]hteystiedot:?|"
    r"[Mm]vh|[Hh]älsningar|[Mm]ed vänlig hälsning|(?:[Bb]est |[Kk]ind )?[Rr]egards|[Tt]hanks|"
    r"[Ss]incerely|[Nn]imeni on|[Oo]len|[Jj]ag heter|[Mm]itt namn är|[Mm]y name(?: is|'s)|"
    r"(?:[Hh]ei|[Mm]oi|[Tt]erve)[,!]? tässä|(?:[Nn]imi|[Nn]amn|[Nn]ame):|[Aa]siakas|"
    r"[Kk]ortin (?:haltija|omistaja)(?: on)?)|(?:(?m:^)|(?<=[.!?] ))[Tt][.:])[ ,:\n]+)"
    rf"({_WHOLE}|(?m:{_NAME}$))"
)
# Names that stand as names do: signed at a line's end, alone on the last line, beside a number or
# an address, before a birth date.
_NAME_BY_PLACE = re.compile(
    rf"((?<=\s)t\.? ){_WHOLE}(?=\s*(?m:$))"
    rf"|((?<=\n)[{DASH}]? ?){_WHOLE}(?=\s{{0,9}}\Z)"
    rf"|((?:\[puhelinnumero\]|\[sähköposti\])(?:[ ,]{{1,2}}|\n| / )){_WHOLE}(?![\w-])"
    rf"|(?<![\w-])(){_WHOLE}(?=(?:[ ,]{{1,2}}|\n)(?:(?:p|puh|tel|gsm)[.:]? ?)?\[puhelin)"
    rf"|(?<![\w-])(){_WHOLE}(?=,? \(?(?:s|f|synt|född|born)\.? \[syntymäaika)"
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
    birth: str = "[syntymäaika]"
    plate: str = "[rekisteritunnus]"


COVER = Cover()
_BY_WORDS = (
    (announced.EMAIL, COVER.email),
    (announced.EMAIL_AT, COVER.email),
    (announced.BIRTH, COVER.birth),
    (announced.IDENTITY, COVER.identity),
    (announced.HOME, COVER.address),
    (announced.FARM, COVER.address),
    (announced.STREET, COVER.address),
    (announced.BOX, COVER.address),
    (announced.SECRET, COVER.code),
    (announced.CARD, COVER.card),
    (announced.PLATE, COVER.plate),
)


def redacted(text: str, names: Iterable[str] = ()) -> str:
    """The text with what is personal covered; `names` are those that the sender gave."""
    text = _UNSEEN.sub("", text)
    text = _IDENTITY.sub(_identity, text)
    for pattern, cover in _BY_WORDS:
        text = pattern.sub(rf"\g<1>{cover}", text)
    text = _DIGITS.sub(_number, text)
    text = _POSTAL.sub(COVER.address, text)
    text = without_names(text, names)
    text = _SIGNED.sub(rf"\g<1>{COVER.name}", text)
    return _NAME_BY_PLACE.sub(lambda match: f"{match[match.lastindex or 0]}{COVER.name}", text)


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
    if isinstance(value, int | float) and abs(value) >= 1_000_000:
        return COVER.card
    return value


def _identity(match: re.Match[str]) -> str:
    day, _sign, number, check_character = match.groups()
    is_check_right = _CHECK[int(day + number) % 31] == check_character.upper()
    is_date_possible = 1 <= int(day[:2]) <= 31 and 1 <= int(day[2:4]) <= 12
    if not is_date_possible:
        return match[0]
    return COVER.identity if is_check_right else COVER.card  # mistyped, and still somebody's


def _number(match: re.Match[str]) -> str:
    """Cover a run of digits, but for the parts of it that are surely something else."""
    run, prefix = match[0], match.string[max(0, match.start() - 16) : match.start()]
    if _is_publication(run, prefix):
        return run
    if _RECORD.search(prefix) and not (_ANNOUNCED.search(prefix) or _MOBILE.match(run)):
        record_prefix = run[: len(run) - len(run.lstrip("0123456789"))]
        return record_prefix + _DIGITS.sub(_number, run[len(record_prefix) :])
    if _CLASS.search(prefix) and run[0] in "123456789" and not run.strip("0123456789."):
        return run
    remainder = _DATE.sub(
        "", _ISBN.sub(lambda isbn: "" if _is_publication(isbn[0], "") else isbn[0], run)
    )
    if remainder != run and len(re.sub(r"\D", "", remainder)) < 7:
        return run  # a date or an ISBN, and beside it too few digits for a number
    digits = re.sub(r"\D", "", run)
    bracket = "(" if run.startswith("(") and ")" not in run else ""
    is_phone = run.lstrip("(").startswith("+") or (digits.startswith("0") and len(digits) <= 12)
    return bracket + (COVER.phone if is_phone else COVER.card)


def _is_publication(text: str, prefix: str) -> bool:
    """Whether it is an ISBN of 13 digits; a shorter ISBN or an ISSN only after that word, since a
    telephone number can pass their checks by chance."""
    digits = re.sub(r"\D", "", text)
    if len(digits) == 13 and digits.startswith(("978", "979")) and "ISBN" not in prefix.upper():
        return sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(digits)) % 10 == 0
    if "ISSN" in prefix.upper() and len(digits) in (7, 8):
        return True
    return "ISBN" in prefix.upper() and len(digits) in (9, 10, 13)


def _name_patterns(names: Iterable[str]) -> Iterator[re.Pattern[str]]:
    """The names that the sender gave, whole and by their parts of three letters or more."""
    for name in names:
        parts = re.findall(r"[\w'-]+", name[:_LONGEST_NAME])
        words = [re.escape(word) for word in parts if len(word) > 2]
        if words:
            part = "|".join(sorted(words, key=len, reverse=True))
            yield re.compile(rf"(?<!\w)(?:{part})(?: +(?:{part}))*(?!\w)", re.IGNORECASE)
