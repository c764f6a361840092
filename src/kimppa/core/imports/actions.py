"""Files: brought, looked at, taken all or nothing, taken back, forgotten.

A look is the taking itself, rolled back: what it promises is what will happen.
"""

import datetime as dt
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import batch, change, new_batch, record, stored
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import keep
from kimppa.core.imports.importer import (
    WRITTEN,
    Context,
    Fault,
    Importer,
    Intake,
    Outcome,
    Record,
    Sheet,
    State,
    importer_of,
)
from kimppa.core.imports.meanings import remember
from kimppa.core.imports.models import Import, ImportOriginal
from kimppa.core.imports.names import folded
from kimppa.core.imports.queries import original
from kimppa.core.imports.reading import HEADING, Read, columns_of, read_records, table_of
from kimppa.core.language import active_language
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.documents.spreadsheets import SpreadsheetError

LOOKED_FOR = dt.timedelta(days=1)
MOST_FAULTS = 5  # faults in a message
ANY_TYPE = "application/octet-stream"


def bring(
    *,
    by: Actor,
    importer: Importer,
    content: bytes,
    name: str,
    options: Mapping[str, Any] | None = None,
    example: bool = False,
) -> Import:
    """Keep a file for looking at; none of its rows is taken yet.

    Raises SpreadsheetError and FileRefusedError for one that cannot be read.
    """
    require(by, importer.permission)
    list(read_records(importer, content, name, Intake(), options=options or {}))
    upload = Import(
        kind=importer.slug,
        name=name.replace("\0", "")[-255:],
        sha256=hashlib.sha256(content).hexdigest(),
        options=dict(options or {}),
        by=person_or_none(by),
        brought_at=clock.now(),
        example=example,
    )
    packed_content, expires_on = zlib.compress(content), clock.today() + LOOKED_FOR
    with transaction.atomic():
        upload.save()
        ImportOriginal.objects.create(upload=upload, data=packed_content, expires_on=expires_on)
        record(by=by, action="imports.bring", obj=upload, after={"sha256": upload.sha256})
    return upload


def look(*, by: Actor, importer: Importer, upload: Import) -> Intake:
    """What taking would do now, with nothing written. Raises as `take` for a file that is gone."""
    return preview(importer, upload, _content(upload), by)


def take(*, by: Actor, importer: Importer, upload: Import) -> Intake:
    """Take a file's rows, all of them or none.

    Raises ValidationError that names the file, the rows and the columns, when something is at
    fault, nothing is new, or the file has been taken, removed or understood otherwise since.
    """
    require_own(by, importer, upload)
    content, name, intake = _content(upload), new_batch(), Intake()
    context = Context(by, upload.options, example=upload.example, upload=upload)
    records = _read_sheet_records(importer, content, context, intake)  # before anything is locked
    with transaction.atomic(), batch(name):
        one_at_a_time("imports", importer.slug)
        stored_upload = stored(upload)
        if stored_upload.taken_at is not None or (
            stored_upload.columns,
            stored_upload.options,
        ) != _meaning(upload):
            raise ValidationError(_("This file has been taken in already, or changed. Look anew."))
        _take_records(importer, records, context, intake)
        if not intake.good:
            raise ValidationError(refusal(stored_upload, intake))
        count = intake.count(*WRITTEN)
        count_fields = {"count": count, "skipped": len(intake.outcomes) - count, "batch": name}
        change(upload, by=by, action="imports.take", taken_at=clock.now(), **count_fields)
        _settle_original(importer, upload, content)
    return intake


def _meaning(upload: Import) -> tuple[Any, Any]:
    return upload.columns, upload.options


def _settle_original(importer: Importer, upload: Import, content: bytes) -> None:
    """Keep the original for good, or until its day."""
    original_rows = ImportOriginal.objects.filter(upload=upload)
    if importer.forget is not None:
        original_rows.update(expires_on=clock.today() + dt.timedelta(days=importer.forget))
        return
    upload.file = keep(content, name=upload.name, media_type=ANY_TYPE)
    upload.save(update_fields=["file"])
    original_rows.delete()


def refusal(upload: Import, intake: Intake) -> str:
    """Why nothing was taken, with the first places."""
    if intake.lacking:
        titles = ", ".join(column.heading for column in intake.lacking)
        reason = _("Choose the columns that tell these: %(titles)s.") % {"titles": titles}
    elif intake.faults:
        reason = " ".join(str(fault) for fault in intake.faults[:MOST_FAULTS])
    else:
        reason = _("Everything in the file is here already.")
    return _("%(file)s: nothing was taken. %(reason)s") % {"file": upload.name, "reason": reason}


def preview(importer: Importer, upload: Import, content: bytes, by: Actor) -> Intake:
    """What would become of a file's rows; nothing is written.

    Raises SpreadsheetError, FileRefusedError and PermissionDenied.
    """
    require(by, importer.permission)
    intake = Intake()
    context = Context(by, upload.options, example=upload.example, upload=upload)
    records = _read_sheet_records(importer, content, context, intake)
    if all(sheet.judge for sheet in importer.sheets):
        for sheet, judged_record, outcome in _judgements(importer, records, context):
            _note_outcome(intake, judged_record, sheet, outcome)
    else:
        with transaction.atomic():
            _take_records(importer, records, context, intake)
            transaction.set_rollback(True)
    intake.faults.sort(key=lambda fault: (fault.sheet, fault.row))
    return intake


def _read_sheet_records(
    importer: Importer, content: bytes, context: Context, intake: Intake
) -> list[Read]:
    """The rows with what their room reads beforehand; the faults of the others are noted."""
    upload = context.upload
    assert upload is not None
    meaning = {"columns": upload.columns, "options": upload.options}
    sheet_records = []
    for sheet, read_record in read_records(importer, content, upload.name, intake, **meaning):
        try:
            prepared = sheet.prepare(read_record, context) if sheet.prepare else read_record
            sheet_records.append((sheet, prepared))
        except ValidationError as error:
            intake.faults += _faults(error, sheet, read_record)
    return sheet_records


def _judgements(
    importer: Importer, sheet_records: Sequence[Read], context: Context
) -> Iterator[tuple[Sheet, Record, Outcome]]:
    """The rows of the sheets that are judged as a whole, and what would become of each."""
    for sheet in importer.sheets:
        if sheet.judge:
            records = [record for of_sheet, record in sheet_records if of_sheet is sheet]
            for judged_record, outcome in zip(records, sheet.judge(records, context), strict=True):
                yield sheet, judged_record, outcome


def _take_records(
    importer: Importer, sheet_records: Sequence[Read], context: Context, intake: Intake
) -> None:
    new_records = [(sheet, record) for sheet, record in sheet_records if not sheet.judge]
    for sheet, judged_record, outcome in _judgements(importer, sheet_records, context):
        if outcome.state in WRITTEN:
            new_records.append((sheet, judged_record))
        else:
            _note_outcome(intake, judged_record, sheet, outcome)
    for sheet, new_record in new_records:
        take_record(new_record, sheet, context, intake)
    if importer.conclude and not intake.faults:
        intake.outcomes += importer.conclude(context)
    intake.warnings = list(dict.fromkeys(context.warnings))


def take_record(record: Record, sheet: Sheet, context: Context, intake: Intake) -> None:
    """Take one row and note what came of it."""
    if record.skip:
        _note_outcome(intake, record, sheet, Outcome(_title(record), State.SKIPPED, record.skip))
        return
    try:
        with transaction.atomic():
            outcome = sheet.take(record, context)
    except (ValidationError, PermissionDenied) as error:
        faults = list(_faults(error, sheet, record))
        if record.lenient:
            reason = " ".join(fault.message for fault in faults)
            _note_outcome(intake, record, sheet, Outcome(_title(record), State.SKIPPED, reason))
        else:
            intake.faults += faults
    else:
        _note_outcome(intake, record, sheet, outcome)


def _note_outcome(intake: Intake, record: Record, sheet: Sheet, outcome: Outcome) -> None:
    intake.outcomes.append(replace(outcome, row=record.row, sheet=sheet.name_in(active_language())))


def _title(record: Record) -> str:
    return str(next(iter(record.values.values()), ""))


def _faults(
    error: ValidationError | PermissionDenied, sheet: Sheet, record: Record
) -> Iterable[Fault]:
    """A refusal by row and column, the column as the table has it."""
    language = active_language()
    row_number, name_of_sheet = record.row, sheet.name_in(language)
    if isinstance(error, PermissionDenied):
        return [Fault(row_number, "", str(error), name_of_sheet)]
    if not hasattr(error, "error_dict"):
        return [Fault(row_number, "", message, name_of_sheet) for message in error.messages]
    titles = {"__all__": "", **record.headings}
    faults = []
    for name, messages in error.message_dict.items():
        title, cell = titles.get(name, sheet.title_of(name, language)), record.cell_of(name)
        for message in messages:
            shown_cell = "" if cell in message else cell
            faults.append(Fault(row_number, title, message, name_of_sheet, shown_cell))
    return faults


@transaction.atomic
def choose_columns(
    *,
    by: Actor,
    importer: Importer,
    upload: Import,
    columns: Sequence[str],
    options: Mapping[str, Any] | None = None,
) -> None:
    """Say what each column of a table tells; later files with the same headings remember it.
    Without columns they are as recognised, as when the headings are said to be on another row.

    Raises ValidationError once the file is taken or removed, and for a row with no table below.
    """
    require_own(by, importer, upload)
    if stored(upload).taken_at is not None:
        raise ValidationError(_("This file has been taken in already."))
    content, settings = _content(upload), {**upload.options, **(options or {})}
    table = table_of(importer, content, upload.options)
    names_before = columns_of(importer, table, upload.columns)
    try:
        table_of(importer, content, settings)
    except SpreadsheetError as error:
        text = _("There is no table below row %(row)d. Tell the row of its headings.")
        raise ValidationError(text % {"row": settings.get(HEADING) or 1}) from error
    choices = {
        f"{importer.slug}:{folded(title)}": name
        for title, name, name_before in zip(
            table.header, columns or names_before, names_before, strict=True
        )
        if name != name_before and folded(title)
    }
    remember(by=by, choices=choices)
    upload_fields = {"columns": list(columns), "options": settings}
    change(upload, by=by, action="imports.columns", **upload_fields)


@transaction.atomic
def undo(*, by: Actor, importer: Importer, upload: Import) -> str:
    """Take back what a file wrote, and say what that came to.

    Raises ValidationError, undoing nothing, when there is nothing to take back or something has
    been changed since.
    """
    require_own(by, importer, upload)
    stored_upload = stored(upload)
    if not stored_upload.in_use:
        raise ValidationError(_("There is nothing to take back."))
    with batch(new_batch()):
        message = importer.undo(by, stored_upload)
        change(upload, by=by, action="imports.undo", undone_at=clock.now())
    if importer.forget is not None:
        ImportOriginal.objects.filter(upload=upload).delete()
    return message


def writes_of(upload: Import) -> list[AuditEvent]:
    """What taking a file wrote, the last first; without the file's own row."""
    events = AuditEvent.objects.filter(batch=upload.batch).exclude(model="core.import")
    return list(events.order_by("-pk")) if upload.batch else []


def require_own(by: Actor, importer: Importer, upload: Import) -> None:
    """Raise PermissionDenied for a file of somebody else, unless the coordinator asks."""
    require(by, importer.permission)
    if upload.by_id != by.pk or upload.kind != importer.slug:
        require(by, Permission.MANAGE_CONSORTIUM)


def _content(upload: Import) -> bytes:
    content = original(upload)
    if content is None:
        raise ValidationError(_("The file was removed before it was taken in. Bring it anew."))
    return content


def prune() -> int:
    """Remove originals whose day is over, and the files that were only looked at; how many."""
    expired = ImportOriginal.objects.filter(expires_on__lt=clock.today()).delete()[0]
    Import.objects.filter(taken_at=None, file=None, original=None).delete()
    return expired


check_undo_by(lambda by, upload: require_own(by, importer_of(upload.kind), upload), Import)
