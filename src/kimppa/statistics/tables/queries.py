"""The versions of the tables, and which of them is in force. Reads."""

from django.db.models import QuerySet

from kimppa.core.memo import remember
from kimppa.statistics.models import (
    TableVersion,
)
from kimppa.statistics.tables import rows
from kimppa.statistics.tables.rows import Row


def newest_table(kind: str) -> TableVersion | None:
    """The version of a table that is in force, unless it is as it came."""
    return TableVersion.objects.filter(kind=kind).first()


def table_versions(kind: str) -> QuerySet[TableVersion]:
    """Every version of a table, the newest first."""
    return TableVersion.objects.filter(kind=kind).defer("content")


def table_rows(kind: str) -> list[Row]:
    """The table in force as rows of texts."""
    version = newest_table(kind)
    return rows.read(version.content if version else rows.shipped(kind))


def versions_in_force() -> dict[str, str]:
    """A key for each table that somebody has changed: see `inforce`."""
    return remember("statistics-tables", make=_versions_in_force)


def _versions_in_force() -> dict[str, str]:
    versions = TableVersion.objects.order_by("version").values_list("kind", "version", "pk", "at")
    return {kind: f"{kind} {version} {pk} {at}" for kind, version, pk, at in versions}


def table_content(key: str) -> str:
    """What a version says, by its key."""
    return TableVersion.objects.values_list("content", flat=True).get(pk=key.split()[2])
