"""What a page does with what was sent to it: take it, do it, tell how it went."""

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict

REFUSED = 422
"""The status of a page whose form was refused."""


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is nothing; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def whole_number(text: str, *, most: int = 2**31 - 1) -> int | None:
    """A number written in digits 0–9, from 0 to `most`; None for everything else.

    `int` alone reads digits of all scripts, and raises for thousands of them.
    """
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(most)):
        return None
    number = int(text)
    return number if number <= most else None


def add_errors(form: BaseForm, error: ValidationError) -> None:
    """Show an action's refusal at its field when the form has it, else at the top."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)
