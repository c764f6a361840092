"""Years that have been begun, and whose figures a person may see. Reads."""

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import POPULATION, municipalities_of, own_municipalities
from kimppa.core.figures.models import Figure
from kimppa.statistics.models import (
    Round,
)
from kimppa.statistics.variables import versions
from kimppa.statistics.variables.catalogue import catalogue


def round_of(year: int) -> Round | None:
    """The year's round, once it has been begun."""
    return Round.objects.filter(year=year).first()


def is_locked(year: int) -> bool:
    """Whether the year takes no more figures."""
    return Round.objects.filter(year=year, locked_at__isnull=False).exists()


def visible_municipalities(person: Person, year: int | None = None) -> list[Municipality]:
    """Whose statistics the person may see: a coordinator those of the year, or all that have ever
    been; others their own.
    """
    if not person.is_coordinator:
        return own_municipalities(person)
    return list(municipalities_of(year) if year else Municipality.objects.all())


def year_of(figure: Figure) -> int:
    """The year of the statistics that a figure is of: the people of 31 December are those of the
    next year's 1 January, by which that year is counted.
    """
    day = figure.as_of
    end = day is not None and (day.year, day.month, day.day) == (figure.year, 12, 31)
    return figure.year + int(end and figure.variable.code == POPULATION)


def codes_in_force() -> dict[str, str]:
    """Codes of the desk's figures to those of the statistics' variables in force."""
    versions.look()
    return {variable.figure_code: variable.code for variable in catalogue().values()}
