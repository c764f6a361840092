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
    place: str,
    figures: Mapping[str, Sequence[Figure]],
    before: Sequence[Figure],
    reason: str = "",
) -> list[Sentence]:
    """What the line of the agreement names, as far as it is known: the loans beside those of the
    year before, else how many figures there are; the population is nobody's work. The
    `reason` for the change follows.
    """
    known_figures = [
        figure
        for code, figures_of in figures.items()
        if code != "population"
        for figure in figures_of
    ]
    if not known_figures:
        return []
    towns = 1 if place else len({figure.municipality_id for figure in known_figures})
    totals = _totals(figures, towns)
    loans = _sum(figures.get(LOANS, ()), towns)
    headline = ("", "")
    if loans:
        text = _loans_text(loans, _sum(before, towns), place)
        text = f"{text} {reason}".strip()
        headline = (numbers.number(loans, 0), ngettext("loan", "loans", loans))
    else:
        text = ngettext(
            "{count} figure for the statistics of {year} has been collected.",
            "{count} figures for the statistics of {year} have been collected.",
            len(known_figures),
        )
        text = say(text, count=len(known_figures), year=str(year))
    url = reverse_lazy("statistics:year", args=[year])
    named_counts = ((_("figures"), numbers.number(len(known_figures), 0)), *totals)
    example = any(figure.example for figure in known_figures)
    return [Sentence(text, named_counts, url, example=example, headline=headline)]


def _loans_text(loans: int, before: int, place: str) -> str:
    if before:
        text = _("The libraries lent {count} times, the year before {before} times.")
        own_text = _("{place:genitive} library lent {count} times, the year before {before} times.")
    else:
        text = _("The libraries lent {count} times in the year.")
        own_text = _("{place:genitive} library lent {count} times in the year.")
    return say(own_text if place else text, count=loans, before=before, place=place)


def asks_why(figures: Iterable[Figure], year: int, municipality: Municipality) -> bool:
    """Whether the loans changed so much that the statistics ask why (check V16): more than the
    limit, and more than the change of the others by it. `figures` are of all municipalities.
    """
    loans: dict[int | None, dict[int, Decimal | None]] = {}
    for figure in figures:
        if figure.variable.code == LOANS:
            loans.setdefault(figure.municipality_id, {})[figure.year] = figure.value
    of_town = loans.pop(municipality.pk, {})
    value, last = of_town.get(year), of_town.get(year - 1)
    own, limit = change(value, last), threshold(LOANS)
    if own is None or value is None or last is None or abs(value - last) < limit.floor:
        return False
    others = [change(by_year.get(year), by_year.get(year - 1)) for by_year in loans.values()]
    peers = median([other for other in others if other is not None])
    return abs(own) > limit.percent and (peers is None or abs(own - peers) > limit.percent)


def written_reasons(year: int) -> dict[int, str]:
    """How libraries explained for the statistics that their loans changed, by municipality's key;
    "" where their words are not fit to be printed. One query.
    """
    rows = Explanation.objects.filter(year=year, field=LOANS, check_number__in=CHANGES)
    return {
        row.municipality_id: ""
        if looks(row.text, row.at.date(), row.year)
        else f"{row.text.strip().rstrip('.')}."
        for row in rows.order_by("-check_number")
    }


def _sum(figures: Sequence[Figure], towns: int) -> int:
    """What all the municipalities have together; 0 while some lacks its figure."""
    values = [figure.value for figure in figures if figure.value is not None]
    return int(sum(values)) if len(values) == towns else 0


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


def borrowers_sentences(year: int, place: str, figures: Sequence[Figure]) -> list[Sentence]:
    """The municipality's customers; of all together only that they have been told."""
    if not place:
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
                    say(text, count=count, place=place),
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
    place: str, figures: Sequence[Figure], together: Sequence[Figure]
) -> list[Sentence]:
    """The visits to the shared web services; of a municipality with `together`, those of all, where
    its number was split from theirs.
    """
    values = [figure.value for figure in figures if figure.value is not None]
    if not values:
        return []
    count = int(sum(values))
    total = int(sum(figure.value for figure in together if figure.value is not None))
    if not place:
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
            say(text, count=count, total=total, place=place),
            ((_("web visits"), numbers.number(count, 0)),),
            example=any(figure.example for figure in figures),
            headline=(numbers.number(count, 0), ngettext("visit", "visits", count)),
        )
    ]
