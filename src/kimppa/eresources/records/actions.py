"""Making records: kept as files, each taken back whole."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.audit.actions import change
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.imports.columns import Column
from kimppa.core.imports.importer import Context, Importer, Outcome, Record, Sheet, State
from kimppa.core.imports.models import Import
from kimppa.core.imports.tables import Limits
from kimppa.core.language import active_language
from kimppa.core.permissions import Actor, require
from kimppa.eresources.actions import RIGHT, add_row, check_right, remove_row
from kimppa.eresources.files import licence_of
from kimppa.eresources.models import Licence, Order, RecordFile, TitleRecord
from kimppa.eresources.records.reading import cataloguing, read
from kimppa.marc.eresources.forms import FormError, resource_of
from kimppa.marc.eresources.making import make
from kimppa.marc.eresources.model import faults
from kimppa.marc.eresources.reading import Defaults
from kimppa.marc.reading import MarcFileError
from kimppa.marc.record import Record as Marc
from kimppa.marc.translation import translate
from kimppa.marc.writing import encode


@transaction.atomic
def make_record(
    *, by: Actor, licence: Licence, facts: Mapping[str, Any], order: Order | None = None
) -> TitleRecord:
    """A record of one title by what was typed (the names of the engine's form); an order gets its
    number.

    Raises PermissionDenied, and ValidationError that says each thing that keeps it from being made.
    """
    require(by, RIGHT)
    language = active_language()
    try:
        resource = Defaults(str(licence)).fill(resource_of(facts))
    except FormError as error:
        raise ValidationError(translate(error.args[0], language)) from error
    fault_texts = [translate(fault, language) for fault in faults(resource)]
    if fault_texts:
        raise ValidationError([f"{text[:1].upper()}{text[1:]}." for text in fault_texts])
    example = order.example if order else licence.example
    record_file = _add_file(by, licence, order=order, example=example)
    title_record = _add_record(record_file, make(resource, cataloguing()))
    if order:
        change(order, by=by, action="eresources.order-change", record=title_record.number)
    return title_record


@transaction.atomic
def remove_file(*, by: Actor, record_file: RecordFile) -> None:
    """Take the records of a file away. Raises PermissionDenied."""
    remove_row(record_file, by=by, action="eresources.records-remove")


def _add_file(by: Actor, licence: Licence, **values: Any) -> RecordFile:
    record_file = RecordFile(licence=licence, made_on=clock.today(), **values)
    return add_row(record_file, by=by, action="eresources.records-add")


def _add_record(record_file: RecordFile, record: Marc) -> TitleRecord:
    """Raises ValidationError for what ISO 2709 cannot say, and for a number that stands twice."""
    number = record.control("001").strip()
    if record_file.records.filter(number=number).exists():
        text = _("The record %(number)s stands in the file twice.")
        raise ValidationError(text % {"number": number})
    try:
        content = encode(record)
    except MarcFileError as error:
        raise ValidationError(error.text(active_language())) from error
    return TitleRecord.objects.create(
        file=record_file,
        number=number[:200],
        title=_subfield_text(record, "245", "ab").rstrip(" /.:")[:300],
        isbn=_subfield_text(record, "020", "a")[:20],
        address=_subfield_text(record, "856", "u")[:4000],
        data=content,
        example=record_file.example,
    )


def _subfield_text(record: Marc, tag: str, codes: str) -> str:
    field = record.first(tag)
    return " ".join(field.all(codes)) if field else ""


def take(row: Record, context: Context) -> Outcome:
    """Keep the record of a title; the first one begins the file. Raises ValidationError."""
    record, note = row.values["record"], row.values["note"]
    if record is None:
        raise ValidationError(note)
    record_file = RecordFile.objects.filter(upload=context.upload).first()
    if record_file is None:
        licence = licence_of(context.options)
        values = {"upload": context.upload, "example": context.example}
        record_file = _add_file(context.by, licence, **values)
    title_record = _add_record(record_file, record)
    context.warnings += filter(None, [row.values["warning"]])
    return Outcome(title_record.title, State.ADDED, note)


def undo_import(by: Actor, upload: Import) -> str:
    """Take the records of a file back."""
    for record_file in RecordFile.objects.filter(upload=upload):
        remove_file(by=by, record_file=record_file)
    return _("The records of the file were removed.")


COLUMNS = (Column("title", "title"), Column("record", "record"))

IMPORTER = Importer(
    slug="eresources.records",
    title=gettext_lazy("Bring in titles or records"),
    permission=RIGHT,
    address="eresources:record-files",
    types=(".mrc", ".marc", ".iso", ".xml", ".onix", ".csv", ".tsv", ".toml"),
    limits=Limits(size=20_000_000, rows=5_000),
    read=read,
    sheets=(Sheet(COLUMNS, take),),
    undo=undo_import,
)

check_undo_by(check_right, RecordFile)
