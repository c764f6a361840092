"""Errors as problem details (RFC 9457): what, where and what to do, in the caller's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as Refused
from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong in one place of the request."""

    place: str = Field(
        description="Where: `body.date`, `query.year`, `path.pk`; empty = as a whole."
    )
    detail: str = Field(description="What is wrong and what to do.")


class Problem(BaseModel):
    """A problem detail (RFC 9457)."""

    type: str = Field(description="A name that programs may compare: `/api/docs#problem-…`.")
    title: str = Field(description="What kind of problem it is.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened here, in plain words.")
    errors: list[FieldProblem] = Field(default=[], description="The faults, each with its place.")


class ProblemError(Exception):
    """An endpoint's refusal."""

    def __init__(
        self, status: int, name: str, detail: str, errors: Iterable[FieldProblem] = ()
    ) -> None:
        self.status, self.name, self.detail = status, name, detail
        self.errors = list(errors)
        super().__init__(detail)


def invalid(place: str, detail: str) -> ProblemError:
    """The refusal of what stands in one place of a request."""
    return ProblemError(422, "invalid", detail, [FieldProblem(place=place, detail=detail)])


def titles() -> dict[str, str]:
    """The names of problems with their titles, in the active language."""
    return {
        "token": _("The token does not open this"),
        "scope": _("The token may not be used for this"),
        "role": _("Your role does not allow this"),
        "absent": _("There is no such thing"),
        "method": _("This cannot be done here"),
        "request": _("The request could not be read"),
        "invalid": _("Something in the request must be corrected"),
        "refused": _("This cannot be done now"),
        "repeated": _("The same key was used for another request"),
        "crossed": _("Two wrote at the same time"),
        "limit": _("Too many requests"),
        "failed": _("Something went wrong with us"),
    }


def problem(
    status: int,
    name: str,
    detail: str,
    errors: Iterable[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer that tells of a problem."""
    body = Problem(
        type=f"/api/docs#problem-{name}",
        title=titles()[name],
        status=status,
        detail=detail,
        errors=list(errors),
    )
    return HttpResponse(
        body.model_dump_json(), status=status, content_type=MEDIA_TYPE, headers=headers
    )


def refused(error: Refused) -> HttpResponse:
    """What an action refused, with the fields it named."""
    if hasattr(error, "error_dict"):
        faults = [
            FieldProblem(place=_place(name), detail=text)
            for name, texts in error.message_dict.items()
            for text in texts
        ]
    else:
        faults = [FieldProblem(place="", detail=text) for text in error.messages]
    return problem(422, "refused", " ".join(fault.detail for fault in faults), faults)


def _place(name: str) -> str:
    return "" if name == NON_FIELD_ERRORS else f"body.{name}"


def misread(errors: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """What the shapes refused: pydantic's errors in plain words."""
    faults = [
        FieldProblem(place=".".join(_places(error["loc"])), detail=_words(error))
        for error in errors
    ]
    detail = _("Correct what is told of each place and send the request again.")
    return problem(422, "invalid", detail, faults)


def _places(loc: Iterable[object]) -> list[str]:
    """`body.data.date` is `body.date` to the caller: the argument's name is ours."""
    parts = [str(part) for part in loc]
    return [part for number, part in enumerate(parts) if (number, part) not in _OURS]


_OURS = {(1, "data"), (1, "cursor"), (1, "asked"), (1, "query")}


def _words(error: Mapping[str, Any]) -> str:
    """Plain words for every fault that a shape can have."""
    kind, context = str(error["type"]), error.get("ctx", {})
    sentences = _plain_words()
    if kind in sentences:
        return sentences[kind]
    for start, text in sentences.items():
        if start.endswith("_") and kind.startswith(start):
            return text
    return _words_of_bounds(kind, context) or _("This cannot be read.")


def _plain_words() -> dict[str, str]:
    """By the kind of fault, or by how several kinds begin."""
    number, whole = _("Write a number such as 12.5."), _("Write a whole number.")
    return {
        "missing": _("This is needed."),
        "extra_forbidden": _("There is no such field."),
        "string_pattern_mismatch": _("This is not written as it should be."),
        "string_type": _("Write text."),
        "list_type": _("Write a list."),
        "dict_type": _("Write names with their values."),
        "int_": whole,
        "bool_": _("Write true or false."),
        "decimal_parsing": number,
        "decimal_type": number,
        "finite_number": number,
        "date_": _("Write a date such as 2025-01-14."),
        "datetime_": _("Write a moment such as 2025-01-14T12:00:00Z."),
        "timezone_": _("Write a moment such as 2025-01-14T12:00:00Z."),
        "url_": _("Write an address such as https://www.example.org/."),
    }


def _words_of_bounds(kind: str, context: Mapping[str, Any]) -> str:
    """What is too much, too little, or none of some; empty for another kind of fault."""
    if kind in ("enum", "literal_error"):
        choices = str(context.get("expected", "")).replace("' or '", "', '")
        return _("Choose one of these: %(choices)s") % {"choices": choices}
    if kind.endswith("too_short"):
        return _("This may not be empty.")
    if kind.endswith("too_long"):
        of_text = _("At most %(count)s characters.")
        words = of_text if kind == "string_too_long" else _("Too long: at most %(count)s.")
        return words % {"count": context["max_length"]}
    words = {
        "greater_than_equal": _("Write %(bound)s or more."),
        "less_than_equal": _("Write %(bound)s or less."),
        "decimal_max_digits": _("At most %(bound)s digits."),
        "decimal_max_places": _("At most %(bound)s decimals."),
    }.get(kind, "")
    bounds = (context.get(name) for name in ("ge", "le", "max_digits", "decimal_places"))
    return words % {"bound": next((bound for bound in bounds if bound is not None), "")}
