"""Forms of web visits."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.queries import municipalities_of, municipalities_on
from kimppa.statistics.models import VisitSource
from kimppa.statistics.reading.grids import LARGEST_FILE, TYPES
from kimppa.ui.connections import ConnectionForm
from kimppa.ui.forms import FileField


class _KeyChoice(forms.ModelChoiceField[AllocationKey]):
    """The keys with their names."""

    def label_from_instance(self, allocation_key: AllocationKey) -> str:
        return allocation_key.name


class SplitForm(forms.Form):
    """How visits are split, and what must be known of them."""

    key = _KeyChoice(
        label=_("Allocation key"),
        queryset=AllocationKey.objects.none(),
        required=False,
        label_suffix=_("(needed for shared visits)"),
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

    def _offer(self, name: str, choices: models.QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = choices


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

    def __init__(self, *args: Any, year: int | None = None, **kwargs: Any) -> None:
        """The services and the municipalities, of the year if one is given, are read when made."""
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("service", Service.objects.all()),
            ("municipality", municipalities_of(year) if year else municipalities_on()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = choices


class VisitsForm(SplitForm, WhoseForm):
    """A service's visits of a year, entered by hand."""

    visits = forms.IntegerField(label=_("Visits"), min_value=0, max_value=10**12)
    field_order = ("service", "municipality", "visits", "key", "method", "series_break")

    def clean(self) -> dict[str, Any]:
        """Shared visits need a key, a municipality's own have none."""
        cleaned = super().clean() or {}
        return _with_key(self, cleaned)


class TakeVisitsForm(SplitForm):
    """Visits that have been looked at, taken into use."""

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        """`is_own`: they are a municipality's, so that there is nothing to split."""
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["key"]

    def clean(self) -> dict[str, Any]:
        """Shared visits need a key."""
        cleaned = super().clean() or {}
        return _with_key(self, cleaned) if "key" in self.fields else cleaned


def _with_key(form: forms.Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    is_own = cleaned.get("municipality") is not None
    if is_own and cleaned.get("key"):
        form.add_error("key", _("A municipality's own visits are not split: choose no key."))
    elif not is_own and not cleaned.get("key") and "key" not in form.errors:
        form.add_error("key", _("Choose the key by which the visits are split."))
    return cleaned


class VisitsFileForm(WhoseForm):
    """A file of visits by month or day."""

    file = FileField(
        label=_("File"),
        types=TYPES,
        max_bytes=LARGEST_FILE,
        help_text=_("A column of months or days and a column of visits, as Finna's statistics."),
    )


class VisitSourceForm(ConnectionForm[VisitSource], WhoseForm):
    """A Matomo that counts a service's visits."""

    site = forms.IntegerField(
        label=_("Number of the site"),
        min_value=1,
        max_value=10**9,
        help_text=_("In Matomo: idSite in the address of its pages."),
    )

    class Meta:
        model = VisitSource
        fields = ("service", "municipality", "address", "site", "segment", "credential")
        help_texts = {
            "segment": _("Only when a part of the site is counted, for example dimension1==609"),
            "credential": _(
                "The token itself is kept on the server as KIMPPA_SOURCE_SECRET_ and this name: "
                "capital letters, digits and underscores."
            ),
        }
