"""What a page does with what was sent to it."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kimppa.ui.pages.press import attempt
from kimppa.ui.sent import add_errors, posted


@pytest.fixture
def pressed(rf: RequestFactory) -> HttpRequest:
    """A request by a button, to which messages can be told."""
    request = rf.post("/")
    for middleware in (SessionMiddleware, MessageMiddleware):
        middleware(lambda _request: HttpResponse()).process_request(request)
    return request


def test_a_refusal_is_told_whole_and_nothing_else(pressed: HttpRequest) -> None:
    def refuse() -> None:
        raise ValidationError(["Too late.", "Ask first."])

    answer = attempt(pressed, refuse, back="/work/", message="Done.")
    assert answer["Location"] == "/work/"
    (message,) = get_messages(pressed)
    assert (str(message), message.level_tag) == ("Too late. Ask first.", "error")


def test_nothing_sent_is_not_the_same_as_only_opened(rf: RequestFactory) -> None:
    assert posted(rf.get("/?a=1")) is None
    assert posted(rf.post("/")) is not None


class Named(forms.Form):
    name = forms.CharField()


def test_a_refusal_stands_at_its_field_or_at_the_top() -> None:
    form = Named({"name": "x"})
    add_errors(form, ValidationError({"name": "Taken.", "other": "Not here."}))
    add_errors(form, ValidationError("Not today."))
    assert form.errors["name"] == ["Taken."]
    assert form.non_field_errors() == ["Not here.", "Not today."]
