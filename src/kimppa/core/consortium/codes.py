"""The code by which an organisation is known in records (ISO 15511)."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def isil_field() -> "models.CharField[str, str]":
    """A field of the code that records made here bear."""
    return models.CharField(
        _("ISIL of the records"),
        max_length=16,
        blank=True,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9]{1,4}-[A-Za-z0-9:/-]{1,11}\Z",
                _("Write the code as FI-XX: the country, a hyphen, then letters and digits."),
            )
        ],
        help_text=_("The organisation's code in records that are made here, such as FI-XX."),
    )
