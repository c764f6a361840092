"""Reading series: a variable or key figure over the years, and where it breaks."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.figures.models import Figure
from kimppa.core.figures.queries import PUBLISHED
from kimppa.statistics.models import WebVisits
from kimppa.statistics.variables.breaks import breaks_of
from kimppa.statistics.variables.catalogue import POPULATION, catalogue
from kimppa.statistics.variables.keyfigures import key_figures, ratio
from kimppa.statistics.visits.queries import switched
from kimppa.statistics.years.queries import codes_in_force, year_of

type Series = dict[str, dict[int, Decimal]]
"""Values by municipality's code and year."""
type Marks = list[tuple[int, str]]

WEB = "KAY_web"


def known_series() -> list[str]:
    """Codes of the variables that have a value for any municipality, and of the key figures that
    can be made of them, in the order of the form.
    """
    known_figures = Figure.objects.filter(
        municipality__isnull=False, month__isnull=True, replaced_at__isnull=True
    )
    figures = codes_in_force()
    codes_known = {
        figures[code]
        for code in set(known_figures.values_list("variable__code", flat=True).distinct())
        if code in figures
    }
    codes_known |= {
        key_figure.code
        for key_figure in key_figures()
        if {key_figure.of, key_figure.by} <= codes_known
    }
    return [code for code in catalogue() if code in codes_known]


def series_of(
    code: str, visible_towns: Sequence[Municipality], *, per_head: bool = False
) -> Series:
    """A variable's values by municipality and year: all that stand of those that the reader sees,
    of the others what has been published. A key figure is made of its parts: none in, none out.
    One query.
    """
    key_figure = next((candidate for candidate in key_figures() if candidate.code == code), None)
    variable_codes = [code, POPULATION] if key_figure is None else [key_figure.of, key_figure.by]
    series_by_code = _series_by_code(variable_codes, visible_towns)
    series = series_by_code.get(variable_codes[0], {})
    if key_figure is not None:
        return _divided(series, series_by_code.get(key_figure.by, {}), key_figure.times)
    return _divided(series, series_by_code.get(POPULATION, {})) if per_head else series


def trend_of(code: str, visible_towns: Sequence[Municipality]) -> Series:
    """A variable or key figure over the years: what its parts give, and for years without them
    what has been published as such. Where a year's population is not known, that of the next
    1 January stands for it, else that of the year before. One query.
    """
    key_figure = next((candidate for candidate in key_figures() if candidate.code == code), None)
    if key_figure is None:
        return _series_by_code([code], visible_towns).get(code, {})
    series_by_code = _series_by_code([code, key_figure.of, key_figure.by], visible_towns)
    divisors = series_by_code.get(key_figure.by, {})
    if key_figure.by == POPULATION:
        divisors = {
            town: {year + 1: value for year, value in years.items()}
            | {year - 1: value for year, value in years.items()}
            | years
            for town, years in divisors.items()
        }
    quotients = _divided(series_by_code.get(key_figure.of, {}), divisors, key_figure.times)
    published_series = series_by_code.get(code, {})
    towns = dict.fromkeys((*published_series, *quotients))
    return {town: quotients.get(town, {}) | published_series.get(town, {}) for town in towns}


def _series_by_code(
    variable_codes: Sequence[str], visible_towns: Sequence[Municipality]
) -> dict[str, Series]:
    codes_by_figure = {catalogue()[code].figure_code: code for code in variable_codes}
    figures = Figure.objects.filter(
        Q(municipality__in=visible_towns) | Q(municipality__isnull=False, rule=PUBLISHED),
        variable__code__in=codes_by_figure,
        month__isnull=True,
        replaced_at__isnull=True,
        value__isnull=False,
    ).select_related("municipality", "variable")
    series_by_code: dict[str, Series] = {}
    for figure in sorted(
        figures.order_by("year"), key=lambda figure: figure.year == year_of(figure)
    ):
        if figure.municipality is not None and figure.value is not None:
            series = series_by_code.setdefault(codes_by_figure[figure.variable.code], {})
            series.setdefault(figure.municipality.code, {})[year_of(figure)] = figure.value
    return series_by_code


def _divided(
    dividends: Series, divisors: Mapping[str, Mapping[int, Decimal]], times: int = 1
) -> Series:
    """Values by those of the same year; a year without either is left out."""
    quotients: Series = {}
    for town, years in dividends.items():
        shares = {
            year: ratio(value, divisors.get(town, {}).get(year), times)
            for year, value in years.items()
        }
        quotients[town] = {year: share for year, share in shares.items() if share is not None}
    return quotients


def marks(code: str, years: Sequence[int], language: str) -> Marks:
    """The breaks of a series within its years, each in words, the oldest first."""
    breaks = [(mark.year, mark.words.text(language)) for mark in breaks_of(code, years)]
    if code == WEB and years:
        breaks += [mark for mark in _visit_breaks() if min(years) < mark[0] <= max(years)]
    return sorted(set(breaks))


def _visit_breaks() -> Marks:
    """Years in which the visits of a service were counted or split in another way."""
    web_visits_list = list(WebVisits.objects.select_related("service", "key"))
    kinds_before = switched(web_visits_list)
    breaks = []
    for web_visits in web_visits_list:
        if web_visits.pk in kinds_before:
            text = _("%(service)s: the key was another before (%(key)s).")
            breaks.append(
                (
                    web_visits.year,
                    text % {"service": web_visits.service.name, "key": kinds_before[web_visits.pk]},
                )
            )
        elif web_visits.series_break:
            text = _("%(service)s: counted in another way than before.")
            breaks.append((web_visits.year, text % {"service": web_visits.service.name}))
    return breaks


def named_towns() -> dict[str, str]:
    """Names of the municipalities by their codes, in order."""
    return {town.code: town.name for town in Municipality.objects.all()}
