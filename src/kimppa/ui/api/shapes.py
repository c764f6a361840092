"""Plain shapes that every room's answers are made of."""

import datetime as dt
import re
from collections.abc import Collection
from decimal import Decimal
from typing import Annotated, Any, Self

from django.conf import settings
from django.db.models import Manager, Model, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictInt,
    StrictStr,
    model_validator,
)
from pydantic_core import PydanticCustomError

from kimppa.core.consortium.models import Branch, Municipality, Named, Service
from kimppa.core.figures.models import Variable
from kimppa.core.topics import TOPICS
from kimppa.ui.api.problems import invalid

MOST_ID = 2**53
FIRST_YEAR, LAST_YEAR = 1990, 2100
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")


def _readable(text: str) -> str:
    """No NUL: PostgreSQL does not store it, and nobody writes it on purpose."""
    if "\0" in text:
        raise PydanticCustomError("string_pattern_mismatch", "contains a NUL character")
    return text


def _require_iso(sent_date: Any) -> Any:
    """A date comes as ISO 8601: a number would be read as seconds since 1970."""
    if isinstance(sent_date, str) and not _DATE.fullmatch(sent_date):
        raise PydanticCustomError("date_type", "not a date")
    if not isinstance(sent_date, str | dt.date | None):
        raise PydanticCustomError("date_type", "a date is a text")
    return sent_date


def _require_moment(sent_moment: Any) -> Any:
    """The same for a moment."""
    if isinstance(sent_moment, str) and not _MOMENT.match(sent_moment):
        raise PydanticCustomError("datetime_type", "not a moment")
    return sent_moment


def _in_utc(moment: dt.datetime) -> dt.datetime:
    """The moment in UTC, as the database compares it; its year there is 1-9999 too."""
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError as error:
        raise PydanticCustomError("datetime_type", "out of the years 1-9999 in UTC") from error


def _check_near(day: dt.date) -> dt.date:
    """A day of a year that the desk counts for."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("date_range", "the year is out of bounds")
    return day


def _require_topic(topic: str) -> str:
    if topic not in TOPICS:
        raise PydanticCustomError("enum", "not a topic", {"expected": ", ".join(TOPICS)})
    return topic


def _utc(moment: dt.datetime) -> dt.datetime:
    """The same moment as stored and as just written: both in UTC."""
    return moment.astimezone(dt.UTC)


def _decimal(number: Decimal) -> str:
    return f"{number.normalize():f}"


Text = Annotated[StrictStr, AfterValidator(_readable), Field(max_length=100_000)]
Words = Annotated[StrictStr, AfterValidator(_readable), Field(max_length=10_000)]
Day = Annotated[dt.date, BeforeValidator(_require_iso), AfterValidator(_check_near)]
Topic = Annotated[
    StrictStr, AfterValidator(_require_topic), Field(json_schema_extra={"enum": list(TOPICS)})
]
Code = Annotated[StrictStr, Field(pattern=r"^[0-9]{3}$", description="Municipality code.")]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
YearIn = Annotated[StrictInt, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Id = Annotated[int, Field(ge=1, le=MOST_ID)]
Since = Annotated[AwareDatetime, BeforeValidator(_require_moment), AfterValidator(_in_utc)]
Moment = Annotated[dt.datetime, PlainSerializer(_utc, return_type=dt.datetime)]
Number = Annotated[Decimal, PlainSerializer(_decimal, return_type=str)]


class Out(BaseModel):
    """A shape of an answer; what is given as rows becomes plain by the types of its fields."""

    @classmethod
    def from_row(cls, row: object, **more: Any) -> Self:
        """The row's own values by the names of the shape; `more` are those it does not have so.

        A municipality or branch becomes its code, a service its slug, the rows of a related
        manager a list, a row where the field is a shape that shape of it, a foreign key where the
        field is a number its id; `names` and `url` are the row's names and its page on the desk.
        """
        return cls(**_values_of(cls, row, left_out_names=more) | more)

    @model_validator(mode="before")
    @classmethod
    def _plainly(cls, fields: Any) -> Any:
        if isinstance(fields, BaseModel):
            return fields
        if not isinstance(fields, dict):
            fields = _values_of(cls, fields)
        return {name: _as_plain(value) for name, value in fields.items()}


def _values_of(
    shape: type[Out], row: object, left_out_names: Collection[str] = ()
) -> dict[str, Any]:
    fields = shape.model_fields.items()
    return {
        name: _value_of_row(row, name, field.annotation)
        for name, field in fields
        if name not in left_out_names
    }


def _value_of_row(row: Any, name: str, annotation: Any) -> Any:
    if name == "names" and isinstance(row, Named):
        return names(row)
    if name == "url":
        path = row.url if hasattr(row, "url") else row.get_absolute_url()
        return settings.KIMPPA_PUBLIC_URL + path
    if annotation in (int, int | None) and hasattr(row, f"{name}_id"):
        return getattr(row, f"{name}_id")
    return getattr(row, name)


def _as_plain(value: Any) -> Any:
    if isinstance(value, Municipality | Branch):
        return value.code
    if isinstance(value, Service):
        return value.slug
    if isinstance(value, Manager):
        return [_as_plain(row) for row in value.all()]
    return value


class Marked(Out):
    """A row that says where it came from."""

    example: bool = Field(description="Made up for the demo.")
    source: str = Field(description="What a real row of the demo is based on; else empty.")


class In(BaseModel):
    """A shape of a request: what it does not know is refused, so that typing errors are seen."""

    model_config = ConfigDict(extra="forbid")


class ById(Out):
    """Somebody or something by its id and name."""

    id: int
    name: str


class Names(Out):
    """A name in each language; empty where none has been given."""

    fi: str
    sv: str
    en: str


def names(row: Named) -> Names:
    """The names of a thing."""
    return Names(fi=row.name_fi, sv=row.name_sv, en=row.name_en)


def address(name: str, *args: object) -> str:
    """The address of a page of the desk."""
    return f"{settings.KIMPPA_PUBLIC_URL}{reverse(name, args=args)}"


def answer(shape: BaseModel, status: int = 200) -> HttpResponse:
    """The shape as JSON. Made once and not validated again: the endpoint's types have been."""
    return HttpResponse(shape.model_dump_json(), status=status, content_type="application/json")


def created(shape: BaseModel, path: str) -> HttpResponse:
    """The answer for something new, with its API address."""
    response = answer(shape, 201)
    response.headers["Location"] = path
    return response


def row_of[M: Model](rows: QuerySet[M], place: str, detail: str) -> M:
    """The row that a request names. Raises ProblemError, naming the place, when there is none."""
    row = rows.first()
    if row is None:
        raise invalid(place, detail)
    return row


def service_of(slug: str, place: str = "query.service") -> Service:
    """The service of a slug. Raises ProblemError, naming the place of the request."""
    detail = _("The service register has no service “%(slug)s”.") % {"slug": slug}
    return row_of(Service.objects.filter(slug=slug), place, detail)


def variable_of(code: str, place: str = "query.variable") -> Variable:
    """The variable of a code. Raises ProblemError, naming the place of the request."""
    detail = _("There is no variable “%(code)s”.") % {"code": code}
    return row_of(Variable.objects.filter(code=code), place, detail)


def municipality_of(code: str, place: str = "query.municipality") -> Municipality:
    """The municipality of a code. Raises ProblemError, naming the place of the request."""
    detail = _("No municipality of the consortium has the code %(code)s.") % {"code": code}
    return row_of(Municipality.objects.filter(code=code), place, detail)
