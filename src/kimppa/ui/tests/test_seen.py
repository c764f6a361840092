"""A later save never wins silently over one that its writer has not seen."""

import re
from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from kimppa.ui.seen import Guarded
from kimppa.ui.tests.conftest import Render

SHOW = '{% form form submit="Send" %}'
STORED = {"title": "Old", "colour": "r", "many": ["a", "b"], "public": True}


class Example(Guarded):
    title = forms.CharField(widget=forms.Textarea)
    colour = forms.ChoiceField(choices=[("r", "Red"), ("g", "Green")])
    many = forms.MultipleChoiceField(choices=[("a", "Aah"), ("b", "Bee")], required=False)
    public = forms.BooleanField(required=False)


def filled(render: Render, stored: dict[str, Any], **typed: str) -> QueryDict:
    """What a browser sends of the form that was opened on the stored values."""
    page = render(SHOW, form=Example(initial=stored))
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    data = QueryDict(mutable=True)
    data.setlist("many", stored["many"])
    data.update({"seen": seen[1], "title": stored["title"], "colour": stored["colour"]})
    if stored["public"]:
        data["public"] = "on"
    data.update(typed)
    for name in typed:
        data.setlist(name, [typed[name]])
    return data


def test_a_form_saves_when_nobody_else_has(render: Render) -> None:
    form = Example(filled(render, STORED, title="Mine"), initial=STORED)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == STORED | {"title": "Mine"}


def test_what_somebody_saved_meanwhile_is_shown_beside_what_was_written(render: Render) -> None:
    sent = filled(render, STORED, title="Mine")
    theirs = STORED | {"title": "Theirs\n& more", "colour": "g", "many": ["a"], "public": False}
    form = Example(sent, initial=theirs)
    assert not form.is_valid()
    page = render(SHOW, form=form)
    assert "Somebody saved this after you opened it" in page
    assert ">Mine</textarea>" in page.replace("\n", "")
    for shown in ("Theirs\n&amp; more", "Green", "Aah", "no"):
        assert f'<p class="k-written">{shown}</p>' in page
    described = re.search(r'name="title"[^>]*aria-describedby="([^"]+)"', page)
    assert described
    assert described[1] == "id_title_error id_title_saved"
    assert 'id="id_title_saved"' in page


def test_the_next_save_goes_through_for_its_writer_has_seen_both(render: Render) -> None:
    theirs = STORED | {"title": "Theirs"}
    refused = Example(filled(render, STORED, title="Mine"), initial=theirs)
    assert not refused.is_valid()
    again = Example(refused.data, initial=theirs)
    assert again.is_valid(), again.errors
    assert again.cleaned_data["title"] == "Mine"


@pytest.mark.parametrize("typed", ["Theirs", "Theirs \r\n"])
def test_two_who_write_the_same_are_of_one_mind(render: Render, typed: str) -> None:
    form = Example(filled(render, STORED, title=typed), initial=STORED | {"title": "Theirs"})
    assert form.is_valid(), form.errors


def test_another_fault_does_not_hide_that_somebody_saved(render: Render) -> None:
    form = Example(filled(render, STORED, title=""), initial=STORED | {"title": "Theirs"})
    assert not form.is_valid()
    assert "Theirs" in render(SHOW, form=form)
