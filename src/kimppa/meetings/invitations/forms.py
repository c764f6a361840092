"""The form of an answer to an invitation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kimppa.meetings.models import Invitee
from kimppa.ui import pages as ui

Answer = Invitee.Answer


class AnswerForm(ui.Guarded):
    """Whether one comes, and who comes instead."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Do you come?"),
        choices=[(each.value, each.label) for each in Answer if each != Answer.DELEGATED],
        widget=forms.RadioSelect,
        label_suffix="",
    )
    substitute = forms.CharField(
        label=gettext_lazy("Who comes instead"), max_length=100, required=False
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, invitee: Invitee | None = None, **kwargs: Any) -> None:
        names = ("answer", "substitute", "comment")
        initial = {name: getattr(invitee, name) for name in names} if invitee else {}
        super().__init__(*args, initial=initial, **kwargs)
