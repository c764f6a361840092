"""Forms of the statistics."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.queries import municipalities_on
from kimppa.statistics import codes
from kimppa.statistics.meanings import COLUMNS, FIELDS, choices_of
from kimppa.statistics.models import Enquiry, Take
from kimppa.ui.forms import FileField

MEGABYTE = 1024 * 1024
TYPES = (".xlsx", ".xls", ".csv", ".txt")
LISTS = (".csv", ".txt", ".tsv")
LARGEST = 600 * MEGABYTE
LEAVE_OUT = "-"


UPLOADED = [one for one in Take.Kind.choices if one[0] != Take.Kind.LISTS]


class UploadForm(forms.Form):
    """A file of figures."""

    file = FileField(label=_("File"), types=TYPES, max_bytes=20 * MEGABYTE)
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
        initial=1,
        required=False,
        help_text=_("Of a workbook with several sheets, which one is read."),
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
        max_bytes=LARGEST,
        help_text=_("CSV with a heading: each item once, the withdrawn ones of the year too."),
    )
    loans = FileField(
        label=_("List of loans"),
        types=LISTS,
        max_bytes=LARGEST,
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
        field.choices = list(FIELDS.items())
        groups = [(FIELDS[f"code-{name}"], choices_of(name)) for name in codes.MEANINGS]
        target.choices = [
            (_("Leave out"), [(LEAVE_OUT, _("Leave out"))]),
            *((name, found or list(branches)) for name, found in groups),
            (_("Column of a list"), list(COLUMNS.items())),
        ]

    @property
    def choices(self) -> dict[str, str]:
        """What is to be remembered."""
        given = self.cleaned_data
        kind, _dash, field = given["field"].partition("-")
        key = codes.code_key if kind == "code" else codes.column_key
        target = "" if given["target"] == LEAVE_OUT else given["target"]
        return {key(field, given["code"]): target}


class TableForm(forms.Form):
    """A whole table from a file; `content` is what was looked at and is now used."""

    file = FileField(
        label=_("File"), types=(".csv", ".txt", ".xlsx"), max_bytes=5 * MEGABYTE, required=False
    )
    content = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    reason = forms.CharField(label=_("What was changed and why?"), max_length=500)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """One of the two is given."""
        given = super().clean() or {}
        if not given.get("content") and not given.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose a file."))
        return given


class EnquiryForm(forms.ModelForm[Enquiry]):
    """The request to the vendor's support."""

    class Meta:
        model = Enquiry
        fields = ("recipient", "due", "definition")
        widgets = {"definition": forms.Textarea(attrs={"rows": 8})}


class AnswerForm(forms.Form):
    """Who answered the request, when, and what was said."""

    date = forms.DateField(label=_("Answered"))
    answered_by = forms.CharField(label=_("Who answered"), max_length=200)
    note = forms.CharField(
        label=_("What was said of the figures"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class _KeyChoice(forms.ModelChoiceField[AllocationKey]):
    """The keys with their names."""

    def label_from_instance(self, obj: AllocationKey) -> str:
        return obj.name


class SplitForm(forms.Form):
    """How visits are split, and what must be known of them."""

    key = _KeyChoice(
        label=_("Allocation key"),
        queryset=AllocationKey.objects.none(),
        required=False,
        help_text=_(
            "By which the visits are split; until all have confirmed it the sheets are provisional."
        ),
    )
    method = forms.CharField(
        label=_("How they were counted"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Robots, the staff's own visits, consent: what is counted and what not."),
    )
    series_break = forms.BooleanField(label=_("The series breaks this year"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The keys are read when the form is made."""
        super().__init__(*args, **kwargs)
        self._offer("key", AllocationKey.objects.all())

    def _offer(self, name: str, rows: models.QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


class WhoseForm(forms.Form):
    """Whose visits: a service's, all of them or one municipality's."""

    service = forms.ModelChoiceField(label=_("Service"), queryset=Service.objects.none())
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=_("All together"),
        help_text=_(
            "Only when these are the visits of one municipality alone; they are not split."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The services and municipalities are read when the form is made."""
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("service", Service.objects.all()),
            ("municipality", municipalities_on()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


class VisitsForm(SplitForm, WhoseForm):
    """A service's visits of a year, entered by hand."""

    visits = forms.IntegerField(label=_("Visits"), min_value=0, max_value=10**12)
    field_order = ("service", "municipality", "visits", "key", "method", "series_break")

    def clean(self) -> dict[str, Any]:
        """Shared visits need a key, a municipality's own have none."""
        found = super().clean() or {}
        return _with_key(self, found)


class TakeVisitsForm(SplitForm):
    """Visits that have been looked at, taken into use."""

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        """`own`: they are a municipality's, so that there is nothing to split."""
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["key"]

    def clean(self) -> dict[str, Any]:
        """Shared visits need a key."""
        found = super().clean() or {}
        return _with_key(self, found) if "key" in self.fields else found


def _with_key(form: forms.Form, found: dict[str, Any]) -> dict[str, Any]:
    own = found.get("municipality") is not None
    if own and found.get("key"):
        form.add_error("key", _("A municipality's own visits are not split: choose no key."))
    elif not own and not found.get("key") and "key" not in form.errors:
        form.add_error("key", _("Choose the key by which the visits are split."))
    return found


class VisitsFileForm(WhoseForm):
    """A file of visits by month or day."""

    file = FileField(
        label=_("File"),
        types=TYPES,
        max_bytes=20 * MEGABYTE,
        help_text=_("A column of months or days and a column of visits, as Finna's statistics."),
    )


class VisitSourceForm(WhoseForm):
    """A Matomo that counts a service's visits."""

    address = forms.URLField(
        label=_("Address of the Matomo"), max_length=300, assume_scheme="https"
    )
    site = forms.IntegerField(
        label=_("Number of the site"),
        min_value=1,
        max_value=10**9,
        help_text=_("In Matomo: idSite in the address of its pages."),
    )
    segment = forms.CharField(
        label=_("Segment"),
        max_length=300,
        required=False,
        help_text=_("Only when a part of the site is counted, for example dimension1==061"),
    )
    credential = forms.RegexField(
        r"^[A-Z][A-Z0-9_]{0,39}$",
        label=_("Name of the token"),
        help_text=_(
            "The token itself is kept on the server as KIMPPA_SOURCE_SECRET_ and this name: "
            "capital letters, digits and underscores."
        ),
    )


class ChosenForm(forms.Form):
    """Which municipalities' sheets."""

    municipalities = forms.MultipleChoiceField(
        label=_("Municipalities"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipalities"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        field.initial = [code for code, _name in choices]


class FreezeForm(ChosenForm):
    """Which sheets are frozen; a reason when any of them is a correction."""

    provisional = forms.BooleanField(
        label=_("Provisional: something is still to be confirmed or explained"), required=False
    )
    reason = forms.CharField(
        label=_("Why is a new version needed?"),
        max_length=500,
        required=False,
        help_text=_("Recipients see the reason."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, corrected: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrected:  # a first version needs no reason
            del self.fields["reason"]
