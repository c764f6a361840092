"""Due rules: when a duty falls due for an agreement year. Pure; no clock, no database.

The small language, one rule a text:
`by MM-DD` a day of the agreement year, `by MM-DD +N` N years later (−N earlier), where
`02-29` is the last day of February,
`monthly` and `quarterly` the last day of each, `yearly` the last day of the year,
`within Nd` N days from something that happens, `continuous` and `as-needed` without days.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_BY = re.compile(r"by (\d\d)-(\d\d)(?: ([+-]\d))?")
_WITHIN = re.compile(r"within (\d{1,3})d")
_PLAIN = {"monthly", "quarterly", "yearly", "continuous", "as-needed"}


class DueRuleError(ValueError):
    """The text is no due rule."""


@dataclass(frozen=True, slots=True)
class DueRule:
    """A parsed rule. `days` belongs to `within`; `month`, `day`, `offset` (years) to `by`."""

    kind: str
    month: int = 0
    day: int = 0
    offset: int = 0
    days: int = 0

    def __str__(self) -> str:
        if self.kind == "by":
            later = f" {self.offset:+d}" if self.offset else ""
            return f"by {self.month:02d}-{self.day:02d}{later}"
        return f"within {self.days}d" if self.kind == "within" else self.kind


def parse(text: str) -> DueRule:
    """Read a rule. Raises DueRuleError for anything else, February 30 included."""
    text = " ".join(text.split())
    if text in _PLAIN:
        return DueRule(text)
    if match := _BY.fullmatch(text):
        month, day = int(match[1]), int(match[2])
        try:
            dt.date(2024, month, day)
        except ValueError as error:
            raise DueRuleError(f"there is no day {match[1]}-{match[2]}") from error
        return DueRule("by", month=month, day=day, offset=int(match[3] or 0))
    if match := _WITHIN.fullmatch(text):
        return DueRule("within", days=int(match[1]))
    raise DueRuleError(f"not a due rule: {text!r}")


def due_dates(rule: DueRule, year: int) -> tuple[dt.date, ...]:
    """The days a duty of the agreement year falls due, in order."""
    if rule.kind == "by":
        in_year = year + rule.offset
        last = calendar.monthrange(in_year, rule.month)[1]
        return (dt.date(in_year, rule.month, min(rule.day, last)),)
    if rule.kind == "yearly":
        return (dt.date(year, 12, 31),)
    months = {"monthly": range(1, 13), "quarterly": range(3, 13, 3)}.get(rule.kind, ())
    return tuple(dt.date(year, m, calendar.monthrange(year, m)[1]) for m in months)


def window(rule: DueRule) -> tuple[int, int]:
    """The matrix columns (0 before, 1–12, 13 after) in which work for the duty counts.

    Work for a day counts before it and, late but done, after it.
    """
    if rule.kind == "by":
        return (1, 13) if rule.offset > 0 else (0, 13)
    return (1, 12)
