"""Files that people bring: each is of one agreement, which is chosen beside it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.eresources.models import Licence
from kimppa.ui.imports import UploadForm
from kimppa.ui.sent import whole_number


class LicenceFileForm(UploadForm):
    """A file and its agreement."""

    licence = forms.ModelChoiceField(
        Licence.objects.with_service(), label=gettext_lazy("Agreement")
    )


def of_page(request: HttpRequest) -> dict[str, Any]:
    """The agreement and the year of the page that leads here: `?licence=1&year=2024`."""
    return {name: whole_number(request.GET.get(name, "")) for name in ("licence", "year")}


def licence_of(options: Mapping[str, Any]) -> Licence:
    """The agreement that was chosen. Raises ValidationError for none and for one that is gone."""
    licence = Licence.objects.with_service().filter(pk=options.get("licence") or 0).first()
    if licence is None:
        raise ValidationError(_("Choose the agreement that the file is of."))
    return licence
