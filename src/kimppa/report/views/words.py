"""Writing a paragraph in one's own words, and starring what is worth telling."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.agreement.queries import parties_of
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.models import Evidence
from kimppa.report import actions
from kimppa.report.draft import CLOSING, LEAD, facts_change, text_change
from kimppa.report.facts import ClauseFacts, clause_from_json
from kimppa.report.forms import HighlightForm, WordsForm
from kimppa.report.models import Highlight, Paragraph, Report
from kimppa.report.queries import work_to_star
from kimppa.report.views.common import page_of, paragraph_for, report_for, undo_address
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import CHANGED, one_save_at_a_time, print_of
from kimppa.ui.sent import REFUSED, attempt, whole_number
from kimppa.ui.undo import done


@needs(Permission.EDIT_REPORT)
@one_save_at_a_time
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """A paragraph's words, the facts behind them, and the work that may be starred."""
    row = paragraph_for(pk)
    form = WordsForm(request.POST or None, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.edit_paragraph(
                by=person_of(request), paragraph=row, text=form.cleaned_data["text"]
            )
        except ValidationError as error:
            form.add_error("text", error.messages)
        else:
            done(request, _("Your words are saved."), undo_address(event))
            return redirect(page_of(row))
    status = REFUSED if request.method == "POST" else 200
    return render(request, "report/words.html", _context(row, form), status=status)


def _context(row: Paragraph, form: WordsForm) -> dict[str, Any]:
    facts = _facts(row)
    highlights = list(row.report.highlights.all())
    starred = {h.evidence_id: h for h in highlights if h.evidence_id}
    starred_actions = {h.action_id: h for h in highlights if h.action_id}
    return {
        "row": row,
        "report": row.report,
        "form": form,
        "facts": facts,
        "back": page_of(row),
        "seen": _seen(row),
        "change": _change(row, facts) if row.facts_changed else None,
        "siblings": _siblings(row),
        "work": [(w, starred.get(w.pk)) for w in work_to_star(row.report, facts.topics)]
        if facts
        else [],
        "actions": [(a, starred_actions.get(a.id)) for a in facts.actions] if facts else [],
    }


def _facts(row: Paragraph) -> ClauseFacts | None:
    if row.clause in (LEAD, CLOSING) or not row.drafted_facts:
        return None
    return clause_from_json(row.drafted_facts)


def _change(row: Paragraph, facts: ClauseFacts | None) -> object:
    if facts is None:
        return text_change(row.edited_facts.get("text", ""), row.drafted_facts.get("text", ""))
    return facts_change(clause_from_json(row.edited_facts), facts)


def _siblings(row: Paragraph) -> list[Paragraph]:
    """The same paragraph shared by all and in each municipality."""
    rows = row.report.paragraphs.filter(clause=row.clause).select_related("municipality")
    return sorted(rows, key=lambda one: one.municipality.position if one.municipality else 0)


@require_POST
@needs(Permission.EDIT_REPORT)
@one_save_at_a_time
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """The words still hold."""
    row = paragraph_for(pk)
    if _changed_since(request, row):
        return redirect("report:words", pk)
    event = actions.keep_words(by=person_of(request), paragraph=row)
    done(request, _("Your words stand; the flag is gone."), undo_address(event))
    return redirect(page_of(row))


def _seen(row: Paragraph) -> str:
    """The print of a paragraph's words and of the facts behind its draft (`ui.seen`)."""
    return print_of([row.text, row.drafted_text, row.drafted_sha256])


def _changed_since(request: HttpRequest, row: Paragraph) -> bool:
    """Whether the paragraph is no longer what the page showed; told to the person."""
    given = request.POST.get("seen")
    if not given or given == _seen(row):
        return False
    messages.error(request, str(CHANGED))
    return True


@require_POST
@needs(Permission.EDIT_REPORT)
@one_save_at_a_time
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the draft."""
    row = paragraph_for(pk)
    if _changed_since(request, row):
        return redirect("report:words", pk)
    event = actions.accept_draft(by=person_of(request), paragraph=row)
    done(request, _("The draft stands in the place of your words."), undo_address(event))
    return redirect(page_of(row))


@require_POST
@needs(Permission.EDIT_REPORT)
def undo(request: HttpRequest, event: int) -> HttpResponse:
    """Take back a change of words."""
    found = get_object_or_404(AuditEvent, pk=event, model=Paragraph._meta.label_lower)
    row = paragraph_for(int(found.object_id))
    return attempt(
        request,
        lambda: actions.undo_words(by=person_of(request), event=found),
        back=page_of(row),
        message=_("Taken back."),
    )


@require_POST
@needs(Permission.EDIT_REPORT)
def star(request: HttpRequest, year: int) -> HttpResponse:
    """Raise work or an action among the highlights; comes back to the paragraph's page."""
    report = report_for(year)
    back = _back(request, report)
    evidence = request.POST.get("evidence", "")
    if evidence:
        work = get_object_or_404(Evidence.objects.standing(), pk=whole_number(evidence) or 0)
        made = actions.star(by=person_of(request), report=report, evidence=work)
    else:
        action = _action(report, request.POST.get("action", ""))
        made = actions.star(by=person_of(request), report=report, action=action)
    done(request, _("Starred."), reverse("report:unstar", args=[made.pk]))
    return redirect(back)


def _action(report: Report, wanted: str) -> tuple[str, str]:
    """The action by its id, as the drafts know it."""
    for row in report.paragraphs.filter(municipality=None).exclude(clause__in=(LEAD, CLOSING)):
        for action in row.drafted_facts.get("actions", ()):
            if action["id"] == wanted:
                return wanted, action["title"]
    raise Http404


def _back(request: HttpRequest, report: Report) -> str:
    pk = whole_number(request.POST.get("row", ""))
    if pk and report.paragraphs.filter(pk=pk).exists():
        return reverse("report:words", args=[pk])
    return report.get_absolute_url()


@needs(Permission.EDIT_REPORT)
@one_save_at_a_time
def highlight(request: HttpRequest, pk: int) -> HttpResponse:
    """How a highlight is told, and in whose report."""
    found = get_object_or_404(Highlight.objects.select_related("report"), pk=pk)
    municipalities = parties_of(found.report.year)
    form = HighlightForm(request.POST or None, instance=found, municipalities=municipalities)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        found.refresh_from_db()
        actions.change_highlight(
            by=person_of(request),
            highlight=found,
            note=data["note"],
            municipality=data["municipality"],
        )
        done(request, _("Saved."))
        return redirect(found.report)
    context = {"form": form, "highlight": found, "back": found.report.get_absolute_url()}
    status = REFUSED if request.method == "POST" else 200
    return render(request, "report/highlight.html", context, status=status)


@require_POST
@needs(Permission.EDIT_REPORT)
def unstar(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a highlight away."""
    found = Highlight.objects.select_related("report").filter(pk=pk).first()
    if found is None:
        return redirect("report:home")
    report = found.report
    actions.unstar(by=person_of(request), highlight=found)
    done(request, _("The highlight is gone; the work itself stays."))
    return redirect(_back(request, report))
