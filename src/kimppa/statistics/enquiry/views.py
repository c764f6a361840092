"""What is common to all: the request for active customers."""

import datetime as dt
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.consortium.models import Branch, Person
from kimppa.core.consortium.queries import consortium, municipalities_of
from kimppa.core.consortium.roles import Permission
from kimppa.core.language import official
from kimppa.core.permissions import Actor
from kimppa.statistics.enquiry import actions, letter
from kimppa.statistics.enquiry.actions import enquiry_of
from kimppa.statistics.models import Enquiry
from kimppa.statistics.pages import back_to_year, round_for
from kimppa.statistics.work.queries import boards
from kimppa.ui import pages as ui


class EnquiryForm(forms.ModelForm[Enquiry]):
    """The request to the vendor's support."""

    class Meta:
        model = Enquiry
        fields = ("recipient", "due", "definition")
        widgets = {"definition": forms.Textarea(attrs={"rows": 8})}


class AnswerForm(forms.Form):
    """Who answered the request, when, and what was said."""

    date = forms.DateField(label=gettext_lazy("Answered"), initial=clock.today)
    answered_by = forms.CharField(label=gettext_lazy("Who answered"), max_length=200)
    note = forms.CharField(
        label=gettext_lazy("What was said of the figures"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


ACTIVE = "KAY_borrowers"


def _enquiry(_request: HttpRequest, year: int) -> Enquiry:
    enquiry = enquiry_of(year)
    if enquiry is None:
        raise Http404
    return enquiry


def _enquiry_commands(enquiry: Enquiry, _person: Person) -> set[str]:
    if enquiry.sent_on is None:
        return {"sent"}
    return set() if enquiry.answered_on else {"answer"}


def _mark_sent(*, by: Actor, enquiry: Enquiry) -> None:
    actions.note_sent(by=by, enquiry=enquiry, date=clock.today())


ENQUIRY = ui.Commands(
    name="statistics:enquiry",
    at="<int:year>/enquiry/",
    argument="enquiry",
    find=_enquiry,
    permission=Permission.MANAGE_CONSORTIUM,
    key=lambda enquiry: {"year": enquiry.year},
    available=_enquiry_commands,
    commands=[
        ui.Command("sent", gettext_lazy("Mark as sent today"), _mark_sent),
        ui.Command(
            "answer",
            gettext_lazy("Note the answer"),
            actions.note_answer,
            form=AnswerForm,
            message=gettext_lazy(
                "The answer is noted. Bring its figures in as a file or type them."
            ),
        ),
    ],
)


@ENQUIRY.page
@ui.needs(Permission.MANAGE_CONSORTIUM)
@ui.one_save_at_a_time
def enquiry(request: HttpRequest, year: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """The request: its words, the mail to send, the answer, and which branches lack a figure."""
    statistics, year_enquiry, person = round_for(year), enquiry_of(year), ui.person_of(request)
    with official():
        definition = letter.definition(year)
    initial = {"definition": definition, "due": dt.date(year + 1, 1, 10)}
    return ui.form_page(
        request,
        EnquiryForm(
            None if refusal else ui.posted(request),
            instance=enquiry_of(year),
            initial={} if year_enquiry else initial,
        ),
        title=_("Active customers of %(year)s") % {"year": year},
        save=None if refusal else partial(actions.ask_support, by=person, year=year),
        over=year_enquiry,
        back=request.path,
        message=_("The request is kept. Send the mail and note the day."),
        actions=[back_to_year(year)],
        template="statistics/enquiry/enquiry.html",
        statistics=statistics,
        enquiry=year_enquiry,
        buttons=year_enquiry and ENQUIRY.buttons(year_enquiry, person, refusal=refusal),
        letter=_letter(year_enquiry),
        **_borrower_lines(year),
    )


def _letter(enquiry: Enquiry | None) -> str:
    if enquiry is None:
        return ""
    the_consortium = consortium()
    with official():
        return letter.letter(
            year=enquiry.year,
            definition=enquiry.definition,
            due=enquiry.due,
            branches=[f"{place} ({place.code})" for place in Branch.objects.all()],
            towns=[str(place) for place in municipalities_of(enquiry.year)],
            consortium=the_consortium.short_name if the_consortium else "",
            sender=str(the_consortium.host) if the_consortium and the_consortium.host else "",
        )


def _borrower_lines(year: int) -> dict[str, Any]:
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
