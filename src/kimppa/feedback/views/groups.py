"""The same matter told by several customers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.feedback import queries
from kimppa.feedback.actions import groups
from kimppa.feedback.forms import AnswerAllForm
from kimppa.feedback.models import Group
from kimppa.feedback.views.tickets import state_of
from kimppa.ui import pages as ui


def _group(_request: HttpRequest, pk: int) -> Group:
    return get_object_or_404(Group, pk=pk)


def _available_commands(group: Group, person: Person) -> set[str]:
    return {"answer"} if queries.tickets_for(person).open().filter(group=group).exists() else set()


GROUP = ui.Commands(
    name="feedback:group",
    at="groups/<int:pk>/",
    argument="group",
    find=_group,
    permission=Permission.DO_TASKS,
    available=_available_commands,
    commands=[
        ui.Command(
            "answer",
            gettext_lazy("Answer all"),
            groups.answer_all,
            form=AnswerAllForm,
            message=gettext_lazy(
                "Answered. Whoever left an address gets a letter; the others were closed."
            ),
        )
    ],
)


@GROUP.page
@ui.needs(Permission.DO_TASKS)
def group(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """A matter, the tickets of it that the person handles, and one answer to all."""
    group, person = _group(request, pk), ui.person_of(request)
    return ui.detail_page(
        request,
        group,
        title=group.title,
        lead=_("The same matter, told by several customers."),
        buttons=GROUP.buttons(group, person, refusal=refusal),
        up=ui.link(_("All feedback"), "feedback:inbox"),
        template="feedback/group.html",
        tickets=[(ticket, state_of(ticket)) for ticket in queries.tickets_of_group(group, person)],
    )
