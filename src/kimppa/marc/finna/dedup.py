"""The keys by which Finna puts records of several libraries together.

Source: what RecordManager's documents and behaviour tell. Records of another format are never
joined; a shared ISBN or other number joins at once; else title, author and `DedupFacts` decide.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from kimppa.marc import identifiers
from kimppa.marc.record import Record

_WORD_MARKS: Final = re.compile(r"[][()/.,:;=!?*\"'|<>-]+")
_MARKS: Final = re.compile(r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]")


def key(text: str) -> str:
    """A text as a key: NFKC, small letters, without ASCII punctuation and spaces.

    >>> key("Sota, ja rauha!")
    'sotajarauha'
    """
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).lower()


def title_key(title: str) -> str:
    """The key of a title: words up to the fourth long one (over three letters) or 35 letters.

    >>> title_key("Ajan lyhyt historia : alkuräjähdyksestä mustiin aukkoihin")
    'ajanlyhythistoriaalkuräjähdyksestä'
    """
    words, long, letters = [], 0, 0
    for word in title.split(" "):
        words.append(word)
        long += len(word) > 3
        letters += len(word)
        if long > 3 or letters > 35:
            break
    return key("".join(words)[:200])


_KINDS: Final = {
    "0": "istc",
    "1": "upc",
    "2": "ismn",
    "3": "ian",
    "4": "sici",
}  # 024, first indicator


@dataclass(frozen=True, slots=True)
class DedupKeys:
    """What two records must share, any one of it, to be compared."""

    title: str  # with the surname; "" where either is missing
    isbns: frozenset[str]  # 13 digits
    ids: frozenset[str]  # "(source)number"


@dataclass(frozen=True, slots=True)
class DedupFacts:
    """What is compared when no number is shared: ISSN and year must be the same where both records
    tell them, pages at most ten apart; the series must be the same, also where one is silent."""

    issns: tuple[str, ...]
    series_issn: str
    series_number: str
    year: str
    pages: str


def dedup_keys(record: Record) -> DedupKeys:
    """The keys of a record; an empty title is none."""
    isbns = {_isbn(text) for field in record.all("020") for text in field.all("a")[:1]}
    title, surname = title_key(filing_title(record)), key(main_author(record).split(", ")[0])
    return DedupKeys(
        f"{title} {surname}" if title and surname else "",
        frozenset(isbns - {""}),
        frozenset(_ids(record)),
    )


def dedup_facts(record: Record) -> DedupFacts:
    """Numbers, year and pages; "" for what is not told."""
    series, extent = record.first("490"), record.first("300")
    number = series.get("x") or "" if series else ""
    volume = series.get("v") or "" if series else ""
    digits = re.search(r"[0-9]+", extent.get("a") or "") if extent else None
    return DedupFacts(
        tuple(text for field in record.all("022") for text in field.all("a")[:1]),
        _bare(number),
        _bare(volume),
        publication_year(record),
        digits[0] if digits else "",
    )


def publication_year(record: Record) -> str:
    """The year of 260, else of the first 264 that is about publishing, else of 008."""
    published = [field for field in record.all("264") if field.indicators[1:2] == "1"]
    for field in [*record.all("260")][:1] + published:
        year = re.search(r"[0-9]{4}", field.get("c") or "")
        if year:
            return year[0]
    coded = record.control("008")[7:11]
    return coded if re.fullmatch(r"[0-9]{4}", coded) and coded not in {"0000", "9999"} else ""


def _isbn(text: str) -> str:
    twelve = identifiers.isbn(text)
    if not twelve:
        return ""
    total = sum(int(digit) * (1, 3)[index % 2] for index, digit in enumerate(twelve))
    return f"{twelve}{(10 - total % 10) % 10}"


def _bare(text: str) -> str:
    """A text without the marks of the next subfield at its end."""
    return text.rstrip(" ;:,./=")


def main_author(record: Record) -> str:
    """100 $a, else that of the first 700, surname first."""
    person = record.first("100") or record.first("700")
    name = _bare(person.get("a") or "") if person else ""
    if person and person.indicators[:1] == "0" and " " in name and "," not in name:
        names = name.split()
        name = f"{names[-1]}, {' '.join(names[:-1])}"
    return name


def filing_title(record: Record) -> str:
    """245, without it 240: $a, $b, $n, $p and $c in their order, without the characters that the
    second indicator leaves out of filing, and without marks."""
    for field in filter(None, (record.first("245"), record.first("240"))):
        title, skipped = field.get("a") or "", field.indicators[1:2]
        parts = [title[int(skipped) if skipped.isdigit() else 0 :], *field.all("bnpc")]
        text = " ".join(_WORD_MARKS.sub(" ", " ".join(parts)).split())
        if text:
            return text
    return ""


def _ids(record: Record) -> set[str]:
    """Numbers with their source: LCCN, 015 and 016 with $2, 024, those of Melinda and OCLC in 035;
    of a field that is repeated the first counts, but of 035."""
    ids = {f"(lccn){key(field.get('a') or '')}" for field in [*record.all("010")][:1]}
    for tag in ("015", "016"):
        field = record.first(tag)
        if field and field.get("2") and field.get("a"):
            ids.add(f"({field.get('2')}){key(field.get('a') or '')}")
    ids |= _standard_number(record)
    numbers = [text for field in record.all("035") for text in field.all("a")[:1]]
    melinda = [identifiers.control(text) for text in numbers]
    ids |= {number for number in melinda if number.startswith("(FI-MELINDA)")}
    ids |= {f"(OCoLC){key(text[7:])}" for text in numbers if text.startswith("(OCoLC)")}
    return {each for each in ids if not each.endswith(")")}


def _standard_number(record: Record) -> set[str]:
    field = record.first("024")
    if field is None or not field.get("a"):
        return set()
    kind, text = field.indicators[:1], field.get("a") or ""
    source = _KINDS.get(kind) or (field.get("2") if kind == "7" else "")
    number = key(text.split(" ")[0] if kind == "3" else text)
    if not source or (source == "ismn" and not re.search(r"[0-9]{13}", number)):
        return set()
    return {f"({source}){number}"}
