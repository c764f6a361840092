"""The form of what happened at a branch."""

from typing import Any

from django import forms

from kimppa.core.consortium.models import Branch, Municipality
from kimppa.statistics.models import BranchEvent


class EventForm(forms.ModelForm[BranchEvent]):
    """A branch, some days, and why."""

    class Meta:
        model = BranchEvent
        fields = ("branch", "kind", "start", "end", "text")

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        """Only the branches of the municipality may be chosen."""
        super().__init__(*args, **kwargs)
        branch = self.fields["branch"]
        assert isinstance(branch, forms.ModelChoiceField)
        branch.queryset = Branch.objects.filter(municipality=municipality)
