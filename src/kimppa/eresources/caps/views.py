"""The page that brings in the readings of a cap."""

from django.utils.translation import gettext_lazy

from kimppa.eresources.caps.actions import IMPORTER
from kimppa.eresources.files import LicenceFileForm, of_page
from kimppa.ui.imports import Pages

PAGES = Pages(
    importer=IMPORTER,
    lead=gettext_lazy("A row for a day: the day, and what had been used by then."),
    form=LicenceFileForm,
    initial=of_page,
    home="eresources:home",
)
