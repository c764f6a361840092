"""Forms of freezing and delivering."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.releases.drafts import Draft, ReleaseKind, fingerprint


class DeliverForm(forms.Form):
    """To which municipalities a version goes."""

    municipalities = forms.MultipleChoiceField(
        label=_("Municipalities"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, municipalities: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipalities"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(town.code, town.name) for town in municipalities]
        field.initial = [town.code for town in municipalities]


class FreezeForm(DeliverForm):
    """Whose drafts are frozen, and the reason when any of them is a correction."""

    provisional = forms.BooleanField(
        label=_("Provisional: something may still change"), required=False
    )
    reason = forms.CharField(
        label=_("Why is a new version needed?"),
        max_length=500,
        help_text=_("Recipients see the reason."),
        error_messages={
            "required": _("Say why a new version is needed; recipients see the reason.")
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        kind: ReleaseKind[Any, Any],
        drafts: Sequence[Draft],
        provisional: bool = False,
        **kwargs: Any,
    ) -> None:
        """The drafts are all that the page shows; those that stand already are not offered."""
        open_drafts = [draft for draft in drafts if not draft.settled]
        towns = [draft.municipality for draft in open_drafts if draft.municipality]
        kwargs["initial"] = {"seen": fingerprint(drafts), "provisional": provisional}
        super().__init__(*args, municipalities=towns, **kwargs)
        if kind.common:
            del self.fields["municipalities"]
        if not kind.may_be_provisional:
            del self.fields["provisional"]
        corrections = [draft for draft in open_drafts if draft.last]
        if corrections:
            self.fields["reason"].required = len(corrections) == len(open_drafts)
        else:  # a first version needs no reason
            del self.fields["reason"]
