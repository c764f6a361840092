"""One customer's data, asked for by the customer: given out or erased."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.feedback.actions import persons as actions
from kimppa.feedback.forms import PersonForm
from kimppa.ui.attachments import attachment
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED, posted
from kimppa.ui.undo import done


@never_cache
@needs(Permission.MANAGE_CONSORTIUM)
def person(request: HttpRequest) -> HttpResponse:
    """Find a customer's feedback by the address; it is posted, so that no log keeps it."""
    form, found = PersonForm(posted(request)), None
    if form.is_bound and form.is_valid():
        found = actions.tickets_of(by=person_of(request), email=form.cleaned_data["email"])
    context = {"form": form, "found": found, "email": form.data.get("email", "")}
    status = REFUSED if form.errors else 200
    return render(request, "feedback/person.html", context, status=status)


@never_cache
@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def export(request: HttpRequest) -> HttpResponse:
    """Everything held on the customer, as a JSON file."""
    told = actions.export(by=person_of(request), email=request.POST.get("email", ""))
    text = json.dumps(told, ensure_ascii=False, indent=2)
    return attachment("palaute-henkilotiedot.json", "application/json", text)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def erase(request: HttpRequest) -> HttpResponse:
    """Erase it."""
    count = actions.erase(by=person_of(request), email=request.POST.get("email", ""))
    told = ngettext(
        "The words and the sender of %(count)d piece of feedback were removed.",
        "The words and the senders of %(count)d pieces of feedback were removed.",
        count,
    )
    done(request, told % {"count": count} if count else _("Nothing was found by this address."))
    return redirect("feedback:person")
