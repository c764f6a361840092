"""The keys by which Finna puts records of several libraries together, and its likely answer.

Source: what RecordManager's documents and behaviour tell: records with a common key are compared
in the order of `same`.
"""

import re
from dataclasses import dataclass
from typing import Final

from kimppa.marc import identifiers
from kimppa.marc.finna.format import finna_format
from kimppa.marc.finna.online import is_metadata_restricted
from kimppa.marc.finna.texts import distance, key, plain, title_key
from kimppa.marc.record import Record

PAGES_APART: Final = 10
_TITLE_APART: Final = 0.10  # of the title's letters
_AUTHOR_APART: Final = 0.20
_KINDS: Final = {"0": "istc", "1": "upc", "2": "ismn", "3": "ian"}  # 024, first indicator
_PAGES: Final = re.compile(r"(\d+)")
_YEAR: Final = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class DedupKeys:
    """What two records must share, any one of it, to be compared."""

    title: str
    isbns: frozenset[str]  # 13 digits
    ids: frozenset[str]  # "(source)number"


def dedup_keys(record: Record) -> DedupKeys:
    """The keys of a record; an empty title is none."""
    isbns = {_isbn(text) for field in record.all("020") for text in field.all("a")}
    return DedupKeys(
        title_key(filing_title(record)), frozenset(isbns - {""}), frozenset(_ids(record))
    )


def _isbn(text: str) -> str:
    twelve = identifiers.isbn(text)
    if not twelve:
        return ""
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(twelve))
    return f"{twelve}{(10 - total % 10) % 10}"


def filing_title(record: Record) -> str:
    """245 $a, $b, $n, $p without the characters that its second indicator leaves out of filing."""
    title = record.first("245")
    if title is None:
        return ""
    skipped = title.indicators[1:2]
    text = " ".join(part.strip(" /:;,=") for part in title.all("abnp"))
    return text[int(skipped) :] if skipped.isdigit() else text


def _ids(record: Record) -> set[str]:
    """Numbers with their source: LCCN, 015 and 016 with $2, 024, and Melinda's in 035."""
    ids = {f"(lccn){key(text)}" for field in record.all("010") for text in field.all("a")}
    for field in record.all("015", "016"):
        if field.get("2") and field.get("a"):
            ids.add(f"({field.get('2')}){key(field.get('a') or '')}")
    for field in record.all("024"):
        source = _KINDS.get(field.indicators[:1]) or (
            field.get("2") if field.indicators[:1] == "7" else ""
        )
        if source and field.get("a"):
            ids.add(f"({source}){key(field.get('a') or '')}")
    numbers = [text for field in record.all("035") for text in field.all("a")]
    melinda = [identifiers.control(text) for text in numbers]
    return ids | {field for field in melinda if field.startswith("(FI-MELINDA)")}


def same(a: Record, b: Record) -> tuple[bool, str]:
    """Whether Finna would put the two together, and what decides it.

    The answer is one of the words "restriction", "format", "isbn", "id", "issn", "year", "pages",
    "series", "title", "author" and "all".
    """
    keys_a, keys_b = dedup_keys(a), dedup_keys(b)
    if is_metadata_restricted(a) != is_metadata_restricted(b):
        return False, "restriction"
    if finna_format(a) != finna_format(b):
        return False, "format"
    if keys_a.isbns & keys_b.isbns:
        return True, "isbn"
    if keys_a.ids & keys_b.ids:
        return True, "id"
    apart = _apart(a, b)
    return (False, apart) if apart else (True, "all")


def _apart(a: Record, b: Record) -> str:
    """The first thing that keeps two records apart that share no number; "" when none does."""
    issns = identifiers.read(a).issns, identifiers.read(b).issns
    if all(issns) and not issns[0] & issns[1]:
        return "issn"
    years = _year(a), _year(b)
    if all(years) and years[0] != years[1]:
        return "year"
    pages = _pages(a), _pages(b)
    if all(pages) and abs(pages[0] - pages[1]) > PAGES_APART:
        return "pages"
    if _series(a) != _series(b):
        return "series"
    return _names_apart(a, b)


def _names_apart(a: Record, b: Record) -> str:
    titles = key(filing_title(a))[:255], key(filing_title(b))[:255]
    if not all(titles) or distance(*titles) >= _TITLE_APART * len(titles[0]):
        return "title"
    authors = _author(a), _author(b)
    if bool(authors[0]) != bool(authors[1]):
        return "author"
    if not authors[0] or authors[0].startswith(authors[1]) or authors[1].startswith(authors[0]):
        return ""
    return "author" if distance(*authors) > _AUTHOR_APART * len(authors[0]) else ""


def _year(record: Record) -> str:
    coded = record.control("008")[7:11]
    if coded.isdigit() and coded != "0000":
        return coded
    dates = [text for field in record.all("260", "264") for text in field.all("c")]
    match = _YEAR.search(" ".join(dates))
    return match[0] if match else ""


def _pages(record: Record) -> int:
    first = record.first("300")
    match = _PAGES.search((first.get("a") if first else None) or "")
    return int(match[1]) if match and len(match[1]) < 8 else 0


def _series(record: Record) -> tuple[str, str]:
    first = record.first("490")
    return ((first.get("x") or ""), plain(first.get("v") or "")) if first else ("", "")


def _author(record: Record) -> str:
    first = record.first("100") or record.first("700")
    return key((first.get("a") if first else None) or "")[:255]
