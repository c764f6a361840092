"""Names in Finnish, Swedish and English."""

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kimppa.core.once import read_once


class Named(models.Model):
    """A name in at least one of Finnish, Swedish and English; that in the consortium's language
    stands in for a missing one, else any.
    """

    name_fi = models.CharField(_("name in Finnish"), max_length=200, blank=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Refuses a thing without a name, at the field of the consortium's language."""
        errors: dict[str, Any] = {}
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        field_name = f"name_{_first_language()}"
        if not self.names and field_name not in (exclude or ()):
            errors[field_name] = [models.Field.default_error_messages["blank"]]
        if errors:
            raise ValidationError(errors)

    @property
    def names(self) -> tuple[str, ...]:
        """The name in each language that has one."""
        return tuple(filter(None, (self.name_fi, self.name_sv, self.name_en)))

    @property
    def name(self) -> str:
        """The name in the active language."""
        return self.name_in((get_language() or "fi")[:2])

    @property
    def official_name(self) -> str:
        """The name for what is written down once for all readers."""
        return self.name_in(_first_language()) if len(self.names) > 1 else "".join(self.names)

    def name_in(self, language: str) -> str:
        """The name in a language; where that lacks, in the consortium's, then in any."""
        if name := getattr(self, f"name_{language}", ""):
            return str(name)
        first_name = getattr(self, f"name_{_first_language()}") if len(self.names) > 1 else ""
        return first_name or next(iter(self.names), "")


def _first_language() -> str:
    """The consortium's language; Finnish until there is one."""
    rows = apps.get_model("core.Consortium").objects.select_related("host")
    the_consortium = read_once("consortium", make=rows.first)  # as `core.language` reads it
    return (the_consortium and the_consortium.language) or "fi"


def name_order(path: str = "") -> Coalesce:
    """The name that rows stand in the order of, whatever language it is in; `path` leads to what is
    named.
    """
    names = (NullIf(f"{path}name_{code}", models.Value("")) for code in ("fi", "sv", "en"))
    return Coalesce(*names, models.Value(""))
