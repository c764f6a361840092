"""The delivered figures of the years that have been opened to everybody.

Only what a municipality has been given as final is told, of its newest version. Explanations are
left out: people have written them for the municipality and the ministry.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from kimppa.core.consortium.queries import consortium
from kimppa.core.memo import remember
from kimppa.core.releases.models import Delivery, Release
from kimppa.documents.csvfile import write_csv
from kimppa.statistics.models import Round
from kimppa.statistics.variables.breaks import breaks_of
from kimppa.statistics.variables.catalogue import Variable, catalogue
from kimppa.statistics.variables.texts import LANGUAGES, Words
from kimppa.statistics.years.topics import KIND, of_whole_years

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class OpenFigure:
    """One delivered figure. `value` is a number as text; None with the state that says why."""

    year: int
    municipality_code: str
    municipality: str
    variable: str
    unit: str
    value: str | None
    state: str
    origin: str
    rule: str
    version: int
    frozen: str
    sha256: str
    example: bool

    @property
    def variable_uri(self) -> str:
        """The address that stays."""
        return variable_uri(self.variable)


def variable_uri(code: str) -> str:
    """The stable address of a variable."""
    return settings.KIMPPA_PUBLIC_URL + reverse("open-variable", args=[code])


def open_years() -> list[int]:
    """The years that are open, the newest first."""
    return list(Round.objects.filter(open_at__isnull=False).values_list("year", flat=True))


def open_figures(years: Iterable[int]) -> list[OpenFigure]:
    """The figures of open years, in the order of years, municipalities and the form."""
    open_year_list = sorted(set(years) & set(open_years()))
    return remember("statistics-open", open_year_list, make=lambda: _figures(open_year_list))


def _figures(years: list[int]) -> list[OpenFigure]:
    delivered_releases = Delivery.objects.filter(
        of_whole_years("release__"),
        release__kind=KIND,
        release__provisional=False,
        release__agreement_year__in=years,
    ).values("release")
    releases = Release.objects.filter(pk__in=delivered_releases, municipality__isnull=False)
    figure_by_key: dict[tuple[int, str, str], OpenFigure] = {}
    position_by_town: dict[str, int] = {}
    # The newest version that tells a figure is the one that counts.
    for release in releases.select_related("municipality").order_by("frozen_at", "pk"):
        if release.municipality is not None:
            position_by_town[release.municipality.code] = release.municipality.position
        for figure in _release_figures(release):
            figure_by_key[figure.year, figure.municipality_code, figure.variable] = figure
    position_by_code = {code: number for number, code in enumerate(catalogue())}
    return sorted(
        figure_by_key.values(),
        key=lambda figure: (
            -figure.year,
            position_by_town[figure.municipality_code],
            figure.municipality_code,
            position_by_code.get(figure.variable, len(position_by_code)),
        ),
    )


def _release_figures(release: Release) -> Iterator[OpenFigure]:
    facts = json.loads(release.facts)
    for row in facts["rows"]:
        yield OpenFigure(
            year=facts["year"],
            municipality_code=facts["municipality"]["code"],
            municipality=facts["municipality"]["name"],
            variable=row["code"],
            unit=row["unit"],
            value=row["value"],
            state=row["state"],
            origin=row["origin"],
            rule=row["rule"],
            version=release.version,
            frozen=release.frozen_at.date().isoformat(),
            sha256=release.facts_sha256,
            example=facts["example"],
        )


def attribution() -> dict[str, str]:
    """Whose data it is and what may be done with it."""
    the_consortium = consortium()
    return {
        "publisher": the_consortium.name if the_consortium else "",
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
    }


def as_json(figures: Iterable[OpenFigure]) -> bytes:
    """Figures with their licence."""
    document = attribution() | {"figures": [_as_dict(figure) for figure in figures]}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _as_dict(figure: OpenFigure) -> dict[str, Any]:
    return {name: getattr(figure, name) for name in (*COLUMNS,)}


COLUMNS = (
    *("year", "municipality_code", "municipality", "variable", "variable_uri", "unit", "value"),
    *("state", "origin", "rule", "version", "frozen", "sha256", "example"),
)


def as_csv(figures: Iterable[OpenFigure]) -> bytes:
    """The same as a table; the licence is told by the page and the JSON."""
    header = [*COLUMNS, "licence"]
    return write_csv(header, [[*_as_dict(figure).values(), LICENCE] for figure in figures])


def described(variable: Variable) -> dict[str, Any]:
    """What a variable is, for machines."""
    return {
        "uri": variable_uri(variable.code),
        "code": variable.code,
        "names": _words(variable.name),
        "definition": _words(variable.definition),
        "group": variable.group,
        "unit": variable.unit,
        "additive": variable.additive,
        "since": variable.since,
        "until": variable.until,
        "successor": variable_uri(variable.successor) if variable.successor else None,
        "evidence": variable.evidence,
        "source": variable.source,
        "breaks": [
            {
                "year": series_break.year,
                "words": _words(series_break.words),
                "evidence": series_break.evidence,
            }
            for series_break in breaks_of(variable.code)
        ],
    }


def _words(words: Words) -> Mapping[str, str]:
    return {language: words.text(language) for language in LANGUAGES}


def variables_json() -> bytes:
    """Every variable."""
    document = attribution() | {
        "variables": [described(variable) for variable in catalogue().values()]
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def variables_csv() -> bytes:
    """The same as a table."""
    header = ["uri", "code", "name_fi", "name_sv", "name_en", "unit", "group", "since", "until"]
    return write_csv(
        header,
        [
            [
                *(
                    variable_uri(variable.code),
                    variable.code,
                    variable.name.text("fi"),
                    variable.name.text("sv"),
                ),
                *(
                    variable.name.text("en"),
                    variable.unit,
                    variable.group,
                    variable.since,
                    variable.until,
                ),
            ]
            for variable in catalogue().values()
        ],
    )
