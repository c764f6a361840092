"""What is agreed on cataloguing, and the tables of codes."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.catalogue.corrections.models import CodeTable, Practice
from kimppa.catalogue.corrections.tasks import count_codes
from kimppa.catalogue.models import Check, Snapshot
from kimppa.core import clock
from kimppa.core.audit.actions import record, snapshot
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.permissions import SYSTEM, Actor, require
from kimppa.jobs import queue


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
def remove_practice(*, by: Actor, row: Practice) -> None:
    """It is no longer agreed."""
    require(by, Permission.MANAGE_CATALOGUE)
    record(by=by, action="catalogue.unpractice", obj=row, before=snapshot(row), after={})
    row.delete()


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

    Raises ValidationError for a table without codes.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    given = [[code.strip(), name.strip()] for code, name in codes if code.strip()]
    if not given:
        raise ValidationError(_("The file has no codes: write them in the first column."))
    row = CodeTable.objects.filter(kind=kind, system=system.strip()).first()
    row = row or CodeTable(kind=kind, system=system.strip(), example=example)
    before = snapshot(row) if row.pk else {}
    row.codes, row.place, row.source = given, place.strip(), source[:500]
    row.brought_at = clock.now()
    row.full_clean(exclude=["counted_in"])
    row.save()
    record(by=by, action="catalogue.codes", obj=row, before=before)
    if on is not None and row.place:
        queue.start(count_codes, row.pk, on.pk, asked_by=by.name)
    return row


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
def remove_codes(*, by: Actor, row: CodeTable) -> None:
    """Remove a table."""
    require(by, Permission.MANAGE_CATALOGUE)
    record(by=by, action="catalogue.uncodes", obj=row, before=snapshot(row), after={})
    row.delete()
