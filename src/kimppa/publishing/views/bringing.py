"""Bringing in many events: a file or another service's address, a preview, and the way back."""

from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import own_municipalities
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import keep, read
from kimppa.core.files.models import StoredFile
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.publishing import actions, wording
from kimppa.publishing.actions import bringing
from kimppa.publishing.bringing.rows import MOST_BYTES, FileError, rows_of
from kimppa.publishing.models import EventSource
from kimppa.sources.errors import FetchError
from kimppa.sources.linkedevents import fetch_events
from kimppa.sources.patient import Patience, patient
from kimppa.ui.forms import FileField
from kimppa.ui.guard import needs, person_of
from kimppa.ui.places import PlaceField, offer_places, recent_places
from kimppa.ui.sent import REFUSED, posted
from kimppa.ui.undo import done

TYPES = (".xlsx", ".csv", ".ics", ".json")
# Somebody waits for the page: who does not answer soon is asked again by a click.
PATIENCE = Patience(tries=2, first=1, longest=3, between=0.2)
_SALT = "kimppa.publishing.bringing"
STATUSES = {
    bringing.NEW: "done",
    bringing.SIMILAR: "waiting",
    bringing.THERE: "no-need",
    bringing.REFUSED: "rejected",
}


class BringForm(forms.Form):
    """A file, or the address of another Linked Events."""

    file = FileField(label=gettext_lazy("File"), types=TYPES, max_bytes=MOST_BYTES, required=False)
    address = forms.URLField(
        label=gettext_lazy("Or the address of another Linked Events"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text=gettext_lazy(
            "Such as https://api.hel.fi/linkedevents/v1/event/?text=kirjasto – at most 300 events."
        ),
    )
    municipality = PlaceField(
        Municipality.objects.none(),
        label=gettext_lazy("Municipality"),
        help_text=gettext_lazy("Of those rows that name none themselves."),
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        """The person's municipalities."""
        super().__init__(*args, **kwargs)
        own = own_municipalities(person)
        fields: dict[str, Any] = self.fields
        offer_places(fields["municipality"], recent_places(person))
        if len(own) == 1:
            fields["municipality"].initial = own[0]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and bool(found.get("file")) == bool(found.get("address")):
            self.add_error(None, _("Choose a file or write an address."))
        return found


@needs(Permission.PROPOSE)
def bring(request: HttpRequest) -> HttpResponse:
    """Choose what is brought in; it is shown before anything is made."""
    person = person_of(request)
    form = BringForm(
        posted(request), request.FILES or None, person=person, initial=_of_source(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            content, name = _content(form.cleaned_data)
            rows = rows_of(content, name)
        except (SpreadsheetError, FileError, FetchError) as error:
            field = "file" if form.cleaned_data["file"] else "address"
            form.add_error(field, wording.bring_refusal(error))
        else:
            town = form.cleaned_data["municipality"]
            result = bringing.bring_in(by=person, rows=rows, municipality=town, save=False)
            stored = keep(content, name=name, media_type="application/octet-stream")
            told = {"file": stored.sha256, "name": name, "town": town.pk, "by": person.pk}
            context = {
                "result": result,
                "rows": [
                    (one, STATUSES[one.state], state_words(one.state)) for one in result.outcomes
                ],
                "good": result.count(bringing.NEW, bringing.SIMILAR),
                "token": signing.dumps(told, salt=_SALT),
            }
            return render(request, "publishing/bring_preview.html", context)
    context = {"form": form}
    status = REFUSED if form.errors else 200
    return render(request, "publishing/bring.html", context, status=status)


def _of_source(request: HttpRequest) -> dict[str, Any]:
    """The address of a source that is fetched by itself, to see what would come: `?lahde=1`."""
    asked = request.GET.get("lahde", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 9):
        return {}
    found = EventSource.objects.filter(pk=int(asked)).first()
    return {"address": found.address, "municipality": found.municipality_id} if found else {}


def _content(data: dict[str, Any]) -> tuple[bytes, str]:
    """The bytes and a name that tells their kind. Raises FetchError."""
    if data["file"]:
        return data["file"].read(), data["file"].name
    with patient(allow=settings.KIMPPA_OUTBOUND_ALLOW, patience=PATIENCE) as asking:
        return fetch_events(data["address"], asking)[0], "linkedevents.json"


def state_words(state: str) -> str:
    """What becomes of a row, in words."""
    return {
        bringing.NEW: _("New"),
        bringing.SIMILAR: _("New, but there is something alike"),
        bringing.THERE: _("Here already"),
        bringing.REFUSED: _("Not taken"),
    }[state]


@require_POST
@needs(Permission.PROPOSE)
def take(request: HttpRequest) -> HttpResponse:
    """Make drafts of what was shown."""
    person = person_of(request)
    told = _token(request)
    if told["by"] != person.pk:
        raise Http404
    content = read(StoredFile.objects.get(sha256=told["file"]))
    town = Municipality.objects.filter(pk=told["town"]).first()
    rows = rows_of(content, told["name"])
    result = bringing.bring_in(by=person, rows=rows, municipality=town, save=True)
    count = result.count(bringing.NEW, bringing.SIMILAR)
    message = ngettext("%(count)d draft was made.", "%(count)d drafts were made.", count)
    undo = reverse("publishing:bring-undo", args=[result.batch])
    done(request, message % {"count": count}, undo)
    return redirect("publishing:home")


def _token(request: HttpRequest) -> dict[str, Any]:
    try:
        found: dict[str, Any] = signing.loads(
            request.POST.get("token", ""), salt=_SALT, max_age=86_400
        )
    except signing.BadSignature as error:
        raise Http404 from error
    return found


@require_POST
@needs(Permission.PROPOSE)
def undo(request: HttpRequest, batch: str) -> HttpResponse:
    """Remove the drafts again."""
    removed, kept = actions.undo_bringing(by=person_of(request), batch_id=batch)
    done(request, taken_back(removed, kept))
    return redirect("publishing:home")


def taken_back(removed: int, kept: int) -> str:
    """How many drafts are gone, and how many had been published."""
    message = ngettext("%(count)d draft was removed.", "%(count)d drafts were removed.", removed)
    text = message % {"count": removed}
    if kept:
        more = ngettext(
            "%(count)d has been published and stays.",
            "%(count)d have been published and stay.",
            kept,
        )
        text += " " + more % {"count": kept}
    return text
