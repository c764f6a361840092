"""Two who edit the same thing at once: the later save is refused, and both texts are shown.

A form carries a print of the values that it was opened on. When what is stored no longer has that
print, somebody has saved in between: nothing is written, what was typed stays in the form, what is
stored now stands beside it, and the next save is made knowing both.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Collection, Iterable
from copy import copy
from decimal import Decimal
from functools import wraps
from typing import Any, Concatenate

from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.locks import one_at_a_time
from kimppa.ui import numbers

OVERTAKEN = gettext_lazy(
    "Somebody saved this after you opened it, so yours was not saved. Nothing is lost: what you "
    "wrote is here, and what is stored now is shown beside it. Check both and save again."
)
CHANGED = gettext_lazy(
    "This has been changed since you opened the page. Look at it again, then do what you meant."
)


FIELD = "seen"
ALONE = "kimppa.one_save_at_a_time"


class Guarded(forms.Form):
    """A form of something stored that refuses to write over what its writer has not seen.

    Give it what is stored (initial values or an instance) when it is bound too, and let its view
    be `one_save_at_a_time`. A save that would store what is stored already goes through.
    `not_compared` are fields that hold nothing stored.
    """

    not_compared: Collection[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is known to be saved meanwhile."""
        super().__init__(*args, **kwargs)
        carry_print(self)

    def full_clean(self) -> None:
        """Refuse what was filled in before somebody else's save."""
        super().full_clean()
        _compare_seen(self)


def guard(request: HttpRequest, form: forms.BaseForm) -> None:
    """Make any form that saves over a row refuse as `Guarded` does.

    Raises ImproperlyConfigured when the view is not `one_save_at_a_time`.
    """
    if ALONE not in request.META:
        raise ImproperlyConfigured(f"{request.path} saves over a row: @one_save_at_a_time")
    if isinstance(form, Guarded):
        return
    carry_print(form)
    if form.is_bound:
        form.full_clean()
        _compare_seen(form)


def carry_print(form: Any) -> None:
    """Let a form tell what its writer saw when it comes back."""
    form.saved_now = {}
    form.fields[FIELD] = forms.CharField(
        required=False, widget=forms.HiddenInput, initial=lambda: _print(form)
    )


def _compare_seen(form: Any) -> None:
    print_seen = getattr(form, "cleaned_data", {}).pop(FIELD, "")
    if not print_seen or print_seen == _print(form):
        return
    if names := [name for name in _names(form) if _differs(form, name)]:
        _refuse_overtaken(form, names)


def _refuse_overtaken(form: Any, names: list[str]) -> None:
    form.add_error(None, str(OVERTAKEN))
    for name in names:
        field = form.fields[name]
        form.saved_now[name] = in_words(field, form.get_initial_for_field(field, name))
        form.add_error(name, _("Something else is stored here now."))
    sent_fields = copy(form.data)  # a QueryDict's copy may be written
    sent_fields[form.add_prefix(FIELD)] = _print(form)
    form.data = sent_fields


def _names(form: forms.BaseForm) -> list[str]:
    names_not_compared = getattr(form, "not_compared", ())
    return [name for name in form.fields if name != FIELD and name not in names_not_compared]


def _stored_value(form: forms.BaseForm, name: str) -> Any:
    return comparable(form.get_initial_for_field(form.fields[name], name))


def _print(form: forms.BaseForm) -> str:
    return print_of({name: _stored_value(form, name) for name in _names(form)})


def _differs(form: forms.BaseForm, name: str) -> bool:
    """Whether what was filled in, or what cannot be read of it, is not what is stored."""
    if name not in form.cleaned_data:
        return True
    return bool(comparable(form.cleaned_data[name]) != _stored_value(form, name))


def print_of(value: Any) -> str:
    """A short print of a value that JSON can hold."""
    content = json.dumps(value, sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()[:32]


def comparable(field_value: Any) -> Any:
    """A form's value so that a stored and a filled in one are alike: texts, or a sorted list."""
    match field_value:
        case None | False:
            return ""
        case Model():
            return str(field_value.pk)
        case Decimal():
            return format(field_value.normalize(), "f")
        case str():
            return "\n".join(line.rstrip() for line in field_value.strip().splitlines())
        case Iterable():
            return sorted(comparable(part) for part in field_value)
    return str(field_value)


def in_words(field: forms.Field, stored_value: Any) -> str:
    """A stored value as its field would show it; a dash when it is empty."""
    if isinstance(field, forms.BooleanField):
        return _("yes") if stored_value else _("no")
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return _choice_labels(field, comparable(stored_value))
    if isinstance(stored_value, dt.date):
        return numbers.day(stored_value)
    text = field.prepare_value(stored_value)
    return "–" if text in (None, "") else str(text)


def _choice_labels(field: forms.ChoiceField | forms.ModelChoiceField[Any], value: Any) -> str:
    keys = value if isinstance(value, list) else [value] if value else []
    options: Any = field.choices
    pairs: list[tuple[Any, Any]] = list(flatten_choices(options))
    labels = [str(label) for key, label in pairs if str(key) in keys]
    return ", ".join(labels) or "–"


def one_save_at_a_time[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view decorator: nobody saves at the same address between comparing and writing."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.META[ALONE] = True
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            one_at_a_time("form", request.path)
            return view(request, *args, **kwargs)

    return guarded
