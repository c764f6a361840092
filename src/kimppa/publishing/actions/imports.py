"""Taking in many events: each row becomes a draft; and the way back."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kimppa.core.audit.actions import batch, new_batch
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.imports.actions import take_record, writes_of
from kimppa.core.imports.importer import (
    Context,
    FileRefusedError,
    Importer,
    Intake,
    Outcome,
    Record,
    Sheet,
    State,
)
from kimppa.core.imports.models import Import
from kimppa.core.imports.reading import cell_problem
from kimppa.core.language import official_language
from kimppa.core.permissions import Actor, require
from kimppa.publishing import markup
from kimppa.publishing.actions.items import WRITABLE, ItemInput, create_item
from kimppa.publishing.actions.removal import remove
from kimppa.publishing.imports import (
    COLUMNS,
    LIMITS,
    Entry,
    FileError,
    entries_of,
    keywords_of,
    rule_of,
)
from kimppa.publishing.item_values import moments
from kimppa.publishing.messages import BOTH_HOURS, file_refusal
from kimppa.publishing.models import Item
from kimppa.publishing.queries import items_alike
from kimppa.publishing.translated import TEXTS


def take_event(record: Record, context: Context) -> Outcome:
    """Make a draft of a row, unless its event is here. Raises ValidationError, PermissionDenied."""
    values = record.values
    source = values.get("source", "")
    if source and (present_item := Item.objects.filter(source=source).first()):
        return Outcome(present_item.title, State.UNCHANGED)
    with _faults_by_column(record):
        content = _item_input(record, context)
        item = create_item(
            by=context.by,
            kind=Item.Kind.EVENT,
            content=content,
            source=source,
            example=context.example,
        )
    similar_items = items_alike(item)
    if any(
        set(similar_item.titles) & set(item.titles) and similar_item.start == item.start
        for similar_item in similar_items
    ):
        item.delete()
        return Outcome(item.title, State.UNCHANGED)
    state = State.SIMILAR if similar_items else State.ADDED
    return Outcome(item.title, state, _note(item, content))


def _note(item: Item, content: ItemInput) -> str:
    """When it is held, and which words are no subject or audience of the house."""
    if not content.words:
        return item.starts_local
    text = ngettext(
        "Not among the subjects, stays a word of its own: %(words)s.",
        "Not among the subjects, stay words of their own: %(words)s.",
        len(content.words),
    )
    return f"{item.starts_local}. {text % {'words': ', '.join(content.words)}}"


@contextmanager
def _faults_by_column(record: Record) -> Iterator[None]:
    """Within it, a refusal names the columns of the table that it concerns."""
    columns = {"start": "day", "end": "ends"}
    try:
        yield
    except PermissionDenied as error:
        if record.lenient:
            raise
        column = "branch" if record.values.get("branch") else "municipality"
        raise ValidationError({column: str(error)}) from error
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        errors = error.error_dict.items()
        raise ValidationError({columns.get(name, name): texts for name, texts in errors}) from error


def _item_input(record: Record, context: Context) -> ItemInput:
    """What the row fills in: without a municipality of its own it is of the one that was said."""
    values = record.values
    branch = _in_column("branch", context.places.branch, record)
    municipality = _in_column("municipality", context.places.municipality, record)
    municipality = municipality or (
        branch.municipality if branch else _chosen_municipality(context)
    )
    if municipality is None:
        raise ValidationError({"municipality": _("Name the library or the municipality.")})
    columns = {name: value for name, value in values.items() if name in WRITABLE}
    columns |= _first_language_texts(record, context)
    columns |= {"branch": branch, "municipality": municipality}
    if day := values.get("day"):
        columns["start"], columns["end"] = moments(day, None, *_hours(values))
        columns["rule"] = _rule(values["rule"], values["repeat_until"])
    return ItemInput(columns, *keywords_of(values.get("keywords", "")))


def _hours(values: Mapping[str, Any]) -> tuple[dt.time | None, dt.time | None]:
    """When it begins and ends; neither when it lasts all day. Raises ValidationError by column."""
    hours = {name: values.get(name) for name in ("begins", "ends")}
    absent = [name for name, hour in hours.items() if hour is None]
    if len(absent) == 1:
        raise ValidationError({absent[0]: BOTH_HOURS})
    return hours["begins"], hours["ends"]


def _rule(text: str, until: dt.date | None) -> str:
    """The rule of a row. Raises ValidationError by column."""
    try:
        return rule_of(text, until)
    except KeyError as error:
        (column,) = error.args
        message = {
            "rule": _("Say how often it repeats, such as weekly, or leave the last day out."),
            "repeat_until": _("Say until which day it repeats."),
        }[column]
        raise ValidationError({column: message}) from error


def _in_column[T](name: str, read: Callable[[str], T], record: Record) -> T:
    """What a column's text means. Raises ValidationError that names the column."""
    try:
        return read(record.values.get(name, ""))
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error


def _first_language_texts(record: Record, context: Context) -> dict[str, str]:
    """The texts whose language the file does not name. Raises ValidationError for a table's row
    without a title in the house's first language.
    """
    if "language" not in context.registers:
        context.registers["language"] = official_language()
    first_language = context.registers["language"]
    texts = {
        f"{column}_{first_language}": text
        for column in TEXTS
        if (text := record.values.get(column))
    }
    title_column = f"title_{first_language}"
    if not (record.lenient or texts.get(title_column) or record.values.get(title_column)):
        column = "title" if "title" in record.headings else title_column
        raise ValidationError({column: cell_problem("empty", COLUMNS[0])})
    return texts


def _chosen_municipality(context: Context) -> Municipality | None:
    """Of rows that name none; None when nobody chose."""
    pk = context.options.get("municipality")
    return next((t for t in context.places.municipalities.values() if t.pk == pk), None)


def record_of(entry: Entry) -> Record:
    """An entry of another system, which nobody here can correct: a faulty one is left out."""
    times = {"start": entry.start, "end": entry.end, "exceptions": entry.exceptions}
    record_values = {**markup.from_service(entry.values), **times, "source": entry.source}
    skip = entry_fault(entry.fault) if entry.fault else ""
    return Record(entry.number, record_values, lenient=True, skip=skip)


def entry_fault(code: str) -> str:
    """Why an entry is left out."""
    return {
        "whole_day": _("The time of day is missing. Add when it begins and ends."),
        "cancelled": _("It is called off there."),
    }[code]


def read(content: bytes, name: str, _options: Mapping[str, Any]) -> Iterator[Record] | None:
    """The records of a calendar or a list of Linked Events. Raises FileRefusedError."""
    try:
        entries = entries_of(content, name)
    except FileError as error:
        raise FileRefusedError(file_refusal(error)) from error
    return None if entries is None else map(record_of, entries)


def undo_import(by: Actor, upload: Import) -> str:
    """Remove the drafts that a file made and that have not been published."""
    return removal_message(*take_back(by, writes_of(upload)))


def removal_message(removed_count: int, published_count: int) -> str:
    """How many drafts are gone, and how many had been published."""
    message = ngettext(
        "%(count)d draft was removed.", "%(count)d drafts were removed.", removed_count
    )
    text = message % {"count": removed_count}
    if published_count:
        published_text = ngettext(
            "%(count)d has been published and stays.",
            "%(count)d have been published and stay.",
            published_count,
        )
        text += " " + published_text % {"count": published_count}
    return text


EVENTS = Sheet(COLUMNS, take_event)
IMPORTER = Importer(
    slug="publishing.events",
    title=gettext_lazy("Bring in many events"),
    permission=Permission.PROPOSE,
    address="publishing:imports",
    types=(".xlsx", ".csv", ".ics", ".json"),
    limits=LIMITS,
    read=read,
    sheets=(EVENTS,),
    undo=undo_import,
)


@transaction.atomic
def take_entries(
    *, by: Actor, entries: Sequence[Entry], municipality: Municipality
) -> tuple[list[Outcome], str]:
    """Make drafts of another service's events: what became of each, and the batch of the writes.

    Raises PermissionDenied.
    """
    require(by, Permission.PROPOSE)
    intake, batch_name = Intake(), new_batch()
    context = Context(by, {"municipality": municipality.pk})
    with batch(batch_name):
        for entry in entries:
            take_record(record_of(entry), EVENTS, context, intake)
    return intake.outcomes, batch_name


def take_back(by: Actor, events: Iterable[AuditEvent]) -> tuple[int, int]:
    """Remove the drafts that rows of the audit log made: (removed, published and therefore kept).

    Raises PermissionDenied.
    """
    require(by, Permission.PROPOSE)
    item_pks = [int(event.object_id) for event in events if event.action == "publishing.make"]
    removed_count = published_count = 0
    for item in Item.objects.filter(pk__in=item_pks).order_by("pk"):
        try:
            with transaction.atomic():
                remove(by=by, item=item)
            removed_count += 1
        except ValidationError:
            published_count += 1
    return removed_count, published_count
