"""The links of the pages, the broken ones first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.pages.linking import actions, saying
from kimppa.pages.linking.models import Link
from kimppa.pages.queries import may_manage
from kimppa.ui.guard import needs, person_of
from kimppa.ui.tables import ChoiceFilter, Column, Table
from kimppa.ui.undo import done

ORDER = ("broken", "unsure", "fine")


@require_GET
@needs(Permission.VIEW)
def links(request: HttpRequest) -> HttpResponse:
    """Every address that the pages lead to."""
    rows = sorted(
        Link.objects.all(), key=lambda row: (ORDER.index(row.state), not row.mended, row.address)
    )
    table = Table(
        request,
        columns=[
            Column("address", _("Address"), kind="link", url=lambda row: row.address),
            Column("state", _("State"), kind="status", value=saying.mark),
            Column("since", _("Since when"), value=saying.since, sortable=False),
            Column("told", _("What was answered"), value=saying.answered),
            Column("texts", _("Where it stands"), value=saying.places, sortable=False),
            Column("asked_at", _("Tried"), kind="date"),
        ],
        rows=rows,
        filters=[ChoiceFilter("state", _("State"), Link.State.choices)],
        filename="linkit",
        caption=_("Links of the pages"),
    )
    context = {
        "table": table,
        "any": bool(rows),
        "manages": may_manage(person_of(request)),
        "going": actions.going(),
    }
    return table.response() or render(request, "pages/linking/links.html", context)


@require_POST
@needs(Permission.MANAGE_PAGES)
def try_them(request: HttpRequest) -> HttpResponse:
    """Have the links tried in the background."""
    actions.ask_for(by=person_of(request))
    done(request, _("The links are being tried, one a second at most. Look here again later."))
    return redirect("pages:links")
