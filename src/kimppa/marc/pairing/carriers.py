"""What a record's material comes as: print, online, DVD, Blu-ray, CD, LP, Daisy …

Leader, 006, 007, 008, 020 $q, 245 $h, 250, 300, 33X, 344–347, 538 and 500 are asked, each for the
class of carriers that it names (`carriers.toml`, with the sources). What is in common is what the
record comes as; statements with nothing in common make it come as several.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from kimppa.marc.definition.carriers import codes as rda_codes
from kimppa.marc.record import Field, Record

MATERIALS: Final = {
    "a": "text", "t": "manuscript", "c": "score", "d": "manuscript-score", "e": "map",
    "f": "manuscript-map", "g": "film", "i": "speech", "j": "music", "k": "picture",
    "m": "computer", "o": "kit", "p": "kit", "r": "object",
}  # fmt: skip
"""LDR/06 → what the material is."""

PLAIN: Final = frozenset({"print", "object"})
"""What silence stands for: nobody writes that a book is printed."""

_OF_PLACE_29: Final = {"map", "manuscript-map", "film", "picture", "object"}
_MICROFORM: Final = "abc"  # of 008/23
_READ: Final = {"text", "manuscript", "map", "score"}  # what is put on microforms
_WHOLE: Final = 3  # letters; a term as short as this stands for itself only
_NOTE: Final = 80  # characters of a note that tells the carrier
# "Also as e-book", "formerly on LP": notes of other manifestations.
_SISTERS: Final = re.compile(
    r"myös|also|även|aiemmin|aikaisem|tidigare|alun|alkup|origin|previous|formerly|reissue|painettu"
    r"|reprod|laitos|versi|ilmestynyt|julkais|recorded|from"
)
_PAGES: Final = re.compile(
    r"\d[\]\[ ,–-]*(?:s\b|siv|sid|p\b|pp\b|pages|lehte|leaves|leaf|bl\b|blad|seiten|с\b)"
)
_BRACKETS: Final = re.compile(r"\([^()]*\)")

type Class = frozenset[str]
_WEAK: Final[Class] = frozenset({"print", ""})  # that only pages tell of print


@dataclass(frozen=True, slots=True)
class Carriers:
    """The carriers that a record may come as; `several` when it tells of more than one of them.

    No names when no field tells.
    """

    names: frozenset[str]
    several: bool = False


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("carriers.toml").read_text(encoding="utf-8"))


@cache
def classes() -> dict[str, Class]:
    return {name: frozenset(leaves) for name, leaves in _table()["classes"].items()}


def called(names: Iterable[str]) -> str:
    """The class that is these carriers, else the carriers, with commas."""
    leaves = frozenset(names)
    return next(
        (name for name, members in classes().items() if members == leaves),
        ", ".join(sorted(leaves)),
    )


@cache
def _words() -> tuple[re.Pattern[str], dict[str, Class]]:
    """An expression that finds the terms, the longest first, and what each stands for."""
    terms = {
        term: classes()[name]
        for name, terms_of_class in _table()["words"].items()
        for term in terms_of_class
    }
    longest_first = sorted(terms, key=len, reverse=True)
    short_terms = "|".join(re.escape(term) for term in longest_first if len(term) <= _WHOLE)
    long_terms = "|".join(re.escape(term) for term in longest_first if len(term) > _WHOLE)
    return re.compile(rf"(?<![^\W_])(?:({long_terms})|({short_terms})s?(?![^\W_]))"), terms


@lru_cache(maxsize=4096)
def _by_words(text: str) -> tuple[Class, ...]:
    pattern, terms = _words()
    return tuple(terms[match[1] or match[2]] for match in pattern.finditer(text.lower()))


@cache
def _codes(table: str) -> list[tuple[re.Pattern[str], Class]]:
    """Beginnings of codes, the longest first."""
    codes = sorted(_table()[table].items(), key=lambda entry: -len(entry[0]))
    return [(re.compile(code), classes()[name]) for code, name in codes]


@lru_cache(maxsize=1024)
def _by_007(code: str) -> Class | None:
    return next(
        (carrier_class for start, carrier_class in _codes("field-007") if start.match(code)), None
    )


def material(record: Record) -> str:
    """What LDR/06 says the material is; "" when it says nothing."""
    return MATERIALS.get(record.leader[6:7], "")


def carriers(record: Record) -> Carriers:
    """What the material comes as."""
    groups: list[Class] = []
    weakly = False  # pages are left behind when a record is copied
    for statement in _statements(record):
        if statement is _WEAK:
            weakly = True
        else:
            _merge(groups, statement)
    if weakly and not any(group <= classes()["paged"] for group in groups):
        _merge(groups, classes()["print"])
    for remark in _remarks(record):
        groups = [group & remark or group for group in groups]
    groups = _outweighed(groups)
    return Carriers(frozenset().union(*groups), len(groups) > 1)


def _merge(groups: list[Class], statement: Class) -> None:
    for index, group in enumerate(groups):
        if group & statement:
            groups[index] = group & statement
            return
    groups.append(statement)


def _outweighed(groups: list[Class]) -> list[Class]:
    """The groups that another one does not outweigh: an MP3 disc is told as a CD too."""
    weights = _table()["outweighs"]
    weaker = {name for group in groups for leaf in group for name in weights.get(leaf, ())}
    stronger = [group for group in groups if not group <= weaker]
    if len(stronger) == len(groups) or not stronger:
        return groups
    discs = any("cd" in group for group in groups)
    return [group - classes()["online"] or group for group in stronger] if discs else stronger


def _statements(record: Record) -> Iterator[Class]:
    """What single fields say, the words of the extent first."""
    books: list[tuple[Class, ...]] = []
    for field in record.fields:
        if field.tag == "020" and field.get("a"):
            books.append(_by_words(" ".join(field.all("aq"))))
        elif field.tag in _READERS:
            yield from _READERS[field.tag](field)
    if books and len(set(books)) == 1:  # else it lists the numbers of its sisters
        yield from (book for book in books[0] if book != classes()["print"])
    yield from _form(record)


def _extent(field: Field) -> Iterator[Class]:
    text = " ".join(field.all("a")).lower()
    yield from _by_words(text)
    if _PAGES.search(_BRACKETS.sub("", text)):
        yield _WEAK


def _medium(field: Field) -> Iterator[Class]:
    """337 and 338: by code, else by the term of a language."""
    table = _table()[f"field-{field.tag}"]
    terms = rda_codes(field.tag)
    codes = field.all("b") or [terms.get(text.lower().strip(" ."), "") for text in field.all("a")]
    coded = [classes()[table[code]] for code in codes if code in table]
    yield from coded
    if field.tag == "338" and not coded:
        yield from _by_words(" ".join(field.all("a")))


def _worded(codes: str) -> Callable[[Field], Iterable[Class]]:
    return lambda field: _by_words(" ".join(field.all(codes)))


def _category(field: Field) -> Iterable[Class]:
    return filter(None, [_by_007(field.value)])


_READERS: Final[dict[str, Callable[[Field], Iterable[Class]]]] = {
    "007": _category,
    "245": _worded("h"),
    "250": _worded("ab"),
    "300": _extent,
    "337": _medium,
    "338": _medium,
    "347": _worded("ab"),
    "655": _worded("a"),
}


def _form(record: Record) -> Iterator[Class]:
    """The form of item: 008/23, or 29 of maps, pictures and films; 006/06, or 12 of those."""
    table = _table()["form"]
    place = 29 if material(record) in _OF_PLACE_29 else 23
    codes = [record.control("008")[place : place + 1]]
    for field in record.all("006"):
        codes.append(field.value[12 if field.value[:1] in "efgkr" else 6 :][:1])
        if field.value[:1] == "m":
            yield classes()["electronic"]
    for code in codes:
        if code in table and not (code in _MICROFORM and material(record) not in _READ):
            yield classes()[table[code]]


def _remarks(record: Record) -> Iterator[Class]:
    """What makes a class narrower and says nothing by itself: sizes, speeds, short notes."""
    for field in record.all("300", "344", "345", "346", "500", "538"):
        if field.tag == "300":
            yield from _by_words(" ".join(field.all("b")))
            yield from _by_size(" ".join(field.all("c")))
            continue
        text = " ".join(field.all("abc")).lower()
        if field.tag == "344" and text.startswith("anal"):
            yield classes()["analog"]
        if len(text) <= _NOTE and not _SISTERS.search(text):
            yield from _by_words(text)


def _by_size(text: str) -> Iterator[Class]:
    for size, name in _table()["size"].items():
        if re.match(rf"\s*{size}\b", text):
            yield classes()[name]
