"""What is agreed on cataloguing, and the tables of codes."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.catalogue.corrections.models import CodeTable, Practice
from kimppa.catalogue.corrections.tasks import count_codes
from kimppa.catalogue.corrections.usage import MOST
from kimppa.catalogue.models import Check, Snapshot
from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.permissions import SYSTEM, Actor, require
from kimppa.jobs import queue
from kimppa.ui.numbers import number


@transaction.atomic
def set_practice(
    *,
    by: Actor,
    topic: str,
    text: str,
    since: dt.date | None,
    decision: Decision | None,
    row: Practice | None = None,
    example: bool = False,
) -> Practice:
    """Write down how we catalogue. Raises ValidationError for an empty text."""
    require(by, Permission.MANAGE_CATALOGUE)
    row = row or Practice(example=example)
    before = snapshot(row) if row.pk else {}
    row.topic, row.text, row.since, row.decision = topic.strip(), text.strip(), since, decision
    row.full_clean()
    row.save()
    record(by=by, action="catalogue.practice", obj=row, before=before)
    return row


@transaction.atomic
def remove_practice(*, by: Actor, row: Practice) -> AuditEvent:
    """It is no longer agreed; by the log's row it can be put back."""
    require(by, Permission.MANAGE_CATALOGUE)
    told = record(by=by, action="catalogue.unpractice", obj=row, before=snapshot(row), after={})
    row.delete()
    return told


@transaction.atomic
def bring_codes(
    *,
    by: Actor,
    kind: str,
    system: str,
    codes: Iterable[tuple[str, str]],
    place: str = "",
    on: Snapshot | None = None,
    example: bool = False,
    source: str = "",
) -> CodeTable:
    """Take in a system's table of codes in place of the earlier one, and count their use.

    Raises ValidationError for a table without codes, or with more than any table has.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    given = [[code.strip(), name.strip()] for code, name in codes if code.strip()]
    if not given:
        raise ValidationError(_("The file has no codes: write them in the first column."))
    if len(given) > MOST:
        told = {"count": number(len(given), 0), "most": number(MOST, 0)}
        raise ValidationError(
            _("%(count)s codes are no table of codes: it has at most %(most)s.") % told
        )
    row = CodeTable.objects.filter(kind=kind, system=system.strip()).first()
    row = row or CodeTable(kind=kind, system=system.strip())
    before = snapshot(row) if row.pk else {}
    if row.place != place.strip():  # what was counted stood elsewhere
        row.used, row.counted_in = {}, None
    row.codes, row.place, row.source = given, place.strip(), source[:500]
    row.brought_at, row.example = clock.now(), example
    row.full_clean(exclude=["counted_in"])
    row.save()
    record(by=by, action="catalogue.codes", obj=row, before=before)
    _count(row, on, by)
    return row


@transaction.atomic
def set_place(*, by: Actor, row: CodeTable, place: str, on: Snapshot | None) -> bool:
    """Say where a table's codes stand in the records, and count their use there anew.

    False when nothing differs. Raises ValidationError.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    changed = change(
        row, by=by, action="catalogue.codes-place", place=place.strip(), used={}, counted_in=None
    )
    _count(row, on, by)
    return changed


def count_in(export: Snapshot) -> None:
    """Count every table's codes in an export that has come."""
    for row in CodeTable.objects.all():
        _count(row, export, SYSTEM)


def _count(row: CodeTable, on: Snapshot | None, by: Actor) -> None:
    if on is not None and row.place:
        queue.start(count_codes, row.pk, on.pk, asked_by=by.name)


def keep_fetched(*, system: str, tables: Mapping[str, Iterable[tuple[str, str]]]) -> None:
    """The tables that came from a system itself, in place of its earlier ones of the same kind.

    Where their codes stand in the records was said with the earlier one, and stays.
    """
    newest = Check.objects.newest_first().first()
    for kind, codes in tables.items():
        rows = [one for one in codes if one[0].strip()]
        if rows:
            earlier = CodeTable.objects.filter(kind=kind, system=system).first()
            bring_codes(
                by=SYSTEM,
                kind=kind,
                system=system,
                codes=rows,
                place=earlier.place if earlier else "",
                on=newest.snapshot if newest else None,
                source=system,
            )


@transaction.atomic
def remove_codes(*, by: Actor, row: CodeTable) -> AuditEvent:
    """Remove a table; by the log's row it can be put back."""
    require(by, Permission.MANAGE_CATALOGUE)
    told = record(by=by, action="catalogue.uncodes", obj=row, before=snapshot(row), after={})
    row.delete()
    return told
