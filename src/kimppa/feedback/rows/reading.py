"""What each row tells, and which of its cells cannot be understood. Pure.

Nothing is guessed of a day: Finnish 5.2.2025 (klo 14.30) and ISO 2025-02-05(T14:30) are
understood, and a slash is not, for nobody knows which of its numbers is the month.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kimppa.core.clock import ZONE
from kimppa.core.imports.columns import cell_text
from kimppa.core.imports.tables import Table
from kimppa.core.workdays import STATUTORY_DAYS
from kimppa.documents.spreadsheets import Cell
from kimppa.feedback.finna import is_email, theme_in
from kimppa.feedback.languages import language_of
from kimppa.feedback.models import TEXT_LENGTH
from kimppa.feedback.rows.columns import Meaning
from kimppa.feedback.themes import Theme

OPEN, HANDLED, OLD = "open", "handled", "old"
OLDEST = dt.date(2000, 1, 1)
_FINNISH = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(?:klo\.?\s*|kl\.?\s*)?"
    r"(\d{1,2})[.:](\d{2})(?:[.:](\d{2}))?)?"
)
_HANDLED_WORDS = frozenset(
    (
        *("vastattu", "käsitelty", "suljettu", "valmis", "hoidettu", "kyllä"),
        *("closed", "answered", "resolved", "done", "yes", "true", "1"),
        *("besvarad", "stängd", "hanterad", "klar", "ja"),
    )
)
_OPEN_WORDS = frozenset(
    (
        *("avoin", "uusi", "kesken", "odottaa", "vastaamatta", "käsittelemättä", "ei"),
        *("open", "new", "pending", "inprogress", "no", "false", "0"),
        *("öppen", "ny", "obesvarad", "nej"),
    )
)
_LANGUAGES = {"fi": "fi", "su": "fi", "sv": "sv", "ru": "sv", "en": "en"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `timed` says whether its hour is known; `state` is open, handled or old."""

    line: int
    text: str
    at: dt.datetime
    timed: bool
    state: str
    answered: dt.datetime | None = None
    subject: str = ""
    theme: str = ""
    language: str = "fi"
    service: str = ""
    municipality: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    page: str = ""
    record: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken: the file's line, the column's heading, a code (`words`), and
    the known name that it is near to."""

    line: int
    column: str
    code: str
    near: str = ""


def read_rows(
    table: Table, columns: Sequence[str], now: dt.datetime
) -> tuple[list[Entry], list[Fault]]:
    """Every row that can be understood, and every cell that cannot; the columns are one each
    but for `MANY`, and have those that are needed."""
    entries: list[Entry] = []
    faults: list[Fault] = []
    for line, cells in zip(table.lines, table.rows, strict=True):
        row = _Row(table, columns, line, cells, now)
        entry = None if row.faults else row.entry()
        if row.faults:
            faults += row.faults
        elif entry is not None:
            entries.append(entry)
    return entries, faults


class _Row:
    """Reads one row, collecting what is wrong in it."""

    def __init__(
        self,
        table: Table,
        columns: Sequence[str],
        line: int,
        cells: Sequence[Cell],
        now: dt.datetime,
    ) -> None:
        self.line, self.now, self.header = line, now, table.header
        self.cells = cells
        self.columns = list(columns)
        self.faults: list[Fault] = [
            Fault(line, table.header[place], "formula")
            for place, meaning in enumerate(columns)
            if meaning != Meaning.LEAVE and (line, place) in table.formulas
        ]

    def entry(self) -> Entry | None:
        """The row; None when one of its cells is at fault."""
        text = self.text()
        at, timed = self.arrived()
        answered, _timed = self.moment(Meaning.ANSWERED) or (None, False)
        if at and answered and answered.date() < at.date():
            self.add_fault(Meaning.ANSWERED, "order")
        state = self.state(at) if at else ""
        if self.faults or at is None:
            return None
        more, private, email = self.rest()
        return Entry(
            line=self.line,
            text=text,
            at=at,
            timed=timed,
            state=state,
            # An answer of the day that the feedback came: not before it, whatever their hours.
            answered=max(answered, at) if answered else None,
            subject=self.words(Meaning.SUBJECT),
            theme=theme_of(self.words(Meaning.THEME)),
            language=_LANGUAGES.get(self.words(Meaning.LANGUAGE)[:2].lower(), language_of(text)),
            service=self.words(Meaning.SERVICE),
            municipality=self.words(Meaning.MUNICIPALITY),
            name=self.words(Meaning.NAME),
            email=email,
            phone=self.words(Meaning.PHONE),
            page=self.words(Meaning.PAGE),
            record=self.words(Meaning.RECORD),
            more=more,
            private=private,
        )

    def text(self) -> str:
        """The customer's words, or the subject that stands for them."""
        text = self.words(Meaning.TEXT) or self.words(Meaning.SUBJECT)
        if not text or len(text) > TEXT_LENGTH:
            self.add_fault(Meaning.TEXT, "long" if text else "empty")
        return text

    def arrived(self) -> tuple[dt.datetime | None, bool]:
        """When it arrived, which every row has to tell."""
        if not self.words(Meaning.ARRIVED):
            self.add_fault(Meaning.ARRIVED, "no_day")
        return self.moment(Meaning.ARRIVED) or (None, False)

    def rest(self) -> tuple[dict[str, str], dict[str, str], str]:
        """Other information, that on the customer, and an address that mail can be sent to.

        What is no address and what the category's name was are kept: nothing is lost.
        """
        more, private = self.texts_of(Meaning.MORE), self.texts_of(Meaning.PRIVATE)
        email, theme = self.words(Meaning.EMAIL), self.words(Meaning.THEME)
        if email and not is_email(email):
            private[self.title(Meaning.EMAIL)] = email
            email = ""
        if theme:
            more[self.title(Meaning.THEME)] = theme
        return more, private, email

    def cell(self, meaning: Meaning) -> Cell:
        return self.cells[self.columns.index(meaning)] if meaning in self.columns else None

    def words(self, meaning: Meaning) -> str:
        return cell_text(self.cell(meaning))

    def texts_of(self, meaning: Meaning) -> dict[str, str]:
        """What the columns of a meaning that many may have say, by heading."""
        pairs = zip(self.header, self.columns, self.cells, strict=True)
        return {
            title: words
            for title, of, cell in pairs
            if of == meaning and title and (words := cell_text(cell))
        }

    def add_fault(self, meaning: Meaning, code: str) -> None:
        self.faults.append(Fault(self.line, self.title(meaning), code))

    def title(self, meaning: Meaning) -> str:
        """The heading of the column with a meaning."""
        return self.header[self.columns.index(meaning)]

    def moment(self, meaning: Meaning) -> tuple[dt.datetime, bool] | None:
        """The moment of a cell and whether it has an hour; None when empty or at fault."""
        cell = self.cell(meaning)
        if cell is None or not cell_text(cell):
            return None
        try:
            moment, timed = moment_of(cell)
        except ValueError:
            self.add_fault(meaning, "day")
            return None
        if moment > self.now + dt.timedelta(days=1) or moment.date() < OLDEST:
            self.add_fault(meaning, "far")
            return None
        # A day without an hour may be today, whose noon is still to come.
        return (moment if timed else min(moment, self.now)), timed

    def state(self, at: dt.datetime) -> str:
        """Whether it still waits: by its answering day, else by its state, else by its age."""
        if self.words(Meaning.ANSWERED):
            return HANDLED
        word = re.sub(r"[\W_]+", "", self.words(Meaning.STATE).lower())
        if word in _HANDLED_WORDS:
            return HANDLED
        if word in _OPEN_WORDS:
            return OPEN
        if word:
            self.add_fault(Meaning.STATE, "state")
        if Meaning.ANSWERED in self.columns:
            return OPEN
        return OLD if (self.now.date() - at.date()).days > STATUTORY_DAYS else OPEN


def moment_of(cell: Cell) -> tuple[dt.datetime, bool]:
    """The moment and whether its hour is told; noon of a day alone. Raises ValueError."""
    if isinstance(cell, dt.datetime):
        return _in_local_time(cell), (cell.hour, cell.minute, cell.second) != (0, 0, 0)
    if isinstance(cell, dt.date):
        return _noon(cell), False
    text = cell_text(cell)
    if match := _FINNISH.fullmatch(text):
        day, month, year, hour, minute, second = (
            int(part) if part else 0 for part in match.groups()
        )
        if match[4] is None:
            return _noon(dt.date(year, month, day)), False
        time = dt.time(hour, minute, second)
        return dt.datetime.combine(dt.date(year, month, day), time, ZONE), True
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        raise ValueError(text)
    if len(text) == len("2025-02-05"):
        return _noon(dt.date.fromisoformat(text)), False
    return _in_local_time(dt.datetime.fromisoformat(text)), True


def theme_of(words: str) -> str:
    """The theme that a category names, by its key or its words in any language; or empty."""
    theme = next(
        (choice for choice in Theme if words.lower() in (choice.value, str(choice.label).lower())),
        "",
    )
    return str(theme) or theme_in(words)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), ZONE)


def _in_local_time(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(ZONE) if moment.tzinfo else moment.replace(tzinfo=ZONE)
