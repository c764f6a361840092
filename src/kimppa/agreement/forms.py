"""Forms of the agreement room."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.agreement.files.reading import ENDINGS, MAX_FILE
from kimppa.agreement.messages import WHEN, every_years
from kimppa.agreement.models import FIRST_YEAR, LAST_YEAR
from kimppa.agreement.structure.parts import DutyPart, SectionPart
from kimppa.core.consortium.models import Service
from kimppa.core.consortium.roles import ROLE_LABELS, Role
from kimppa.core.duties.models import Duty
from kimppa.core.duties.rules import LENGTHS, MOST_YEARS, DueRuleError, YearDay, parse
from kimppa.core.topics import choices as topic_choices
from kimppa.ui.forms import FileField
from kimppa.ui.seen import OVERTAKEN, Guarded, print_of


class ImportForm(forms.Form):
    """An agreement's text, pasted or as a file."""

    text = forms.CharField(
        label=gettext_lazy("Text of the agreement"),
        help_text=gettext_lazy("Copy the whole text from Word, mail or the minutes."),
        widget=forms.Textarea(attrs={"rows": 12}),
        required=False,
        max_length=3_000_000,  # the reader tells what is too long in its own words
    )
    file = FileField(
        label=gettext_lazy("Or a file"), types=ENDINGS, max_bytes=MAX_FILE, required=False
    )

    def clean(self) -> dict[str, Any]:
        """One of the two is needed, both are too much."""
        answers = super().clean() or {}
        sources = [bool(answers.get("text")), bool(answers.get("file"))]
        if "file" in self.errors:
            return answers
        if not any(sources):
            raise ValidationError(_("Paste the text or choose a file."))
        if all(sources):
            raise ValidationError(_("Give either the text or a file, not both."))
        return answers

    def data_and_name(self) -> tuple[bytes, str]:
        """The bytes to read and keep, and the name to keep them by."""
        if uploaded := self.cleaned_data.get("file"):
            return uploaded.read(), uploaded.name
        return self.cleaned_data["text"].encode("utf-8"), "sopimus.txt"


class YearForm(forms.Form):
    """The year a text is saved for."""

    year = forms.IntegerField(
        label=gettext_lazy("Agreement year"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.NumberInput(attrs={"class": "k-input"}),
    )


class SectionForm(Guarded):
    """A section's names."""

    title = forms.CharField(
        label=gettext_lazy("Title in the agreement"), widget=forms.Textarea(attrs={"rows": 3})
    )
    name = forms.CharField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("Shown in the navigation."),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, locked: bool, **kwargs: Any) -> None:
        """In force the title is locked."""
        super().__init__(*args, **kwargs)
        self.fields["title"].disabled = locked


class ClauseTextForm(Guarded):
    """The words of a draft's clause."""

    text = forms.CharField(
        label=gettext_lazy("Text of the clause"), widget=forms.Textarea(attrs={"rows": 5})
    )


class DaysField(forms.CharField):
    """Days with commas between them, each as a date field takes it."""

    def clean(self, value: Any) -> list[dt.date]:
        """Raises ValidationError that names the text that is no day."""
        parts = filter(None, (part.strip(" .") for part in re.split("[,;]", super().clean(value))))
        days = []
        for part in parts:
            try:
                days.append(forms.DateField().clean(part))
            except ValidationError as error:
                text = _("%(text)s is not a day. Write days as 31.8.2024, 31.1.2025.")
                raise ValidationError(text % {"text": part}) from error
        return days


NO_TOPIC = "-"


class DutyForm(forms.Form):
    """One duty of a clause; without a topic an added one is passed over."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    service = forms.ModelChoiceField(
        Service.objects.none(), label=gettext_lazy("Service"), required=False
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Duty.Kind, initial=Duty.Kind.DUTY)
    when = forms.ChoiceField(
        label=gettext_lazy("When"), choices=list(WHEN.items()), initial="continuous"
    )
    day = forms.DateField(
        label=gettext_lazy("Day, if by a day"),
        required=False,
        help_text=gettext_lazy("May be in the next year, for example 31.1.2025"),
    )
    more = DaysField(
        label=gettext_lazy("More days, if there are several"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("With commas between them: 31.8.2024, 31.1.2025"),
    )
    after = forms.IntegerField(
        label=gettext_lazy("Or a day of the month that follows each period"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=gettext_lazy("15 means by the 15th of the next month"),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days, if within some days"),
        min_value=1,
        max_value=999,
        required=False,
    )
    every = forms.TypedChoiceField(
        label=gettext_lazy("Which years"),
        coerce=int,
        empty_value=None,
        required=False,
    )
    since = forms.IntegerField(
        label=gettext_lazy("From the year, if not every year"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        required=False,
    )
    responsible = forms.ChoiceField(
        label=gettext_lazy("Responsible"),
        choices=[(str(role), ROLE_LABELS[role]) for role in Role],
        initial=Role.COORDINATOR,
    )

    def __init__(self, *args: Any, year: int, services: list[Service], **kwargs: Any) -> None:
        """`year` turns days into due rules; the services are read once for all the duties."""
        super().__init__(*args, **kwargs)
        self.year = year
        every_field: Any = self.fields["every"]
        cycles = range(2, MOST_YEARS + 1)
        every_field.choices = [
            ("", every_years(1)),
            *((cycle, every_years(cycle)) for cycle in cycles),
        ]
        topic_field: Any = self.fields["topic"]
        topic_field.choices = [
            ("", _("– not chosen –")),
            (NO_TOPIC, _("No topic: none of these fits")),
            *topic_choices(),
        ]
        service_field: Any = self.fields["service"]
        service_field.queryset = Service.objects.all()
        service_field.choices = [
            ("", _("– none –")),
            *((service.pk, service.name) for service in services),
        ]

    def clean(self) -> dict[str, Any]:
        """What the chosen time needs has to be given."""
        answers = super().clean() or {}
        kind = answers.get("when")
        if kind == "by" and not answers.get("day"):
            self.add_error("day", _("Say by which day."))
        for name, days in (("day", [answers.get("day")]), ("more", answers.get("more") or [])):
            if any(day and abs(day.year - self.year) > MOST_YEARS for day in days):
                self.add_error(name, _("The day is too far from the agreement year."))
        if kind == "within" and not answers.get("days"):
            self.add_error("days", _("Say within how many days."))
        if not self.errors:
            self._read_rule(answers)
        return answers

    def _read_rule(self, answers: dict[str, Any]) -> None:
        """Add the rule to the values, or say why there is none."""
        try:
            answers["rule"] = parse(rule_text(answers, self.year))
        except DueRuleError:
            if answers["every"] and answers["when"] not in (*LENGTHS, "by"):
                self.add_error("every", _("Choose years only for what has a day or recurs."))
            elif answers["more"]:
                self.add_error("more", _("Each day needs a period of its own, over by then."))
            else:
                self.add_error("day", _("No period is over by this day."))

    def duty(self) -> DutyPart:
        """The duty that was filled in."""
        answers = self.cleaned_data
        return DutyPart(
            topic=answers["topic"].removeprefix(NO_TOPIC),
            asks_topic=not answers["topic"],
            service_id=answers["service"].pk if answers["service"] else None,
            kind=answers["kind"],
            due=str(answers["rule"]),
            responsible=answers["responsible"],
            id=answers["id"],
        )


def rule_text(answers: Mapping[str, Any], year: int) -> str:
    """The chosen due rule as a text for `parse`."""
    kind, first_day = answers["when"], answers["after"]
    if kind == "within":
        return f"within {answers['days']}d"
    dates = [date for date in (answers["day"], *answers["more"]) if date]
    days = [YearDay(date.year - year, date.month, date.day) for date in dates]
    if kind == "yearly" and first_day and not days:
        days = [YearDay(1, 1, first_day)]
    words = [] if kind in ("by", "yearly") and days else [kind]
    if days and kind in (*LENGTHS, "by"):
        words.append(f"by {', '.join(map(str, days))}")
    elif first_day and kind in LENGTHS:
        words.append(f"by {first_day}")
    if answers["every"]:
        words.append(f"every {answers['every']} years from {answers['since'] or year}")
    return " ".join(words)


def duty_initial(duty: DutyPart, year: int) -> dict[str, Any]:
    """A stored duty as the form's values."""
    rule = parse(duty.due)
    days = [year_day.on(year) for year_day in rule.days]
    return {
        "id": duty.id,
        "topic": duty.topic or ("" if duty.asks_topic else NO_TOPIC),
        "service": duty.service_id,
        "kind": duty.kind,
        "when": rule.kind,
        "day": days[0] if days else None,
        "more": ", ".join(f"{day.day}.{day.month}.{day.year}" for day in days[1:]),
        "after": rule.day_after or None,
        "days": rule.limit or None,
        "every": rule.cycle if rule.cycle > 1 else "",
        "since": rule.since or None,
        "responsible": duty.responsible,
    }


class DutyFormSet(forms.BaseFormSet[DutyForm]):
    """The duties of one clause; refused when others were saved after it was opened."""

    stored: Sequence[DutyPart] = ()
    overtaken = False

    @property
    def seen(self) -> str:
        """The print of the duties that are stored (`ui.seen`)."""
        return print_of([(duty.id, *_values(duty)) for duty in self.stored])

    def clean(self) -> None:
        """Raise ValidationError when somebody else has saved other duties meanwhile."""
        super().clean()
        page_print = self.data.get(self.add_prefix("seen"))
        if not page_print or page_print == self.seen:
            return
        filled_in = None if any(self.errors) else [_values(duty) for duty in self.duties(set())]
        if filled_in != [_values(duty) for duty in self.stored]:
            self.overtaken = True
            raise ValidationError(str(OVERTAKEN))

    def duties(self, own: set[int | None]) -> list[DutyPart]:
        """What was filled in: removed ones left out, and ids only of the clause's own duties."""
        parts = []
        for form in self.forms:
            if form in self.deleted_forms or (form in self.extra_forms and not form.has_changed()):
                continue
            duty = form.duty()
            parts.append(duty if duty.id in own else replace(duty, id=None))
        return parts


def _values(duty: DutyPart) -> tuple[Any, ...]:
    return duty.topic, duty.service_id, duty.kind, duty.due, duty.responsible


MOST_DUTIES = 12
_FORMSET = cast(
    "type[DutyFormSet]",
    forms.formset_factory(
        DutyForm, DutyFormSet, extra=1, max_num=MOST_DUTIES, validate_max=True, can_delete=True
    ),
)


def duty_forms(
    data: QueryDict | None, duties: Sequence[DutyPart], year: int, services: list[Service]
) -> DutyFormSet:
    """The duties of a clause as forms, and an empty one to add a duty with."""
    formset = _FORMSET(
        data,
        initial=[duty_initial(duty, year) for duty in duties],
        form_kwargs={"year": year, "services": services},
        prefix="duty",
    )
    formset.stored = duties
    return formset


class MoveForm(forms.Form):
    """Where a clause goes."""

    section = forms.ChoiceField(label=gettext_lazy("To the section"))
    position = forms.IntegerField(
        label=gettext_lazy("As which clause of it"), min_value=1, initial=1
    )

    def __init__(self, *args: Any, sections: tuple[SectionPart, ...], **kwargs: Any) -> None:
        """The sections of the agreement are the choices."""
        super().__init__(*args, **kwargs)
        section_field: Any = self.fields["section"]
        section_field.choices = [(s.number, f"{s.number} {s.name}") for s in sections]
