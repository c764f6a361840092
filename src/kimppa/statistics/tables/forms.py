"""The form of a whole table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
