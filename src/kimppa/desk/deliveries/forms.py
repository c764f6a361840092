"""Forms of deliveries: passing on, and checking a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class PassOnForm(forms.Form):
    """To whom a delivery was passed on, and when; `suggestions` are offered while typing."""

    to = forms.CharField(
        label=_("To whom"),
        max_length=200,
        help_text=_("For example: education board. No personal data."),
        widget=forms.TextInput(attrs={"list": "to-whom", "autocomplete": "off"}),
    )
    date = forms.DateField(label=_("When"))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        help_text=_("For example: on the agenda of 28 January"),
    )

    def __init__(self, *args: Any, earlier: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = (
            _now("Education and culture board"),
            _now("Municipal board"),
            _now("Audit committee"),
            _now("Director of education"),
            _now("Municipal manager"),
        )
        self.suggestions = list(dict.fromkeys([*earlier, *usual]))


class CheckForm(forms.Form):
    """A file, or its checksum, to be recognised."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Only its checksum is computed; the file is not kept. At most 50 MB."),
    )
    sha256 = forms.CharField(
        label=_("Or its SHA-256 checksum"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large

    def clean_sha256(self) -> str:
        """The 64 characters in small letters; spaces and a leading “sha256:” are passed over."""
        checksum = "".join(str(self.cleaned_data["sha256"]).lower().split()).removeprefix("sha256:")
        if checksum and (len(checksum) != 64 or set(checksum) - set("0123456789abcdef")):
            raise forms.ValidationError(_("A SHA-256 checksum has 64 characters, 0–9 and a–f."))
        return checksum

    def clean(self) -> dict[str, Any]:
        """One of the two is needed, and of the file not more than is read."""
        answers = super().clean() or self.cleaned_data
        if self.too_large:
            self.add_error("file", _("The file is larger than 50 MB; write its checksum instead."))
        if not self.errors and not answers.get("file") and not answers.get("sha256"):
            raise forms.ValidationError(_("Choose a file or write its checksum."))
        return answers
