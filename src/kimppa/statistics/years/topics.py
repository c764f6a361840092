"""The three sheets of a year: what each is of, and the variables that it tells."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.duties.spans import span
from kimppa.core.language import active_language
from kimppa.documents.numbers import month_name

KIND = "statistics"


WEB_CODE = "KAY_web"


UNITS, ACTIVE, WEB = "statistics-units", "active-customers", "web-visits"


def is_part(period: str) -> bool:
    """Whether a span (`core.duties.spans`) is a part of a year."""
    days = span(period)
    return days is not None and days[2] < 12


def of_whole_years(path: str = "") -> Q:
    """Releases of whole years, not of a part of one; `path` leads to them."""
    return ~Q(**{f"{path}period__contains": "-"})


@dataclass(frozen=True, slots=True)
class Part:
    """One of the sheets of a year: what it is of, and the variables it tells."""

    topic: str
    name: str | Promise
    codes: tuple[str, ...] = ()

    def title(self, year: int, period: str = "") -> str:
        """What the sheet of a year, or of a period of it, is called in the active language."""
        days = span(period) if is_part(period) else None
        if days is None:
            return str(self.name) % {"year": year}
        names = dict.fromkeys(month_name(day.month, active_language()) for day in days[:2])
        return _("Statistics, %(months)s %(year)s") % {"months": "–".join(names), "year": year}


PARTS = {
    part.topic: part
    for part in (
        Part(UNITS, gettext_lazy("Statistics of %(year)s")),
        Part(ACTIVE, gettext_lazy("Active customers of %(year)s"), ("KAY_borrowers",)),
        Part(WEB, gettext_lazy("Web visits of %(year)s"), (WEB_CODE,)),
    )
}
