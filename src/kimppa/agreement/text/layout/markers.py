"""Bullets and numbers at the start of a line: what a line could begin, not yet whether it does.

The same characters can be something else (a date, a dash, "kohdan 2. mukaan"); `paragraphs` decides
by sequence and layout.
"""

import re
from typing import NamedTuple

BULLET = "bullet"
DOTTED = "1.1"
"""Family of numbers that name their section: 1.1, 1.1.2."""
WORDED = "word "
"""Beginning of families by a word: "word artikla"."""
ANNEX = f"{WORDED}liite"
INSERTED = "1 a"
"""Family of numbers put in between others: 7 a."""

_SURE_BULLETS = "•●◦▪▫■□‣⁃∙○◆◇►▶➢➤✓✔❖\uf0b7\uf0a7\uf0d8\uf0fc\uf076"
_DASHES = "-–—‒−*+·"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


class Marker(NamedTuple):
    """A possible beginning of a section or a clause."""

    family: str
    token: str
    """The characters of the source that are numbering or bullet."""
    rest: str
    """The text after it."""
    value: tuple[int, ...] = ()
    label: str = ""
    """The number as the source writes it, without its dot, bracket or §."""
    sure: bool = True
    """False for a bullet that could as well be a dash."""
    glued: bool = False
    """Hardly a bullet (no space after a dash, the letter o): only after a break made on purpose."""


_NUMBER = re.compile(
    r"(?P<token>(?P<open>\()?(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})(?P<end>[.):]| ?§\.?)?)(?: |$)"
)
_INSERTED = re.compile(r"(?P<token>(?P<number>\d{1,3}) (?P<letter>[a-h])[.:)]?)(?: (?=[A-ZÅÄÖ])|$)")
_PARAGRAPH = re.compile(r"(?P<token>§ ?(?P<number>\d{1,3})[.:)]?)(?: |$)")
_WORDED = re.compile(
    r"(?P<token>(?:(?P<word>artikla|artikel|article|luku|kapitel|osa|del|kohta|punkt|liite|bilaga"
    r"|annex|pykälä|paragraf)\s(?P<number>\d{1,3}|[IVX]{1,5}|[A-H])"
    r"|(?P<number_first>\d{1,2})\.?\s(?P<word_after>luku|kapitel|kap\.|artikla|osa|del)(?!\w))"
    r"(?:[.:)]|\s?[–—-](?=\s))?)(?:\s|$)",
    re.IGNORECASE,
)
_WORDS = {"bilaga": "liite", "annex": "liite", "kap.": "kapitel"}
_LOWER_ROMAN = re.compile(r"(?P<token>(?P<open>\()?(?P<number>[ivx]{1,6})(?P<end>[.)]))(?: |$)")
_LETTER = re.compile(r"(?P<token>(?P<open>\()?(?P<letter>[a-zåäöA-ZÅÄÖ])(?P<end>[.)]))(?: |$)")
_ROMAN = re.compile(r"(?P<token>(?P<number>[IVXLC]{1,7})[.)])(?: |$)")
_MIGHT_BEGIN = frozenset(_SURE_BULLETS + _DASHES + "0123456789(§")
_MAYBE_LETTERED = re.compile(r"[a-zåäöA-ZÅÄÖ]{1,7}[.)](?: |$)|o ")
_ALPHABET = "abcdefghijklmnopqrstuvwxyzåäö"


def markers(text: str) -> list[Marker]:
    """All readings of the start of a line; usually none or one."""
    first_letter = text[0]
    if first_letter not in _MIGHT_BEGIN and not (first_letter.isalpha() and len(text) > 1):
        return []
    if first_letter.isalpha():
        if _MAYBE_LETTERED.match(text):
            return _letter_readings(text)
        return _worded_readings(text) if first_letter.lower() in "akldopb" else []
    if first_letter in _SURE_BULLETS:
        return [Marker(BULLET, first_letter, text[1:].lstrip())]
    if first_letter in _DASHES:
        return _dash_readings(text)
    return _number_readings(text)


def _dash_readings(text: str) -> list[Marker]:
    text_after = text[1:]
    if not text_after or text_after[0] == " ":
        return [Marker(BULLET, text[0], text_after.lstrip(), sure=False)]
    if text_after[0].isalnum():
        return [Marker(BULLET, text[0], text_after, sure=False, glued=True)]
    return []


def _worded_readings(text: str) -> list[Marker]:
    """Artikla 3, Liite A, 2 luku."""
    match = _WORDED.match(text)
    if match is None:
        return []
    word = (match["word"] or match["word_after"]).lower()
    written_number = match["number"] or match["number_first"]
    ordinal = _worded_value(written_number)
    if not ordinal:
        return []
    family = WORDED + _WORDS.get(word, word)
    marker_text = match["token"]
    return [
        Marker(family, marker_text, text[match.end() :], (ordinal,), marker_text.rstrip(" .:)–—-"))
    ]


def _worded_value(number: str) -> int:
    if number.isdigit():
        return int(number)
    is_roman = all(letter in _ROMAN_VALUES for letter in number.upper())
    value = roman_value(number.upper()) if is_roman else 0
    return value or (_ALPHABET.index(number.lower()) + 1 if len(number) == 1 else 0)


def _number_readings(text: str) -> list[Marker]:
    if worded := _worded_readings(text):
        return worded
    if match := _INSERTED.match(text):
        label = f"{match['number']} {match['letter']}"
        number_parts = (int(match["number"]), _ALPHABET.index(match["letter"]) + 1)
        return [Marker(INSERTED, match["token"], text[match.end() :], number_parts, label)]
    match = _PARAGRAPH.match(text) or _NUMBER.match(text)
    if match is None:
        return _letter_readings(text) if text[0] == "(" else []
    token = match["token"]
    number = tuple(int(part) for part in match["number"].split("."))
    family = _number_family(token, match.groupdict(), len(number))
    if not family or 0 in number:
        return []
    return [Marker(family, token, text[match.end() :], number, match["number"])]


def _number_family(token: str, groups: dict[str, str | None], depth: int) -> str:
    opened, end = groups.get("open"), groups.get("end") or ""
    if "§" in token:
        return "§" if depth == 1 and not opened else ""
    if opened:
        return "(1)" if depth == 1 and end == ")" else ""
    if depth > 1:
        return DOTTED if end != ":" else ""
    return {".": "1.", ")": "1)", ":": "1.", "": "1"}[end]


def _letter_readings(text: str) -> list[Marker]:
    if text.startswith("o "):
        # Word's second level of bullets, pasted: the letter o of a symbol font.
        return [Marker(BULLET, "o", text[2:], sure=False, glued=True)]
    readings = []
    if match := _LOWER_ROMAN.match(text):
        value = roman_value(match["number"].upper())
        family = "(i)" if match["open"] else f"i{match['end']}"
        if value and not (match["open"] and match["end"] == "."):
            readings.append(
                Marker(family, match["token"], text[match.end() :], (value,), match["number"])
            )
    if match := _ROMAN.match(text):
        value = roman_value(match["number"])
        readings.append(
            Marker("I.", match["token"], text[match.end() :], (value,), match["number"])
        )
    if match := _LETTER.match(text):
        family = _letter_family(match.groupdict())
        value = _ALPHABET.index(match["letter"].lower()) + 1
        text_after = text[match.end() :]
        if family:
            readings.append(Marker(family, match["token"], text_after, (value,), match["letter"]))
    return readings


def _letter_family(groups: dict[str, str | None]) -> str:
    letter, end = groups["letter"] or "", groups["end"]
    if groups["open"]:
        return "(a)" if end == ")" and letter.islower() else ""
    if letter.isupper():
        return "A."
    return "a)"


def roman_value(text: str) -> int:
    """The value of a Roman numeral, 0 when it is not written in the usual way."""
    numbers = [_ROMAN_VALUES[letter] for letter in text]
    total = 0
    for number, next_number in zip(numbers, [*numbers[1:], 0], strict=True):
        total += -number if number < next_number else number
    return total if 0 < total < 100 and roman(total) == text else 0


def roman(number: int) -> str:
    """A number from 1 to 99 as a Roman numeral."""
    units = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
    return tens[number // 10] + units[number % 10]
