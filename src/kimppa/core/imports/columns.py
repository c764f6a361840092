"""The row model of an import: columns, known by their headings, and the cells in them. Pure.

A file written by one person must be read for another: a heading is known in each language.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kimppa.core.imports.moments import Moment, moment_of
from kimppa.core.imports.names import folded
from kimppa.core.language import active_language
from kimppa.documents.spreadsheets import Cell

type Kind = Literal[
    "text", "code", "integer", "date", "time", "moment", "yes-no", "codes", "choice"
]
_YES_NO = {"fi": ("kyllä", "ei"), "sv": ("ja", "nej"), "en": ("yes", "no")}
_TRUE = frozenset({"kyllä", "ja", "yes", "1", "x"})
_FALSE = frozenset({"ei", "nej", "no", "0", ""})
DAYS = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y")
LEFT_OUT = ""
"""The name of a column that is not read."""


class CellError(ValueError):
    """A cell that cannot be read; `problem` is a kind of column, `empty`, `formula` or `no-day`."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the value it fills, its title, what its cells hold and other headings it is known
    by. `needed` says that the file must have it or one of those `instead`, `filled` that each of
    its cells must have something. Rows are known by the key columns together. `choices` are Finnish
    words to codes, `choices_in` those of the other languages.

    Several headings may be a column of `many`: its value is the filled cells by heading. A heading
    that is not known is the column of the `rest`, where a model has one.

    A workbook may lack an `optional` column, as those of older versions do; what it would fill is
    left as it is. A `legacy` column is taken in from those, and written no more. The title is
    Finnish; `in_others` has it by language."""

    name: str
    title: str
    kind: Kind = "text"
    needed: bool = False
    instead: tuple[str, ...] = ()
    filled: bool = False
    key: bool = False
    optional: bool = False
    legacy: bool = False
    many: bool = False
    rest: bool = False
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    choices_in: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    in_others: Mapping[str, str] = field(default_factory=dict)

    def title_in(self, language: str) -> str:
        """The heading as it is written in a language."""
        return self.in_others.get(language, self.title)

    @property
    def choice_words(self) -> tuple[str, ...]:
        """The words that a cell may have, in the language of the page."""
        return tuple(self.choices_in.get(active_language(), self.choices))

    @property
    def heading(self) -> str:
        """The heading in the language of the page."""
        return self.title_in(active_language())

    @property
    def titles(self) -> tuple[str, ...]:
        """The heading in each language."""
        return (self.title, *self.in_others.values())

    def value(self, cell: Cell) -> Any:
        """What a cell holds, in the kind of the column. Raises CellError."""
        text = cell_text(cell)
        if self.filled and not text:
            raise CellError("empty")
        if self.kind == "choice":
            return self._choice(text)
        return _READERS[self.kind](cell, text)

    def _choice(self, text: str) -> str:
        """A code by its word or itself; an empty cell is a kind left out."""
        word = text.casefold()
        all_choices = (self.choices, *self.choices_in.values())
        code = next((words[word] for words in all_choices if word in words), word)
        if code and code not in self.choices.values():
            raise CellError("choice")
        return code

    def cell(self, value: Any, language: str = "fi") -> Cell:
        """How a value stands in a cell of a file in the language."""
        if self.kind == "yes-no":
            return yes_no(language, is_true=bool(value))
        if self.kind == "codes":
            return " ".join(value)
        cell: Cell = value
        return cell


def yes_no(language: str, *, is_true: bool) -> str:
    """The word for a yes or a no in a file of the language."""
    yes_word, no_word = _YES_NO.get(language, _YES_NO["fi"])
    return yes_word if is_true else no_word


def yes_no_words() -> dict[str, str]:
    """The words for a yes and a no in the language of the page."""
    yes, no = _YES_NO.get(active_language(), _YES_NO["fi"])
    return {"yes": yes, "no": no}


def recognised(
    header: Sequence[str], columns: Sequence[Column], remembered: Mapping[str, str]
) -> list[str]:
    """The name of the column behind each heading; LEFT_OUT for what nothing is known of.

    What somebody has said of a heading (`remembered`, by `folded` heading) goes before what is
    known of it; of two headings for one column the better known one is taken.
    """
    names = _by_choice(header, columns, remembered)
    keys = [folded(title) for title in header]
    is_unsettled = [key not in remembered for key in keys]
    for column in columns:
        if column.name in names and not column.many:
            continue
        for alias in (*column.titles, column.name, *column.aliases):
            indexes = [n for n, key in enumerate(keys) if key == folded(alias) and is_unsettled[n]]
            for index in indexes if column.many else indexes[:1]:
                names[index] = column.name
            if indexes and not column.many:
                break
    rest_name = next((column.name for column in columns if column.rest), LEFT_OUT)
    return [
        rest_name if name == LEFT_OUT and title.strip() and is_unsettled[index] else name
        for index, (title, name) in enumerate(zip(header, names, strict=True))
    ]


def _by_choice(
    header: Sequence[str], columns: Sequence[Column], name_by_heading: Mapping[str, str]
) -> list[str]:
    """What somebody has said of each heading."""
    keys = [folded(title) for title in header]
    names = {column.name for column in columns}
    choices = [name_by_heading.get(key, "") if key else "" for key in keys]
    return [name if name in names else LEFT_OUT for name in choices]


def lacking(names: Collection[str], columns: Sequence[Column]) -> list[Column]:
    """The columns that a file must have and has not."""
    return [
        column
        for column in columns
        if column.needed and not {column.name, *column.instead} & set(names)
    ]


def repeated(names: Sequence[str], columns: Sequence[Column]) -> list[str]:
    """The columns that several headings are chosen to be, though only one may."""
    return [column.name for column in columns if not column.many and names.count(column.name) > 1]


def cell_text(cell: Cell) -> str:
    """A cell as text, without what no database stores."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).replace("\0", "").encode("utf-8", "replace").decode().strip()


def cell_words(cell: Cell) -> str:
    """A cell as people write it: 5.2.2025, 17.00."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    if isinstance(cell, dt.datetime):
        return f"{cell_words(cell.date())} {cell_words(cell.time())}"
    if isinstance(cell, dt.date):
        return f"{cell.day}.{cell.month}.{cell.year}"
    if isinstance(cell, dt.time):
        return f"{cell.hour}.{cell.minute:02}"
    return " ".join(cell_text(cell).split())


def _text(_cell: Cell, text: str) -> str:
    return text


def _code(_cell: Cell, text: str) -> str:
    """A municipality's number: Excel takes 061 for the number 61."""
    return text.zfill(3) if text.isdecimal() else text


def _codes(_cell: Cell, text: str) -> tuple[str, ...]:
    return tuple(sorted(set(text.replace(",", " ").replace(";", " ").split())))


def _integer(cell: Cell, text: str) -> int | None:
    """None for an empty cell. Raises CellError."""
    if not text:
        return None
    digits = text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if isinstance(cell, bool) or not digits.removeprefix("-").isdecimal() or len(digits) > 12:
        raise CellError("integer")
    return int(digits)


_SPELLED_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{1,2}-\d{1,2}")


def _date(cell: Cell, text: str) -> dt.date | None:
    """None for an empty cell. Raises CellError."""
    if not text:
        return None
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    for pattern in DAYS:
        try:
            return dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise CellError("no-day" if _SPELLED_DAY.fullmatch(text) else "date")


def _time(cell: Cell, text: str) -> dt.time | None:
    """None for an empty cell. Raises CellError."""
    if not text:
        return None
    if isinstance(cell, dt.datetime):
        return cell.time()
    if isinstance(cell, dt.time):
        return cell
    hour, _colon, minute = text.replace(".", ":").removesuffix(":00:00").partition(":")
    try:
        return dt.time(int(hour), int((minute or "0")[:2]))
    except ValueError as error:
        raise CellError("time") from error


def _moment(cell: Cell, text: str) -> Moment | None:
    """None for an empty cell. Raises CellError."""
    if not text:
        return None
    try:
        return moment_of(cell, text)
    except ValueError as error:
        raise CellError("moment") from error


def _yes_no(cell: Cell, text: str) -> bool:
    if isinstance(cell, bool):
        return cell
    if text.casefold() not in _TRUE | _FALSE:
        raise CellError("yes-no")
    return text.casefold() in _TRUE


_READERS: Mapping[str, Callable[[Cell, str], Any]] = {
    "text": _text,
    "code": _code,
    "codes": _codes,
    "integer": _integer,
    "date": _date,
    "time": _time,
    "moment": _moment,
    "yes-no": _yes_no,
}
