"""The forms of a row and of a whole table."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.statistics.tables.messages import CHOICES, HEADINGS, LONG
from kimppa.statistics.tables.rows import COLUMNS, NEEDED, Row
from kimppa.ui.forms import FileField

LARGEST = 5 * 1024 * 1024


class TableForm(forms.Form):
    """A whole table from a file; `content` is what was looked at and is now used."""

    file = FileField(
        label=_("File"), types=(".csv", ".txt", ".xlsx"), max_bytes=LARGEST, required=False
    )
    content = forms.CharField(
        widget=forms.HiddenInput, required=False, strip=False, max_length=LARGEST
    )
    reason = forms.CharField(label=_("What was changed and why?"), max_length=500)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """One of the two is given."""
        cleaned = super().clean() or {}
        if not cleaned.get("content") and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose a file."))
        return cleaned


class RowForm(forms.Form):
    """A row of a table; the reason goes into the log of versions."""

    columns: ClassVar[tuple[str, ...]]
    reason = forms.CharField(label=_("What was changed and why?"), max_length=500)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def row(self) -> Row:
        """The cells as texts."""
        return {name: str(self.cleaned_data[name] or "") for name in self.columns}


def _field(kind: str, name: str) -> forms.Field:
    needed = name in NEEDED[kind] and name != "prefix"
    if name in CHOICES:
        return forms.ChoiceField(label=HEADINGS[name], choices=CHOICES[name], required=needed)
    widget = forms.Textarea(attrs={"rows": 3}) if name.startswith(LONG) else None
    return forms.CharField(label=HEADINGS[name], max_length=2000, required=needed, widget=widget)


def _form(kind: str) -> type[RowForm]:
    fields: dict[str, object] = {name: _field(kind, name) for name in COLUMNS[kind]}
    return type(f"{kind.title()}RowForm", (RowForm,), {**fields, "columns": COLUMNS[kind]})


FORMS: Mapping[str, type[RowForm]] = {kind: _form(kind) for kind in COLUMNS}
