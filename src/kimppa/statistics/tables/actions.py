"""The variables, identities, checks and thresholds changed: each change is a new version."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import add, change
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.models import Figure, Variable
from kimppa.core.permissions import Actor, require
from kimppa.statistics.checks.checks import checks
from kimppa.statistics.models import TableVersion
from kimppa.statistics.reading.faults import Fault
from kimppa.statistics.tables import rows as tables
from kimppa.statistics.tables.queries import newest_table, table_rows
from kimppa.statistics.tables.rows import Row
from kimppa.statistics.variables import versions
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.variables.identities import identities


@transaction.atomic
def change_table(
    *,
    by: Actor,
    kind: str,
    rows: Sequence[Row],
    reason: str,
    known_version: int | None = None,
) -> TableVersion:
    """Put a table's new version in force; the old ones and the frozen sheets stay as they are.

    Raises ValidationError for faults with their cells, for a table that has changed since the
    `known_version`, and when nothing differs.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    newest = newest_table(kind)
    version = newest.version if newest else 0
    if known_version is not None and known_version != version:
        raise ValidationError(_("The table has changed while you were looking. Look again."))
    content = tables.write(kind, rows)
    if content == tables.write(kind, table_rows(kind)):
        raise ValidationError(_("Nothing has changed."))
    if faults := faults_of(kind, rows):
        raise ValidationError(describe(faults))
    table_version = TableVersion(
        kind=kind,
        version=version + 1,
        content=content,
        reason=reason.strip(),
        at=clock.now(),
        by_name=by.name,
    )
    add(table_version, by=by, action="statistics.table")
    versions.forget()
    if kind == TableVersion.Kind.VARIABLES:
        _rename(by)
    return table_version


def restore_table(*, by: Actor, version: TableVersion | None, kind: str) -> TableVersion:
    """Put an earlier version in force again, as a new one; None is what came with the house."""
    content = version.content if version else tables.shipped(kind)
    reason = _("Version %(version)d again") % {"version": version.version if version else 0}
    return change_table(by=by, kind=kind, rows=tables.read(content), reason=reason)


def faults_of(kind: str, rows: Sequence[Row]) -> list[Fault]:
    """What is wrong in the rows, and which variables may not be left out."""
    faults = tables.faults(kind, rows)
    if kind != TableVersion.Kind.VARIABLES or faults:
        return faults
    removed_codes = catalogue().keys() - {row["code"] for row in rows}
    codes_by_figure = {catalogue()[code].figure_code: code for code in removed_codes}
    needed_codes = {
        codes_by_figure[figure_code]
        for figure_code in Figure.objects.filter(variable__code__in=codes_by_figure).values_list(
            "variable__code", flat=True
        )
    }
    needed_codes |= tables.used(removed_codes, checks())
    needed_codes |= removed_codes & {code for identity in identities() for code in identity.fields}
    return [Fault("table-gone", text=code) for code in sorted(needed_codes)]


def describe(faults: Sequence[Fault]) -> str:
    """The first faults in words, each with its cell."""
    language = (get_language() or "fi")[:2]
    return " ".join(
        f"{fault.address}: {fault.message(language)}".lstrip(": ") for fault in faults[:5]
    )


def _rename(by: Actor) -> None:
    """The desk's own names of the variables follow."""
    for desk_variable in Variable.objects.all():
        variable = next(
            (v for v in catalogue().values() if v.figure_code == desk_variable.code), None
        )
        if variable is not None:
            change(
                desk_variable,
                by=by,
                action="statistics.rename",
                name_fi=variable.name.fi[:200],
                name_sv=variable.name.sv[:200],
                name_en=variable.name.en[:200],
                unit=variable.unit[:30],
            )


check_undo_by(lambda by, _row: require(by, Permission.MANAGE_CONSORTIUM), TableVersion)
