"""What the tests of the look share."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

type Render = Callable[..., str]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Words are asserted in the language of the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def get() -> Callable[[str], HttpRequest]:
    """A request for a path, without a person."""
    return RequestFactory().get


@pytest.fixture
def render() -> Render:
    """A template's text rendered with a context, without the space around tags."""

    def rendered(template: str, request: HttpRequest | None = None, /, **context: object) -> str:
        html = str(engines["django"].from_string(template).render(context, request))
        return re.sub(r"(?<=>)[ \n]+|[ \n]+(?=<)", "", html)

    return rendered
