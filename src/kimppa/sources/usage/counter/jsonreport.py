"""A COUNTER report as JSON, of release 5 or 5.1, or what a service sent instead of one."""

import io
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, BinaryIO, Final

from kimppa.sources.usage.counter.items import Items
from kimppa.sources.usage.counter.judging import (
    concluded,
    judge_columns,
    judge_identity,
    judge_metric,
    judge_months,
)
from kimppa.sources.usage.counter.reports import Header, Trouble, period_between, release_of
from kimppa.sources.usage.jsonstream import Cursor, JsonError
from kimppa.sources.usage.model import Usage
from kimppa.sources.usage.problems import Place, Problems, RefusedError

_LONGEST: Final = 200  # letters of a name that are kept
_NEEDED: Final = ("code", "number", "message")  # two of them make an error of a service
_HEADER: Final = Place(path="$.Report_Header")


def read_json(file: BinaryIO, problems: Problems) -> Usage:
    """The report in the file, which is read from where it stands."""
    report = _Report(problems)
    cursor = Cursor(file)
    try:
        with suppress(RefusedError):
            report.read(cursor)
    except JsonError as error:
        problems.refuse("json-large" if error.is_large else "json-broken", Place(path=error.path))
    if cursor.is_damaged:
        problems.ask("two-encodings")
    return report.usage()


class _Report:
    """Gathers what stands in a file, in whatever order it stands there."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.items = Items(problems)
        self.header: dict[str, Any] = {}
        self.troubles: list[Trouble] = []
        self.has_items = False
        self.keys: list[str] = []

    def read(self, cursor: Cursor, depth: int = 1) -> None:
        """Raises JsonError and RefusedError."""
        match cursor.peek():
            case "{":
                self._read_root(cursor)
            case "[":
                for index in cursor.elements():
                    self._take_element(cursor.value(), index)
            case '"' if depth == 1:  # JSON within JSON
                text = str(cursor.value())
                self.read(Cursor(io.BytesIO(text.encode("utf-8", "replace"))), depth + 1)
            case _:
                raise JsonError(cursor.path)
        if cursor.peek():
            raise JsonError(cursor.path)

    def _read_root(self, cursor: Cursor) -> None:
        members: dict[str, Any] = {}
        for key in cursor.members():
            self.keys.append(key)
            if key == "Report_Items" and cursor.peek() == "[":
                self.has_items = True
                for _place in cursor.elements():
                    self.items.read(cursor)
            elif key == "body" and cursor.peek() == "{":
                self._read_root(cursor)
            elif key == "Report_Header" and cursor.peek() == "{":
                self.header |= cursor.value()
            else:
                members[key] = cursor.value()
        self.header = members | self.header
        for trouble_holder in (members, members.get("response"), members.get("Exception")):
            self._take_trouble(trouble_holder)

    def _take_element(self, element: Any, index: int) -> None:
        """An element of a list that stands where a report should."""
        if isinstance(element, dict) and "Report_Header" in element:
            self.problems.refuse("reports-several", Place(path=f"$[{index}]"))
            raise RefusedError
        if not self._take_trouble(element) and isinstance(element, dict):
            self.keys += list(element)

    def _take_trouble(self, element: Any) -> bool:
        """Whether it is an error of a service: its code and words, in whatever letters."""
        trouble = trouble_of(element)
        if trouble is None:
            return False
        self.troubles.append(trouble)
        return True

    def usage(self) -> Usage:
        header = self._judged_header()
        if header is None:
            return concluded(Header(troubles=self.troubles), 0, {}, self.problems)
        report_items = self.items
        counts = report_items.counts()
        if report_items.rows:
            if report_items.shape != header.release:
                self.problems.refuse("releases-mixed", _HEADER)
            for master, path in report_items.masters.items():
                judge_columns(header, master, self.problems, Place(path=path))
            for (metric, data_type), path in report_items.first_of.items():
                judge_metric(header, metric, data_type, self.problems, Place(path=path))
            months = {cell.month for cell in counts if cell.month}
            judge_months(header, months, self.problems)
        return concluded(header, report_items.rows, counts, self.problems)

    def _judged_header(self) -> Header | None:
        """None where there is no header; that is a problem where no error of a service tells
        why."""
        if not self.header.keys() & {"Report_ID", "Release"}:
            if not self.troubles and not self.problems.is_refused:
                is_counter = self.has_items or {"Performance", "Item_ID"} & {*self.keys}
                code = "header-missing" if is_counter else "not-counter"
                self.problems.refuse(code, keys=", ".join(self.keys[:5]))
            return None
        header = header_of(self.header)
        header.troubles = [*self.troubles, *header.troubles]
        if header.troubles and not self.items.rows:
            return header  # why there is nothing is said by the service
        place_by_name = {key: Place(path=f"$.Report_Header.{key}") for key in self.header}
        judge_identity(header, self.problems, place_by_name)
        return header


def trouble_of(element: Any) -> Trouble | None:
    if not isinstance(element, dict):
        return None
    facts = {str(key).casefold(): content for key, content in element.items()}
    if sum(key in facts for key in _NEEDED) < 2:
        return None
    code = str(facts.get("code", facts.get("number")))
    words = (facts.get("message"), facts.get("data"))
    message = ": ".join(str(word).strip() for word in words if isinstance(word, str) and word)
    is_code = code.isascii() and code.isdigit() and len(code) < 6
    return Trouble(int(code) if is_code else None, message[:500])


def header_of(facts: Mapping[str, Any]) -> Header:
    """The header of release 5 (lists of names and values) or 5.1 (objects)."""
    filters = {
        name.casefold(): filter_text for name, filter_text in _pairs(facts.get("Report_Filters"))
    }
    begin, end = filters.get("begin_date", ""), filters.get("end_date", "")
    exceptions = facts.get("Exceptions")
    exception_list = exceptions if isinstance(exceptions, list) else [exceptions]
    return Header(
        report=_text(facts.get("Report_ID"))[:40].upper(),
        release=release_of(facts.get("Release")),
        institution=_text(facts.get("Institution_Name"))[:_LONGEST],
        created=_text(facts.get("Created"))[:40],
        period=period_between(begin, end),
        troubles=[
            trouble for exception in exception_list[:100] if (trouble := trouble_of(exception))
        ],
    )


def _pairs(filters: Any) -> Iterator[tuple[str, str]]:
    if isinstance(filters, dict):
        yield from ((str(name), _text(content)) for name, content in filters.items())
    elif isinstance(filters, list):
        for pair in filters:
            if isinstance(pair, dict):
                yield str(pair.get("Name")), _text(pair.get("Value"))


def _text(content: Any) -> str:
    return str(content).strip() if isinstance(content, str | int | float) else ""
