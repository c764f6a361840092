"""The forms of records: a title that is typed, and a file beside which its agreement is chosen."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from kimppa.eresources.files import LicenceFileForm
from kimppa.eresources.models import Licence, Material
from kimppa.eresources.records.reading import KINDS

MATERIALS: Final = [(key, label) for key, label in Material.choices if key in KINDS]
_SEVERAL = gettext_lazy("Several with semicolons between.")


class RecordForm(forms.Form):
    """What is known of a title; the names are those of the engine's form."""

    licence = forms.ModelChoiceField(
        Licence.objects.with_service(), label=gettext_lazy("Agreement")
    )
    material = forms.ChoiceField(choices=MATERIALS, label=gettext_lazy("Material"))
    title = forms.CharField(max_length=300, label=pgettext_lazy("work", "Title"))
    address = forms.URLField(
        assume_scheme="https",
        max_length=2000,
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("Where the title itself is read, heard or seen."),
    )
    subtitle = forms.CharField(max_length=300, required=False, label=gettext_lazy("Subtitle"))
    creators = forms.CharField(
        max_length=1000,
        required=False,
        label=gettext_lazy("Authors and others"),
        help_text=gettext_lazy("For example: Meri, Veijo (aut); Salo, Anna (nrt)."),
    )
    isbn = forms.CharField(max_length=20, required=False, label="ISBN")
    publisher = forms.CharField(max_length=200, required=False, label=gettext_lazy("Publisher"))
    year = forms.IntegerField(
        min_value=1400, max_value=2100, required=False, label=gettext_lazy("Year of publication")
    )
    language = forms.CharField(
        max_length=3,
        required=False,
        label=gettext_lazy("Language"),
        help_text=gettext_lazy("A code, such as fin."),
    )
    duration = forms.CharField(
        max_length=10,
        required=False,
        label=gettext_lazy("Duration"),
        help_text=gettext_lazy("Hours and minutes, such as 11:05."),
    )
    pages = forms.IntegerField(
        min_value=1, max_value=99_999, required=False, label=gettext_lazy("Pages")
    )
    subjects = forms.CharField(
        max_length=2000, required=False, label=gettext_lazy("Subjects"), help_text=_SEVERAL
    )
    summary = forms.CharField(
        max_length=4000,
        required=False,
        label=gettext_lazy("Summary"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def values(self) -> dict[str, Any]:
        """The agreement, and the rest as the engine's form has it."""
        facts = {name: str(value) for name, value in self.cleaned_data.items() if value}
        licence, material = self.cleaned_data["licence"], facts.pop("material")
        del facts["licence"]
        return {"licence": licence, "facts": facts | {"kind": KINDS[Material(material)]}}


class RecordFileForm(LicenceFileForm):
    """A vendor's file, with the agreement whose titles it has."""

    material = forms.ChoiceField(
        choices=[("", gettext_lazy("As the file tells")), *MATERIALS],
        required=False,
        label=gettext_lazy("Material"),
        help_text=gettext_lazy("Only where the records of the file do not tell it."),
    )
    address = forms.CharField(
        max_length=300,
        required=False,
        label=gettext_lazy("Address of titles that have none"),
        help_text=gettext_lazy("For example https://palvelu.example/{isbn}"),
    )
