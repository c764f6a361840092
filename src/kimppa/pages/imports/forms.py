"""Forms of bringing texts in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.pages.imports.archive import PACKED
from kimppa.pages.languages import LANGUAGES
from kimppa.ui.forms import FileField


class ZipForm(forms.Form):
    """A zip of the files of a view."""

    file = FileField(label=_("Zip of Content files"), types=(".zip",), max_bytes=PACKED)


class PasteForm(forms.Form):
    """A page copied from elsewhere."""

    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGES.items()))
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Left empty, the first heading of the text."),
    )
    text = forms.CharField(
        label=_("HTML or Markdown"),
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
