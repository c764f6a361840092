"""Which municipalities a form offers."""

from collections.abc import Collection, Iterable

from django import forms
from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import own_municipalities


def recent_places(person: Person) -> list[Municipality]:
    """The municipalities that the person works for, also those that have left this year or the
    last: what is written in January is often of the year that ended.
    """
    return own_municipalities(person, clock.today().year - 1)


class PlaceField(forms.ModelChoiceField[Municipality]):
    """A municipality; those that have left say so."""

    def label_from_instance(self, municipality: Municipality) -> str:
        return place_name(municipality)


def offer_places(
    field: forms.Field, places: Iterable[Municipality], *, current: int | None = None
) -> None:
    """Offer some municipalities in a `PlaceField`: today's in their order, then those that have
    left. `current` is the id of the one that already stands there.
    """
    assert isinstance(field, PlaceField)
    field.queryset = _municipalities_in_order(
        {municipality.pk for municipality in places} | {current}
    )


def place_name(municipality: Municipality) -> str:
    """The municipality's name, with its last day when that has passed."""
    if municipality.valid_to is None or municipality.valid_to >= clock.today():
        return municipality.name
    day = date_format(municipality.valid_to, "SHORT_DATE_FORMAT")
    return _("%(name)s (left on %(day)s)") % {"name": municipality.name, "day": day}


def _municipalities_in_order(ids: Collection[int | None]) -> QuerySet[Municipality]:
    municipalities = Municipality.objects.filter(pk__in=[pk for pk in ids if pk is not None])
    ended_before_today = When(valid_to__lt=clock.today(), then=Value(True))
    is_past = Case(ended_before_today, default=Value(False), output_field=BooleanField())
    return municipalities.order_by(is_past, "position", "code")
