"""Writing a paragraph in one's own words, and starring what is worth telling."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.agreement.queries import parties_of
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.models import Evidence
from kimppa.report import actions
from kimppa.report.draft import CLOSING, LEAD, facts_change, text_change
from kimppa.report.facts import ClauseFacts, clause_from_json
from kimppa.report.forms import HighlightForm, WordsForm
from kimppa.report.models import Highlight, Paragraph, Report
from kimppa.report.queries import neighbours, work_to_star
from kimppa.report.views.common import page_of, paragraph_or_404, paragraph_print, report_or_404
from kimppa.ui import pages as ui
from kimppa.ui.seen import CHANGED
from kimppa.ui.sent import whole_number


@ui.needs(Permission.EDIT_REPORT)
@ui.one_save_at_a_time
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """A paragraph's words, the facts behind them, and the work that may be starred."""
    paragraph = paragraph_or_404(pk)
    return ui.form_page(
        request,
        WordsForm(
            ui.posted(request),
            shared=paragraph.municipality is None,
            initial={"text": paragraph.text, "own_figures": paragraph.own_figures},
        ),
        title=paragraph.name,
        save=partial(actions.edit_paragraph, by=ui.person_of(request), paragraph=paragraph),
        over=paragraph,
        back=page_of(paragraph),
        message=_("Your words are saved."),
        template="report/words.html",
        **_context(paragraph),
    )


def _context(paragraph: Paragraph) -> dict[str, Any]:
    facts = _facts(paragraph)
    highlights = list(paragraph.report.highlights.all())
    highlight_by_evidence = {h.evidence_id: h for h in highlights if h.evidence_id}
    actions_starred = {h.action_id: h for h in highlights if h.action_id}
    work = work_to_star(paragraph.report, facts.topics) if facts else []
    paragraph_before, paragraph_after = neighbours(paragraph)
    return {
        "before": paragraph_before,
        "after": paragraph_after,
        "row": paragraph,
        "report": paragraph.report,
        "facts": facts,
        "seen": paragraph_print(paragraph),
        "change": _change(paragraph, facts) if paragraph.facts_changed else None,
        "siblings": _siblings(paragraph),
        "work": [(evidence, highlight_by_evidence.get(evidence.pk)) for evidence in work],
        "programme_actions": [
            (action, actions_starred.get(action.id)) for action in (facts.actions if facts else ())
        ],
    }


def _facts(paragraph: Paragraph) -> ClauseFacts | None:
    if paragraph.clause in (LEAD, CLOSING) or not paragraph.drafted_facts:
        return None
    return clause_from_json(paragraph.drafted_facts)


def _change(paragraph: Paragraph, facts: ClauseFacts | None) -> object:
    if facts is None:
        return text_change(
            paragraph.edited_facts.get("text", ""), paragraph.drafted_facts.get("text", "")
        )
    return facts_change(clause_from_json(paragraph.edited_facts), facts)


def _siblings(paragraph: Paragraph) -> list[Paragraph]:
    """The same paragraph shared by all and in each municipality."""
    paragraphs = paragraph.report.paragraphs.filter(clause=paragraph.clause).select_related(
        "municipality"
    )
    return sorted(paragraphs, key=_position)


def _position(paragraph: Paragraph) -> int:
    return paragraph.municipality.position if paragraph.municipality else 0


@require_POST
@ui.needs(Permission.EDIT_REPORT)
@ui.one_save_at_a_time
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """The words still hold."""
    paragraph = paragraph_or_404(pk)
    if _changed_since(request, paragraph):
        return redirect("report:words", pk)
    keep_words = partial(actions.keep_words, by=ui.person_of(request), paragraph=paragraph)
    ui.press(request, keep_words, message=_("Your words stand; the flag is gone."))
    return redirect(page_of(paragraph))


def _changed_since(request: HttpRequest, paragraph: Paragraph) -> bool:
    """Whether the paragraph is no longer what the page showed; told to the person."""
    page_print = request.POST.get("seen")
    if not page_print or page_print == paragraph_print(paragraph):
        return False
    messages.error(request, str(CHANGED))
    return True


@require_POST
@ui.needs(Permission.EDIT_REPORT)
@ui.one_save_at_a_time
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the draft."""
    paragraph = paragraph_or_404(pk)
    if _changed_since(request, paragraph):
        return redirect("report:words", pk)
    accept = partial(actions.accept_draft, by=ui.person_of(request), paragraph=paragraph)
    ui.press(request, accept, message=_("The draft stands in the place of your words."))
    return redirect(page_of(paragraph))


@require_POST
@ui.needs(Permission.EDIT_REPORT)
def star(request: HttpRequest, year: int) -> HttpResponse:
    """Raise work or an action among the highlights; comes back to the paragraph's page."""
    report = report_or_404(year)
    way_back = _back(request, report)
    evidence = request.POST.get("evidence", "")
    if evidence:
        work = get_object_or_404(Evidence.objects.standing(), pk=whole_number(evidence) or 0)
        star_it = partial(actions.star, evidence=work)
    else:
        star_it = partial(actions.star, action=_action(report, request.POST.get("action", "")))
    ui.press(
        request, partial(star_it, by=ui.person_of(request), report=report), message=_("Starred.")
    )
    return redirect(way_back)


def _action(report: Report, action_id: str) -> tuple[str, str]:
    """The action by its id, as the drafts know it."""
    for paragraph in report.paragraphs.filter(municipality=None).exclude(
        clause__in=(LEAD, CLOSING)
    ):
        for action in paragraph.drafted_facts.get("actions", ()):
            if action["id"] == action_id:
                return action_id, action["title"]
    raise Http404


def _back(request: HttpRequest, report: Report) -> str:
    pk = whole_number(request.POST.get("row", ""))
    if pk and report.paragraphs.filter(pk=pk).exists():
        return reverse("report:words", args=[pk])
    return report.get_absolute_url()


@ui.needs(Permission.EDIT_REPORT)
@ui.one_save_at_a_time
def highlight(request: HttpRequest, pk: int) -> HttpResponse:
    """How a highlight is told, and in whose report."""
    highlight = get_object_or_404(Highlight.objects.select_related("report"), pk=pk)
    municipalities = parties_of(highlight.report.year)
    return ui.form_page(
        request,
        HighlightForm(ui.posted(request), instance=highlight, municipalities=municipalities),
        title=_("Highlight: %(title)s") % {"title": highlight.title},
        lead=_("How it is told, and in whose report."),
        save=partial(actions.change_highlight, by=ui.person_of(request), highlight=highlight),
        over=highlight,
        back=highlight.report.get_absolute_url(),
    )


@require_POST
@ui.needs(Permission.EDIT_REPORT)
def unstar(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a highlight away."""
    highlight = Highlight.objects.select_related("report").filter(pk=pk).first()
    if highlight is None:
        return redirect("report:home")
    report = highlight.report
    ui.press(
        request,
        partial(actions.unstar, by=ui.person_of(request), highlight=highlight),
        message=_("The highlight is gone; the work itself stays."),
    )
    return redirect(_back(request, report))
