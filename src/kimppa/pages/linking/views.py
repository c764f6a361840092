"""The links of the pages, the broken ones first."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.pages.linking import actions
from kimppa.pages.linking.models import Link
from kimppa.pages.queries import may_manage
from kimppa.ui.guard import needs, person_of
from kimppa.ui.tables import ChoiceFilter, Column, Table
from kimppa.ui.undo import done

MARKS = {"fine": "done", "broken": "late", "unsure": "waiting"}
ORDER = ("broken", "unsure", "fine")
_TOLD: Mapping[str, str | Promise] = {
    "missing": gettext_lazy("there is nothing at the address"),
    "unreachable": gettext_lazy("nothing answers"),
    "refused": gettext_lazy("programs are not let in"),
    "status": gettext_lazy("the server has a fault"),
    "busy": gettext_lazy("the server is busy"),
    "bad-address": gettext_lazy("the address is not for programs to ask"),
}


@require_GET
@needs(Permission.VIEW)
def links(request: HttpRequest) -> HttpResponse:
    """Every address that the pages lead to."""
    rows = sorted(Link.objects.all(), key=lambda row: (ORDER.index(row.state), row.address))
    table = Table(
        request,
        columns=[
            Column("address", _("Address"), kind="link", url=lambda row: row.address),
            Column(
                "state",
                _("State"),
                kind="status",
                value=lambda row: (MARKS[row.state], row.get_state_display()),
            ),
            Column("told", _("What was answered"), value=_words),
            Column("texts", _("Where it stands"), value=_places, sortable=False),
            Column("asked_at", _("Tried"), kind="date"),
        ],
        rows=rows,
        filters=[ChoiceFilter("state", _("State"), Link.State.choices)],
        filename="linkit",
        caption=_("Links of the pages"),
    )
    context = {"table": table, "any": bool(rows), "manages": may_manage(person_of(request))}
    return table.response() or render(request, "pages/linking/links.html", context)


def _words(row: Link) -> str:
    code = row.told.partition(" ")[0]
    return str(_TOLD.get(code, ""))


def _places(row: Link) -> str:
    return ", ".join(f"{title} ({language})" for _page, title, language in row.texts)


@require_POST
@needs(Permission.MANAGE_PAGES)
def try_them(request: HttpRequest) -> HttpResponse:
    """Have the links tried in the background."""
    actions.ask_for(by=person_of(request))
    done(request, _("The links are being tried, one a second at most. Look here again later."))
    return redirect("pages:links")
