"""The page that brings in the readings of a cap."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from kimppa.eresources.caps.actions import IMPORTER
from kimppa.eresources.models import Licence
from kimppa.ui.forms import choose_from
from kimppa.ui.imports import Pages, UploadForm
from kimppa.ui.sent import whole_number


class ReadingsForm(UploadForm):
    """A table of a licence that has a cap."""

    licence = forms.ModelChoiceField(Licence.objects.none(), label=gettext_lazy("Agreement"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        capped = Licence.objects.with_service().filter(caps__isnull=False).distinct()
        choose_from(self, "licence", capped)


def of_licence(request: HttpRequest) -> dict[str, Any]:
    """The agreement whose card leads here: `?licence=1`."""
    return {"licence": whole_number(request.GET.get("licence", ""))}


PAGES = Pages(
    importer=IMPORTER,
    lead=gettext_lazy("A row for a day: the day, and what had been used by then."),
    form=ReadingsForm,
    initial=of_licence,
    home="eresources:home",
)
