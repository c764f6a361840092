"""The minutes: the page, their files, freezing and delivering."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases.actions import latest
from kimppa.core.releases.facts import Stamp
from kimppa.core.releases.models import Release
from kimppa.documents.html import render_html
from kimppa.meetings.minutes import actions
from kimppa.meetings.minutes.actions import RIGHT
from kimppa.meetings.minutes.content import words_sha256
from kimppa.meetings.minutes.document import document
from kimppa.meetings.minutes.forms import LeaveForm, WordsForm
from kimppa.meetings.minutes.messages import sent_words
from kimppa.meetings.minutes.published import public_attachment, public_page
from kimppa.meetings.minutes.queries import approved, corrections_of, unapproved
from kimppa.meetings.minutes.releases import MINUTES, MinutesDraft
from kimppa.meetings.minutes.validity import Validity, compare, validity
from kimppa.meetings.models import Correction, Meeting
from kimppa.ui import pages as ui
from kimppa.ui.deliveries import Deliveries, FreezeForm, changes

DELIVERIES = Deliveries(MINUTES, "meetings:minutes-")


def find(_request: HttpRequest, pk: int) -> Meeting:
    """A meeting that has begun, else 404."""
    meeting = get_object_or_404(Meeting, pk=pk)
    if not meeting.is_under_way:
        raise Http404
    return meeting


def page_of(meeting: Meeting) -> str:
    """The address of a meeting's minutes."""
    return reverse("meetings:minutes", args=[meeting.pk])


MINUTES_PAGE = ui.Commands(
    name="meetings:minutes",
    at="<int:pk>/minutes/",
    argument="meeting",
    find=find,
    permission=RIGHT,
    available=lambda meeting, _person: (
        {"words", "ask", "unpublish" if meeting.published_at else "publish"}
    ),
    commands=[
        ui.Command(
            "words",
            gettext_lazy("Words at the beginning and at the end"),
            actions.write_words,
            form=WordsForm,
            arguments=lambda meeting, _person: {"instance": meeting},
            fold=True,
        ),
        ui.Command(
            "ask",
            gettext_lazy("Send to be approved"),
            actions.ask_approval,
            icon="delivery",
            message=sent_words,
        ),
        ui.Command("publish", gettext_lazy("Publish to everybody"), actions.publish),
        ui.Command("unpublish", gettext_lazy("Close the public page"), actions.unpublish),
    ],
)


def find_correction(_request: HttpRequest, pk: int) -> Correction:
    """A proposed correction, else 404."""
    corrections = Correction.objects.select_related("approval__meeting")
    return get_object_or_404(corrections, pk=pk)


def _correction_available(correction: Correction, _person: Person) -> set[str]:
    return {"take", "leave"} if correction.state == Correction.State.WAITING else set()


CORRECTION = ui.Commands(
    name="meetings:correction",
    at="corrections/<int:pk>/",
    argument="correction",
    find=find_correction,
    permission=RIGHT,
    available=_correction_available,
    shown_at=lambda correction: correction.get_absolute_url(),
    commands=[
        ui.Command("take", gettext_lazy("Taken"), actions.take, icon="done"),
        ui.Command("leave", gettext_lazy("Leave"), actions.leave, form=LeaveForm, fold=True),
    ],
)


@CORRECTION.page
def _refused_correction(request: HttpRequest, pk: int, refusal: ui.Refusal) -> HttpResponse:
    correction = find_correction(request, pk)
    return _whole_page(request, correction.approval.meeting, refused=(correction, refusal))


@MINUTES_PAGE.page
@ui.needs(Permission.VIEW)
def minutes(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """The minutes as they stand for directors, the public version of what was frozen for others."""
    meeting = find(request, pk)
    if ui.person_of(request).can(Permission.COMMENT):
        return _whole_page(request, meeting, refusal=refusal)
    release = latest(MINUTES.subject(meeting))
    state = validity(meeting, release) if release else Validity.STANDS
    html = public_page(release) if release and state != Validity.WITHHELD else ""
    return _page(request, meeting, release, html, validity=state)


def _whole_page(
    request: HttpRequest,
    meeting: Meeting,
    *,
    refusal: ui.Refusal | None = None,
    refused: tuple[Correction, ui.Refusal] | None = None,
    form: FreezeForm | None = None,
) -> HttpResponse:
    (draft,) = MINUTES.drafts(meeting)
    person = ui.person_of(request)
    html = render_html(document(draft.facts, _stamp(draft)))
    context: dict[str, Any] = {"draft": draft, "whole": True}
    if draft.last:
        context["validity"] = compare(draft.facts["items"], draft.last)
    buttons = MINUTES_PAGE.buttons(meeting, person, refusal=refusal)
    final = draft.last is not None and not draft.last.provisional
    names = "words publish unpublish" if final else "words ask unpublish"
    context["buttons"] = ui.Buttons(buttons.only(names))
    context["approvals"] = approved(meeting, words_sha256(draft.facts))
    context["unapproved"] = unapproved(meeting, draft.facts["attendance"], context["approvals"])
    context["corrections"] = [
        (row, _buttons(row, person, refused)) for row in corrections_of(meeting)
    ]
    if person.can(Permission.DELIVER):
        reaches = DELIVERIES.reach(meeting, draft.last) if draft.last else []
        differences, count = changes(draft)
        context |= {
            "form": form or DELIVERIES.freeze_form(request, [draft]),
            "changes": differences,
            "count": count,
            "version": reaches[0].version if reaches else None,
            "waiting": [reach.municipality for reach in reaches if reach.waits],
            "may_deliver": True,
        }
    page = _page(request, meeting, draft.last, html, **context)
    page.status_code = ui.REFUSED if form else page.status_code
    return page


def _buttons(
    row: Correction, person: Person, refused: tuple[Correction, ui.Refusal] | None
) -> ui.Buttons:
    refusal = refused[1] if refused and refused[0] == row else None
    return CORRECTION.buttons(row, person, refusal=refusal)


def _page(
    request: HttpRequest, meeting: Meeting, release: Release | None, html: str, **values: Any
) -> HttpResponse:
    return ui.detail_page(
        request,
        meeting,
        title=_("Minutes: %(meeting)s") % {"meeting": meeting},
        up=ui.Action(str(meeting), meeting.get_absolute_url()),
        template="meetings/minutes/minutes.html",
        release=release,
        document=mark_safe(html),  # escaped by render_html
        **values,
    )


def _stamp(draft: MinutesDraft) -> Stamp:
    """The version that stands, or none when something has changed since."""
    version = draft.last.version if draft.last and draft.settled else 0
    return Stamp(clock.today(), version)


@require_POST
@ui.needs(Permission.DELIVER)
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the minutes as they were seen."""
    meeting = find(request, pk)
    form = DELIVERIES.freeze_form(request, MINUTES.drafts(meeting))
    if DELIVERIES.freeze(request, meeting, form):
        return redirect(page_of(meeting))
    return _whole_page(request, meeting, form=form)


@require_POST
@ui.needs(Permission.DELIVER)
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Deliver the newest version to every municipality's directors."""
    meeting = find(request, pk)
    return DELIVERIES.deliver_to_all(request, meeting, back=page_of(meeting))


@require_safe
@ui.needs(Permission.COMMENT)
def draft_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as they stand as a PDF, marked provisional."""
    return DELIVERIES.draft_file(find(request, pk), "pdf")


@require_safe
@ui.needs(Permission.VIEW)
def public_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The public version of what was frozen, by its ending."""
    meeting = find(request, pk)
    return public_attachment(meeting, latest(MINUTES.subject(meeting)), kind)
