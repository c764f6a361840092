"""The three sheets of a year: what each is of, and the variables that it tells."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

KIND = "statistics"


WEB_CODE = "KAY_web"


UNITS, ACTIVE, WEB = "statistics-units", "active-customers", "web-visits"


@dataclass(frozen=True, slots=True)
class Part:
    """One of the sheets of a year: what it is of, and the variables it tells."""

    topic: str
    name: str | Promise
    codes: tuple[str, ...] = ()

    def title(self, year: int) -> str:
        """What the sheet of a year is called, in the active language."""
        return str(self.name) % {"year": year}


PARTS = {
    part.topic: part
    for part in (
        Part(UNITS, gettext_lazy("Statistics of %(year)s")),
        Part(ACTIVE, gettext_lazy("Active customers of %(year)s"), ("KAY_borrowers",)),
        Part(WEB, gettext_lazy("Web visits of %(year)s"), (WEB_CODE,)),
    )
}
