"""The standard numbers of one record, in the form in which they are compared.

The same forms as `pairing.keys` makes for a whole batch; see there for the sources.
"""

import re
from dataclasses import dataclass
from typing import Final

import polars as pl

from kimppa.marc.columns import squeezed, table
from kimppa.marc.record import Field, Record

_ISBN: Final = re.compile(r"((?:97[89][\- ]?)?(?:\d[\- ]?){9}[\dXx])")
_ISSN: Final = re.compile(r"^\s*(\d{4})-?(\d{3}[\dXx])")
_EAN: Final = re.compile(r"^\s*([0-9Mm][0-9\- ]{8,18})")
_SPACELESS: Final = table(bytes(set(range(1, 128)) - set(b" \t\n\v\f\r")), bytes.upper)
_NOT_ALNUM: Final = re.compile(r"[\W_]+")
# A number of a set is every part's number too: it proves nothing about one volume.
_SET: Final = re.compile(
    r"koko teos|kokonais|\bset\b|sarja|hela verket|samlad|complete|gesamt|\bkoko\b|kok\. teos"
)
_VOLUME: Final = re.compile(r"\b(?:osa|nide|del|bd|band|vol|v|t|tome)\.? ?(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Numbers with a right check digit, as 12 or 13 digits; publisher's numbers by 028 ind1."""

    isbns: frozenset[str]
    set_isbns: frozenset[str]
    volumes: frozenset[str]  # volume numbers that qualify an ISBN: "(v. 2)"
    eans: frozenset[str]
    issns: frozenset[str]
    publisher: dict[str, frozenset[str]]

    def __hash__(self) -> int:
        return hash((self.isbns, self.set_isbns, self.eans, self.issns))


def read(record: Record) -> Identifiers:
    """The numbers of 020, 022, 024 and 028."""
    books: set[str] = set()
    sets: set[str] = set()
    volumes: set[str] = set()
    for field in record.all("020"):
        number = isbn(field.get("a") or "")
        qualifier = " ".join([*field.all("aqc")]).lower()
        volumes.update(_VOLUME.findall(qualifier))
        if number:
            (sets if _SET.search(qualifier) else books).add(number)
    eans = {number for field in record.all("024") if (number := ean(field))}
    books |= {number for number in eans if number.startswith("978")} - sets
    return Identifiers(
        frozenset(books),
        frozenset(sets),
        frozenset(volumes),
        frozenset(number for number in eans if not number.startswith("978")),
        frozenset(filter(None, (issn(field.get("a") or "") for field in record.all("022")))),
        _publisher(record),
    )


_TWELVE: Final = re.compile(r"\b\d{12}\b")


def isbn(text: str) -> str:
    """The first twelve digits of the ISBN-13 that a text begins with; "" if its check is wrong.

    >>> isbn("951-0-19440-9"), isbn("9789510194409 (sid.)"), isbn("9510194400")
    ('978951019440', '978951019440', '')
    """
    match = _ISBN.search(text)
    digits = re.sub(r"[\- ]", "", match[1]).upper() if match else ""
    if len(digits) == 10:
        values = [10 if digit == "X" else int(digit) for digit in digits]
        check = sum(value * weight for value, weight in zip(values, range(10, 0, -1), strict=True))
        return "978" + digits[:9] if check % 11 == 0 else ""
    return _checked_twelve(digits)


def _checked_twelve(digits: str) -> str:
    """Twelve of thirteen digits when the last one is the right check digit (ISO/IEC 15420)."""
    if len(digits) != 13 or not digits.isdigit():
        return ""
    twelve = digits[:12]
    return twelve if (_weighed(twelve) + int(digits[12])) % 10 == 0 else ""


def with_check(text: str) -> str:
    """A text with the check digits of its numbers of twelve digits, as people know them.

    >>> with_check("978951019440, 642")
    '9789510194409, 642'
    """
    return _TWELVE.sub(lambda match: match[0] + str(-_weighed(match[0]) % 10), text)


def _weighed(digits: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, (1, 3) * 6, strict=True))


def ean(field: Field) -> str:
    """Twelve digits of an EAN, UPC or ISMN in 024, "" for other numbers and wrong checks."""
    kind = field.indicators[:1]
    match = _EAN.match(field.get("a") or "")
    if kind not in {"1", "2", "3"} or not match:
        return ""
    digits = re.sub(r"[\- ]", "", match[1]).upper()
    if kind == "1" and len(digits) == 12:
        digits = "0" + digits
    return _checked_twelve(re.sub(r"^M(\d{9})$", r"9790\1", digits))


def issn(text: str) -> str:
    """Eight characters of the ISSN that a text begins with.

    >>> issn("0357-7937 ;")
    '03577937'
    """
    match = _ISSN.match(text)
    return (match[1] + match[2]).upper() if match else ""


def _publisher(record: Record) -> dict[str, frozenset[str]]:
    kinds: dict[str, set[str]] = {}
    for field in record.all("028"):
        number = _NOT_ALNUM.sub("", field.get("a") or "").upper()
        if number:
            kinds.setdefault(field.indicators[:1], set()).add(number)
    return {kind: frozenset(numbers) for kind, numbers in kinds.items()}


def own_number(record: Record) -> str:
    """A record's own number with its organisation: "(FI-MELINDA)000095841"."""
    return f"({record.control('003').strip('() ')}){record.control('001').strip()}"


def controls(record: Record) -> frozenset[str]:
    """003 + 001 and the numbers of 035 $a that name an organisation.

    A 001 without a 003 is anybody's number: it proves nothing and is left out.
    """
    own = own_number(record)
    numbers = [text for field in record.all("035") for text in field.all("a")]
    sourced = [text for text in numbers if re.match(r"\(|FCC\d", text, re.IGNORECASE)]
    if record.control("001") and not own.startswith("()"):
        sourced.append(own)
    return frozenset(map(control, sourced))


def control(text: str) -> str:
    """A control number as it is compared: without leading zeros, which systems drop.

    >>> control("(FI-MELINDA) 000123"), control("FCC000123")
    ('(FI-MELINDA)123', '(FI-MELINDA)123')
    """
    spaceless = re.sub(r"\s+", "", text.upper())
    melinda = re.sub(r"^FCC(\d+)$", r"(FI-MELINDA)\1", spaceless)
    return re.sub(r"\)([A-Z]*?)0+([0-9])", r")\1\2", melinda)


def control_key(texts: pl.Series) -> pl.Series:
    """`control` for a column of texts."""
    key = squeezed(texts, _SPACELESS, _spaceless)
    if key.str.starts_with("FCC").any():
        key = key.str.replace(r"^FCC([0-9]+)$", "(FI-MELINDA)$1")
    return key.str.replace(r"\)([A-Z]*?)0+([0-9])", ")$1$2")


def _spaceless(texts: pl.Series) -> pl.Series:
    return texts.str.to_uppercase().str.replace_all(r"\s+", "")
