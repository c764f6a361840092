"""The items of a COUNTER report in JSON, of either release, summed as they are read."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from kimppa.sources.usage.counter.reports import month_between, period_between
from kimppa.sources.usage.jsonstream import Cursor, JsonError
from kimppa.sources.usage.model import Cell
from kimppa.sources.usage.problems import Place, Problems, RefusedError

_MOST_KEYS: Final = 50_000
_MOST_METRICS: Final = 5_000  # metrics of each type
_LONGEST: Final = 200  # letters of a name that are kept
_MOST: Final = 10**15  # more than this is no count
_DEEPEST: Final = 3  # items within items
_MASTERS: Final = {"Item": "IR", "Items": "IR", "Database": "DR", "Title": "TR"}
_ORDER: Final = ("IR", "DR", "TR")
_OF_WORKS: Final = ("Item_ID", "Publisher", "Publisher_ID")  # what no platform has
_SHAPES: Final = {"Attribute_Performance": "5.1", "Performance": "5"}
_LISTS: Final = ("Items", *_SHAPES)
_KEPT: Final = ("Platform", "Data_Type", "Access_Method", "Institution_Name")


@dataclass
class _Item:
    """One item: what it is, and its uses, which may stand before that."""

    facts: dict[str, str] = field(default_factory=dict)
    uses: dict[tuple[str, str, str], dict[dt.date, int]] = field(default_factory=dict)
    masters: set[str] = field(default_factory=set)
    is_work: bool = False

    def take(self, key: str, content: Any) -> None:
        self.is_work |= key in _OF_WORKS
        if key in _MASTERS:
            self.masters.add(_MASTERS[key])
        if key in _KEPT and isinstance(content, str):
            self.facts[key] = content.strip()[:_LONGEST]

    def uses_of(self, metric: str, data_type: str, access: str) -> dict[dt.date, int]:
        """By month, of a metric of a type and access."""
        return self.uses.setdefault(
            (metric[:_LONGEST], data_type[:_LONGEST], access[:_LONGEST]), {}
        )


@dataclass
class Items:
    """Sums what the items count. `shape` is the release by which they are built; `first_of` the
    place where each metric of each type stands first, `masters` where each kind of item does."""

    problems: Problems
    rows: int = 0
    shape: str = ""
    first_of: dict[tuple[str, str], str] = field(default_factory=dict)
    masters: dict[str, str] = field(default_factory=dict)
    _sums: dict[tuple[str, ...], dict[dt.date, int]] = field(default_factory=dict)

    def read(self, cursor: Cursor, depth: int = 1) -> None:
        """One item of Report_Items. Raises JsonError and RefusedError."""
        if cursor.peek() != "{":
            if cursor.value() is not None:
                raise JsonError(cursor.path)
            return
        item = _Item()
        path = cursor.path
        for key in cursor.members():
            if cursor.peek() == "[" and key in _LISTS and depth < _DEEPEST:
                self._read_list(item, key, cursor, depth)
            else:
                item.take(key, cursor.value())
        if depth == 1:
            self._note_master(item, path)
        self._add(item, path)

    def _read_list(self, item: _Item, key: str, cursor: Cursor, depth: int) -> None:
        if key in _SHAPES:
            self._check_shape(_SHAPES[key], cursor.path)
        for _place in cursor.elements():
            if key == "Items":
                item.masters.add("IR")
                self.read(cursor, depth + 1)
            elif key == "Attribute_Performance":
                self._read_attributes(item, cursor)
            else:
                self._read_period(item, cursor)

    def _note_master(self, item: _Item, path: str) -> None:
        default_master = "" if item.is_work or "Platform" not in item.facts else "PR"
        master = next((master for master in _ORDER if master in item.masters), default_master)
        if master:
            self.masters.setdefault(master, path)

    def _check_shape(self, release: str, path: str) -> None:
        self.shape = self.shape or release
        if self.shape != release:
            self.problems.refuse("releases-mixed", Place(path=path))
            raise RefusedError

    def _object(self, cursor: Cursor) -> dict[str, Any]:
        content = cursor.value()
        if cursor.repeated:
            place = Place(path=cursor.path)
            self.problems.refuse("month-twice", place, month=cursor.repeated)
        if not isinstance(content, dict):
            raise JsonError(cursor.path)
        return content

    def _read_attributes(self, item: _Item, cursor: Cursor) -> None:
        """Release 5.1: {Data_Type, …, Performance: {metric: {month: count}}}."""
        attributes = self._object(cursor)
        data_type, access = (
            str(attributes.get(key) or "") for key in ("Data_Type", "Access_Method")
        )
        performance = attributes.get("Performance")
        if not isinstance(performance, dict):
            raise JsonError(f"{cursor.path}.Performance")
        if len(item.uses) > _MOST_KEYS:
            self.problems.refuse("many-facts", Place(path=cursor.path), limit=_MOST_KEYS)
            raise RefusedError
        for name, months in performance.items():
            metric = _plain(name)
            uses = item.uses_of(metric, data_type, access)
            if not isinstance(months, dict):
                path = f"{cursor.path}.Performance.{name[:100]}"
                self.problems.refuse("totals-only", Place(path=path))
                raise RefusedError
            self.rows += 1
            self._note_metric(metric, data_type, cursor, f".Performance.{name[:100]}")
            for text, count in months.items():
                month = month_between(text, text)
                if month and type(count) is int and 0 <= count < _MOST:
                    uses[month] = uses.get(month, 0) + count
                else:
                    path = f"{cursor.path}.Performance.{name[:100]}.{text[:40]}"
                    self._refuse(text, text, count, Place(path=path))

    def _read_period(self, item: _Item, cursor: Cursor) -> None:
        """Release 5: {Period: {Begin_Date, End_Date}, Instance: [{Metric_Type, Count}]}."""
        performance = self._object(cursor)
        period, instances = performance.get("Period"), performance.get("Instance")
        if not isinstance(period, dict) or not isinstance(instances, list):
            raise JsonError(cursor.path)
        begin, end = str(period.get("Begin_Date")), str(period.get("End_Date"))
        month = month_between(begin, end)
        for index, instance in enumerate(instances):
            if not isinstance(instance, dict):
                raise JsonError(f"{cursor.path}.Instance[{index}]")
            metric, count = _plain(str(instance.get("Metric_Type") or "")), instance.get("Count")
            uses = item.uses_of(metric, "", "")
            self.rows += not uses
            self._note_metric(
                metric, item.facts.get("Data_Type", ""), cursor, f".Instance[{index}]"
            )
            place = Place(path=f"{cursor.path}.Instance[{index}]")
            if month in uses:
                self.problems.refuse("month-twice", place, month=f"{month:%Y-%m}")
            elif month and type(count) is int and 0 <= count < _MOST:
                uses[month] = count
            else:
                self._refuse(begin, end, count, place)

    def _note_metric(self, metric: str, data_type: str, cursor: Cursor, end: str) -> None:
        if (metric, data_type) in self.first_of:
            return
        path = f"{cursor.path}{end}"
        self.first_of[metric, data_type] = path
        if not metric:
            self.problems.refuse("metric-missing", Place(path=path))
        if len(self.first_of) > _MOST_METRICS:
            self.problems.refuse("many-facts", Place(path=path), limit=_MOST_METRICS)
            raise RefusedError

    def _refuse(self, begin: str, end: str, count: Any, place: Place) -> None:
        """What is wrong with a count that is none, or of no month."""
        period = period_between(begin, end)
        if period is None:
            self.problems.refuse("month-odd", place, heading=begin)
        elif month_between(begin, end) is None:
            self.problems.refuse("totals-only", place)
            raise RefusedError
        elif type(count) is int and count < 0:
            self.problems.refuse("negative", place, count=count)
        else:
            self.problems.refuse("no-number", place, cell=count)

    def _add(self, item: _Item, path: str) -> None:
        facts = item.facts
        for (metric, data_type, access), uses in item.uses.items():
            key = (
                metric,
                facts.get("Platform", ""),
                facts.get("Institution_Name", ""),
                data_type or facts.get("Data_Type", ""),
                access or facts.get("Access_Method", ""),
            )
            sums = self._sums.setdefault(key, {})
            for month, count in uses.items():
                sums[month] = sums.get(month, 0) + count
        if len(self._sums) > _MOST_KEYS:
            self.problems.refuse("many-facts", Place(path=path), limit=_MOST_KEYS)
            raise RefusedError

    def counts(self) -> dict[Cell, int]:
        """By metric, month, platform, member, type and access; months without use left out."""
        counts: Counter[Cell] = Counter()
        for (metric, platform, member, data_type, access), sums in self._sums.items():
            for month, count in sums.items():
                if count:
                    cell = Cell(metric, month, platform, member, format=data_type, access=access)
                    counts[cell] += count
        return dict(sorted(counts.items()))


def _plain(metric: str) -> str:
    """A metric without the spaces that some services break it with."""
    return "".join(metric[:_LONGEST].split())
