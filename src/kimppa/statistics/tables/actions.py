"""The variables, identities, checks and thresholds changed: each change is a new version."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.models import Figure, Variable
from kimppa.core.permissions import Actor, require
from kimppa.statistics.checks.checks import checks
from kimppa.statistics.models import TableVersion
from kimppa.statistics.reading.problems import Fault
from kimppa.statistics.tables import rows as tables
from kimppa.statistics.tables.queries import newest_table, table_rows
from kimppa.statistics.tables.rows import Row
from kimppa.statistics.variables import inforce
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.variables.identities import identities


@transaction.atomic
def change_table(
    *,
    by: Actor,
    kind: str,
    rows: Sequence[Row],
    reason: str,
    seen: int | None = None,
    example: bool = False,
    source: str = "",
) -> TableVersion:
    """Put a table's new version in force; the old ones and the frozen sheets stay as they are.

    Raises ValidationError for faults with their cells, for a table that has changed since the
    version `seen`, and when nothing differs.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    last = newest_table(kind)
    version = last.version if last else 0
    if seen is not None and seen != version:
        raise ValidationError(_("The table has changed while you were looking. Look again."))
    content = tables.write(kind, rows)
    if content == tables.write(kind, table_rows(kind)):
        raise ValidationError(_("Nothing has changed."))
    if wrong := faults_of(kind, rows):
        raise ValidationError(told(wrong))
    made = TableVersion(
        kind=kind,
        version=version + 1,
        content=content,
        reason=reason.strip(),
        at=clock.now(),
        by_name=by.name,
        example=example,
        source=source,
    )
    made.full_clean()
    made.save()
    record(by=by, action="statistics.table", obj=made)
    inforce.forget()
    if kind == TableVersion.Kind.VARIABLES:
        _rename(by)
    return made


def restore_table(*, by: Actor, version: TableVersion | None, kind: str) -> TableVersion:
    """Put an earlier version in force again, as a new one; None is what came with the house."""
    content = version.content if version else tables.shipped(kind)
    said = _("Version %(version)d again") % {"version": version.version if version else 0}
    return change_table(by=by, kind=kind, rows=tables.read(content), reason=said)


def faults_of(kind: str, rows: Sequence[Row]) -> list[Fault]:
    """What is wrong in the rows, and which variables may not be left out."""
    found = tables.faults(kind, rows)
    if kind != TableVersion.Kind.VARIABLES or found:
        return found
    gone = catalogue().keys() - {row["code"] for row in rows}
    named = {catalogue()[code].figure_code: code for code in gone}
    kept = {
        named[one]
        for one in Figure.objects.filter(variable__code__in=named).values_list(
            "variable__code", flat=True
        )
    }
    kept |= tables.used(gone, checks())
    kept |= gone & {code for one in identities() for code in one.fields}
    return [Fault("table-gone", text=code) for code in sorted(kept)]


def told(wrong: Sequence[Fault]) -> str:
    """The first faults in words, each with its cell."""
    language = (get_language() or "fi")[:2]
    return " ".join(f"{one.address}: {one.told(language)}".lstrip(": ") for one in wrong[:5])


def _rename(by: Actor) -> None:
    """The desk's own names of the variables follow."""
    for row in Variable.objects.all():
        one = next((v for v in catalogue().values() if v.figure_code == row.code), None)
        if one is not None:
            change(
                row,
                by=by,
                action="statistics.rename",
                name_fi=one.name.fi[:200],
                name_sv=one.name.sv[:200],
                name_en=one.name.en[:200],
                unit=one.unit[:30],
            )
