"""What the figures of a year say, as sentences for the report."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.area import Sentence
from kimppa.core.consortium.models import Municipality
from kimppa.core.figures.models import Figure
from kimppa.core.prose.looks import looks
from kimppa.core.words.messages import say
from kimppa.statistics.checks.comparison import change, median, threshold
from kimppa.statistics.models import Enquiry, Explanation
from kimppa.ui import numbers

LOANS, BORROWERS, VISITS = "LAI_total", "KAY_borrowers", "KAY_web"
CHANGES = ("V16", "V19")  # the checks that ask why a figure differs from last year's


def units_sentences(
    year: int,
    town_name: str,
    figures: Mapping[str, Sequence[Figure]],
    figures_before: Sequence[Figure],
    reason: str = "",
) -> list[Sentence]:
    """What the line of the agreement names, as far as it is known: the loans beside those of the
    year before, else how many figures there are; the population is nobody's work. The
    `reason` for the change follows. A figure marked missing is no figure, and is said apart.
    """
    known_figures = [
        figure
        for code, code_figures in figures.items()
        if code != "population"
        for figure in code_figures
    ]
    if not known_figures:
        return []
    count = sum(figure.value is not None for figure in known_figures)
    missing_count = sum(figure.state == Figure.State.MISSING for figure in known_figures)
    if not count and not missing_count:
        return []
    towns = 1 if town_name else len({figure.municipality_id for figure in known_figures})
    totals = _totals(figures, towns)
    loans = _sum(figures.get(LOANS, ()), towns)
    headline = ("", "")
    if loans:
        text = _loans_text(loans, _sum(figures_before, towns), town_name)
        text = f"{text} {reason}".strip()
        headline = (numbers.number(loans, 0), ngettext("loan", "loans", loans))
    else:
        text = f"{_collected_text(year, count)} {_missing_text(missing_count)}".strip()
    url = reverse_lazy("statistics:year", args=[year])
    named_counts = (
        *_named(_("figures"), count),
        *_named(_("figures marked missing"), missing_count),
        *totals,
    )
    example = any(figure.example for figure in known_figures)
    return [Sentence(text, named_counts, url, example=example, headline=headline)]


def _named(label: str, count: int) -> list[tuple[str, str]]:
    return [(label, numbers.number(count, 0))] if count else []


def _collected_text(year: int, count: int) -> str:
    if not count:
        return _("No figures for the statistics of %(year)d have been collected yet.") % {
            "year": year
        }
    text = ngettext(
        "{count} figure for the statistics of {year} has been collected.",
        "{count} figures for the statistics of {year} have been collected.",
        count,
    )
    return say(text, count=count, year=str(year))


def _missing_text(count: int) -> str:
    """How many figures are marked missing; empty for none."""
    if not count:
        return ""
    text = ngettext(
        "{count} figure is marked missing.", "{count} figures are marked missing.", count
    )
    return say(text, count=count)


def _loans_text(loans: int, loans_before: int, town_name: str) -> str:
    if loans_before:
        text = _("The libraries lent {count} times, the year before {before} times.")
        own_text = _("{place:genitive} library lent {count} times, the year before {before} times.")
    else:
        text = _("The libraries lent {count} times in the year.")
        own_text = _("{place:genitive} library lent {count} times in the year.")
    return say(own_text if town_name else text, count=loans, before=loans_before, place=town_name)


def asks_why(figures: Iterable[Figure], year: int, municipality: Municipality) -> bool:
    """Whether the loans changed so much that the statistics ask why (check V16): more than the
    limit, and more than the change of the others by it. `figures` are of all municipalities.
    """
    loans_by_town: dict[int | None, dict[int, Decimal | None]] = {}
    for figure in figures:
        if figure.variable.code == LOANS:
            loans_by_town.setdefault(figure.municipality_id, {})[figure.year] = figure.value
    own_loans = loans_by_town.pop(municipality.pk, {})
    loans, earlier = own_loans.get(year), own_loans.get(year - 1)
    growth, limit = change(loans, earlier), threshold(LOANS)
    if growth is None or loans is None or earlier is None or abs(loans - earlier) < limit.floor:
        return False
    changes = [change(years.get(year), years.get(year - 1)) for years in loans_by_town.values()]
    peers = median([peer_change for peer_change in changes if peer_change is not None])
    return abs(growth) > limit.percent and (peers is None or abs(growth - peers) > limit.percent)


def written_reasons(year: int) -> dict[int, str]:
    """How libraries explained for the statistics that their loans changed, by municipality's key;
    "" where their words are not fit to be printed. One query.
    """
    explanations = Explanation.objects.filter(year=year, field=LOANS, check_number__in=CHANGES)
    return {
        explanation.municipality_id: ""
        if looks(explanation.text, explanation.at.date(), explanation.year)
        else f"{explanation.text.strip().rstrip('.')}."
        for explanation in explanations.order_by("-check_number")
    }


def _sum(figures: Sequence[Figure], towns: int) -> int:
    """What all the municipalities have together; 0 while some lacks its figure."""
    counts = [figure.value for figure in figures if figure.value is not None]
    return int(sum(counts)) if len(counts) == towns else 0


def _totals(figures: Mapping[str, Sequence[Figure]], towns: int) -> list[tuple[str, str]]:
    """Loans and the like, each with its sum; nothing of what some municipality still lacks."""
    labels = {
        "LAI_total": _("loans"),
        "KOK_total": _("collection"),
        "HAN_total": _("acquisitions"),
        "POI_total": _("withdrawals"),
    }
    values_by_code = {
        code: [figure.value for figure in figures.get(code, ()) if figure.value is not None]
        for code in labels
    }
    return [
        (labels[code], numbers.number(sum(values), 0))
        for code, values in values_by_code.items()
        if values and len(values) == towns
    ]


def borrowers_sentences(year: int, town_name: str, figures: Sequence[Figure]) -> list[Sentence]:
    """The municipality's customers; of all together only that they have been told."""
    if not town_name:
        enquiry = Enquiry.objects.filter(year=year, answered_on__isnull=False).first()
        text = _("The vendor of the system told how many customers borrowed in the year.")
        return [Sentence(text, example=enquiry.example)] if enquiry else []
    sentences = []
    for figure in figures:
        if figure.value is not None:
            count = int(figure.value)
            text = ngettext(
                "{count} customer borrowed from {place:genitive} library in the year.",
                "{count} customers borrowed from {place:genitive} library in the year.",
                count,
            )
            named_counts = ((_("active customers"), numbers.number(count, 0)),)
            # Who borrowed in two municipalities is a customer of both, and one person.
            sentences.append(
                Sentence(
                    say(text, count=count, place=town_name),
                    apart=named_counts,
                    example=figure.example,
                    headline=(
                        numbers.number(count, 0),
                        ngettext("borrower", "borrowers", count),
                    ),
                )
            )
    return sentences


def visits_sentences(
    town_name: str, figures: Sequence[Figure], figures_of_all: Sequence[Figure]
) -> list[Sentence]:
    """The visits to the shared web services; of a municipality with `figures_of_all`, where
    its number was split from theirs.
    """
    counts = [figure.value for figure in figures if figure.value is not None]
    if not counts:
        return []
    count = int(sum(counts))
    total_count = int(sum(figure.value for figure in figures_of_all if figure.value is not None))
    if not town_name:
        text = _("The shared web services were visited {count} times.")
    elif all(figure.origin == Figure.Origin.ALLOCATED for figure in figures):
        text = _(
            "The shared web services were visited {total} times; {place:genitive} calculated"
            " share is {count}."
        )
    else:
        text = _("{place:genitive} share of the visits to the shared web services was {count}.")
    return [
        Sentence(
            say(text, count=count, total=total_count, place=town_name),
            ((_("web visits"), numbers.number(count, 0)),),
            example=any(figure.example for figure in figures),
            headline=(numbers.number(count, 0), ngettext("visit", "visits", count)),
        )
    ]
