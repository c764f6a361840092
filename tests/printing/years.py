"""Years of made-up consortia, as different people log them: `years/*.txt`.

Each line is “month-day subject: the words = a figure @municipality”; the figure is what the person
adds in its own field, besides those that stand in the words. A service may have its kind:
“koha:library-system Koha”.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kimppa.core.consortium.models import Consortium, Municipality, Service
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from kimppa.desk.work.said_figures import said_figures
from tests.lines import make_lines

FOLDER = Path(__file__).parent / "years"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))
_LINE = re.compile(
    r"(?P<month>\d+)-(?P<day>\d+) (?P<subject>[\w@-]+): (?P<title>.+?)"
    r"(?: = (?P<count>\d+) (?P<label>[^@]+?))?(?: @(?P<town>\d{3}))?"
)


@dataclass(frozen=True, slots=True)
class LoggedLine:
    """A line as somebody logged it; `town` is a municipality's code, "" = all."""

    date: dt.date
    subject: str
    title: str
    figures: dict[str, Decimal]
    town: str


@dataclass(frozen=True, slots=True)
class Year:
    """A consortium's year."""

    name: str
    language: str
    year: int
    towns: dict[str, str]
    services: dict[str, str]
    log: tuple[LoggedLine, ...]


def read_year(name: str, folder: Path = FOLDER) -> Year:
    """The year of the file with this name."""
    head, _gap, body = (folder / f"{name}.txt").read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    year = int(facts["year"])
    log = tuple(_lines(body, year))
    return Year(
        facts["name"],
        facts["language"],
        year,
        dict(_pairs(facts["towns"])),
        dict(_pairs(facts["services"])),
        log,
    )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(", "):
        key, _gap, name = part.partition(" ")
        yield key, name


def _lines(body: str, year: int) -> Iterator[LoggedLine]:
    for text in filter(None, body.splitlines()):
        match = _LINE.fullmatch(text)
        assert match, text
        figures = said_figures(match["title"])
        if match["count"]:  # the field's own words stand for those of the line
            count = Decimal(match["count"])
            figures = {label: value for label, value in figures.items() if value != count}
            figures[match["label"]] = count
        date = dt.date(year, int(match["month"]), int(match["day"]))
        yield LoggedLine(date, match["subject"], match["title"], figures, match["town"] or "")


def make_year(year: Year) -> list[Duty]:
    """The consortium with the lines of its agreement and its log."""
    towns = {
        code: save_row(
            Municipality(), by=SYSTEM, code=code, position=number,
            **{"name_fi": name} | ({"name_sv": name} if year.language == "sv" else {}),
        )
        for number, (code, name) in enumerate(year.towns.items())
    }  # fmt: skip
    Consortium.objects.create(name_fi=year.name, short_name=year.name, language=year.language)
    services = {
        slug: save_row(Service(), by=SYSTEM, slug=slug, name_fi=name, kind=kind or "other")
        for (slug, _colon, kind), name in (
            (key.partition(":"), name) for key, name in year.services.items()
        )
    }
    duties = make_lines(year.year, *dict.fromkeys(line.subject for line in year.log))
    for line in year.log:
        topic, _at, slug = line.subject.partition("@")
        record_evidence(
            by=SYSTEM,
            topic=topic,
            title=line.title,
            date=line.date,
            agreement_year=year.year,
            municipalities=[towns[line.town]] if line.town else None,
            service=services[slug] if slug else None,
            figures=line.figures,
        )
    return duties
