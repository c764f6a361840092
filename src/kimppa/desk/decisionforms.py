"""Forms of answers and decisions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.ratification.models import Ratification
from kimppa.core.topics import choices as topic_choices
from kimppa.desk.forms import ALL, DOCUMENTS, MEGABYTE, place_choices
from kimppa.ui.forms import FileField


class AnswerForm(forms.Form):
    """A municipality's answer: yes with its decision, or no with a reason."""

    YES, NO = "yes", "no"
    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[(YES, _("Yes, we confirm")), (NO, _("No"))],
        widget=forms.RadioSelect,
    )
    body = forms.CharField(
        label=_("Deciding body or office holder"),
        required=False,
        max_length=200,
        help_text=_("For example the education board, or the library director"),
    )
    section = forms.CharField(label="§", required=False, max_length=40)
    date = forms.DateField(label=_("Date of the decision"))
    comment = forms.CharField(
        label=_("Reason or comment"),
        required=False,
        max_length=2000,
        help_text=_("Needed when the answer is no"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    document = FileField(
        label=_("Extract of the minutes"),
        types=DOCUMENTS,
        max_bytes=20 * MEGABYTE,
        required=False,
    )

    def __init__(self, *args: Any, level: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if level == Ratification.Level.MUNICIPAL:
            self.fields["body"].help_text = _("Needed, with the §, when the answer is yes")


class DecisionForm(forms.Form):
    """A decision for the register."""

    text = forms.CharField(
        label=_("What was decided"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    date = forms.DateField(label=_("Date"))
    meeting = forms.CharField(label=_("Meeting or body"), required=False, max_length=200)
    section = forms.CharField(label="§", required=False, max_length=40)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    agreement_year = forms.IntegerField(label=_("Counts for year"), min_value=2000, max_value=2100)
    municipalities = forms.MultipleChoiceField(
        label=_("Whom it concerns"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, municipalities: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topic, places = self.fields["topic"], self.fields["municipalities"]
        assert isinstance(topic, forms.ChoiceField)
        assert isinstance(places, forms.MultipleChoiceField)
        topic.choices = [("", _("No particular topic")), *topic_choices()]
        places.choices = place_choices(municipalities, everyone=True)

    def values(self) -> dict[str, Any]:
        """What to record, for the action; no municipalities = it concerns all."""
        values = dict(self.cleaned_data)
        codes = values.pop("municipalities")
        chosen = [] if ALL in codes else list(Municipality.objects.filter(code__in=codes))
        return values | {"municipalities": chosen}
