"""The page that brings in many events: a file, or the address of another service."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import own_municipalities
from kimppa.core.language import active_language
from kimppa.documents.xlsx import Sheet, SheetColumn, write_xlsx
from kimppa.publishing.actions.imports import IMPORTER
from kimppa.publishing.imports import COLUMNS
from kimppa.publishing.messages import file_refusal
from kimppa.publishing.models import EventSource
from kimppa.sources.errors import FetchError
from kimppa.sources.linkedevents import fetch_events
from kimppa.sources.patient import Patience, patient
from kimppa.ui.attachments import attachment, file_stem
from kimppa.ui.cells import XLSX_TYPE
from kimppa.ui.guard import needs, person_of
from kimppa.ui.imports import Pages, UploadForm
from kimppa.ui.places import PlaceField, offer_places, recent_places
from kimppa.ui.sent import whole_number

TABLES = (".xlsx", ".csv")
"""Files whose rows may say themselves whose they are."""
# Somebody waits for the page: who does not answer soon is asked again by a click.
PATIENCE = Patience(tries=2, first=1, longest=3, between=0.2)


class EventsForm(UploadForm):
    """A file, or the address of another Linked Events."""

    file = forms.FileField(label=gettext_lazy("File"), required=False)
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
        required=False,
        help_text=gettext_lazy("Of those rows that name no library or municipality themselves."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the person's municipalities."""
        super().__init__(*args, **kwargs)
        person = person_of(self.request)
        municipalities = own_municipalities(person)
        fields: dict[str, Any] = self.fields
        offer_places(fields["municipality"], recent_places(person))
        if len(municipalities) == 1:
            fields["municipality"].initial = municipalities[0]

    def clean(self) -> dict[str, Any]:
        """A file or an address."""
        form_data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and bool(form_data.get("file")) == bool(form_data.get("address")):
            self.add_error(None, _("Choose a file or write an address."))
        name = form_data["file"].name.lower() if form_data.get("file") else ""
        if not (name.endswith(TABLES) or form_data.get("municipality") or self.errors):
            self.add_error("municipality", _("Choose whose the events are."))
        return form_data

    @property
    def origin(self) -> str:
        """The field that the content came by."""
        return "file" if self.cleaned_data["file"] else "address"

    def content(self) -> tuple[bytes, str]:
        """The file, or what the address gives. Raises ValidationError."""
        if self.cleaned_data["file"]:
            return super().content()
        address = self.cleaned_data["address"]
        try:
            with patient(allow=settings.KIMPPA_OUTBOUND_ALLOW, patience=PATIENCE) as client:
                return fetch_events(address, client)[0], "linkedevents.json"
        except FetchError as error:
            raise ValidationError({"address": file_refusal(error)}) from error


def of_source(request: HttpRequest) -> dict[str, Any]:
    """The address of a source that is fetched by itself, to see what would come: `?lahde=1`."""
    source_number = whole_number(request.GET.get("lahde", ""))
    source = EventSource.objects.filter(pk=source_number).first() if source_number else None
    return {"address": source.address, "municipality": source.municipality_id} if source else {}


def drafts_made(count: int) -> str:
    """How many drafts were made."""
    message = ngettext("%(count)d draft was made.", "%(count)d drafts were made.", count)
    return message % {"count": count}


PAGES = Pages(
    importer=IMPORTER,
    lead=gettext_lazy(
        "From a workbook, CSV, a calendar, or another event service. You see what comes of it "
        "before anything is made."
    ),
    form=EventsForm,
    initial=of_source,
    take_label=gettext_lazy("Make the drafts"),
    message=drafts_made,
    help="publishing/import_help.html",
    links=((gettext_lazy("Take an empty workbook"), "publishing:imports-workbook"),),
    home="publishing:home",
)


@require_safe
@needs(IMPORTER.permission)
def workbook(_request: HttpRequest) -> HttpResponse:
    """An empty workbook with the columns, in the reader's language."""
    title, language = _("Events"), active_language()
    columns = tuple(
        SheetColumn(column.heading, "date" if column.kind == "date" else "text")
        for column in COLUMNS
    )
    book = write_xlsx(
        [Sheet(title, columns, [])], created=clock.today(), language=language, title=title
    )
    return attachment(f"{file_stem(title)}.xlsx", XLSX_TYPE, book)
