"""What is common to all: the request for active customers."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.queries import consortium, municipalities_of
from kimppa.core.consortium.roles import Permission
from kimppa.statistics.enquiry import actions, letter, queries
from kimppa.statistics.enquiry.forms import AnswerForm, EnquiryForm
from kimppa.statistics.models import Enquiry
from kimppa.statistics.pages import round_for
from kimppa.statistics.work.queries import boards
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.undo import done

ACTIVE = "KAY_borrowers"


@needs(Permission.MANAGE_CONSORTIUM)
def enquiry(request: HttpRequest, year: int) -> HttpResponse:
    """The request: its words, the mail to send, the answer, and which branches lack a figure."""
    statistics, existing = round_for(year), queries.enquiry_of(year)
    start = {"definition": letter.definition(year), "due": dt.date(year + 1, 1, 10)}
    form = EnquiryForm(posted(request), instance=existing, initial={} if existing else start)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("recipient", "definition", "due")}
        try:
            actions.ask_support(by=person_of(request), year=year, **values)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done(request, _("The request is kept. Send the mail and note the day."))
            return redirect("statistics:enquiry", year=year)
    context = {
        "statistics": statistics,
        "enquiry": existing,
        "form": form,
        "answer": AnswerForm(initial={"date": clock.today()}),
        **_levels(year),
    }
    context["letter"] = _letter(context["enquiry"])
    status = REFUSED if form.errors else 200
    return render(request, "statistics/enquiry/enquiry.html", context, status=status)


def _letter(enquiry: Enquiry | None) -> str:
    if enquiry is None:
        return ""
    whole = consortium()
    return letter.letter(
        year=enquiry.year,
        definition=enquiry.definition,
        due=enquiry.due,
        branches=[f"{place.name_fi} ({place.code})" for place in Branch.objects.all()],
        towns=[place.name_fi for place in municipalities_of(enquiry.year)],
        consortium=whole.short_name if whole else "",
        sender=whole.host.name_fi if whole and whole.host else "",
    )


def _levels(year: int) -> dict[str, Any]:
    """Borrowers of branches and municipalities, and whether they fit together."""
    towns = list(municipalities_of(year))
    lines = []
    boards_by_code = boards(year, towns)
    for town in towns:
        board = boards_by_code[town.code]
        row = next(row for row in board.rows if row.variable.code == ACTIVE)
        lines.append(
            {
                "town": town,
                "row": row,
                "missing": [n for c, n in board.branch_names.items() if c not in row.branches],
                "branches": [(n, row.branches.get(c)) for c, n in board.branch_names.items()],
            }
        )
    return {"lines": lines}


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def mark_sent(request: HttpRequest, year: int) -> HttpResponse:
    """Note that the mail has been sent today, or take that back."""
    enquiry = _enquiry(year)
    day = None if enquiry.sent_on else clock.today()
    return attempt(
        request,
        lambda: actions.note_sent(by=person_of(request), enquiry=enquiry, date=day),
        back=reverse("statistics:enquiry", args=[year]),
        message=_("The request is marked as sent.") if day else _("The mark was taken back."),
        undo=reverse("statistics:enquiry-sent", args=[year]),
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def answer(request: HttpRequest, year: int) -> HttpResponse:
    """Note the answer; the figures come by a file or by hand."""
    enquiry, form = _enquiry(year), AnswerForm(request.POST)
    back = reverse("statistics:enquiry", args=[year])
    if "take-back" in request.POST:
        return attempt(
            request,
            lambda: actions.note_answer(by=person_of(request), enquiry=enquiry, date=None),
            back=back,
            message=_("The answer was taken back."),
        )
    if not form.is_valid():
        context = {"statistics": round_for(year), "enquiry": enquiry, "answer": form}
        context |= {
            "form": EnquiryForm(instance=enquiry),
            "letter": _letter(enquiry),
            **_levels(year),
        }
        return render(request, "statistics/enquiry/enquiry.html", context, status=REFUSED)
    return attempt(
        request,
        lambda: actions.note_answer(by=person_of(request), enquiry=enquiry, **form.cleaned_data),
        back=back,
        message=_("The answer is noted. Bring its figures in as a file or type them."),
    )


def _enquiry(year: int) -> Enquiry:
    enquiry = queries.enquiry_of(year)
    if enquiry is None:
        raise Http404
    return enquiry
