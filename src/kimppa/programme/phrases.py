"""Phrases of the programme's document."""

import datetime as dt
import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from kimppa.core.language import active_language
from kimppa.core.words.calendar import by_day, on_day

EVERY = -1  # no year is left out as known
_NUMBERS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def step_words(step: Mapping[str, str]) -> str:
    """A step with its day in words: "Luvut toimitettu (31. tammikuuta 2025 mennessä)"."""
    title = step["title"].strip().rstrip(".")
    if step.get("done"):
        day = _day(step["done"])
        words = on_day(day, active_language(), EVERY) if day else step["done"]
        return f"{title} ({_('done %(date)s') % {'date': words}})"
    if not step["due"]:
        return title
    day = _day(step["due"])
    words = (
        by_day(day, active_language(), EVERY) if day else _("by %(date)s") % {"date": step["due"]}
    )
    return f"{title} ({words})"


def _day(text: str) -> dt.date | None:
    """The day that the facts tell as "29.2.2024"; None of another language's, which has words."""
    match = _NUMBERS.fullmatch(text)
    return dt.date(int(match[3]), int(match[2]), int(match[1])) if match else None
