"""Writing caps and their readings: by hand or from a file."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.audit import undo
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.imports.actions import writes_of
from kimppa.core.imports.columns import Column
from kimppa.core.imports.importer import Context, Importer, Outcome, Record, Sheet, State
from kimppa.core.imports.models import Import
from kimppa.core.permissions import Actor, require
from kimppa.eresources.actions import RIGHT, add_row, change_row, check_right
from kimppa.eresources.caps.queries import caps_of, in_force, readings_of, span_of_cap
from kimppa.eresources.files import licence_of
from kimppa.eresources.models import Cap, CapReading, Licence
from kimppa.ui.numbers import day as day_words
from kimppa.ui.numbers import number


@transaction.atomic
def set_cap(*, by: Actor, licence: Licence, **values: Any) -> Cap:
    """A cap from a day on; what was before it stays as it was.

    Raises PermissionDenied, and ValidationError by field, also without a decision.
    """
    values.setdefault("example", licence.example)
    return add_row(Cap(licence=licence, **values), by=by, action="eresources.cap-add")


@transaction.atomic
def note_reading(
    *, by: Actor, licence: Licence, used: Decimal, day: dt.date | None = None, **values: Any
) -> CapReading:
    """How much has been used until a day; a second reading of a day corrects the first.

    Raises ValidationError for a day to come or without a cap, and where less would have been used
    than before.
    """
    require(by, RIGHT)
    day = day or clock.today()
    _check_reading(licence, day, used)
    values.setdefault("example", licence.example)
    reading_of_day = CapReading.objects.filter(licence=licence, day=day).first()
    if reading_of_day:
        change_row(reading_of_day, by=by, action="eresources.reading-change", used=used)
        return reading_of_day
    reading = CapReading(licence=licence, day=day, used=used, **values)
    return add_row(reading, by=by, action="eresources.reading-add")


def _check_reading(licence: Licence, day: dt.date, used: Decimal) -> None:
    if day > clock.today():
        raise ValidationError({"day": _("The date is still to come.")})
    cap = in_force(caps_of([licence.pk])[licence.pk], day)
    span = span_of_cap(cap, licence.periods.all(), day) if cap else None
    if span is None:
        raise ValidationError({"day": _("No cap is in force on this day.")})
    if cap and cap.unit == Cap.Unit.USES and used % 1:
        raise ValidationError({"used": _("Write a whole number, digits only.")})
    for reading in readings_of([licence.pk])[licence.pk]:
        if span.first <= reading.day < day and reading.used > used:
            words = {"day": day_words(reading.day), "used": number(reading.used)}
            text = _("By %(day)s %(used)s had been used already.") % words
            raise ValidationError({"used": text})


COLUMNS = (
    Column(
        "day",
        "Päivä",
        "date",
        needed=True,
        filled=True,
        key=True,
        aliases=("pvm", "datum"),
        in_others={"sv": "Dag", "en": "Day"},
    ),
    Column(
        "used",
        "Käytetty yhteensä",
        "integer",
        needed=True,
        filled=True,
        aliases=("käytetty", "lainat", "katselut", "använt", "lån", "used", "loans"),
        in_others={"sv": "Använt sammanlagt", "en": "Used so far"},
    ),
)


def take_reading(row: Record, context: Context) -> Outcome:
    """A day's reading of the licence that was chosen. Raises ValidationError."""
    licence = licence_of(context.options)
    day, used = row.values["day"], Decimal(row.values["used"])
    title = f"{licence} {day_words(day)}"
    earlier_reading = CapReading.objects.filter(licence=licence, day=day).first()
    if earlier_reading and earlier_reading.used == used:
        return Outcome(title, State.UNCHANGED)
    note_reading(by=context.by, licence=licence, day=day, used=used)
    return Outcome(title, State.CHANGED if earlier_reading else State.ADDED, number(used))


def undo_import(by: Actor, upload: Import) -> str:
    """Take back a file's readings. Raises ValidationError when one has been changed since."""
    undo.undo(by=by, events=writes_of(upload))
    return _("The readings were taken back.")


IMPORTER = Importer(
    slug="eresources.readings",
    title=gettext_lazy("Use of a cap from a table"),
    permission=RIGHT,
    address="eresources:readings",
    sheets=(Sheet(COLUMNS, take_reading),),
    undo=undo_import,
)


check_undo_by(check_right, Cap, CapReading)
