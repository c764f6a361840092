"""What Kimppa itself knows of a year, and filling it in."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.consortium.roles import Permission
from kimppa.statistics.known import actions
from kimppa.statistics.known.queries import Proposal, proposals
from kimppa.statistics.pages import language, round_for, year_page
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.ui import pages as ui


@ui.needs(Permission.MANAGE_CONSORTIUM)
def known(request: HttpRequest, year: int) -> HttpResponse:
    """Each figure with what it rests on and what stands; fills in on POST."""
    statistics = round_for(year)
    year_proposals = proposals(year)
    new_count = sum(proposal.new for proposal in year_proposals)
    if request.method == "POST":
        return ui.attempt(
            request,
            lambda: actions.fill_in(by=ui.person_of(request), statistics=statistics),
            back=year_page(year),
            message=ngettext(
                "%(count)d figure was filled in.", "%(count)d figures were filled in.", new_count
            )
            % {"count": new_count},
        )
    table = _table(request, year, year_proposals)
    if export := table.response():
        return export
    context = {"statistics": statistics, "table": table, "fresh": new_count}
    return render(request, "statistics/known/known.html", context)


def _table(request: HttpRequest, year: int, proposals: list[Proposal]) -> ui.Table:
    columns = [
        ui.Column(
            "municipality", _("Municipality"), value=lambda proposal: proposal.municipality.name
        ),
        ui.Column("variable", _("Variable"), value=_name),
        ui.Column("value", _("Known"), value=lambda proposal: proposal.value, kind="decimal"),
        ui.Column(
            "standing",
            _("Stands"),
            value=lambda proposal: proposal.standing.value if proposal.standing else None,
            kind="decimal",
        ),
        ui.Column("state", _("State"), value=_state, kind="status"),
        ui.Column("text", _("Rests on"), value=lambda proposal: proposal.text),
    ]
    return ui.Table(
        request,
        caption=_("What Kimppa knows of %(year)d") % {"year": year},
        columns=[replace(column, sortable=False) for column in columns],
        rows=proposals,
        suffix=year,
        page_length=300,
    )


def _name(proposal: Proposal) -> str:
    return catalogue()[proposal.variable].name.text(language())


def _state(proposal: Proposal) -> tuple[str, str]:
    if proposal.value is None:
        return "empty", _("Not whole")
    if proposal.new:
        return "waiting", _("To fill in")
    if proposal.standing is not None and proposal.standing.value == proposal.value:
        return "done", _("The same")
    return "info", _("Another figure stands")
