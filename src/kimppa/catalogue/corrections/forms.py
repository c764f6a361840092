"""What people fill in about corrections."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kimppa.catalogue.corrections.actions.plans import Draft
from kimppa.catalogue.corrections.codes import read_codes
from kimppa.catalogue.corrections.edits import OwnEdit, plan_edit
from kimppa.catalogue.messages import plan_refusal
from kimppa.catalogue.models import RuleCount, Snapshot
from kimppa.catalogue.models.corrections import CodeTable, Plan, Practice
from kimppa.core import clock
from kimppa.core.decisions.queries import citable_decisions
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.marc.rules.spec import RuleError, Spec, table_of
from kimppa.ui.forms import NOTHING_CHOSEN, FileField
from kimppa.ui.numbers import language, number
from kimppa.ui.sent import whole_number

KINDS = [
    ("", gettext_lazy(NOTHING_CHOSEN)),
    ("text", gettext_lazy("The whole text of a subfield")),
    ("part", gettext_lazy("A part of the text of a subfield")),
    ("subfield", gettext_lazy("Remove the subfield that has this text")),
    ("field", gettext_lazy("Remove the field whose subfield has this text")),
    ("indicator1", gettext_lazy("The first indicator")),
    ("indicator2", gettext_lazy("The second indicator")),
    ("position", gettext_lazy("A fixed position (LDR, 006, 007, 008)")),
]
PLACES = [
    ("all", gettext_lazy("All of them")),
    ("first", gettext_lazy("The first only")),
    ("last", gettext_lazy("The last only")),
    ("others", gettext_lazy("All but the first")),
]
MOST = 200_000  # bytes of a plan's file
_CODE = re.compile(r"[!-~]")  # a wrong code such as A stands in records too: it can be removed


class PlanForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    note = forms.CharField(
        label=gettext_lazy("Why, and what was talked about"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    rules = forms.MultipleChoiceField(
        label=gettext_lazy("Faults that are mended"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Only faults that the program knows how to mend are offered: first those that it mends "
            "by itself, then those whose every change a person looks at."
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("A change of your own"), choices=KINDS, required=False
    )
    tag = forms.RegexField(
        r"^(LDR|[0-9A-Z]{3})$",
        label=gettext_lazy("Field"),
        required=False,
        help_text=gettext_lazy("For example 650, or LDR for the leader"),
    )
    place = forms.CharField(
        label=gettext_lazy("Subfield, or position"),
        max_length=4,
        required=False,
        help_text=gettext_lazy("For example a; of a fixed field for example 22"),
    )
    old = forms.CharField(
        label=gettext_lazy("What stands there"), max_length=200, required=False, strip=False
    )
    new = forms.CharField(
        label=gettext_lazy("What shall stand there"), max_length=200, required=False, strip=False
    )
    which = forms.ChoiceField(
        label=gettext_lazy("If it stands in several places of a record"),
        choices=PLACES,
        required=False,
    )
    sample_size = forms.IntegerField(
        label=gettext_lazy("How many changes each library looks at"),
        min_value=1,
        max_value=100,
        initial=10,
    )
    by_hand = forms.BooleanField(
        label=gettext_lazy(
            "The library system cannot load records: lists are made for each branch"
        ),
        required=False,
    )

    not_compared = ("kind", "tag", "place", "old", "new", "which", "file")

    def __init__(
        self, *args: Any, counts: Iterable[RuleCount], plan: Plan | None = None, **kwargs: Any
    ) -> None:
        """The rules that found something and can be mended are offered."""
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.table: dict[str, Any] = {}
        field = self.fields["rules"]
        assert isinstance(field, forms.MultipleChoiceField)
        safe_first = sorted(counts, key=lambda count: not count.rule.safe)
        field.choices = [(count.rule.slug, _words(count)) for count in safe_first]
        self.fields["file"] = FileField(
            label=_("Or a saved plan"),
            types=(".json", ".toml"),
            max_bytes=MOST,
            required=False,
            help_text=_("The file of an earlier plan; it takes the place of what is chosen above."),
        )

    def clean(self) -> dict[str, Any]:
        """Something must be mended; a change of one's own must be whole."""
        values: dict[str, Any] = super().clean() or {}
        if self.errors:
            return values
        if file := values.get("file"):
            self.table = _read_json(file)
        if values.get("kind"):
            self._check_own_edit(values)
        if not (values.get("rules") or values.get("kind") or self.table):
            raise ValidationError(_("Choose what is mended, or write a change of your own."))
        return values

    def _check_own_edit(self, values: dict[str, Any]) -> None:
        kind = values["kind"]
        names = {"tag", "old"} | (set() if kind.startswith("indicator") else {"place"})
        names |= {"new"} if kind in {"text", "indicator1", "indicator2", "position"} else set()
        for name in sorted(names):
            if not values.get(name):
                self.add_error(name, _("Fill this in as well."))
        place = values.get("place") or ""
        if kind == "position" and place and whole_number(place) is None:
            self.add_error("place", _("Write the position as a number."))
        if "place" in names and kind != "position" and place and not _CODE.fullmatch(place):
            self.add_error("place", _("Write one subfield code, such as a."))

    def add_error(self, field: str | None, error: Any) -> None:
        """Show what is wrong with a plan of a file at the file."""
        super().add_error("file" if field is None and self.table else field, error)

    @property
    def _own_edit(self) -> OwnEdit | None:
        values = self.cleaned_data
        if not values.get("kind"):
            return None
        which = values["which"] or "all"
        return OwnEdit(
            values["kind"], values["tag"], values["place"], values["old"], values["new"], which
        )

    def values(self) -> dict[str, Any]:
        values = self.cleaned_data
        edits = list(self.table.get("edit", self.plan.edits if self.plan else ()))
        if self._own_edit is not None:
            edits.append(plan_edit(self._own_edit, 1 + max(map(_number, edits), default=0)))
        return {
            "draft": Draft(
                title=values["title"],
                rules=list(self.table.get("rules", values["rules"])),
                edits=edits,
                note=values["note"],
                by_hand=values["by_hand"],
                sample_size=values["sample_size"],
                year=self.plan.year if self.plan else clock.today().year,
            )
        }


def _number(edit: dict[str, Any]) -> int:
    """The number of an own change, by its id ("own-3"); 0 for one that came from a file."""
    prefix, _dash, digits = str(edit.get("id", "")).partition("-")
    return int(digits) if prefix == "own" and digits.isdigit() else 0


def _words(count: RuleCount) -> str:
    text = ngettext("%(text)s (%(count)s record)", "%(text)s (%(count)s records)", count.records)
    review_text = _("by the program") if count.rule.safe else _("look at each change")
    words = text % {"text": count.rule.text, "count": number(count.records, 0)}
    return f"{words} – {review_text}"


def _read_json(file: Any) -> dict[str, Any]:
    try:
        table = table_of(file.read(), file.name, or_json=True)
        spec = Spec(file.name, "", table)
        rules, edits = list(spec.texts("rules", ())), spec.tables("edit")
    except RuleError as error:
        raise ValidationError({"file": plan_refusal(error)}) from error
    return {"rules": rules, "edit": list(edits)}


class AskForm(forms.Form):
    due = forms.DateField(label=gettext_lazy("Answer by"), required=False)


class AnswerForm(forms.Form):
    """A director's yes or no for one municipality (by its code)."""

    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("A no needs a reason."),
    )

    def __init__(self, code: str, data: Any = None) -> None:
        """Whoever answers for several municipalities has several of these on one page."""
        super().__init__(data, prefix="answer", auto_id=f"answer-{code}-%s")


class ExportForm(forms.Form):
    export = forms.ModelChoiceField(label=gettext_lazy("Export"), queryset=Snapshot.objects.none())

    def __init__(
        self, *args: Any, exports: Any, offered: Iterable[Snapshot] = (), **kwargs: Any
    ) -> None:
        """The exports that have been checked; of these only some may be offered."""
        super().__init__(*args, **kwargs)
        field = self.fields["export"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = exports
        # Asked for once: a page shows the form in several places.
        field.choices = [(export.pk, str(export)) for export in offered or exports]


class LoadedForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Loaded on"), initial=clock.today)


class OwnPracticeForm(forms.ModelForm[Practice]):
    class Meta:
        model = Practice
        fields = ("topic", "text", "since", "decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = citable_decisions().filter(topic="catalogue-integrity")


class CodesPlaceForm(forms.Form):
    place = forms.RegexField(
        r"^[0-9A-Z]{3}[a-z0-9]$",
        label=gettext_lazy("Where the codes stand in the records"),
        required=False,
        help_text=gettext_lazy("Field and subfield, for example 852b; empty when nowhere"),
        error_messages={"invalid": gettext_lazy("Write a field and a subfield, such as 852a.")},
    )


class CodesFileForm(CodesPlaceForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What its codes are"), choices=CodeTable.Kind.choices
    )
    system = forms.CharField(
        label=gettext_lazy("System"),
        max_length=60,
        help_text=gettext_lazy("For example Koha or Mikromarc"),
    )
    field_order = ("kind", "system", "place", "file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = FileField(
            label=_("File"),
            types=(".csv", ".xlsx"),
            max_bytes=2_000_000,
            help_text=_("Codes in the first column, their names in the second, a heading on top."),
        )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.table = read_codes(file.name, file.read())
        except SpreadsheetError as error:
            raise ValidationError(error.text(language())) from error
        if self.table.too_long:
            raise ValidationError(
                _("“%(text)s…” is too long to be a code. Write the codes in the first column.")
                % {"text": self.table.too_long[:40]}
            )
        return file

    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in ("kind", "system", "place")}
        return values | {"codes": self.table.codes, "source": self.cleaned_data["file"].name}

    @property
    def summary(self) -> str:
        """How the file was read; empty before it has been."""
        if not self.is_valid():
            return ""
        count = len(self.table.codes)
        text = ngettext(
            "%(count)s code came in. The first line was taken for a heading: %(heading)s.",
            "%(count)s codes came in. The first line was taken for a heading: %(heading)s.",
            count,
        )
        heading = " | ".join(filter(None, self.table.heading))
        return text % {"count": number(count, 0), "heading": heading}
