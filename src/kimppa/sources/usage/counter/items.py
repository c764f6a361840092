"""The items of a COUNTER report in JSON, of either release, summed as they are read."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from kimppa.sources.usage.counter.reports import period_between
from kimppa.sources.usage.jsonstream import Cursor, JsonError
from kimppa.sources.usage.model import Cell
from kimppa.sources.usage.problems import Place, Problems, RefusedError

_MOST_CELLS: Final = 500_000
_LONGEST: Final = 200  # letters of a name that are kept
_MOST: Final = 10**15  # more than this is no count
_DEEPEST: Final = 3  # items within items
_MASTERS: Final = {"Item": "IR", "Items": "IR", "Database": "DR", "Title": "TR"}
_ORDER: Final = ("IR", "DR", "TR")
_SHAPES: Final = {"Attribute_Performance": "5.1", "Performance": "5"}
_LISTS: Final = ("Items", *_SHAPES)
_KEPT: Final = ("Platform", "Data_Type", "Access_Method", "Institution_Name")
type Use = tuple[str, str, str, dt.date]  # metric, type, access, month


@dataclass
class _Item:
    """One item: what it is, and its uses, which may stand before that."""

    facts: dict[str, str] = field(default_factory=dict)
    uses: Counter[Use] = field(default_factory=Counter)
    masters: set[str] = field(default_factory=set)
    metrics: set[str] = field(default_factory=set)

    def take(self, key: str, value: Any) -> None:
        if key in _MASTERS:
            self.masters.add(_MASTERS[key])
        if key in _KEPT and isinstance(value, str):
            self.facts[key] = value.strip()[:_LONGEST]


@dataclass
class Items:
    """Sums what the items count. `shape` is the release by which they are built; `first_of` the
    place where each metric of each type stands first, `masters` where each kind of item does."""

    problems: Problems
    rows: int = 0
    shape: str = ""
    counts: Counter[Cell] = field(default_factory=Counter)
    first_of: dict[tuple[str, str], str] = field(default_factory=dict)
    masters: dict[str, str] = field(default_factory=dict)

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
        master = next((master for master in _ORDER if master in item.masters), "")
        if master:
            self.masters.setdefault(master, path)

    def _check_shape(self, release: str, path: str) -> None:
        self.shape = self.shape or release
        if self.shape != release:
            self.problems.refuse("releases-mixed", Place(path=path))
            raise RefusedError

    def _value(self, cursor: Cursor) -> dict[str, Any]:
        value = cursor.value()
        if cursor.repeated:
            place = Place(path=cursor.path)
            self.problems.refuse("month-twice", place, month=cursor.repeated)
        if not isinstance(value, dict):
            raise JsonError(cursor.path)
        return value

    def _read_attributes(self, item: _Item, cursor: Cursor) -> None:
        """Release 5.1: {Data_Type, …, Performance: {metric: {month: count}}}."""
        value = self._value(cursor)
        data_type, access = (str(value.get(key) or "") for key in ("Data_Type", "Access_Method"))
        performance = value.get("Performance")
        if not isinstance(performance, dict):
            raise JsonError(f"{cursor.path}.Performance")
        for metric, months in performance.items():
            path = f"{cursor.path}.Performance.{metric[:100]}"
            if not isinstance(months, dict):
                self.problems.refuse("totals-only", Place(path=path))
                raise RefusedError
            self.rows += 1
            for month, count in months.items():
                self._add_use(item, (metric, data_type, access), (month, month), count, path)

    def _read_period(self, item: _Item, cursor: Cursor) -> None:
        """Release 5: {Period: {Begin_Date, End_Date}, Instance: [{Metric_Type, Count}]}."""
        value = self._value(cursor)
        period, instances = value.get("Period"), value.get("Instance")
        if not isinstance(period, dict) or not isinstance(instances, list):
            raise JsonError(cursor.path)
        days = (str(period.get("Begin_Date")), str(period.get("End_Date")))
        for place, instance in enumerate(instances):
            path = f"{cursor.path}.Instance[{place}]"
            if not isinstance(instance, dict):
                raise JsonError(path)
            metric = str(instance.get("Metric_Type") or "")
            if metric not in item.metrics:
                item.metrics.add(metric)
                self.rows += 1
            self._add_use(item, (metric, "", ""), days, instance.get("Count"), path)

    def _add_use(
        self,
        item: _Item,
        kind: tuple[str, str, str],
        days: tuple[str, str],
        count: Any,
        path: str,
    ) -> None:
        place = Place(path=path if days[0] != days[1] else f"{path}.{days[0][:40]}")
        metric = "".join(kind[0].split())[:_LONGEST]
        period = period_between(*days)
        if not metric:
            self.problems.refuse("metric-missing", place)
        elif period is None:
            self.problems.refuse("month-odd", place, heading=days[0])
        elif (period.first.year, period.first.month) != (period.last.year, period.last.month):
            self.problems.refuse("totals-only", place)
            raise RefusedError
        elif not isinstance(count, int) or isinstance(count, bool) or count >= _MOST:
            self.problems.refuse("no-number", place, cell=count)
        elif count < 0:
            self.problems.refuse("negative", place, count=count)
        else:
            use = (metric, kind[1][:_LONGEST], kind[2][:_LONGEST], period.first)
            if self.shape == "5" and use in item.uses:
                self.problems.refuse("month-twice", place, month=f"{period.first:%Y-%m}")
            item.uses[use] += count
            self.first_of.setdefault((metric, use[1]), place.path)

    def _add(self, item: _Item, path: str) -> None:
        facts = item.facts
        for (metric, data_type, access, month), count in item.uses.items():
            if count:
                cell = Cell(
                    metric,
                    month,
                    facts.get("Platform", ""),
                    facts.get("Institution_Name", ""),
                    format=data_type or facts.get("Data_Type", ""),
                    access=access or facts.get("Access_Method", ""),
                )
                self.counts[cell] += count
        if len(self.counts) > _MOST_CELLS:
            self.problems.refuse("many-facts", Place(path=path), limit=_MOST_CELLS)
            raise RefusedError

    def months(self) -> set[dt.date]:
        return {cell.month for cell in self.counts if cell.month}
