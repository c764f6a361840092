"""Forms of files and lists."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kimppa.statistics.lists import codes
from kimppa.statistics.lists.messages import COLUMNS, FIELDS, choices_of
from kimppa.statistics.models import Take
from kimppa.statistics.reading.grids import LARGEST_FILE, TYPES
from kimppa.ui.forms import FileField

LISTS = (".csv", ".txt", ".tsv", ".gz")
LEAVE_OUT = "-"


UPLOADED = [choice for choice in Take.Kind.choices if choice[0] != Take.Kind.LISTS]


class UploadForm(forms.Form):
    """A file of figures."""

    file = FileField(label=_("File"), types=TYPES, max_bytes=LARGEST_FILE)
    kind = forms.ChoiceField(label=_("What is it?"), choices=UPLOADED)
    system = forms.CharField(
        label=_("System"),
        max_length=60,
        required=False,
        help_text=_("The library system or the place where the file comes from."),
    )
    sheet = forms.IntegerField(
        label=_("Sheet"),
        min_value=1,
        max_value=50,
        required=False,
        help_text=_(
            "Of a workbook with several sheets, which one is read. Empty: the first that "
            "has a table. Hidden sheets are not counted."
        ),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        required=False,
        help_text=_("How the figures are cited, if it is not the file's name."),
    )


class ListsForm(forms.Form):
    """A list of items and one of loans."""

    items = FileField(
        label=_("List of items"),
        types=LISTS,
        max_bytes=settings.KIMPPA_MAX_UPLOAD_MB * 1024 * 1024,
        help_text=_("CSV with a heading: each item once, the withdrawn ones of the year too. A "
                    "long list may be packed with gzip (.gz)."),
    )  # fmt: skip
    loans = FileField(
        label=_("List of loans"),
        types=LISTS,
        max_bytes=settings.KIMPPA_MAX_UPLOAD_MB * 1024 * 1024,
        required=False,
        help_text=_("CSV with a heading: each loan and renewal. Borrowers are changed into numbers "
                    "drawn at random before the list is kept; names are not kept."),
    )  # fmt: skip
    system = forms.CharField(label=_("System"), max_length=60, required=False)
    start = forms.DateField(
        label=_("From"), required=False,
        help_text=_("Empty: the whole year. For half a year 1.1. and 30.6."),
    )  # fmt: skip
    end = forms.DateField(label=_("Until"), required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class CodeForm(forms.Form):
    """A code or a heading, and what it means."""

    field = forms.ChoiceField(label=_("What is it?"))
    code = forms.CharField(
        label=_("As it stands in the list"), max_length=200, required=False, strip=True
    )
    target = forms.ChoiceField(label=_("What it means"))

    def __init__(self, *args: Any, branches: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, target = self.fields["field"], self.fields["target"]
        assert isinstance(field, forms.ChoiceField)
        assert isinstance(target, forms.ChoiceField)
        field.choices = [choice for choice in FIELDS.items() if choice[0] != "place"]
        groups = [(FIELDS[f"code-{name}"], choices_of(name)) for name in codes.MEANINGS]
        target.choices = [
            (_("Leave out"), [(LEAVE_OUT, _("Leave out"))]),
            *((name, meanings or list(branches)) for name, meanings in groups),
            (_("Column of a list"), list(COLUMNS.items())),
        ]

    @property
    def choices(self) -> dict[str, str]:
        """What is to be remembered."""
        cleaned = self.cleaned_data
        kind, _dash, field = cleaned["field"].partition("-")
        key = codes.code_key if kind == "code" else codes.column_key
        target = "" if cleaned["target"] == LEAVE_OUT else cleaned["target"]
        return {key(field, cleaned["code"]): target}


class MeaningForm(forms.Form):
    """Another meaning for a name, a code or a heading."""

    target = forms.ChoiceField(label=_("What it means"))

    def __init__(
        self, *args: Any, choices: Sequence[tuple[str, str]], leave_out: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        target = self.fields["target"]
        assert isinstance(target, forms.ChoiceField)
        target.choices = [*([(LEAVE_OUT, _("Leave out"))] if leave_out else []), *choices]
