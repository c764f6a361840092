"""The page that brings in the readings of a cap."""

from django import forms
from django.utils.translation import gettext_lazy

from kimppa.eresources.caps.actions import IMPORTER
from kimppa.eresources.files import LicenceFileForm, of_page
from kimppa.eresources.models import Licence
from kimppa.ui.imports import Pages


class ReadingsForm(LicenceFileForm):
    """A table of a licence that has a cap."""

    licence = forms.ModelChoiceField(
        Licence.objects.with_service().filter(caps__isnull=False).distinct(),
        label=gettext_lazy("Agreement"),
    )


PAGES = Pages(
    importer=IMPORTER,
    lead=gettext_lazy("A row for a day: the day, and what had been used by then."),
    form=ReadingsForm,
    initial=of_page,
    home="eresources:home",
)
