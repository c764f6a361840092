"""What somebody sent and could not be kept: given back, to be copied or sent again."""

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from kimppa.ui.pages import Command

# Boxes that people write in are all other kinds of `Input`, and `Textarea`.
NOT_WRITTEN: Final = (
    forms.CheckboxInput, forms.FileInput, forms.HiddenInput, forms.PasswordInput, forms.RadioSelect,
)  # fmt: skip
SHORT: Final = 80  # a longer text gets a box of several lines


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a form as it was sent; `label` is empty where people did not write it."""

    name: str
    text: str
    label: str = ""

    @property
    def is_long(self) -> bool:
        """Whether it needs a box of several lines."""
        return len(self.text) > SHORT or "\n" in self.text


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that could not be kept. Without any written text it is not worth giving back."""

    address: str
    values: tuple[Value, ...]
    files: bool

    @property
    def own_values(self) -> list[Value]:
        """What people wrote themselves; an empty box may be one that they do not see."""
        return [field for field in self.values if field.label and field.text]

    @property
    def hidden(self) -> list[Value]:
        """What goes along when it is sent again."""
        return [field for field in self.values if not (field.label and field.text)]


def typed(request: HttpRequest, error: BaseException | None) -> Typed | None:
    """What was written into the form; None when there is nothing, or a password among it."""
    content = _content(request)
    if not content:
        return None
    fields = dict(_fields(error, content))
    is_secret = any(isinstance(field.widget, forms.PasswordInput) for field in fields.values())
    if is_secret or any("password" in name for name in content):
        return None
    values = tuple(
        Value(name, text, _label(name, text, fields))
        for name, texts in content.lists()
        for text in texts
    )
    unsaved = Typed(request.get_full_path(), values, bool(request.FILES))
    return unsaved if unsaved.own_values else None


def _content(request: HttpRequest) -> QueryDict | None:
    try:
        return request.POST if request.method == "POST" else None
    except (OSError, MultiPartParserError):  # the disk was full before all of it had come
        return None


def _fields(error: BaseException | None, content: QueryDict) -> Iterator[tuple[str, forms.Field]]:
    """The fields by the names they were sent under, from the bound forms that the error passed, and
    from the form of a command whose row is gone.
    """
    for frame, _line in traceback.walk_tb(error.__traceback__ if error else None):
        for local in frame.f_locals.values():
            if isinstance(local, forms.BaseForm) and local.is_bound:
                for name, field in local.fields.items():
                    yield local.add_prefix(name), field
            elif isinstance(local, Command):
                yield from getattr(local.form, "base_fields", {}).items()


def _label(name: str, text: str, fields: dict[str, forms.Field]) -> str:
    """What a text is called; of a form that is not known, only what is surely a text."""
    field: Any = fields.get(name)
    if field is None:
        return _("Text") if " " in text.strip() else ""
    is_text_box = isinstance(field.widget, forms.Textarea | forms.widgets.Input)
    if not is_text_box or isinstance(field.widget, NOT_WRITTEN):
        return ""
    return str(field.label or name.replace("_", " "))
