"""The list of years, a year's programme, its reading version and its files."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.queries import limit_of_sight
from kimppa.core.topics import label
from kimppa.documents.html import render_html
from kimppa.programme import messages, reports
from kimppa.programme.commands import PROGRAMME
from kimppa.programme.confirmation import standing_of, standings
from kimppa.programme.document import document
from kimppa.programme.lines import line_states, line_words
from kimppa.programme.models import Programme
from kimppa.programme.queries import ActionView, actions_of, counts, programmes, visible_actions
from kimppa.programme.standing import Standing
from kimppa.programme.status import Status
from kimppa.programme.views.common import programme_or_404
from kimppa.ui import pages as ui
from kimppa.ui.attachments import attachment
from kimppa.ui.selection import YEAR, selected
from kimppa.ui.sent import whole_number


@require_GET
@ui.needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Every year's programme, and drafting a new one."""
    person = ui.person_of(request)
    visible_programmes = programmes().visible_to(person)
    may_edit = person.can(Permission.EDIT_PROGRAMME)
    table = ui.Table(
        request,
        columns=_columns(standings(visible_programmes)),
        rows=visible_programmes,
        caption=_("Programmes by year"),
        row_mark=lambda programme: programme,
    )
    if export := table.response():
        return export
    context = {
        "table": table,
        "any": bool(table.body),
        "may_edit": may_edit,
        "draft_url": reverse("programme:draft"),
    }
    return render(request, "programme/home.html", context)


def _columns(standing_by_pk: Mapping[int, Standing]) -> list[ui.Column]:
    return [
        ui.Column("year", _("Year"), url=Programme.get_absolute_url),
        ui.Column("title", _("Programme")),
        ui.Column(
            "state",
            _("State"),
            value=lambda programme: messages.state_mark(programme, standing_by_pk[programme.pk]),
            kind="status",
            sortable=False,
        ),
        ui.Column("action_count", _("Actions"), kind="integer"),
        ui.Column(
            "approved",
            _("Approved"),
            value=lambda programme: standing_by_pk[programme.pk].approved_on,
            kind="date",
            sortable=False,
        ),
    ]


@require_GET
@ui.needs(Permission.VIEW)
def programme(request: HttpRequest, year: int) -> HttpResponse:
    """A year's actions with their state, narrowed by municipality, status and topic."""
    other_year = whole_number(request.GET.get(YEAR, ""))
    if other_year not in (None, year):
        return redirect(
            f"{reverse('programme:programme', args=[other_year])}?{request.GET.urlencode()}"
        )
    programme = programme_or_404(request, year)
    person, municipality = ui.person_of(request), selected(request).municipality
    views = _views(programme, person, municipality)
    states = line_states(year, municipality, limit_of_sight(person))
    table = _actions_table(request, views, year, states)
    if export := table.response():
        return export
    standing = standing_of(programme)
    context = {
        "programme": programme,
        "state": messages.state_mark(programme, standing),
        "since": messages.since_words(standing),
        "decision": reports.decision_words(programme),
        "municipality": municipality,
        "table": table,
        "sentence": messages.count_sentence(counts(views)) if views else "",
        "stale": [view for view in views if view.stale],
        "may_edit": person.can(Permission.EDIT_PROGRAMME),
        "buttons": PROGRAMME.buttons(programme, person),
        "may_comment": person.can(Permission.COMMENT),
    }
    return render(request, "programme/programme.html", context)


def _views(
    programme: Programme, person: Person, municipality: Municipality | None
) -> list[ActionView]:
    views = actions_of(programme.year, municipality)
    if municipality or person.is_coordinator:
        return views
    visible = set(visible_actions(person).filter(programme=programme).values_list("pk", flat=True))
    return [view for view in views if view.pk in visible]


def _actions_table(
    request: HttpRequest, views: list[ActionView], year: int, states: dict[str, str]
) -> ui.Table:
    topics = sorted({view.topic for view in views})
    sections = list(dict.fromkeys(view.section for view in views if view.section))
    return ui.Table(
        request,
        columns=[
            ui.Column("number", _("Action"), value=str, url=lambda view: view.url),
            ui.Column("status", _("Status"), value=_status_cell, kind="status"),
            ui.Column(
                "lines",
                _("Line of the agreement"),
                value=lambda view: line_words(view.clauses, states),
                sortable=False,
            ),
            ui.Column("responsible", _("Responsible")),
            ui.Column("next_step", _("Next step")),
            ui.Column("next_due", _("Due"), kind="date"),
        ],
        rows=views,
        filters=[
            ui.ChoiceFilter(
                "status", _("Status"), [(name, messages.status_word(name)) for name in Status]
            ),
            ui.ChoiceFilter("section", _("Section"), [(name, name) for name in sections]),
            ui.ChoiceFilter("topic", _("Topic"), [(topic, label(topic)) for topic in topics]),
        ],
        search=("number", "title", "responsible", "next_step"),
        caption=_("Actions of %(year)d") % {"year": year},
        empty=_("The programme has no actions yet."),
        row_mark=lambda view: view,
    )


def _status_cell(view: ActionView) -> tuple[str, str]:
    return view.status_key, view.status_word


@require_GET
@ui.needs(Permission.VIEW)
def reading(request: HttpRequest, year: int) -> HttpResponse:
    """The programme as one text, for reading and printing."""
    programme = programme_or_404(request, year)
    municipality = selected(request).municipality
    facts = reports.facts_of(programme, municipality, follow_up=programme.approved_at is not None)
    context = {
        "programme": programme,
        "document": mark_safe(render_html(document(facts))),
        "municipality": municipality,
    }
    return render(request, "programme/print.html", context)


@require_GET
@ui.needs(Permission.VIEW)
def download(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The programme as PDF/UA, Word or Excel; a municipality's own version when one is chosen."""
    programme = programme_or_404(request, year)
    if kind not in reports.MEDIA_TYPES:
        raise Http404
    facts = reports.facts_of(
        programme, selected(request).municipality, follow_up=programme.approved_at is not None
    )
    file = reports.rendered(facts, reports.kind_of(kind))
    return attachment(file.name, file.media_type, file.data)
