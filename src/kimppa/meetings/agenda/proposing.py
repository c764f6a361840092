"""Proposing an item for an agenda, and changing an item."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.meetings.agenda import actions, forms
from kimppa.meetings.agenda.actions import PROPOSE, RIGHT
from kimppa.meetings.agenda.proposals import may_edit, proposals_until, propose_item
from kimppa.meetings.agenda.views import ITEM, find_item
from kimppa.ui import pages as ui


@ui.needs(PROPOSE)
def propose(request: HttpRequest) -> HttpResponse:
    """An item that waits until the coordinator puts it on an agenda."""
    person = ui.person_of(request)
    words = _("It waits until it is put on the agenda of a meeting; you may change it until then.")
    return ui.form_page(
        request,
        forms.ItemForm(ui.posted(request), by=person),
        title=_("Propose an item"),
        lead=f"{proposals_until()} {words}".strip(),
        save=partial(propose_item, by=person),
        then=ITEM.url,
        back=reverse("meetings:home"),
    )


@ui.needs(PROPOSE)
@ui.one_save_at_a_time
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an item; whoever saved in between is not written over."""
    row, person = find_item(request, pk), ui.person_of(request)
    if not (person.can(RIGHT) or may_edit(row, person)):
        raise PermissionDenied
    return ui.form_page(
        request,
        forms.ItemForm(ui.posted(request), by=person, instance=row),
        title=_("Edit: %(name)s") % {"name": row},
        save=partial(actions.change_item, by=person, item=row),
        over=row,
        back=ITEM.url(row),
    )
