"""Everything that is held on one person, for that person: as JSON, or as a page to read."""

import datetime as dt
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.html import format_html, format_html_join

from kimppa.core.audit.actions import record
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.core.privacy.queries import PersonalRows, personal_rows
from kimppa.core.privacy.register import Kind

FORMAT = 1


@transaction.atomic
def export(*, by: Actor, person: Person, at: dt.datetime) -> dict[str, Any]:
    """`{"person": …, "tables": [{"table", "why", "kept", "rows": […]}]}`; audited.

    Rows are whole but for secrets (passwords, tokens), which are of no use to their owner and of
    harm in a mailbox. Raises PermissionDenied.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    tables = [_table_facts(personal) for personal in personal_rows(person)]
    record(by=by, action="person.export", obj=person, after={"tables": len(tables)})
    return {
        "format": FORMAT,
        "made": at.isoformat(timespec="seconds"),
        "person": {"id": person.pk, "name": person.name, "email": person.email},
        "tables": tables,
    }


def to_json(exported: dict[str, Any]) -> str:
    """Readable JSON."""
    return json.dumps(exported, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)


def to_html(exported: dict[str, Any]) -> str:
    """One page without scripts, styles or anything from elsewhere."""
    return format_html(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>{0}</title>'
        "<h1>{0}</h1><p>{1}, {2}</p>{3}</html>",
        exported["person"]["name"],
        exported["person"]["email"],
        exported["made"],
        format_html_join("", "{}", ((_section(table),) for table in exported["tables"])),
    )


def _section(table: dict[str, Any]) -> str:
    names = list(table["rows"][0])
    return format_html(
        "<h2>{} ({})</h2><p>{}. Kept: {}.</p><table><tr>{}</tr>{}</table>",
        table["table"],
        len(table["rows"]),
        table["why"],
        table["kept"],
        format_html_join("", '<th scope="col">{}</th>', ((name,) for name in names)),
        format_html_join("", "<tr>{}</tr>", ((_cells(row),) for row in table["rows"])),
    )


def _cells(row: dict[str, Any]) -> str:
    return format_html_join("", "<td>{}</td>", ((value,) for value in row.values()))


def _table_facts(personal: PersonalRows) -> dict[str, Any]:
    table = personal.table
    secret_fields = set(table.of(Kind.SECRET))
    return {
        "table": table.model._meta.label,
        "why": table.why,
        "kept": table.keeps,
        "rows": [_row_facts(row, secret_fields) for row in personal.rows],
    }


def _row_facts(row: models.Model, secret_fields: set[str]) -> dict[str, Any]:
    return {
        field.attname: field.value_from_object(row)
        for field in row._meta.concrete_fields
        if field.name not in secret_fields
    }
