"""What people fill in."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.catalogue import files
from kimppa.catalogue.models import PROFILES, RecordLink, Rule, Verdict
from kimppa.core.consortium.models import Branch
from kimppa.core.decisions.queries import citable_decisions
from kimppa.ui.forms import NOTHING_CHOSEN, FileField

PASSED = "-"


class SnapshotForm(forms.Form):
    """An export: a file from the own computer or from the server's folder."""

    taken_on = forms.DateField(
        label=gettext_lazy("Exported on"),
        help_text=gettext_lazy("The day on which the library system wrote the file."),
    )
    source = forms.CharField(
        label=gettext_lazy("From where"),
        max_length=300,
        help_text=gettext_lazy("For example: the library system, all bibliographic records"),
    )
    profile = forms.ChoiceField(label=gettext_lazy("Check by"), choices=PROFILES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {path.name: path for path in files.offered()}
        megabytes = settings.KIMPPA_MAX_UPLOAD_MB
        self.fields["file"] = FileField(
            label=_("File"),
            types=files.ENDINGS_WITH_ZIP,
            max_bytes=megabytes * 1024 * 1024,
            required=not self.offered,
            help_text=_(
                "ISO 2709 (.mrc), MARCXML, MARC-in-JSON, Aleph sequential or lines; also as "
                ".gz, .zst or .zip. At most %(size)d MB: pack a larger file first."
            )
            % {"size": megabytes},
        )
        if self.offered:
            choices = [("", _(NOTHING_CHOSEN)), *((name, name) for name in self.offered)]
            self.fields["offered"] = forms.ChoiceField(
                label=_("Or a file in the server's folder"), choices=choices, required=False
            )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if self.offered and "file" not in self.errors:
            sources = [source for source in (values.get("file"), values.get("offered")) if source]
            if len(sources) != 1:
                raise ValidationError(
                    _("Choose a file from your computer or one from the server's folder.")
                )
        return values

    @property
    def server_file(self) -> Path | None:
        return self.offered.get(self["offered"].value() or "") if self.offered else None


class ProfileForm(forms.Form):
    profile = forms.ChoiceField(label=gettext_lazy("Check by"), choices=PROFILES)


class RemovalForm(forms.Form):
    wrong = forms.BooleanField(
        label=gettext_lazy(
            "The export was wrong or only a part: its check is not told as work done"
        ),
        required=False,
    )


class VerdictForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is said of it"),
        choices=Verdict.Kind.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=gettext_lazy("Why"), max_length=400, required=False)


class PracticeForm(forms.ModelForm[Rule]):
    class Meta:
        model = Rule
        fields = ("practice", "practice_since", "decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = citable_decisions().filter(topic="catalogue-integrity")


class LinkForm(forms.ModelForm[RecordLink]):
    class Meta:
        model = RecordLink
        fields = ("title", "pattern")
        help_texts = {
            "pattern": gettext_lazy(
                "{control} becomes the record's number (001), {source} whose number it is (003)."
            )
        }


class PlacesForm(forms.Form):
    places = forms.CharField(
        label=gettext_lazy("Where a record tells whose it is"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "Field and subfield, for example 852a; several with spaces between. Empty: 852a."
        ),
    )

    def clean_places(self) -> list[str]:
        """Each place by itself, however they were written: 852$a, 852 $a or 852a, 952b."""
        written_places = self.cleaned_data["places"].replace("$", "").replace(",", " ")
        place_codes = re.sub(r"\b([0-9A-Z]{3}) +([a-z0-9])\b", r"\1\2", written_places)
        return [str(place) for place in place_codes.split()]


class CodesForm(forms.Form):
    def __init__(
        self,
        *args: Any,
        codes: Iterable[tuple[str, str, str]],
        branches: Iterable[Branch],
        **kwargs: Any,
    ) -> None:
        """`codes` are (code, what is set, hint)."""
        super().__init__(*args, **kwargs)
        self.by_code = {branch.code: branch for branch in branches}
        choices = [
            ("", _("Nothing set")),
            (PASSED, _("No branch: pass it over")),
            *((branch.code, f"{branch.name} ({branch.code})") for branch in self.by_code.values()),
        ]
        self.names = {}
        for index, (code, target, hint) in enumerate(codes):
            name = f"code-{index}"
            self.names[name] = code
            self.fields[name] = forms.ChoiceField(
                label=code, choices=choices, required=False, initial=target, help_text=hint
            )

    def branches(self) -> dict[str, Branch | None]:
        """The branch of each code; None where nothing is set."""
        return {
            code: self.by_code.get(self.cleaned_data[name]) for name, code in self.names.items()
        }

    def passed(self) -> set[str]:
        return {code for name, code in self.names.items() if self.cleaned_data[name] == PASSED}
