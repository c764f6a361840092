"""Figures with where each comes from, and what they were before."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.queries import derivation_files, same_place, source_file, visible_figures
from kimppa.core.figures.rooms import derived, remade
from kimppa.desk.downloads import attachment
from kimppa.desk.figures import tables, trends
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages import Action, table_page
from kimppa.ui.selection import selected


@needs(Permission.VIEW)
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of the chosen year: a chosen municipality's own and those of all together."""
    year, municipality = selected(request).year, selected(request).municipality
    person = person_of(request)
    all_figures = visible_figures(person)
    lead = _("The figures of %(year)s, each with its source and rule.")
    figures = all_figures.filter(year=year)
    if not figures.exists():
        lead = _("%(year)s has no figures yet; these are of other years.")
        figures = all_figures
        if not all_figures.exists():
            lead = _("There are no figures yet.")
    if municipality:
        is_here = Q(municipality=municipality) | Q(branch__municipality=municipality)
        figures = figures.filter(is_here | Q(municipality__isnull=True, branch__isnull=True))
    is_compared = not person.is_coordinator and all_figures.exists()
    table = tables.register(request, figures, year)
    looked_for = table.filtered or table.page_key in request.GET
    return table_page(
        request,
        table,
        template="desk/figures/figures.html",
        cards=[] if looked_for else trends.cards(person, year, municipality or person.municipality),
        title=_("Figures"),
        lead=" ".join([lead % {"year": year}, *([_comparison_words()] if is_compared else [])]),
        teach=_(
            "They come from statistics and the other rooms: bring in the figures of a year there."
        ),
        actions=[Action(_("Allocation keys"), reverse("desk:allocation-keys"))],
    )


def _comparison_words() -> str:
    return _(
        "Of the other municipalities, what has been published is shown; the yearly report sets the"
        " newest beside each other."
    )


@needs(Permission.VIEW)
def figure(request: HttpRequest, pk: int) -> HttpResponse:
    """One figure: its provenance, earlier values, years and, for a coordinator, its neighbours."""
    person = person_of(request)
    figures_in_sight = visible_figures(person)
    related = ("variable", "municipality", "branch", "release", "derivation")
    figure = get_object_or_404(figures_in_sight.select_related(*related), pk=pk)
    figures_of_place = same_place(figure)
    earlier_table = tables.earlier_values(
        request, figures_of_place.filter(year=figure.year, replaced_at__isnull=False).exclude(pk=pk)
    )
    neighbours = figures_in_sight.filter(
        variable=figure.variable_id, year=figure.year, month=figure.month
    ).exclude(municipality=None)
    peers = tables.municipalities_table(request, neighbours) if person.is_coordinator else None
    for table in (earlier_table, peers):
        if table and (export := table.response()):
            return export
    derivation = derived(pk)
    recompute = person.is_coordinator and "laske" in request.GET
    context = {
        "derivation": derivation,
        "parts": (
            tables.parts(request, derivation.parts) if derivation and derivation.parts else None
        ),
        "files": derivation_files(figure),
        "remade": remade(pk) if recompute else None,
        "may_remake": person.is_coordinator and figure.derivation is not None,
        "figure": figure,
        "value": tables.figure_value(figure),
        "origin": tables.origin(figure),
        "period": tables.period(figure),
        "place": tables.place(figure),
        "rule": tables.rule(figure),
        "file": source_file(figure, person),
        "earlier": earlier_table,
        "beside": peers,
        "chart": tables.over_years(figure, figures_of_place.filter(replaced_at__isnull=True)),
    }
    return render(request, "desk/figures/figure.html", context)


@needs(Permission.VIEW)
def figure_source(request: HttpRequest, pk: int) -> HttpResponse:
    """The file that a figure was read from."""
    person = person_of(request)
    stored = source_file(get_object_or_404(visible_figures(person), pk=pk), person)
    if stored is None:
        raise Http404
    try:
        return attachment(stored)
    except OSError:
        return render(request, "desk/damaged.html", {"name": stored.name}, status=500)
