"""What the desk's forms share: documents that are taken in, and municipalities to choose from."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality
from kimppa.ui.places import place_name

DOCUMENTS = (".pdf", ".docx", ".odt", ".xlsx", ".csv", ".txt", ".png", ".jpg", ".jpeg")
MEGABYTE = 1024 * 1024
ALL = "kaikki"


def place_choices(
    municipalities: Sequence[Municipality], *, everyone: bool
) -> list[tuple[str, str]]:
    """Choices of municipalities by code, all together first."""
    choices = [(municipality.code, place_name(municipality)) for municipality in municipalities]
    return [(ALL, str(_("All municipalities"))), *choices] if everyone else choices


class PlacesField(forms.MultipleChoiceField):
    """Municipalities by code, or all of them: who ticks both is asked which, for the form comes
    with all ticked.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **kwargs)

    def validate(self, codes: list[str]) -> None:
        super().validate(codes)
        if ALL in codes and len(codes) > 1:
            raise ValidationError(
                _("Choose either all municipalities or those that it concerns, not both.")
            )
