"""What is agreed on cataloguing, and the tables of codes."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.catalogue.corrections.codes import MOST
from kimppa.catalogue.corrections.tasks import count_codes
from kimppa.catalogue.models import Check, Snapshot
from kimppa.catalogue.models.corrections import CodeTable, Practice
from kimppa.core import clock
from kimppa.core.audit.actions import add, change, record, remove, snapshot
from kimppa.core.audit.undo import check_undo_by
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
    practice: Practice | None = None,
    example: bool = False,
) -> Practice:
    """Write down how we catalogue. Raises ValidationError for an empty text."""
    require(by, Permission.MANAGE_CATALOGUE)
    values = {"topic": topic.strip(), "text": text.strip(), "since": since, "decision": decision}
    if practice is not None:
        change(practice, by=by, action="catalogue.practice", **values)
        return practice
    practice = Practice(example=example, **values)
    return add(practice, by=by, action="catalogue.practice")


@transaction.atomic
def remove_practice(*, by: Actor, practice: Practice) -> None:
    require(by, Permission.MANAGE_CATALOGUE)
    earlier_values = snapshot(practice)
    record(by=by, action="catalogue.unpractice", obj=practice, before=earlier_values, after={})
    practice.delete()


@transaction.atomic
def bring_codes(
    *,
    by: Actor,
    kind: str,
    system: str,
    codes: Iterable[tuple[str, str]],
    place: str = "",
    export: Snapshot | None = None,
    example: bool = False,
    source: str = "",
) -> CodeTable:
    """Take in a system's table of codes in place of the earlier one, and count their use.

    Raises ValidationError for a table without codes, or with more than any table has.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    pairs = [[code.strip(), name.strip()] for code, name in codes if code.strip()]
    if not pairs:
        text = _("The file has no codes: write them in the first column.")
        raise ValidationError({"file": text})
    if len(pairs) > MOST:
        text = _("%(count)s codes are no table of codes: it has at most %(most)s.")
        counts = {"count": number(len(pairs), 0), "most": number(MOST, 0)}
        raise ValidationError({"file": text % counts})
    table = CodeTable.objects.filter(kind=kind, system=system.strip()).first()
    table = table or CodeTable(kind=kind, system=system.strip())
    earlier_values = snapshot(table) if table.pk else {}
    if table.place != place.strip():  # what was counted stood elsewhere
        table.used, table.counted_in = {}, None
    table.codes, table.place, table.source = pairs, place.strip(), source[:500]
    table.brought_at, table.example = clock.now(), example
    table.full_clean(exclude=["counted_in"])
    table.save()
    record(by=by, action="catalogue.codes", obj=table, before=earlier_values)
    _count_uses(table, export, by)
    return table


@transaction.atomic
def set_place(*, by: Actor, codes: CodeTable, place: str) -> bool:
    """Say where a table's codes stand in the records, and count their use there anew.

    False when nothing differs. Raises ValidationError.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    is_changed = change(
        codes, by=by, action="catalogue.codes-place", place=place.strip(), used={}, counted_in=None
    )
    _count_uses(codes, _newest(), by)
    return is_changed


def count_in(export: Snapshot) -> None:
    """Count every table's codes in an export that has come."""
    for table in CodeTable.objects.all():
        _count_uses(table, export, SYSTEM)


def _count_uses(table: CodeTable, export: Snapshot | None, by: Actor) -> None:
    if export is not None and table.place:
        queue.start(count_codes, table.pk, export.pk, asked_by=by.name)


def _newest() -> Snapshot | None:
    check = Check.objects.newest_first().first()
    return check.snapshot if check else None


def store_fetched(*, system: str, tables: Mapping[str, Iterable[tuple[str, str]]]) -> None:
    """The tables that came from a system itself, in place of its earlier ones of the same kind.

    Where their codes stand in the records was said with the earlier one, and stays.
    """
    for kind, codes in tables.items():
        pairs = [pair for pair in codes if pair[0].strip()]
        if pairs:
            earlier_table = CodeTable.objects.filter(kind=kind, system=system).first()
            bring_codes(
                by=SYSTEM,
                kind=kind,
                system=system,
                codes=pairs,
                place=earlier_table.place if earlier_table else "",
                export=_newest(),
                source=system,
            )


@transaction.atomic
def remove_codes(*, by: Actor, codes: CodeTable) -> None:
    require(by, Permission.MANAGE_CATALOGUE)
    remove(codes, by=by, action="catalogue.uncodes")


check_undo_by(lambda by, _row: require(by, Permission.MANAGE_CATALOGUE), Practice, CodeTable)
