"""Between what stands in a form and what is stored: days, times, repetition."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from kimppa.core.clock import ZONE
from kimppa.core.language import active_language
from kimppa.publishing import recurrence, texts
from kimppa.publishing.models import LANGUAGES, Item, Keyword
from kimppa.publishing.positions import read_position, words_of
from kimppa.publishing.spans import MIDNIGHT, span_of, whole_days
from kimppa.ui.when import read_day

REPEATS = (
    ("", gettext_lazy("Not at all")),
    ("FREQ=WEEKLY", gettext_lazy("Every week")),
    ("FREQ=WEEKLY;INTERVAL=2", gettext_lazy("Every other week")),
    ("FREQ=MONTHLY", gettext_lazy("Every month, on the same date")),
    ("own", gettext_lazy("By a rule of my own")),
)
_UNTIL = re.compile(r";UNTIL=(\d{4})(\d{2})(\d{2})$")
COPIED = (
    *(
        f"{name}_{language}"
        for name in ("title", "summary", "text", "alt")
        for language in LANGUAGES
    ),
    *("branch", "place", "street_address", "locality", "price", "registration"),
    *("organiser", "contact", "joint"),
)


def initial_of(item: Item | None) -> dict[str, Any]:
    """What the form shows of an item."""
    if item is None:
        return {}
    initial = {name: getattr(item, name) for name in (*COPIED, "municipality", "decision")}
    initial["price"] = texts.price(item, active_language())
    initial["joint_with"] = item.partners
    if item.latitude is not None and item.longitude is not None:
        initial["position"] = words_of((item.latitude, item.longitude))
    initial |= {"publish_at": _day(item.publish_at), "expires_at": _last_day(item.expires_at)}
    if item.start and item.end:
        initial |= _initial_times(item, item.start.astimezone(ZONE), item.end.astimezone(ZONE))
    if item.pk:
        keywords = list(item.keywords.all())
        keywords_by_role = {role: [w for w in keywords if w.role == role] for role in Keyword.Role}
        initial["categories"] = [word.slug for word in keywords_by_role[Keyword.Role.CATEGORY]]
        initial["audiences"] = [word.slug for word in keywords_by_role[Keyword.Role.AUDIENCE]]
        initial["words"] = ", ".join(word.name for word in keywords_by_role[Keyword.Role.WORD])
    return initial


def _initial_times(item: Item, start: dt.datetime, end: dt.datetime) -> dict[str, Any]:
    match = _UNTIL.search(item.rule)
    rule_head = item.rule[: match.start()] if match else item.rule
    is_listed_rule = match is not None and rule_head in dict(REPEATS)
    until = dt.date(*map(int, match.groups())) if match and is_listed_rule else None
    days = (dt.date.fromisoformat(day) for day in item.exceptions)
    span = span_of(start, end)
    return {
        "day": span.first,
        "begins": None if span.whole_day else start.time(),
        "ends": None if span.whole_day else end.time(),
        "last_day": span.last if span.last != span.first else None,
        "repeats": rule_head if is_listed_rule else "own" if item.rule else "",
        "repeat_until": until,
        "rule": "" if is_listed_rule else item.rule,
        "skipped": ", ".join(f"{day.day}.{day.month}.{day.year}" for day in days),
    }


def times_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Beginning, end, rule and exceptions of what was filled in."""
    rule = fields["rule"] if fields["repeats"] == "own" else fields["repeats"]
    if rule and fields["repeats"] != "own":
        rule = f"{rule};UNTIL={fields['repeat_until']:%Y%m%d}"
    start, end = moments(fields["day"], fields["last_day"], fields["begins"], fields["ends"])
    return {
        "start": start,
        "end": end,
        "rule": rule,
        "exceptions": [day.isoformat() for day in days_of(fields["skipped"], fields["day"].year)],
    }


def point_columns(text: str) -> dict[str, float | None]:
    """Latitude and longitude of what was filled in. Raises PositionError."""
    latitude, longitude = read_position(text) or (None, None)
    return {"latitude": latitude, "longitude": longitude}


def moments(
    day: dt.date, last_day: dt.date | None, begins: dt.time | None, ends: dt.time | None
) -> tuple[dt.datetime, dt.datetime]:
    """Beginning and end; without times of day whole days. An end at midnight is the last day's."""
    final_day = last_day or day
    if begins is None or ends is None:
        return whole_days(day, final_day)
    if ends == MIDNIGHT:
        final_day += dt.timedelta(days=1)
    return dt.datetime.combine(day, begins, ZONE), dt.datetime.combine(final_day, ends, ZONE)


def ends_too_early(fields: Mapping[str, Any]) -> bool:
    """Whether the hours of one day are the wrong way round; midnight is its end."""
    day, begins, ends = (fields.get(name) for name in ("day", "begins", "ends"))
    if day is None or begins is None or ends is None or ends == MIDNIGHT:
        return False
    return (fields.get("last_day") or day) == day and bool(ends <= begins)


def days_held(fields: Mapping[str, Any]) -> list[dt.date]:
    """The days on which what was filled in begins; none when its repetition cannot be read."""
    event = times_of(fields)
    skipped_days = [dt.date.fromisoformat(day) for day in event["exceptions"]]
    try:
        times = recurrence.expand(event["start"], event["end"], event["rule"], skipped_days, ZONE)
    except recurrence.RuleError:
        return []
    return [time.start.astimezone(ZONE).date() for time in times]


def days_of(text: str, year: int) -> list[dt.date]:
    """Days as people write them: "24.2., 3.3.2025". Raises ValueError."""
    days = []
    for part in filter(None, map(str.strip, text.split(","))):
        day = read_day(part, year=year)
        if day is None:
            raise ValueError(part)
        days.append(day)
    return days


def _day(moment: dt.datetime | None) -> dt.date | None:
    return moment.astimezone(ZONE).date() if moment else None


def _last_day(moment: dt.datetime | None) -> dt.date | None:
    """A moment at midnight ends the day before."""
    return _day(moment - dt.timedelta(seconds=1)) if moment else None


def begin_of(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time(), ZONE) if day else None


def end_of(day: dt.date | None) -> dt.datetime | None:
    return begin_of(day + dt.timedelta(days=1)) if day else None
