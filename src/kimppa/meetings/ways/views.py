"""The ways of working on the desk: what waits, one suggestion, one survey, one way of working."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.area import resolve
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import require
from kimppa.meetings.models import DAYS, AnswerTime, Practice, StaffLink, Suggestion, Survey
from kimppa.meetings.ways import forms, messages
from kimppa.meetings.ways.actions import practices, suggestions
from kimppa.meetings.ways.surveys import SURVEY
from kimppa.ui import pages as ui
from kimppa.ui.proposals import Links

WRITE, DECIDE = Permission.LOG_WORK, Permission.DECIDE

LINKS = Links(
    model=StaffLink,
    name="meetings:link",
    title=gettext_lazy("Links for the staff"),
    lead=gettext_lazy(
        "Whoever of the staff has the link suggests and answers surveys without an account. If it "
        "has gone astray, close it and make a new one."
    ),
    teach=gettext_lazy("Each municipality gets one when a survey is opened."),
    form=forms.StaffLinkForm,
)


@ui.needs(WRITE)
def home(request: HttpRequest) -> HttpResponse:
    """Suggestions, surveys and ways of working, the newest first."""
    person = ui.person_of(request)
    tables = [_suggestions(request, person), _surveys(request), _practices(request)]
    for table in tables[1:]:
        if export := table.response():
            return export
    actions = [
        ui.link(_("Ask the staff"), "meetings:survey-add", permission=DECIDE),
        ui.link(_("Add a way of working"), "meetings:practice-add", permission=DECIDE),
        ui.link(_("Links for the staff"), "meetings:links", permission=Permission.MANAGE_PEOPLE),
        ui.link(_("Time to answer"), "meetings:answer-time", permission=DECIDE),
    ]
    return ui.table_page(
        request,
        tables[0],
        title=_("Ways of working"),
        lead=_(
            "Each suggestion is answered or goes on an agenda. "
            "What was changed is asked about later."
        ),
        template="meetings/ways/ways.html",
        actions=actions,
        more_tables=tables[1:],
    )


def _suggestions(request: HttpRequest, person: Person) -> ui.Table:
    return ui.Table(
        request,
        columns=[
            *ui.columns(
                Suggestion, "title", "municipality", "arrived_on", "due_on",
                link="title", url=SUGGESTION.url,
            ),
            ui.Column("state", _("State"), value=messages.suggestion_mark, kind="status"),
        ],
        rows=Suggestion.objects.visible_to(person).with_item().select_related("municipality"),
        filters=ui.filters(Suggestion, "state"),
        search=("title", "reason"),
        caption=_("Suggestions") if person.is_coordinator else _("Suggestions of your library"),
        empty=_("Nobody has suggested anything yet. A suggestion takes twenty seconds.")
        if person.is_coordinator
        else _(
            "Nobody of your library has suggested anything yet. A suggestion takes twenty seconds. "
            "What other libraries have suggested is shown to the coordinator."
        ),
    )  # fmt: skip


def _surveys(request: HttpRequest) -> ui.Table:
    return ui.Table(
        request,
        columns=[
            *ui.columns(
                Survey, "title", "opened_on", "closes_on", "answers",
                link="title", url=SURVEY.url,
            ),
            ui.Column(
                "mark", _("State"), value=messages.survey_mark, kind="status", sortable=False
            ),
        ],
        rows=Survey.objects.all(),
        caption=_("Surveys to the staff"),
        empty=_("The staff has been asked nothing yet: three questions are enough."),
        prefix="s",
    )  # fmt: skip


def _practices(request: HttpRequest) -> ui.Table:
    return ui.Table(
        request,
        columns=[
            *ui.columns(
                Practice, "title", "owner", "begins_on", "ask_on",
                link="title", url=PRACTICE.url,
            ),
            ui.Column(
                "mark", _("State"), value=messages.practice_mark, kind="status", sortable=False
            ),
        ],
        rows=Practice.objects.select_related("owner"),
        caption=_("Agreed ways of working"),
        empty=_("Nothing has been agreed on yet."),
        prefix="p",
    )  # fmt: skip


@ui.needs(WRITE)
def suggest(request: HttpRequest) -> HttpResponse:
    """Two boxes; the municipality is that of who writes."""
    person = ui.person_of(request)
    return ui.form_page(
        request,
        forms.SuggestionForm(ui.posted(request)),
        title=_("Suggest a better way"),
        lead=_("One sentence is enough. You get an answer by letter."),
        save=partial(suggestions.suggest, by=person, municipality=person.municipality),
        submit=_("Send the suggestion"),
        back=reverse("meetings:ways"),
    )


@ui.needs(DECIDE)
@ui.one_save_at_a_time
def answer_time(request: HttpRequest) -> HttpResponse:
    """Within how many days suggestions are answered."""
    target = AnswerTime.objects.first()
    return ui.form_page(
        request,
        forms.DaysForm(ui.posted(request), initial={"days": target.days if target else DAYS}),
        title=_("Time to answer suggestions"),
        save=partial(suggestions.set_days, by=ui.person_of(request)),
        over=target,
        back=reverse("meetings:ways"),
    )


def find_suggestion(request: HttpRequest, pk: int) -> Suggestion:
    """A suggestion that the person may see, else 404."""
    visible_suggestions = Suggestion.objects.visible_to(ui.person_of(request)).with_item()
    return get_object_or_404(visible_suggestions.select_related("municipality", "person"), pk=pk)


def _fitting(suggestion: Suggestion, _person: Person) -> set[str]:
    if not suggestion.is_open:
        return {"reopen"}
    return {"answer", "leave"} | (set() if suggestion.item_pk else {"agenda"})


SUGGESTION = ui.Commands(
    name="meetings:suggestion",
    at="ways/suggestions/<int:pk>/",
    argument="suggestion",
    find=find_suggestion,
    permission=DECIDE,
    available=_fitting,
    commands=[
        ui.Command("agenda", gettext_lazy("Put on the agenda"), suggestions.put_on_agenda),
        ui.Command(
            "answer",
            gettext_lazy("Answer it"),
            suggestions.answer,
            form=forms.AnswerForm,
            primary=True,
        ),
        ui.Command(
            "leave",
            gettext_lazy("Leave, with the reason"),
            suggestions.leave,
            form=forms.ReasonForm,
            fold=True,
        ),
        ui.Command("reopen", gettext_lazy("Open again"), suggestions.reopen, icon="undo"),
    ],
)


@SUGGESTION.page
@ui.needs(WRITE)
def suggestion(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """What is suggested, and what came of it. Who wrote it is shown to the coordinator alone."""
    row, person = find_suggestion(request, pk), ui.person_of(request)
    key = ("meetings", f"item-{row.item_pk}")
    item = resolve([key], person).get(key)
    practice = row.practices.first()
    author = row.person.name if row.person and person.is_coordinator else ""
    return ui.detail_page(
        request,
        row,
        title=row.title,
        mark=messages.suggestion_mark(row),
        text=row.reason,
        facts=[
            ui.Fact(ui.label(Suggestion, "person"), author),
            *ui.facts(row, "municipality", "arrived_on", "due_on", "answered_on", "answer"),
            ui.Fact(_("Item of the agenda"), item.title if item else "", item.url if item else ""),
            ui.Fact(
                _("What was agreed on"),
                practice.title if practice else "",
                practice.get_absolute_url() if practice else "",
            ),
        ],
        buttons=SUGGESTION.buttons(row, person, refusal=refusal),
        up=ui.link(_("Ways of working"), "meetings:ways"),
    )


@ui.needs(DECIDE)
def practice_add(request: HttpRequest) -> HttpResponse:
    """A way of working that was agreed on."""
    return ui.form_page(
        request,
        forms.PracticeForm(ui.posted(request)),
        title=_("Add a way of working"),
        lead=_("On the day you choose it comes up on an agenda: did it help?"),
        save=partial(practices.add_practice, by=ui.person_of(request)),
        then=PRACTICE.url,
        back=reverse("meetings:ways"),
    )


def find_practice(_request: HttpRequest, pk: int) -> Practice:
    """A way of working; all of the staff may see it."""
    return get_object_or_404(
        Practice.objects.select_related("owner", "decision", "suggestion"), pk=pk
    )


PRACTICE = ui.Commands(
    name="meetings:practice",
    at="ways/practices/<int:pk>/",
    argument="practice",
    find=find_practice,
    permission=DECIDE,
    available=lambda _practice, _person: {"edit"},
    commands=[
        ui.Command(
            "edit",
            gettext_lazy("Edit"),
            practices.change_practice,
            form=forms.PracticeForm,
            title=lambda practice: _("Edit: %(name)s") % {"name": practice},
            icon="edit",
        ),
    ],
)


def find_own_practice(request: HttpRequest, pk: int) -> Practice:
    """A way of working that the person judges: its owner, and the coordinator any."""
    practice, person = find_practice(request, pk), ui.person_of(request)
    if practice.owner_id != person.pk:
        require(person, DECIDE)
    return practice


JUDGING = ui.Commands(
    name="meetings:practice",
    at="ways/practices/<int:pk>/",
    argument="practice",
    find=find_own_practice,
    permission=WRITE,
    available=lambda practice, person: (
        {"judge"}
        if not practice.is_judged and (person.is_coordinator or practice.owner_id == person.pk)
        else set()
    ),
    commands=[
        ui.Command("judge", gettext_lazy("Did it help?"), practices.judge, form=forms.JudgeForm),
    ],
)


@JUDGING.page
@PRACTICE.page
@ui.needs(WRITE)
def practice(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """What is done differently, by which decision, and whether it helped."""
    row, person = find_practice(request, pk), ui.person_of(request)
    keys = [
        ("desk", f"decision-{row.decision_id}"),
        ("meetings", f"suggestion-{row.suggestion_id}"),
    ]
    matters = resolve(keys, person)
    judging = JUDGING.buttons(row, person, refusal=refusal)
    buttons = ui.Buttons([*PRACTICE.buttons(row, person).items, *judging.items])
    return ui.detail_page(
        request,
        row,
        title=row.title,
        mark=messages.practice_mark(row),
        text=row.text,
        facts=[
            *ui.facts(row, "owner", "begins_on", "ask_on"),
            *(
                ui.Fact(label, matters[key].title, matters[key].url)
                for label, key in zip((_("Decision"), _("Suggestion")), keys, strict=True)
                if key in matters
            ),
            *ui.facts(row, "outcome", "outcome_text", "judged_on"),
        ],
        buttons=buttons,
        up=ui.link(_("Ways of working"), "meetings:ways"),
    )
