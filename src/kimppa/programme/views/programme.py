"""The list of years, a year's programme, its reading version and its files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kimppa.core.consortium.roles import Permission
from kimppa.core.topics import label
from kimppa.programme import reports, wording
from kimppa.programme.models import Action, Programme
from kimppa.programme.queries import ActionView, actions_of, counts, is_confirmed, programmes
from kimppa.programme.views.common import programme_for
from kimppa.ui.attachments import attachment
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import YEAR, selected
from kimppa.ui.sent import whole_number
from kimppa.ui.tables import ChoiceFilter, Column, Table


@require_GET
@needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Every year's programme, and drafting a new one."""
    person = person_of(request)
    rows = programmes().visible_to(person)
    may_edit = person.can(Permission.EDIT_PROGRAMME)
    table = Table(
        request,
        columns=[
            Column("year", _("Year"), url=Programme.get_absolute_url),
            Column("title", _("Programme")),
            Column("state", _("State"), value=state_mark, kind="status", sortable=False),
            Column("action_count", _("Actions"), kind="integer"),
            Column("approved_at", _("Approved"), kind="date"),
        ],
        rows=rows,
        filename=_("action-programmes"),
        caption=_("Programmes by year"),
        row_mark=lambda row: row,
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


def state_mark(programme: Programme) -> tuple[str, str]:
    """A programme's state as a status key and words; joint decisions aside, without queries."""
    if programme.state == Programme.State.DRAFT:
        return "draft", _("Draft")
    if programme.state == Programme.State.CLOSED:
        return "done", _("Closed")
    return "confirmed", _("Agreed")


@require_GET
@needs(Permission.VIEW)
def programme(request: HttpRequest, year: int) -> HttpResponse:
    """A year's actions with their state, narrowed by municipality, status and topic."""
    asked = whole_number(request.GET.get(YEAR, ""))
    if asked not in (None, year):
        return redirect(f"{reverse('programme:programme', args=[asked])}?{request.GET.urlencode()}")
    found = programme_for(request, year)
    person, municipality = person_of(request), selected(request).municipality
    views = actions_of(year, municipality)
    table = _actions_table(request, views, year)
    if export := table.response():
        return export
    context = {
        "programme": found,
        "state": _shown_state(found),
        "decision": reports.decision_words(found),
        "municipality": municipality,
        "table": table,
        "sentence": wording.count_sentence(counts(views)) if views else "",
        "stale": [view for view in views if view.stale],
        "may_edit": person.can(Permission.EDIT_PROGRAMME),
        "may_comment": person.can(Permission.COMMENT),
    }
    return render(request, "programme/programme.html", context)


def _shown_state(found: Programme) -> tuple[str, str]:
    if found.state == Programme.State.AGREED and not is_confirmed(found):
        return "provisional", _("Awaits confirmation")
    return state_mark(found)


def _actions_table(request: HttpRequest, views: list[ActionView], year: int) -> Table:
    topics = sorted({view.topic for view in views})
    sections = list(dict.fromkeys(view.section for view in views if view.section))
    return Table(
        request,
        columns=[
            Column("number", _("Action"), value=str, url=lambda view: view.url),
            Column("status", _("Status"), value=_status_cell, kind="status"),
            Column("responsible", _("Responsible")),
            Column("next_step", _("Next step")),
            Column("next_due", _("Due"), kind="date"),
        ],
        rows=views,
        filters=[
            ChoiceFilter("status", _("Status"), Action.Status.choices),
            ChoiceFilter("section", _("Section"), [(name, name) for name in sections]),
            ChoiceFilter("topic", _("Topic"), [(topic, label(topic)) for topic in topics]),
        ],
        search=("number", "title", "responsible", "next_step"),
        filename=_("action-programme-%(year)d") % {"year": year},
        caption=_("Actions of %(year)d") % {"year": year},
        empty=_("The programme has no actions yet."),
        row_mark=lambda view: view,
    )


def _status_cell(view: ActionView) -> tuple[str, str]:
    return view.status_key, view.status_word


@require_GET
@needs(Permission.VIEW)
def reading(request: HttpRequest, year: int) -> HttpResponse:
    """The programme as one text, for reading and printing."""
    found = programme_for(request, year)
    municipality = selected(request).municipality
    facts = reports.facts_of(found, municipality, follow_up=found.approved_at is not None)
    context = {
        "programme": found,
        "facts": facts,
        "sections": reports.by_section(facts),
        "approval": reports.approval_words(facts),
        "municipality": municipality,
    }
    return render(request, "programme/print.html", context)


@require_GET
@needs(Permission.VIEW)
def download(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The programme as PDF/UA, Word or Excel; a municipality's own version when one is chosen."""
    found = programme_for(request, year)
    if kind not in reports.MEDIA_TYPES:
        raise Http404
    facts = reports.facts_of(
        found, selected(request).municipality, follow_up=found.approved_at is not None
    )
    file = reports.rendered(facts, reports.kind_of(kind))
    return attachment(file.name, file.media_type, file.data)
