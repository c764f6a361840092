"""Forms of suggestions, surveys and agreed ways of working."""

import datetime as dt
import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.decisions.queries import citable_decisions
from kimppa.meetings.models import AnswerTime, Practice, Question, Suggestion, Survey
from kimppa.meetings.ways.actions.surveys import MOST_QUESTIONS, VALUES
from kimppa.ui import pages as ui
from kimppa.ui.forms import choose_from
from kimppa.ui.proposals import LinkForm

AREA = forms.Textarea(attrs={"rows": 4})
LONGEST, OPEN_DAYS = 2000, 14
PLACES_OF_SCALE = {
    1: gettext_lazy("1, the least"),
    5: gettext_lazy("5, the most"),
}


class SuggestionForm(forms.ModelForm[Suggestion]):
    """What, and why."""

    class Meta:
        model = Suggestion
        fields = ("title", "reason")
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class UnnamedForm(forms.ModelForm[Suggestion]):
    """The same from somebody who holds the link: an address only if an answer is wanted."""

    class Meta:
        model = Suggestion
        fields = ("title", "reason", "email")
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "email": gettext_lazy("Only if you want the answer. It is removed a month after that.")
        }

    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class AnswerForm(forms.Form):
    """What is answered."""

    text = forms.CharField(label=gettext_lazy("Answer"), max_length=LONGEST, widget=AREA)


class ReasonForm(forms.Form):
    """Why it is left."""

    text = forms.CharField(
        label=gettext_lazy("Why it is left, for who suggested it to read"),
        max_length=LONGEST,
        widget=AREA,
    )


class DaysForm(ui.Guarded):
    """Within how many days suggestions are answered."""

    days = forms.IntegerField(
        label=gettext_lazy("Answer within how many days"),
        min_value=1,
        max_value=365,
        help_text=AnswerTime._meta.get_field("days").help_text,
    )


class StaffLinkForm(LinkForm):
    """A link for a staff: nobody's own, so no address."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        del self.fields["email"]
        self.fields["holder"].initial = _("Staff of the library")


class SurveyForm(forms.Form):
    """What is asked, and until when. Questions without a text are not asked."""

    title = forms.CharField(
        label=gettext_lazy("What the survey is about"),
        max_length=Survey._meta.get_field("title").max_length,
    )
    closes_on = forms.DateField(label=gettext_lazy("Last day to answer"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes_on"].initial = clock.today() + dt.timedelta(days=OPEN_DAYS)
        for number in range(1, MOST_QUESTIONS + 1):
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("Question %(number)d") % {"number": number},
                max_length=Question._meta.get_field("text").max_length,
                required=number == 1,
            )
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("Question %(number)d is answered by") % {"number": number},
                choices=Question.Kind,
                required=False,
                label_suffix=" ",
                help_text=_("The scale goes from “1, the least” to “5, the most”."),
            )

    def values(self) -> dict[str, Any]:
        """The questions as texts and kinds."""
        fields = self.cleaned_data
        questions = [
            (text, fields[f"kind_{number}"] or Question.Kind.SCALE)
            for number in range(1, MOST_QUESTIONS + 1)
            if (text := fields[f"text_{number}"])
        ]
        return {"title": fields["title"], "closes_on": fields["closes_on"], "questions": questions}


class DayForm(ui.Guarded):
    """Another last day."""

    closes_on = forms.DateField(label=gettext_lazy("Last day to answer"))


class SheetForm(forms.Form):
    """The questions of a survey as whoever holds the link answers them."""

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"] = forms.CharField(
            widget=forms.HiddenInput,
            required=False,
            max_length=64,
            initial=lambda: secrets.token_hex(16),
        )
        self.questions = list(survey.questions.all())
        scale = [(str(number), PLACES_OF_SCALE.get(number, str(number))) for number in VALUES]
        for question in self.questions:
            self.fields[f"answer_{question.pk}"] = (
                forms.ChoiceField(
                    label=question.text, choices=scale, required=False, widget=forms.RadioSelect
                )
                if question.kind == Question.Kind.SCALE
                else forms.CharField(
                    label=question.text,
                    required=False,
                    max_length=LONGEST,
                    widget=AREA,
                    help_text=_("Write nothing by which somebody could be known."),
                )
            )

    def values(self) -> dict[str, Any]:
        """The answers by the question's id, and the name of the sheet."""
        fields = self.cleaned_data
        answers = {question.pk: fields[f"answer_{question.pk}"] for question in self.questions}
        return {"answers": answers, "sheet": fields["sheet"]}


class PracticeForm(forms.ModelForm[Practice]):
    """What is done differently, who sees to it, and when it is asked whether it helped."""

    class Meta:
        model = Practice
        fields = ("title", "text", "decision", "suggestion", "owner", "begins_on", "ask_on")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decisions = citable_decisions().filter(date__gte=clock.today() - dt.timedelta(days=730))
        choose_from(self, "decision", decisions, str(_("None in the register")))
        choose_from(self, "suggestion", Suggestion.objects.all(), str(_("None")))
        roles = Membership.objects.valid_on(clock.today()).exclude(role=Role.READER)
        people = Person.objects.filter(pk__in=roles.values("person"), is_active=True)
        if self.instance.owner_id:
            people |= Person.objects.filter(pk=self.instance.owner_id)
        choose_from(self, "owner", people.distinct(), str(_("Nobody yet")))

    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class JudgeForm(forms.Form):
    """Did it help?"""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Did it help?"), choices=Practice.Outcome, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("What changed, in a sentence"), max_length=LONGEST, widget=AREA
    )
    ask_on = forms.DateField(label=gettext_lazy("It goes on: ask again on"), required=False)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        outcome, ask_on = answers.get("outcome"), answers.get("ask_on")
        if ask_on and outcome and outcome != Practice.Outcome.GOES_ON:
            raise ValidationError(
                {"ask_on": _("Only of what goes on it is asked again, on a day to come.")}
            )
        return answers
