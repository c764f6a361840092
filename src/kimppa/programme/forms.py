"""Forms of the room."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.area import counts
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.duties.queries import years
from kimppa.core.figures.models import Variable
from kimppa.programme.actions import JointDecision
from kimppa.programme.models import UPDATE_LENGTH, Action, Programme, Step
from kimppa.ui.forms import NumberField

BIG = forms.Textarea(attrs={"rows": 4})


class Gathering(forms.BaseForm):
    """A form of a model that only gathers values: `actions` write them, with the audit row, and
    compare them with the object as it was.
    """

    def _post_clean(self) -> None:
        """Leave the object as it is."""


class DraftForm(forms.Form):
    """The year to draft from the agreement's clauses."""

    year = forms.TypedChoiceField(coerce=int, label=gettext_lazy("Year of the agreement"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offers the years with an agreement and no programme."""
        super().__init__(*args, **kwargs)
        planned_years = set(Programme.objects.values_list("year", flat=True))
        free_years = [year for year in years() if year not in planned_years]
        self.fields["year"].choices = [(year, str(year)) for year in free_years]  # type: ignore[attr-defined]  # a choice field


class NewProgrammeForm(forms.Form):
    """An empty programme for a year without an agreement in Kimppa."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Left empty, the name of the consortium and the year."),
    )


class ProgrammeForm(Gathering, forms.ModelForm[Programme]):
    """What is said of the programme as a whole."""

    class Meta:
        model = Programme
        fields = ["title", "intro", "public", "stale_days"]
        widgets = {"intro": BIG}
        help_texts = {
            "intro": gettext_lazy("A few sentences at the beginning of the document."),
            "public": gettext_lazy("Anyone may read the approved programme on the web."),
        }


class ActionForm(Gathering, forms.ModelForm[Action]):
    """The working text of an action and its other facts."""

    clauses = forms.CharField(
        label=gettext_lazy("Clauses of the agreement"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("For example 1.1, 1.2"),
    )
    municipalities = forms.ModelMultipleChoiceField(
        Municipality.objects.none(),
        label=gettext_lazy("Municipalities"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Used when the action does not concern all."),
    )
    indicator_variable = forms.ChoiceField(
        label=gettext_lazy("Value from the figures"),
        required=False,
        help_text=gettext_lazy("The value then follows the figures by itself."),
    )
    indicator_target = NumberField(label=gettext_lazy("Target"), required=False)

    class Meta:
        model = Action
        fields = [
            "title",
            "goal",
            "measure",
            "topic",
            "section",
            "responsible",
            "responsible_person",
            "for_all",
            "start",
            "end",
            "continuous",
            "indicator",
            "indicator_direction",
            "indicator_unit",
        ]
        widgets = {"goal": BIG, "measure": BIG}
        help_texts = {
            "responsible": gettext_lazy("A role, municipality or group"),
            "responsible_person": gettext_lazy("May write updates and gets the reminders."),
            "continuous": gettext_lazy("Without an end; it is done when the year is over."),
        }

    field_order = [
        "title",
        "goal",
        "measure",
        "topic",
        "clauses",
        "section",
        "responsible",
        "responsible_person",
        "for_all",
        "municipalities",
        "start",
        "end",
        "continuous",
        "indicator",
        "indicator_direction",
        "indicator_target",
        "indicator_unit",
        "indicator_variable",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fills the choices and the clause numbers."""
        super().__init__(*args, **kwargs)
        self.fields["municipalities"].queryset = Municipality.objects.all()  # type: ignore[attr-defined]  # a model choice field
        self.fields["responsible_person"].queryset = people()  # type: ignore[attr-defined]  # a model choice field
        self.fields["indicator_variable"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", _("entered by hand")),
            *counts().items(),
            *((variable.code, variable.name) for variable in Variable.objects.all()),
        ]
        if self.instance.pk:
            self.initial["clauses"] = ", ".join(self.instance.clauses)
            self.initial["municipalities"] = list(self.instance.municipalities.all())
            self.initial["indicator_target"] = self.instance.indicator_target
            self.initial["indicator_variable"] = self.instance.indicator_variable

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError where two answers do not fit together."""
        answers = super().clean() or self.cleaned_data
        start, end = answers.get("start"), answers.get("end")
        if start and end and end < start:
            self.add_error("end", _("The end is before the start."))
        if end and answers.get("continuous"):
            self.add_error("end", _("What goes on all year has no end. Leave one of them out."))
        if not answers.get("for_all") and not answers.get("municipalities"):
            self.add_error(
                "municipalities",
                _("Choose at least one municipality, or say that it concerns all."),
            )
        if answers.get("indicator_target") is not None and not answers.get("indicator"):
            self.add_error("indicator", _("Say what is measured, or leave the target empty."))
        return answers

    def values(self) -> dict[str, Any]:
        """Keyword arguments for `add_action` and `change_action`."""
        fields = dict(self.cleaned_data)
        municipalities = list(fields.pop("municipalities"))
        numbers = fields["clauses"].replace(";", ",").split(",")
        fields["clauses"] = [number.strip() for number in numbers if number.strip()]
        fields["municipalities"] = None if fields.pop("for_all") else municipalities
        return fields


def people() -> Any:
    """Those who may sign in."""
    return Person.objects.filter(is_active=True)


class StepForm(forms.Form):
    """A new step."""

    title = forms.CharField(label=gettext_lazy("Step"), max_length=200)
    due = forms.DateField(label=gettext_lazy("Due"), required=False)


class StepEditForm(Gathering, forms.ModelForm[Step]):
    """A step's facts."""

    class Meta:
        model = Step
        fields = ["title", "due", "person"]
        help_texts = {"person": gettext_lazy("May mark the step done and gets the reminders.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offers the people who may sign in."""
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people()  # type: ignore[attr-defined]  # a model choice field


def _today() -> dt.date:
    return clock.today()


class UpdateForm(forms.Form):
    """Two lines on how it is going."""

    text = forms.CharField(
        label=gettext_lazy("How is it going?"),
        max_length=UPDATE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Two lines, at most 280 characters"),
    )
    date = forms.DateField(label=gettext_lazy("Day"), initial=_today)
    public = forms.BooleanField(
        label=gettext_lazy("May be shown in documents"), required=False, initial=True
    )


class CommentForm(forms.Form):
    """A remark on an action."""

    text = forms.CharField(
        label=gettext_lazy("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ValueForm(forms.Form):
    """The indicator's value now."""

    value = NumberField(
        label=gettext_lazy("Value now"), required=False, max_digits=14, decimal_places=2
    )


class StatusForm(forms.Form):
    """A status set by hand; nothing is chosen beforehand where the status follows from the work."""

    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=[("", "–"), *Action.Status.choices]
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("Everybody sees the reason beside the status."),
    )


class ApprovalForm(forms.Form):
    """How the programme is approved."""

    MEETING, DIRECTORS = "meeting", "directors"
    way = forms.ChoiceField(
        label=gettext_lazy("How is it approved?"),
        choices=[
            (MEETING, gettext_lazy("The directors have decided in their meeting")),
            (DIRECTORS, gettext_lazy("Ask each library's director for a yes")),
        ],
        widget=forms.RadioSelect,
        initial=DIRECTORS,
    )
    date = forms.DateField(label=gettext_lazy("Day of the meeting"), required=False)
    meeting = forms.CharField(
        label=gettext_lazy("Meeting"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For example: directors' meeting 1/2024"),
    )
    section = forms.CharField(label="§", required=False, max_length=40)
    due = forms.DateField(label=gettext_lazy("Answers by"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Says when the meeting's day and name are needed."""
        super().__init__(*args, **kwargs)
        for name in ("date", "meeting"):
            self.fields[name].label_suffix = _("(if a meeting has decided)")

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError when a meeting lacks its day or name."""
        answers = super().clean() or self.cleaned_data
        if answers.get("way") == self.MEETING:
            if not answers.get("date"):
                self.add_error("date", _("Give the day of the meeting."))
            if not answers.get("meeting"):
                self.add_error("meeting", _("Name the meeting that decided."))
        return answers

    def values(self) -> dict[str, Any]:
        """Keyword arguments for `approve`."""
        answers = self.cleaned_data
        if answers["way"] == self.DIRECTORS:
            return {"joint": None, "due": answers["due"]}
        joint_decision = JointDecision(answers["date"], answers["meeting"], answers["section"])
        return {"joint": joint_decision, "due": answers["due"]}


class ReasonForm(forms.Form):
    """A reason that all see."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


class AnswerForm(forms.Form):
    """A director's answer to one question (by its id)."""

    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed only when the answer is no."),
    )

    def __init__(self, question: int, answer: Any = None) -> None:
        """Whoever answers for several municipalities has several of these on one page."""
        self.question = question
        super().__init__(answer, prefix="answer", auto_id=f"answer-{question}-%s")
