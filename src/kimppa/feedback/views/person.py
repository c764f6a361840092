"""One customer's data, asked for by the customer: given out or erased."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.feedback.actions import person as actions
from kimppa.feedback.forms import PersonForm
from kimppa.ui import pages as ui
from kimppa.ui.attachments import attachment, file_stem


@never_cache
@ui.needs(Permission.MANAGE_CONSORTIUM)
def person(request: HttpRequest) -> HttpResponse:
    """Find a customer's feedback by the address; it is posted, so that no log keeps it."""
    form, tickets = PersonForm(ui.posted(request)), None
    if form.is_bound and form.is_valid():
        tickets = actions.tickets_of(by=ui.person_of(request), email=form.cleaned_data["email"])
    return ui.form_page(
        request,
        form,
        title=_("One customer's data"),
        lead=_("When a customer asks what is held on them, or wants it removed."),
        submit=_("Find"),
        actions=[ui.link(_("All feedback"), "feedback:inbox")],
        template="feedback/person.html",
        tickets=tickets,
        email=form.data.get("email", ""),
    )


@never_cache
@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def export(request: HttpRequest) -> HttpResponse:
    """Everything held on the customer, as a JSON file."""
    customer_data = actions.export(by=ui.person_of(request), email=request.POST.get("email", ""))
    text = json.dumps(customer_data, ensure_ascii=False, indent=2)
    return attachment(f"{file_stem(_('Customer data'))}.json", "application/json", text)


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def erase(request: HttpRequest) -> HttpResponse:
    """Remove it for good."""
    count = actions.erase(by=ui.person_of(request), email=request.POST.get("email", ""))
    removed_text = ngettext(
        "The words and the sender of %(count)d piece of feedback were removed.",
        "The words and the senders of %(count)d pieces of feedback were removed.",
        count,
    )
    nothing_text = _("Nothing was found by this address.")
    ui.done(request, removed_text % {"count": count} if count else nothing_text)
    return redirect("feedback:person")
