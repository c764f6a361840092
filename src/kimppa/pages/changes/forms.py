"""Forms of the register of changes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.core.decisions.models import Decision
from kimppa.pages.changes.models import DEVELOPMENT, PLATFORM, Change, Proof
from kimppa.pages.changes.proving import KINDS
from kimppa.pages.forms import people_who_write
from kimppa.pages.models import Page
from kimppa.ui.forms import FileField
from kimppa.ui.seen import Guarded

MEGABYTE = 1024 * 1024


class WishForm(forms.ModelForm[Change]):
    """What somebody wishes."""

    class Meta:
        model = Change
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        labels = {"title": _("What should change?"), "text": _("Why, and for whom?")}

    def _post_clean(self) -> None:
        """Leave the object as it is: `actions` write."""


class PagesField(forms.ModelMultipleChoiceField[Page]):
    """Pages by their names in the address: titles would cost another query."""

    def label_from_instance(self, obj: Page) -> str:
        """The page's name."""
        return obj.name


class ChangeForm(Guarded, forms.ModelForm[Change]):
    """All that is said of a change."""

    pages = PagesField(
        Page.objects.none(),
        label=_("Pages it touches"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Change
        fields = [
            "title",
            "text",
            "reason",
            "allowed",
            "topic",
            "pages",
            "services",
            "owner",
            "due",
        ]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "services": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offers the pages that are kept up and those who may carry it through."""
        super().__init__(*args, **kwargs)
        kept = Page.objects.filter(removed_at__isnull=True)
        self.fields["pages"].queryset = kept  # type: ignore[attr-defined]  # a model choice
        self.fields["owner"].queryset = people_who_write()  # type: ignore[attr-defined]  # a model choice

    def _post_clean(self) -> None:
        """Leave the object as it is: `actions` write, and compare with it."""


class DayForm(forms.Form):
    """When something was done."""

    on = forms.DateField(label=_("Day"), required=False, help_text=_("Left empty, today."))


class AgreeForm(DayForm):
    """When it was agreed on, and by which decision."""

    decision = forms.ModelChoiceField(
        Decision.objects.order_by("-date", "-pk")[:0], label=_("Decision"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offers the decisions on this work."""
        super().__init__(*args, **kwargs)
        found = Decision.objects.filter(topic__in=["", "meetings", PLATFORM, DEVELOPMENT])
        self.fields["decision"].queryset = found.order_by("-date", "-pk")  # type: ignore[attr-defined]  # a model choice


class DropForm(forms.Form):
    """Why it will not be done."""

    why = forms.CharField(label=_("Why will it not be done?"), max_length=300)


class AnswerForm(DayForm):
    """What the National Library answered."""

    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}))


class ProofForm(forms.Form):
    """A saved page or a picture."""

    moment = forms.ChoiceField(label=_("When was it taken?"), choices=Proof.Moment.choices)
    address = forms.URLField(label=_("Address of the page"), max_length=500, assume_scheme="https")
    file = FileField(
        label=_("Saved page or picture"),
        types=tuple(KINDS),
        max_bytes=10 * MEGABYTE,
        required=False,
    )
    note = forms.CharField(
        label=_("What it shows"),
        max_length=300,
        required=False,
        help_text=_("If there was nothing before, say so here and choose no file."),
    )
