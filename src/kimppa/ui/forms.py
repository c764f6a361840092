"""How forms look: Designsystemet's field pattern with every part named to assistive technology."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kimppa.core import clock
from kimppa.documents.kinds import HEAD, is_as_named
from kimppa.ui import numbers
from kimppa.ui.when import read_day, read_time, spell_day, spell_time

NOTHING_CHOSEN = gettext_noop("- Select an option -")
"""Django's words for the empty choice, which it has not translated into Finnish or Swedish."""


LONGEST_TEXT = 100_000  # letters of a text field that states no limit of its own
LONGEST_NUMBER = 60


class Field(BoundField):
    """A bound field that links its hint and its errors to its widget."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        """No text is without a limit."""
        super().__init__(form, field, name)
        if isinstance(field, forms.CharField) and field.max_length is None:
            field.max_length = LONGEST_TEXT
            field.validators.append(MaxLengthValidator(LONGEST_TEXT))

    @property
    def data(self) -> Any:
        """What was filled in. A form changes two things of a text and nothing else: line ends are
        `\\n` here, and Django takes the white space around the text away. A day and a time are
        spelled out (`ui.when`).
        """
        content = super().data
        if isinstance(content, str) and self.is_date:
            day = read_day(content)
            return spell_day(day) if day else content
        if isinstance(content, str) and self.is_time:
            time = read_time(content)
            return spell_time(time) if time else content
        if isinstance(content, str) and isinstance(self.field, forms.CharField):
            return content.replace("\r\n", "\n").replace("\r", "\n")
        return content

    @property
    def is_group(self) -> bool:
        """Whether several controls share one legend (radios, checkboxes)."""
        return isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)

    @property
    def is_single_checkbox(self) -> bool:
        """Whether the label stands after the box."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_file(self) -> bool:
        return isinstance(self.field.widget, forms.FileInput)

    @property
    def is_date(self) -> bool:
        return isinstance(self.field, forms.DateField)

    @property
    def is_time(self) -> bool:
        return isinstance(self.field, forms.TimeField)

    @property
    def when_needed(self) -> str:
        """Said after the label: the field's own `label_suffix`, or that it may be left empty."""
        if self.field.label_suffix:
            return str(self.field.label_suffix)
        return "" if self.field.required else _("(optional)")

    @property
    def hint(self) -> str:
        """The help text, or what a day or a file has to be like when nothing else is said."""
        if self.is_file:
            words = str(self.help_text) or file_hint(self.field)
            return " ".join(filter(None, (_("Drag the file here or choose it."), words)))
        if self.help_text:
            return str(self.help_text)
        if self.is_date:
            today = clock.today()
            return _("For example %(short)s or %(day)s. Without a year the nearest day.") % {
                "short": f"{today.day}.{today.month}.",
                "day": spell_day(today),
            }
        if self.is_time:
            return _("For example 17 or 17.30")
        return ""

    @property
    def aria_describedby(self) -> str | None:
        """The ids of the hint, the errors and what is stored now, in the order they are read."""
        if self.field.widget.attrs.get("aria-describedby") or self.is_hidden:
            return None
        parts = [("helptext", self.hint), ("error", self.errors), ("saved", self.saved_now)]
        return " ".join(f"{self.auto_id}_{name}" for name, text in parts if text) or None

    @property
    def saved_now(self) -> str:
        """What is stored, when somebody else saved it after the form was opened (`ui.seen`)."""
        return str(getattr(self.form, "saved_now", {}).get(self.name, ""))

    @property
    def first_id(self) -> str:
        """The id that a link from the error summary leads to."""
        return f"{self.auto_id}_0" if self.is_group else str(self.auto_id)

    def value(self) -> Any:
        """What stands in the box; a day and a time as people write them."""
        value = super().value()
        if self.is_date and isinstance(value, dt.date):
            return spell_day(value)
        if self.is_time and isinstance(value, dt.time):
            return spell_time(value)
        return value

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Django's attributes and the look: class, hints, errors, spelling of days."""
        widget = widget or self.field.widget
        built_attrs = super().build_widget_attrs(attrs, widget)
        if not widget.is_hidden:
            widget_class = str(widget.attrs.get("class", ""))
            built_attrs["class"] = f"{widget_class} ds-input".strip()
        if self.is_date or self.is_time:
            # No `inputmode`: an iPhone's numbers have no point.
            built_attrs.setdefault("autocomplete", "off")
        return built_attrs


def file_hint(field: forms.Field) -> str:
    """What files a field takes: kinds from the widget's `accept`, size from `max_bytes`."""
    kinds = str(field.widget.attrs.get("accept", "")).replace(".", "").replace(",", ", ")
    limit = getattr(field, "max_bytes", None)
    megabytes = numbers.number(limit / 1024 / 1024, 0) if limit else ""
    if kinds and megabytes:
        return _("A file of type %(kinds)s, at most %(size)s MB") % {
            "kinds": kinds,
            "size": megabytes,
        }
    if megabytes:
        return _("At most %(size)s MB") % {"size": megabytes}
    return _("A file of type %(kinds)s") % {"kinds": kinds} if kinds else ""


# Digits with one decimal sign; commas between thousands only where a point follows them.
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:[.,][0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+)")


class NumberField(forms.DecimalField):
    """A number as people write it in Finland: 1 234,5, and also 1234.5 and 1,234.5.

    What only programs write (1e5, 1_000) and what could mean two numbers (1.234,5) is refused.
    """

    default_error_messages: ClassVar = {
        "invalid": gettext_lazy("Write a number in digits, such as 1234,5.")
    }

    def __init__(self, **kwargs: Any) -> None:
        """Typed as text, for a number box of the browser refuses the comma or the point."""
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """A Decimal, or None of an empty text. Raises ValidationError for what is no number."""
        if isinstance(value, str):
            value = "".join(value.split()).replace("\N{MINUS SIGN}", "-")
            if value and (len(value) > LONGEST_NUMBER or not _NUMBER.fullmatch(value)):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            value = value.replace(",", "" if "." in value else ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """The value in the box, with the comma or point of the active language."""
        return numbers.number(value) if isinstance(value, Decimal | int | float) else value


class FileField(forms.FileField):
    """A file of known types and size: says its limits, refuses what breaks them."""

    def __init__(
        self, *, types: Sequence[str], max_bytes: int, as_named: bool = False, **kwargs: Any
    ) -> None:
        """`types` are name endings such as ".docx"; `max_bytes` the largest size let in. `as_named`
        also compares the content with the name: for files that are handed on unread.
        """
        super().__init__(**kwargs)
        self.as_named = as_named
        self.types = tuple(types)
        self.max_bytes = max_bytes
        self.widget.attrs.setdefault("accept", ",".join(self.types))

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploaded file. Raises ValidationError for another type or too much."""
        upload = super().clean(data, initial)
        if upload and getattr(upload, "size", 0) > self.max_bytes:
            raise ValidationError(
                _("The file is too large: it is %(size)s MB, at most %(limit)s MB goes in."),
                params={
                    "size": numbers.number(upload.size / 1024 / 1024, 1),
                    "limit": numbers.number(self.max_bytes / 1024 / 1024, 0),
                },
            )
        if upload and not str(upload.name).lower().endswith(self.types):
            raise ValidationError(
                _("This file is of another type. Choose one of these: %(types)s"),
                params={"types": ", ".join(self.types)},
            )
        if upload and self.as_named and not _is_as_named(upload):
            raise ValidationError(
                _(
                    "The content of “%(name)s” is not what its name says. Open it in its own "
                    "program, save it anew, and choose that file."
                ),
                params={"name": upload.name},
            )
        return upload


def _is_as_named(upload: "UploadedFile[Any]") -> bool:
    head = upload.read(HEAD)
    upload.seek(0)
    return is_as_named(str(upload.name), head)


def choose_from(form: forms.BaseForm, name: str, rows: QuerySet[Any], empty: str = "") -> None:
    """Let the field be chosen from the rows; `empty` is what choosing none of them is called."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
    if empty:
        field.empty_label = empty


class Renderer(TemplatesSetting):
    """Renders every form with the templates of this room."""

    form_template_name = "ui/forms/fields.html"
    field_template_name = "ui/forms/field.html"
    bound_field_class = Field
