"""Asking the municipalities to confirm a page, and taking the question back."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.pages.confirming import actions
from kimppa.pages.confirming.forms import AskForm
from kimppa.pages.views.common import page_for
from kimppa.pages.views.writing import show_page
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import attempt


@require_POST
@needs(Permission.MANAGE_PAGES)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the Finnish text as it stands to every municipality."""
    page = page_for(pk)
    form = AskForm(request.POST)
    if not form.is_valid():
        return show_page(request, page, ask=form)
    due = form.cleaned_data["due"]
    return attempt(
        request,
        lambda: actions.ask_confirmation(by=person_of(request), page=page, due=due),
        back=page.get_absolute_url(),
        message=_("Every municipality has been asked."),
        undo=reverse("pages:confirm-withdraw", args=[pk]),
    )


@require_POST
@needs(Permission.MANAGE_PAGES)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the question back."""
    page = page_for(pk)
    return attempt(
        request,
        lambda: actions.withdraw_confirmation(by=person_of(request), page=page),
        back=page.get_absolute_url(),
        message=_("The question was taken back; the answers stay readable."),
    )
