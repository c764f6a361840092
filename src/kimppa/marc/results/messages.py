"""The words of summaries and reports; numbers as they are written; the names of sources."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from kimppa.marc.translation import LANGUAGES, N_, translate

NARROW_SPACE: Final = "\N{NARROW NO-BREAK SPACE}"

_TEXTS: Final = {
    "title": N_("Check of the catalogue"),
    "file": N_("File"),
    "profile": N_("Check"),
    "systems": N_("Library system: {names}. The fields that it writes itself were left out."),
    "read": N_("Records read"),
    "good": N_("good"),
    "repaired": N_("read with repairs"),
    "quarantined": N_("unreadable"),
    "severity": N_("Severity"),
    "rule": N_("Rule"),
    "message": N_("Finding"),
    "findings": N_("Findings"),
    "records": N_("Records"),
    "owner": N_("Owner"),
    "owners": N_("By owner"),
    "nobody": N_("nobody's"),
    "control": N_("Record number"),
    "name": N_("Title"),
    "place": N_("Place"),
    "text": N_("Text"),
    "fix": N_("Can be mended"),
    "safe": N_("by machine"),
    "looked-at": N_("after a look"),
    "nothing": N_("Nothing was found."),
    "nothing-in-others": N_("Nothing was found in the records that could be read."),
    "unread": N_("Records that could not be read: {count}"),
    "unread-record": N_("record {order}, from byte {byte} on: {why}"),
    "more": N_("and {count} more; all are in the list unread-records.csv"),
    "order": N_("Which record of the file"),
    "byte": N_("From byte"),
    "why": N_("Why"),
    "begins": N_("Begins"),
    "numberless": N_("record {order}, byte {byte}"),
    "numberless-listed": N_(
        "{count} of the records have no number; where they stand is in the list {list}."
    ),
    "rules": N_("Rules"),
    "by-severity": N_("By severity"),
    "summary": N_("Summary"),
    "examples": N_("Examples"),
    "where": N_("Where"),
    "all": N_("All"),
    "P1": N_("blocks the migration"),
    "P2": N_("is lost in the migration"),
    "P3": N_("much harder later"),
    "P4": N_("as easy later"),
    "P5": N_("no harm if it stays"),
    "breaks": N_(
        "The file breaks off at byte {byte}. The rest of the records is missing: export it again."
    ),
    "shown": N_("Of these here"),
    "next": N_(
        "Begin with P1: they block the migration. Record numbers by rule are in the folder lists."
    ),
}


def word(name: str, language: str, **facts: object) -> str:
    """A word or a sentence. Raises KeyError for one that is not here."""
    return translate(_TEXTS[name], language, **facts)


def number(value: int, language: str) -> str:
    """A number with its thousands apart.

    >>> number(1234567, "en")
    '1,234,567'
    """
    return f"{value:,}".replace(",", "," if language == "en" else NARROW_SPACE)


_PLACE: Final = re.compile(
    r"(?:LDR|\d[\dX]{2})(?:[/–][\d–]+)?(?: \$[a-z0-9])?(?=\W|$)|\$[a-z0-9](?=\W|$)"
)
_CHECKS: Final = re.compile(r"[\w-]+(?:, [\w-]*-[\w-]+)*")  # what Melinda calls its own


def cited(source: str, language: str) -> str:
    """A rule's source in a language; one that is not known stays as it is.

    >>> cited("MARC 21: 041 indicator 1, 1 = a translation; Melinda fix-33X: $a", "fi")
    'MARC 21: 041; Melindan tarkistin: fix-33X'
    """
    if language == LANGUAGES[-1]:
        return source
    names = [_source_name(part, LANGUAGES.index(language)) for part in source.split("; ")]
    return "; ".join(dict.fromkeys(filter(None, names))) or source


def _source_name(part: str, language: int) -> str:
    """The name and the place of one of the sources; "" for what is no source's name."""
    for english, names in _names():
        if part.startswith(english) and not part[len(english) :][:1].isalnum():
            words_after = part[len(english) :].lstrip(" :,(")
            match = (_CHECKS if english == "Melinda" else _PLACE).match(words_after)
            return f"{names[language]}: {match[0]}" if match else names[language]
    return ""


@cache
def _names() -> list[tuple[str, tuple[str, str]]]:
    """English names with the Finnish and Swedish ones, the longest first."""
    table = tomllib.loads(Path(__file__).with_name("citations.toml").read_text(encoding="utf-8"))
    rows = [(english, (finnish, swedish)) for english, finnish, swedish in table["names"]]
    return sorted(rows, key=lambda row: -len(row[0]))
