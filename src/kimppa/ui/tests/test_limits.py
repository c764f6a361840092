"""No text that a form takes is without a limit."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms

import kimppa
from kimppa.ui.forms import LONGEST_NUMBER, LONGEST_TEXT, NumberField


class Own(forms.Form):
    text = forms.CharField(widget=forms.Textarea, required=False)
    short = forms.CharField(max_length=3, required=False)
    number = NumberField(required=False)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"text": "a" * LONGEST_TEXT, "short": "abc", "number": "1 234,5"}, set()),
        ({"text": "a" * (LONGEST_TEXT + 1)}, {"text"}),
        ({"short": "abcd"}, {"short"}),
        ({"number": "9" * (LONGEST_NUMBER + 1)}, {"number"}),
    ],
)
def test_what_is_too_long_is_told_at_its_field(values: dict[str, str], wrong: set[str]) -> None:
    assert set(Own(values).errors) == wrong


def test_every_form_has_the_look_that_sets_the_limit() -> None:
    """A form with a renderer of its own would take texts without end."""
    for module in pkgutil.walk_packages(kimppa.__path__, "kimppa."):
        if module.name.endswith(".forms"):
            importlib.import_module(module.name)
    own = [form for form in below(forms.BaseForm) if form.__module__.startswith("kimppa.")]
    assert len(own) > 80
    assert [form for form in own if form.default_renderer is not None] == []


def below(form: type) -> Iterator[type]:
    for each in form.__subclasses__():
        yield each
        yield from below(each)
