"""The minutes behind a participant's personal link: read, approved, corrected; and the page of
minutes that are published.

Whoever holds the link acts as its participant, as with a delivery; no cookie gives a right here.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kimppa.core import clock
from kimppa.core.consortium.queries import coordinators
from kimppa.core.releases.facts import Stamp
from kimppa.core.releases.models import Release
from kimppa.documents.html import render_html
from kimppa.meetings.minutes import actions
from kimppa.meetings.minutes.content import words_sha256
from kimppa.meetings.minutes.document import document
from kimppa.meetings.minutes.forms import CorrectionForm
from kimppa.meetings.minutes.letters import address
from kimppa.meetings.minutes.naming import title_of
from kimppa.meetings.minutes.published import public_attachment, public_page
from kimppa.meetings.minutes.queries import approved, corrections_of, link_opens, published_release
from kimppa.meetings.minutes.releases import MINUTES
from kimppa.meetings.minutes.validity import Validity, validity
from kimppa.meetings.models import Approval, Meeting
from kimppa.ui import pages as ui
from kimppa.ui.undo import done

type View = Callable[[HttpRequest, Approval], HttpResponse]


def by_link(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Turn a token into its row: 404 when unknown, 410 when its holder has left."""

    # A form of a `no-referrer` page sends “Origin: null”; the token is the stronger check.
    @csrf_exempt
    @login_not_required
    @wraps(view)
    def with_approval(request: HttpRequest, token: str) -> HttpResponse:
        approvals = Approval.objects.select_related("meeting", "municipality", "person")
        approval = get_object_or_404(approvals, token=token)
        language = approval.person.language if approval.person else translation.get_language()
        with translation.override(language):
            if link_opens(approval):
                response = view(request, approval)
            else:
                context = {"ask": coordinators()}
                response = render(request, "meetings/minutes/gone.html", context, status=410)
        response["Content-Language"] = language
        return response

    return with_approval


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def minutes(request: HttpRequest, approval: Approval) -> HttpResponse:
    """The minutes as they stand, with what their reader may do."""
    form = CorrectionForm(
        request.POST if "text" in request.POST else None, meeting=approval.meeting
    )
    error = ""
    if request.method == "POST":
        try:
            if message := _act(request, approval, form):
                done(request, message)
                return redirect(address(approval))
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
    return _page(request, approval, form, error)


def _act(request: HttpRequest, approval: Approval, form: CorrectionForm) -> str:
    """Do what was pressed and say so; empty when the form is refused."""
    by = approval.person
    assert by is not None
    if form.is_bound:
        if not form.is_valid():
            return ""
        actions.propose_correction(by=by, approval=approval, **form.cleaned_data)
        return _("Thank you. The coordinator takes the correction or says why not.")
    if "back" in request.POST:
        actions.take_back(by=by, approval=approval)
        return _("The approval was taken back.")
    actions.approve(by=by, approval=approval, seen=request.POST.get("seen", ""))
    return _("Thank you. The minutes are approved for %(municipality)s.") % {
        "municipality": approval.municipality
    }


def _page(
    request: HttpRequest, approval: Approval, form: CorrectionForm, error: str
) -> HttpResponse:
    (draft,) = MINUTES.drafts(approval.meeting)
    final = draft.last if draft.last and not draft.last.provisional else None
    sha256 = words_sha256(draft.facts)
    stamp = Stamp(clock.today(), final.version if final and draft.settled else 0)
    approvals = approved(approval.meeting, sha256)
    context = {
        "approval": approval,
        "title": draft.subject.title,
        "document": mark_safe(render_html(document(draft.facts, stamp))),  # escaped by render_html
        "seen": sha256,
        "final": final,
        "own": next(row for row in approvals if row.municipality == approval.municipality),
        "corrections": [(row, None) for row in corrections_of(approval.meeting)],
        "form": form,
        "error": error,
    }
    status = ui.REFUSED if error or form.errors else 200
    return render(request, "meetings/minutes/public.html", context, status=status)


def _published(pk: int) -> tuple[Meeting, Release]:
    """A meeting whose minutes everybody may read, with these minutes, else 404."""
    meeting = get_object_or_404(Meeting, pk=pk, published_at__isnull=False)
    release = published_release(meeting)
    if release is None:
        raise Http404
    return meeting, release


@login_not_required
@require_safe
def published(request: HttpRequest, pk: int) -> HttpResponse:
    """The public version of published minutes, for everybody."""
    meeting, release = _published(pk)
    state = validity(meeting, release)
    context = {
        "row": meeting,
        "title": title_of(meeting),
        "validity": state,
        "document": "" if state == Validity.WITHHELD else public_page(release),
    }
    return render(request, "meetings/minutes/published.html", context)


@login_not_required
@require_safe
def published_file(_request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The same as a PDF or for Word."""
    return public_attachment(*_published(pk), kind)
