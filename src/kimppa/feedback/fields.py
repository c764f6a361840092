"""Fields of a form that a library has named itself: what tells of a person, and labels. Pure."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

# What Finna adds to a form's own fields.
_FINNAS = re.compile(
    r"fields|emailSubject|viewBaseUrl|referrer|useragent|userLoginMethod|record(?:Id|Info|Metadata|"
    r"HoldingsSummary)?"
)


class Personal(StrEnum):
    """What a field tells of a person."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    OTHER = "other"


# The name of a thing is nobody's, and a page's address no home.
_OBJECTS = (
    "teo|kirja|julkaisu|lehde|tiedosto|tietokan|elokuva|levy|palvelu|tapahtuma|koulu|yhdisty|verkko|"
    "sivu|www|web|url|page|file|book|title|work|library|school|event|service|bok|verk|tidskrift|"
    "bibliotek|skol|fil|tjänst|evenemang|sid|internet"
)
_OBJECT = re.compile(
    rf"\b(?:{_OBJECTS})[^\W\d]* ?\b(?:nim|namn|name|osoi|adress|address)[^\W\d]*"
    rf"|\bnames? of (?:the |an? )?(?:{_OBJECTS})"
)
_KINDS: tuple[tuple[Personal, re.Pattern[str]], ...] = (
    (Personal.EMAIL, re.compile(r"\b(?:e ?mail|sähköposti|e ?post|mail)")),
    (
        Personal.PHONE,
        re.compile(r"\b(?:puh(?:elin)?\b|puhelin|matkapuh|gsm|tel\b|telefon|mobil|phone)"),
    ),
    (
        Personal.OTHER,
        re.compile(
            r"\bsynty|\bsynt\b|\bbirth|\bdob\b|\bföd|\bhetu\b|\bhenkilötunn|\bperson(?:nummer|beteckn)|"
            r"\bssn\b|\bpin\b|\bpatron|\bbarcode|\basiakasn|\basiakastun|\bkundnum|"
            r"(?:\b|kirjasto|lainaus|lainaaja)kort(?:in|ti)|"
            r"(?:\b|låne|biblioteks)kort(?:et|s?num[^\W\d]{0,8})?\b|"
            r"\bcard|(?:\b|koti|posti|katu)osoi|(?:\b|hem)adress|\baddress|\bikä\b|\bage\b|\bålder\b"
        ),
    ),
    (
        Personal.NAME,
        re.compile(
            r"(?:\b|etu|suku|lapse[nt]|huoltajan)(?:nimi|nime[ns]i|nimet)|"
            r"(?:\b|för|efter)namn(?:et)?\b|\b(?:first|last|full|sur|fore)? ?names?\b"
        ),
    ),
)


def personal(key: str, raw_field: object) -> Personal | None:
    """What a field tells of a person, by its type, its name and its labels; None when nothing."""
    if _FINNAS.fullmatch(key):
        return None
    field = raw_field if isinstance(raw_field, dict) else {}
    if field.get("type") == "email":
        return Personal.EMAIL
    for text in (key, field.get("labelTranslated"), field.get("label")):
        words = _OBJECT.sub("", _words(text)) if isinstance(text, str) else ""
        for kind, pattern in _KINDS:
            if pattern.search(words):
                return kind
    return None


def _words(name: str) -> str:
    """A name of a field as words: `cardNumber`, `card_number` and `feedback_card-number` alike."""
    return re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])", " ", name[:200])).lower()


def labelled(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields of a form for reading, each by the label that its sender saw."""
    fields = answers.get("fields")
    field_by_key = fields if isinstance(fields, dict) else {}
    label_texts = [
        (_label(key, field_by_key.get(key)), _value_label(value, field_by_key.get(key)))
        for key, value in answers.items()
        if key != "fields"
    ]
    return [(label, text) for label, text in label_texts if text]


def _label(key: str, raw_field: object) -> str:
    field = raw_field if isinstance(raw_field, dict) else {}
    return str(field.get("labelTranslated") or field.get("label") or key)


def _value_label(value: object, raw_field: object) -> str:
    field = raw_field if isinstance(raw_field, dict) else {}
    return _text(field.get("valueLabelTranslated") or field.get("valueLabel") or value)


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_text(part) for part in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_text(part)}" for key, part in value.items())
    return "" if value is None else str(value)
