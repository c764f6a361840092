"""What the room's pages share."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.pages.models import Page
from kimppa.pages.queries import Standing, every_page, may_write
from kimppa.pages.states import State
from kimppa.ui.guard import person_of
from kimppa.ui.numbers import day

WORDS: Mapping[State, tuple[str, str | Promise]] = {
    State.MISSING: ("empty", gettext_lazy("Not written")),
    State.STALE: ("late", gettext_lazy("The Finnish text has changed")),
    State.DUE: ("waiting", gettext_lazy("To be looked at")),
    State.FINE: ("done", gettext_lazy("In order")),
}


def page_for(pk: int) -> Page:
    """A page, removed or not; 404 when there is none."""
    found = every_page().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def page_to_write(request: HttpRequest, pk: int) -> Page:
    """A page that the person may write; 403 for others, and for one that is not kept up."""
    page = page_for(pk)
    if page.removed_at is not None:
        raise PermissionDenied(_("The page is no longer kept up; bring it back first."))
    if not may_write(person_of(request), page):
        raise PermissionDenied(_("Only the page's owner and the coordinator may write it."))
    return page


def mark(one: Standing) -> tuple[str, str]:
    """A status key and words: what state a page is in in a language."""
    key, words = WORDS[one.state]
    if one.text is None:
        return key, str(words)
    looked = {"day": day(one.text.checked_on)}
    if one.state is State.FINE:
        return key, _("In order, looked at %(day)s") % looked
    if one.state is State.DUE:
        return key, _("To be looked at, last on %(day)s") % looked
    return key, str(words)
