"""The keys by which Finna puts records of several libraries together.

Source: what RecordManager's documents and behaviour tell.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from kimppa.marc import identifiers
from kimppa.marc.record import Record

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


_KINDS: Final = {"0": "istc", "1": "upc", "2": "ismn", "3": "ian"}  # 024, first indicator


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
