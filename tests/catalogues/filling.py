"""What the places of a seed are filled with."""

from collections.abc import Callable, Iterator
from itertools import accumulate
from random import Random
from typing import Final

from tests.catalogues import numbers
from tests.catalogues.consortium import Consortium, Source
from tests.catalogues.seeds import Seed, seeds
from tests.catalogues.words import Person, words

FIRST_YEAR: Final = 1978
LAST_YEAR: Final = 2024
_WORDS: Final = words()
_BINS: Final = 1000


def bins[T](shares: list[tuple[T, int]]) -> tuple[T, ...]:
    """Values as often as their shares say, so that choosing one is a single index."""
    total = sum(share for _, share in shares)
    ends = list(accumulate(share * _BINS // total for _, share in shares))
    row = [value for (value, share) in shares for _ in range(share * _BINS // total)]
    return tuple(row + [shares[0][0]] * (_BINS - ends[-1]))


class Office:
    """What is worked out once for a catalogue: choices by share, stamps of time, item texts."""

    def __init__(self, consortium: Consortium, random: Random) -> None:
        self.consortium = consortium
        self.random = random
        self.sources: tuple[Source, ...] = bins([(one, one.share) for one in consortium.sources])
        self.digits = {one.code: one.digits for one in consortium.sources}
        self.statuses = bins(list(consortium.statuses.items()))
        self.units = bins([(one.code, one.share) for one in consortium.units])
        days = [f"{month:02d}{day:02d}" for month in range(1, 13) for day in range(1, 29)]
        self.days = tuple(days)
        self.items = {one.name: self.item_texts(one) for one in seeds().values()}

    def item_texts(self, kind: Seed) -> tuple[str, ...]:
        """Format strings of an item of a seed, one for each of its department's shelves."""
        department = self.consortium.department(kind.department)
        made = []
        for shelf in department.shelves:
            parts = {
                "department": department.code,
                "shelf": shelf,
                "class": kind.class_,
                "material": self.consortium.materials[kind.material],
            }
            texts = [
                f"\x1f{code}{parts.get(part, '{' + part + '}')}"
                for code, part in self.consortium.item_subfields
            ]
            made.append(f"  {''.join(texts)}\x1e")
        return tuple(made)


class Values(dict[str, str]):
    """What a record is filled with; each value is made when the seed asks for it."""

    def __init__(self, office: Office, kind: Seed, number: int) -> None:
        super().__init__()
        self.office = office
        self.kind = kind
        self.number = number

    def __missing__(self, key: str) -> str:
        _MAKERS[key](self)
        return self[key]

    def below(self, end: int) -> int:
        """A random number from 0 to below `end`."""
        return int(self.office.random.random() * end)


def _source(to: Values) -> None:
    source = to.office.sources[to.below(_BINS)]
    to["source"], to["agency"] = source.code, source.agency


def _control(to: Values) -> None:
    to["control"] = f"{1_000_003 + to.number:0{to.office.digits[to['source']]}d}"


def _year(to: Values) -> None:
    draw = to.office.random.random()
    year = LAST_YEAR - int(draw * draw * (LAST_YEAR - FIRST_YEAR))
    to["year"] = str(year)


def _dates(to: Values) -> None:
    day = to.office.days[to.below(len(to.office.days))]
    year = int(to["year"])
    to["entered"] = f"{year % 100:02d}{day}"
    to["stamp"] = f"{max(year, 2009)}{day}{to.below(24):02d}{to.below(60):02d}21.0"


def _people(to: Values) -> None:
    first = _WORDS.person(to.office.random)
    to["name"], to["direct"], to["auth"] = first.name, first.direct, first.authority


def _second(to: Values) -> None:
    others = _WORDS.people
    second: Person = others[to.below(len(others))]
    if second.name == to["name"]:
        second = others[0] if second is not others[0] else others[1]
    to["name2"], to["direct2"], to["auth2"] = second.name, second.direct, second.authority


def _imprint(to: Values) -> None:
    to["place"], to["publisher"] = _WORDS.publishers[to.below(len(_WORDS.publishers))]


def _series(to: Values) -> None:
    to["series"], to["issn"] = _WORDS.series[to.below(len(_WORDS.series))]


def _swedish(to: Values) -> None:
    title = _WORDS.title("swe", to.office.random)
    to["svtitle"], to["Svtitle"] = title, title[0].upper() + title[1:]


def _subjects(to: Values) -> None:
    chosen: list[int] = []
    while len(chosen) < to.kind.subjects:
        at = to.below(len(_WORDS.subjects))
        term = _WORDS.subjects[at]
        if at not in chosen and term.fin not in to.kind.taken and term.swe not in to.kind.taken:
            chosen.append(at)
    to["subjects"] = "".join(
        f" 7\x1fa{label}\x1f2yso/{language}\x1f0{term.uri}\x1e"
        for term in (_WORDS.subjects[at] for at in chosen)
        for label, language in ((term.fin, "fin"), (term.swe, "swe"))
    )


_COPIES: Final = (1, 1, 1, 1, 2, 2, 3, 4)


def _items(to: Values) -> None:
    office = to.office
    texts = office.items[to.kind.name]
    heading = to[next(one for one in ("name", "title", "original") if one in to.kind.slots)]
    mark = heading[:3].upper()
    digits = office.consortium.barcode_digits
    to["items"] = "".join(
        texts[to.below(len(texts))].format(
            unit=office.units[to.below(_BINS)],
            mark=mark,
            barcode=f"{60_000_000 + to.number * 8 + copy:0{digits}d}",
            status=office.statuses[to.below(_BINS)],
        )
        for copy in range(_COPIES[to.below(len(_COPIES))])
    )


def _set(key: str, make: Callable[[Values], str]) -> Iterator[tuple[str, Callable[[Values], None]]]:
    def fill(to: Values) -> None:
        to[key] = make(to)

    yield key, fill


_MAKERS: Final[dict[str, Callable[[Values], None]]] = {
    **dict.fromkeys(("source", "agency"), _source),
    "control": _control,
    **dict.fromkeys(("entered", "stamp"), _dates),
    **dict.fromkeys(("name", "direct", "auth"), _people),
    **dict.fromkeys(("name2", "direct2", "auth2"), _second),
    **dict.fromkeys(("place", "publisher"), _imprint),
    **dict.fromkeys(("series", "issn"), _series),
    **dict.fromkeys(("svtitle", "Svtitle"), _swedish),
    "year": _year,
    "subjects": _subjects,
    "items": _items,
    **dict(_set("catlang", lambda to: to.kind.language)),
    **dict(_set("next", lambda to: str(int(to["year"]) + 1))),
    **dict(_set("title", lambda to: _WORDS.title("fin", to.office.random))),
    **dict(_set("original", lambda to: _WORDS.title("eng", to.office.random))),
    **dict(_set("isbn", lambda to: numbers.isbn(to.number))),
    **dict(_set("ean", lambda to: numbers.ean(to.number))),
    **dict(_set("ownissn", lambda to: numbers.issn(3_000_000 + to.number))),
    **dict(_set("label", lambda to: f"PLCD {to.number}")),
    **dict(_set("volume", lambda to: str(1 + to.below(30)))),
    **dict(_set("pages", lambda to: str(120 + to.below(480)))),
    **dict(_set("leaves", lambda to: str(24 + to.below(96)))),
    **dict(_set("cm", lambda to: str(18 + to.below(12)))),
}
