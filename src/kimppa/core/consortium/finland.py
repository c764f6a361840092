"""Finland's municipalities: codes, names and the forms that the names take. Pure.

Codes and names: Statistics Finland's classification of municipalities, the 309 of 2021–2024; one
that has merged since keeps its line, for its name is still a name. Swedish names in the spelling
of the Institute for the Languages of Finland. How the forms are made: `scripts/municipalities.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

_TABLE = Path(__file__).with_name("municipalities.tsv")


@dataclass(frozen=True, slots=True)
class Listed:
    """A municipality of the table; forms in small letters, `common` those that are words too;
    `titles` are names such as "Porin kaupunki" and "Esbo stad".
    """

    code: str
    fi: str
    sv: str
    titles: tuple[str, ...]
    forms: frozenset[str]
    common: frozenset[str]
    genitive: str


@cache
def listed() -> Mapping[str, Listed]:
    """Every municipality by its code."""
    lines = _TABLE.read_text("utf-8").splitlines()[1:]
    return {
        listed_municipality.code: listed_municipality
        for listed_municipality in map(_municipality_of_line, lines)
    }


@cache
def listed_names() -> Mapping[str, Listed]:
    """Every municipality by its names in small letters."""
    return {
        name.casefold(): listed_municipality
        for listed_municipality in listed().values()
        for name in (*listed_municipality.titles, listed_municipality.sv, listed_municipality.fi)
    }


@cache
def listed_forms() -> frozenset[str]:
    """Every form of every name, in small letters."""
    return frozenset().union(
        *(listed_municipality.forms for listed_municipality in listed().values())
    )


@cache
def listed_by_form() -> Mapping[str, Listed]:
    """The municipality that each form of a name means, for forms that mean one."""
    municipalities_of: dict[str, list[Listed]] = {}
    for listed_municipality in listed().values():
        for form in listed_municipality.forms:
            municipalities_of.setdefault(form, []).append(listed_municipality)
    return {form: towns[0] for form, towns in municipalities_of.items() if len(towns) == 1}


def listed_as(*names: str) -> Listed | None:
    """The municipality of the table that has one of the names; None for one outside it."""
    municipalities = (listed_names().get(name.strip().casefold()) for name in names)
    return next(
        (listed_municipality for listed_municipality in municipalities if listed_municipality), None
    )


def _municipality_of_line(line: str) -> Listed:
    code, fi, sv, words = line.split("\t")
    common_words = {word.strip("*").casefold() for word in words.split(", ") if word.endswith("*")}
    forms = [word.strip("*") for word in words.split(", ")]
    swedish = (sv, f"{sv}s")
    return Listed(
        code,
        fi,
        sv,
        titles=(
            *(f"{form} {title}" for form in _genitives(forms) for title in ("kunta", "kaupunki")),
            *(f"{form} {title}" for form in swedish for title in ("kommun", "stad")),
        ),
        forms=frozenset(form.casefold() for form in (*forms, *swedish)),
        common=frozenset(common_words),
        genitive=next(_genitives(forms), f"{fi}n"),
    )


def _genitives(forms: Sequence[str]) -> Iterator[str]:
    """Those between the nominative and the partitive."""
    words = [form for form in forms[1:] if " " not in form]
    return takewhile(lambda form: form.endswith("n"), words)
