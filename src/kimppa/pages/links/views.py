"""The links of the pages, the broken ones first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.pages.links import actions, messages
from kimppa.pages.models import Link
from kimppa.ui import pages as ui

ORDER = ("broken", "unsure", "fine")


@require_GET
@ui.needs(Permission.VIEW)
def links(request: HttpRequest) -> HttpResponse:
    """Every address that the pages lead to."""
    current_round = actions.current_round()
    try_action = ui.Action(
        _("Try the links now"),
        reverse("pages:links-try"),
        primary=True,
        post=True,
        permission=Permission.MANAGE_PAGES,
    )
    return ui.table_page(
        request,
        _table(request),
        title=_("Links of the pages"),
        lead=_(
            "Where the pages lead, and whether anything answered when it was last tried. They are "
            "tried once a month and when you ask."
        ),
        actions=[
            *([] if current_round else [try_action]),
            ui.link(_("All pages"), "pages:home"),
        ],
        teach=_("When the links are tried for the first time, they stand here, the broken first."),
        template="pages/links/links.html",
        current=current_round,
    )


def _table(request: HttpRequest) -> ui.Table:
    links = sorted(
        Link.objects.all(),
        key=lambda link: (ORDER.index(link.state), not link.mended, link.address),
    )
    return ui.Table(
        request,
        columns=[
            *ui.columns(Link, "address", link="address", url=lambda link: link.address),
            ui.Column("state", _("State"), kind="status", value=messages.mark),
            ui.Column("since", _("Since when"), value=messages.since_words, sortable=False),
            ui.Column("told", ui.label(Link, "told"), value=messages.answer),
            ui.Column("texts", ui.label(Link, "texts"), value=messages.places, sortable=False),
            ui.Column("asked_at", ui.label(Link, "asked_at"), kind="date"),
        ],
        rows=links,
        filters=ui.filters(Link, "state"),
        caption=_("Links of the pages"),
    )


@require_POST
@ui.needs(Permission.MANAGE_PAGES)
def try_links(request: HttpRequest) -> HttpResponse:
    """Have the links tried in the background."""
    ui.press(
        request,
        lambda: actions.start_round(by=ui.person_of(request)),
        message=_("The links are being tried, one a second at most. Look here again later."),
    )
    return redirect("pages:links")
