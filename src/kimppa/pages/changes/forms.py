"""Forms of the register of changes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import citable_decisions
from kimppa.pages.changes.proofs import KINDS
from kimppa.pages.forms import people_who_write
from kimppa.pages.models import DEVELOPMENT, PLATFORM, Change, Page, Proof
from kimppa.ui.forms import FileField

MEGABYTE = 1024 * 1024


class WishForm(forms.ModelForm[Change]):
    """What somebody wishes, and whose wish it is."""

    class Meta:
        model = Change
        fields = ["title", "text", "municipality"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        labels = {"title": _("What should change?"), "text": _("Why, and for whom?")}

    def __init__(
        self, *args: Any, towns: Sequence[Municipality], may_be_joint: bool, **kwargs: Any
    ) -> None:
        """Offers those for whom the person may speak; who has one municipality is not asked."""
        super().__init__(*args, **kwargs)
        if len(towns) > 1:
            _offer_municipalities(self, towns, may_be_joint=may_be_joint)
        else:
            del self.fields["municipality"]

    def _post_clean(self) -> None:
        """Leave the object as it is: `actions` write."""


def _offer_municipalities(
    form: forms.BaseForm, towns: Iterable[Municipality], *, may_be_joint: bool
) -> None:
    """Let one of the municipalities be chosen, or that it is the wish of all together."""
    municipality_field = form.fields["municipality"]
    assert isinstance(municipality_field, forms.ModelChoiceField)
    choices = {municipality.pk: municipality.name for municipality in towns}
    # The frame of the page has read them already: the field's own query is not needed.
    empty_label = str(_("All libraries together")) if may_be_joint else str(_("Choose"))
    municipality_field.choices = [("", empty_label), *choices.items()]
    municipality_field.required = not may_be_joint


class PagesField(forms.ModelMultipleChoiceField[Page]):
    """Pages by their names in the address: titles would cost another query."""

    def label_from_instance(self, page: Page) -> str:
        """The page's name."""
        return page.name


class ChangeForm(forms.ModelForm[Change]):
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
            "municipality",
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

    def __init__(self, *args: Any, towns: Sequence[Municipality], **kwargs: Any) -> None:
        """Offers the pages that are kept up, whose wish it is and who may carry it through."""
        super().__init__(*args, **kwargs)
        pages = Page.objects.filter(removed_at__isnull=True)
        self.fields["pages"].queryset = pages  # type: ignore[attr-defined]  # a model choice
        self.fields["owner"].queryset = people_who_write()  # type: ignore[attr-defined]  # a model choice
        current_town = self.instance.municipality
        _offer_municipalities(self, [*towns, *filter(None, [current_town])], may_be_joint=True)

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
        decisions = citable_decisions().filter(topic__in=["", "meetings", PLATFORM, DEVELOPMENT])
        self.fields["decision"].queryset = decisions.order_by("-date", "-pk")  # type: ignore[attr-defined]  # a model choice


class DropForm(forms.Form):
    """Why it will not be done."""

    why = forms.CharField(label=_("Why will it not be done?"), max_length=300)


class AnswerForm(DayForm):
    """What the National Library answered."""

    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}))


class ProofForm(forms.Form):
    """A saved page or a picture, and when it was taken."""

    moment = forms.ChoiceField(label=_("When was it taken?"), choices=Proof.Moment.choices)
    address = forms.URLField(label=_("Address of the page"), max_length=500, assume_scheme="https")
    file = FileField(
        label=_("Saved page or picture"),
        types=tuple(KINDS),
        max_bytes=10 * MEGABYTE,
        required=False,
    )
    on = forms.DateField(
        label=_("Day when it was taken"), required=False, help_text=_("Left empty, today.")
    )
    note = forms.CharField(
        label=_("What it shows"),
        max_length=300,
        required=False,
        help_text=_("If there was nothing before, say so here and choose no file."),
    )

    def values(self) -> dict[str, Any]:
        """What `add_proof` takes: the file's content and name instead of the file."""
        file = self.cleaned_data["file"]
        file_fields = {"content": file.read(), "name": file.name} if file else {}
        return {k: v for k, v in self.cleaned_data.items() if k != "file"} | file_fields
