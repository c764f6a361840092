"""The year wheel: what is due, laid on rings of the agreement's sections. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence

from kimppa.core.area import Due
from kimppa.core.duties.queries import Heading
from kimppa.desk.yearclock.rows import state_of
from kimppa.documents.charts import Chart, Mark, Ring, Wheel, year_wheel

EXTRA_RING = "–"
_TITLES = {"fi": "Vuosikello {year}", "sv": "Årsklockan {year}", "en": "Year clock {year}"}
_OTHER_RING = {"fi": "Muut", "sv": "Övriga", "en": "Other"}


def wheel_of(
    year: int, dues: Sequence[Due], heads: Iterable[Heading], today: dt.date, language: str
) -> Chart:
    """The chart of one calendar year; what no section covers stands on its own ring."""
    ring_of: dict[str, str] = {}
    rings: dict[str, str] = {}
    for head in sorted(heads, key=lambda h: h.year, reverse=True):
        rings.setdefault(head.section, head.title or head.section)
        ring_of.setdefault(head.topic, head.section)
    marks = [
        Mark(ring_of.get(due.topic, EXTRA_RING), due.date, due.title, state_of(due, today), due.url)
        for due in dues
    ]
    if any(mark.ring == EXTRA_RING for mark in marks) or not rings:
        rings[EXTRA_RING] = _OTHER_RING[language]
    return year_wheel(
        Wheel(
            title=_TITLES[language].format(year=year),
            year=year,
            rings=tuple(Ring(key, name, key) for key, name in rings.items()),
            marks=tuple(marks),
            today=today if today.year == year else None,
            language=language,
        )
    )
