"""Tables that sort, filter by their address, turn pages and go to Excel.

A view makes a `Table`, answers `table.response()` when Excel was asked for, and gives the table to
`{% table table %}`. Rows may be a list of anything or a queryset; a queryset is sorted and filtered
by the database, and only the page that is shown is read.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kimppa.documents.blocks import Picture
from kimppa.ui import cells
from kimppa.ui.address import hidden_fields, with_query
from kimppa.ui.cells import Column as Column
from kimppa.ui.cells import Text, read
from kimppa.ui.when import read_day, spell_day

FORMAT, EXCEL = "format", "xlsx"
PAGE_LENGTH = 50
MOST_IN_A_CARD = 12  # columns


@dataclass(frozen=True, slots=True)
class ChoiceFilter:
    """A choice above the table; remembered in the address under `key`.

    `field` is the queryset lookup or the row's attribute (default `key`); `test(row, value)` or
    `narrow(queryset, value)` replace the comparison where that is not enough.
    """

    key: str
    title: Text
    choices: Sequence[tuple[str, Text]]
    field: str = ""
    test: Callable[[Any, str], bool] | None = None
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None


@dataclass(frozen=True, slots=True)
class DayFilter:
    """A day picked above a table of a queryset: `narrow(queryset, day)` keeps what fits it."""

    key: str
    title: Text
    narrow: Callable[[QuerySet[Any], dt.date], QuerySet[Any]]

    @property
    def is_day(self) -> bool:
        """Tells the template to ask for a day instead of offering choices."""
        return True


@dataclass(frozen=True, slots=True)
class Choice:
    """A button beneath a table for the rows that are ticked: they are sent to `url` as `row`, with
    the fields of the `form` beside it.
    """

    label: Text
    url: str
    form: BaseForm | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    column: Column
    url: str
    sort: Literal["", "none", "ascending", "descending"]


@dataclass(frozen=True, slots=True)
class ShownFilter:
    filter: ChoiceFilter | DayFilter
    name: str
    choice: str


@dataclass
class Table:
    """What a page shows as a table; see the module."""

    request: HttpRequest
    columns: Sequence[Column]
    rows: Iterable[Any]
    filters: Sequence[ChoiceFilter | DayFilter] = ()
    search: Sequence[str] = ()
    matching: Callable[[str], Q] | None = None
    """Which rows of a queryset the words find besides: by inflected forms, by the index."""
    suffix: object = ""
    """What the name of its file ends in: a year, a code."""
    caption: Text = ""
    empty: Text = ""
    sort: str = ""
    page_length: int = PAGE_LENGTH
    prefix: str = ""
    flows: bool = False
    """Whether a phone's card says its facts one after another instead of below each other."""
    row_mark: Callable[[Any], Any] | None = None
    pictures: Sequence[tuple[Text, Picture]] = ()  # with their titles, of the same figures
    choices: Sequence[Choice] = ()
    key: Callable[[Any], int] | None = None
    """The key of a row that may be ticked, else 0."""

    def response(self) -> HttpResponse | None:
        """The whole filtered table as an Excel file when the address asks for it, else None."""
        if self._param(FORMAT) != EXCEL:
            return None
        return cells.excel(self.columns, self.ordered, str(self.caption), self.suffix)

    def name(self, key: str) -> str:
        """A parameter's name; the prefix keeps the tables of one page apart."""
        return f"{self.prefix}{key}"

    @cached_property
    def id(self) -> str:
        return f"{self.prefix or 'k'}-table"

    @cached_property
    def words(self) -> str:
        """What is searched for."""
        return self._param("q").strip()

    @cached_property
    def filtered(self) -> bool:
        return bool(self.words) or any(filter_.choice for filter_ in self.shown_filters)

    @cached_property
    def shown_filters(self) -> list[ShownFilter]:
        """The filters with what is chosen; a choice that does not exist is no choice."""
        return [
            ShownFilter(filter_, self.name(filter_.key), self._choice(filter_))
            for filter_ in self.filters
        ]

    @cached_property
    def ordered(self) -> Sequence[Any] | QuerySet[Any]:
        """Every row that is let through, in order."""
        if isinstance(self.rows, QuerySet):
            return self._ordered_query(self._narrowed_rows(self.rows))
        return self._sorted_rows([row for row in self.rows if self._lets_through(row)])

    @cached_property
    def page(self) -> Page[Any]:
        """The page that is shown; a number past the end gives the last."""
        return Paginator(self.ordered, self.page_length).get_page(self._param("page") or 1)

    @cached_property
    def body(self) -> list[cells.ShownRow]:
        """The page's rows, cell by cell."""
        key = self.key if self.choices else None
        return [cells.shown_row(self.columns, row, self.row_mark, key) for row in self.page]

    @cached_property
    def offers_choices(self) -> bool:
        """Whether some row of the page may be ticked."""
        return any(row.key for row in self.body)

    @cached_property
    def headings(self) -> list[Heading]:
        key, descending = self._order
        return [
            self._heading(column, key, descending=descending)
            for column in self.columns
            if not column.under
        ]

    @property
    def scrolls(self) -> bool:
        """Whether it has more columns than a phone's card could show in a row."""
        return len(self.columns) > MOST_IN_A_CARD

    @cached_property
    def hidden_fields(self) -> list[tuple[str, str]]:
        """The parameters that the filter form carries along."""
        filter_names = [self.name(filter_.key) for filter_ in self.filters]
        left_out_names = (self.name("q"), self.name("page"), self.name(FORMAT), *filter_names)
        return hidden_fields(self.request.GET, *left_out_names)

    @cached_property
    def excel_url(self) -> str:
        return with_query(self.request.GET, {self.name(FORMAT): EXCEL, self.name("page"): ""})

    @cached_property
    def clear_url(self) -> str:
        """The address without filters."""
        empty_filters = {self.name(filter_.key): "" for filter_ in self.filters}
        return with_query(
            self.request.GET, empty_filters | {self.name("q"): "", self.name("page"): ""}
        )

    @cached_property
    def page_key(self) -> str:
        return self.name("page")

    @cached_property
    def empty_text(self) -> str:
        if self.filtered:
            return _("Nothing matches. Loosen the filters or search with another word.")
        return str(self.empty) or _("There is nothing here yet.")

    def _param(self, key: str) -> str:
        return self.request.GET.get(self.name(key), "")

    def _choice(self, filter_: ChoiceFilter | DayFilter) -> str:
        text = self._param(filter_.key)
        if isinstance(filter_, DayFilter):
            day = _day(text)
            return spell_day(day) if day else ""
        return text if text in {str(key) for key, _title in filter_.choices} else ""

    @cached_property
    def _order(self) -> tuple[str, bool]:
        """The column's key, and whether its largest values come first."""
        param = self._param("sort")
        sortable = {column.key for column in self.columns if column.sortable}
        key = param if param.removeprefix("-") in sortable else self.sort
        return key.removeprefix("-"), key.startswith("-")

    def _heading(self, column: Column, key: str, *, descending: bool) -> Heading:
        if not column.sortable:
            return Heading(column, "", "")
        is_sorted_by = column.key == key
        order = f"-{column.key}" if is_sorted_by and not descending else column.key
        url = with_query(self.request.GET, {self.name("sort"): order, self.name("page"): ""})
        state: Literal["none", "ascending", "descending"] = "none"
        if is_sorted_by:
            state = "descending" if descending else "ascending"
        return Heading(column, url, state)

    def _narrowed_rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for shown_filter in self.shown_filters:
            if shown_filter.choice:
                rows = _narrowed_by(shown_filter.filter, rows, shown_filter.choice)
        if not self.words:
            return rows
        condition = any_contains(self.search, self.words)
        return rows.filter(condition | self.matching(self.words) if self.matching else condition)

    def _lets_through(self, row: Any) -> bool:
        for shown_filter in self.shown_filters:
            if shown_filter.choice and not _filter_fits(
                shown_filter.filter, row, shown_filter.choice
            ):
                return False
        lower_words = self.words.casefold()
        return not lower_words or any(
            lower_words in str(read(row, key) or "").casefold() for key in self.search
        )

    def _ordered_query(self, rows: QuerySet[Any]) -> Sequence[Any] | QuerySet[Any]:
        key, descending = self._order
        column = next((column for column in self.columns if column.key == key), None)
        if column is None:
            return rows
        name = column.order_by or (key if has_field(rows.model, key) else "")
        if not name:
            return self._sorted_rows(list(rows))
        return rows.order_by(*((f"-{name}", "-pk") if descending else (name, "pk")))

    def _sorted_rows(self, rows: list[Any]) -> list[Any]:
        key, descending = self._order
        column = next((column for column in self.columns if column.key == key), None)
        if column is None:
            return rows
        filled_rows = [row for row in rows if column.of(row) not in (None, "")]
        empty_rows = [row for row in rows if column.of(row) in (None, "")]
        # Missing values stay last in both directions: they are not the smallest.
        return (
            sorted(filled_rows, key=lambda r: cells.order(column.of(r)), reverse=descending)
            + empty_rows
        )


def any_contains(fields: Sequence[str], words: str) -> Q:
    """A condition: each word stands in one of the fields.

    SQLite compares only a–z without regard to case, so the usual spellings are tried as well.
    """
    condition = Q()
    for word in words.split():
        spellings = {word, word.lower(), word.upper(), word.capitalize()}
        word_condition = Q()
        for name in fields:
            for spelling in spellings:
                word_condition |= Q(**{f"{name}__icontains": spelling})
        condition &= word_condition
    return condition


def has_field(model: type[Model], name: str) -> bool:
    """Whether a model has a column of that name."""
    try:
        return bool(model._meta.get_field(name).concrete)
    except FieldDoesNotExist:
        return False


def _day(text: str) -> dt.date | None:
    """None for what is no day."""
    day = read_day(text)
    # At the ends of the calendar a day has no moment in every time zone.
    return day if day and dt.MINYEAR < day.year < dt.MAXYEAR else None


def _narrowed_by(
    filter_: ChoiceFilter | DayFilter, rows: QuerySet[Any], value: str
) -> QuerySet[Any]:
    if isinstance(filter_, DayFilter):
        day = _day(value)
        return filter_.narrow(rows, day) if day else rows
    if filter_.narrow:
        return filter_.narrow(rows, value)
    return rows.filter(**{filter_.field or filter_.key: value})


def _filter_fits(filter_: ChoiceFilter | DayFilter, row: Any, value: str) -> bool:
    if isinstance(filter_, DayFilter):
        raise TypeError(f"{filter_.key}: a day filter needs a queryset")
    if filter_.test:
        return filter_.test(row, value)
    return str(read(row, filter_.field or filter_.key)) == value
