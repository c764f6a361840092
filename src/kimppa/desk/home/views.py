"""The home pages: the agreement now, what a municipality got, and the four verbs of staff."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.area import beginning
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission, Role
from kimppa.core.duties.queries import limit_of_sight
from kimppa.core.evidence.queries import counts_without_agreement
from kimppa.core.tasks.actions import create_task
from kimppa.desk.home.beginning import first_steps
from kimppa.desk.home.forms import AskForm
from kimppa.desk.home.overview import Overview, newest_works, overview
from kimppa.desk.home.rows import STATE_WORDS, Filter, Rows, counts_by_state, lead
from kimppa.desk.home.tiles import tiles_of
from kimppa.desk.home.todos import todos_of
from kimppa.desk.home.verbs import VERBS, verb
from kimppa.documents import charts
from kimppa.ui.counts import keep_counts, with_counts
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import choices, selected
from kimppa.ui.undo import done


@needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """The first page of everybody, by role."""
    person = person_of(request)
    if person.role == Role.STAFF:
        return _staff_home(request, person)
    selection = selected(request)
    # The lines of a chosen municipality are its own.
    own_ids = None if selection.municipality else limit_of_sight(person)
    summary = overview(selection.year, selection.municipality, own_ids)
    row_filter = Filter.of(request.GET)
    rows = Rows.of(summary, newest_works(summary, selection.municipality, person), person)
    if not person.is_coordinator and selection.municipality:
        rows = rows.beside_all()
    context: dict[str, object] = {
        "overview": summary,
        "municipality": selection.municipality,
        **(_missing(request) if summary.lines else {}),
        "table": rows.table(row_filter),
        "filter": row_filter,
        "states": _states(rows, summary),
        "unplaced": summary.coverage.unplaced if rows.edits else 0,
        "first_steps": first_steps(summary) if person.is_coordinator else [],
        "links": {
            "lines": reverse("desk:work-lines") if rows.logs else "",
            "log_work": reverse("desk:log-work") if rows.logs else "",
            "agreement": (
                reverse("agreement:import") if person.can(Permission.EDIT_AGREEMENT) else ""
            ),
        },
    }
    if person.is_coordinator or not selection.municipality:
        todos = context["todos"] = todos_of(person, selection.year)
    else:
        tiles = context["tiles"] = tiles_of(person, selection.year, selection.municipality)
        todos = tiles.todos
    if summary.lines:
        context["lead"] = lead(summary, todos.late if "todos" in context else None)
    keep_counts(request, todos.counts)
    return with_counts(request, person, render(request, "desk/home/home.html", context))


def _missing(request: HttpRequest) -> dict[str, object]:
    """The year at hand when it has no agreement, not even a draft; how much work waits for it, and
    the work of other years without one.
    """
    selection, agreed_years, year = selected(request), choices(request).years, clock.today().year
    counts = counts_without_agreement(selection.year, agreed_years, selection.municipality)
    waiting_count = counts.pop(year, 0)
    missing: dict[str, object] = {"other_years": list(counts), "other_works": sum(counts.values())}
    if year not in agreed_years:
        missing |= {"missing_year": year, "waiting_works": waiting_count}
    return missing


def _states(rows: Rows, summary: Overview) -> dict[str, object]:
    """How all lines stand: the bar, and each state with its word and count."""
    counts = counts_by_state(rows.states())
    words = ", ".join(f"{count} {str(STATE_WORDS[key]).lower()}" for key, count in counts.items())
    title = ngettext("%(count)d line", "%(count)d lines", summary.lines) % {"count": summary.lines}
    return {
        "title": title,
        "bar": mark_safe(charts.state_bar(counts, f"{title}: {words}.")),
        "counts": [(key, STATE_WORDS[key], count) for key, count in counts.items()],
    }


def _staff_home(request: HttpRequest, person: Person) -> HttpResponse:
    verbs = [
        {
            "url": beginning(verb.topic) or reverse("desk:ask", args=[verb.slug]),
            "title": verb.title,
            "text": verb.text,
            "icon": verb.icon,
        }
        for verb in VERBS
    ]
    todos = todos_of(person, selected(request).year, length=10)
    keep_counts(request, todos.counts)
    context = {"municipality": person.municipality, "verbs": verbs, "todos": todos}
    return with_counts(request, person, render(request, "desk/home/staff.html", context))


@needs(Permission.DO_TASKS)
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """A verb that no room begins: a few lines that become a task for the coordinator."""
    entry = verb(slug)
    if entry is None or beginning(entry.topic):
        raise Http404
    form = AskForm(request.POST or None, verb=entry)
    if request.method == "POST" and form.is_valid():
        person = person_of(request)
        create_task(
            by=person,
            title=form.cleaned_data["title"],
            note=form.cleaned_data["note"],
            topic=entry.topic,
            municipality=person.municipality,
        )
        done(request, _("Sent. You see in your tasks when it is done."))
        return redirect("desk:home")
    context = {"verb": entry, "form": form, "home": reverse("desk:home")}
    return render(request, "desk/home/ask.html", context)
