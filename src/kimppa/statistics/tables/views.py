"""The variables, identities, checks and thresholds: seen, changed, loaded, taken back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.documents.csvfile import BOM
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.statistics.models import TableVersion
from kimppa.statistics.pages import language
from kimppa.statistics.reading.grids import read_grids
from kimppa.statistics.tables import rows as tables
from kimppa.statistics.tables.actions import change_table, faults_of, restore_table
from kimppa.statistics.tables.forms import FORMS, RowForm, TableForm
from kimppa.statistics.tables.messages import CHOICES, HEADINGS, LISTED
from kimppa.statistics.tables.queries import newest_table, table_rows, table_versions
from kimppa.statistics.tables.rows import Row
from kimppa.ui import pages as ui
from kimppa.ui.attachments import attachment

FILTERS = {"variables": ("group", "evidence"), "checks": ("severity",)}


def _kind(kind: str) -> str:
    if kind not in tables.KINDS:
        raise Http404
    return kind


def _version(kind: str) -> int:
    newest = newest_table(kind)
    return newest.version if newest else 0


@require_GET
@ui.needs(Permission.VIEW)
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """A table in force with its versions; to Excel too."""
    edits = ui.person_of(request).can(Permission.MANAGE_CONSORTIUM)
    return ui.table_page(
        request,
        _listing(request, _kind(kind), edits=edits),
        title=TableVersion.Kind(kind).label,
        lead=_(
            "What the statistics are made of, as data: the names, years and rules can be changed "
            "when the ministry changes its form. Each change is a version; frozen sheets stay as "
            "they are."
        ),
        actions=_table_actions(kind),
        template="statistics/tables/table.html",
        kind=kind,
        kinds=TableVersion.Kind.choices,
        versions=table_versions(kind),
        edits=edits,
    )


def _listing(request: HttpRequest, kind: str, *, edits: bool) -> ui.Table:
    """The rows with their numbers; who may edit gets a link to each row."""
    rows = list(enumerate(table_rows(kind), 1))

    def address(row: tuple[int, Row]) -> str:
        return reverse("statistics:table-row", args=[kind, row[0]])

    def value(name: str) -> Callable[[tuple[int, Row]], str]:
        words = dict(CHOICES.get(name, ()))
        return lambda row: str(words.get(row[1].get(name, ""), row[1].get(name, "")))

    key, *other_names = LISTED[kind]
    return ui.Table(
        request,
        caption=TableVersion.Kind(kind).label,
        columns=[
            ui.Column(key, HEADINGS[key], value=value(key), url=address if edits else None),
            *(ui.Column(name, HEADINGS[name], value=value(name)) for name in other_names),
        ],
        rows=rows,
        filters=[_filter(name, rows) for name in FILTERS.get(kind, ())],
        suffix=kind,
        page_length=50,
    )


def _table_actions(kind: str) -> list[ui.Action]:
    manage = Permission.MANAGE_CONSORTIUM
    load = reverse("statistics:table-load", args=[kind])
    add = reverse("statistics:table-row", args=[kind, 0])
    return [
        ui.link(_("Download as CSV"), "statistics:table-file", kind),
        ui.Action(_("Load from a file"), load, permission=manage),
        ui.Action(_("Add a row"), add, primary=True, permission=manage),
    ]


def _filter(name: str, rows: list[tuple[int, Row]]) -> ui.ChoiceFilter:
    labels = dict(CHOICES[name])
    return ui.ChoiceFilter(
        name,
        HEADINGS[name],
        [
            (choice, labels.get(choice, choice))
            for choice in dict.fromkeys(row[name] for _n, row in rows)
        ],
        test=lambda row, selected: row[1].get(name) == selected,
    )


@require_GET
@ui.needs(Permission.VIEW)
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The table in force as CSV that can be edited and loaded again."""
    content = BOM + tables.write(_kind(kind), table_rows(kind))
    return attachment(f"{kind}-{_version(kind)}.csv", "text/csv; charset=utf-8", content)


@ui.needs(Permission.MANAGE_CONSORTIUM)
def row(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One row: 0 is a new one."""
    rows = table_rows(_kind(kind))
    if number > len(rows):
        raise Http404
    row_before = rows[number - 1] if number else {}
    form = FORMS[kind](ui.posted(request), initial={**row_before, "seen": _version(kind)})

    def put_in_force(**_values: Any) -> TableVersion:
        new_row = {**row_before, **form.row}
        rows_around = (rows[: number - 1], rows[number:]) if number else (rows, [])
        return _put_in_force(request, kind, [*rows_around[0], new_row, *rows_around[1]], form)

    table_page = reverse("statistics:table", args=[kind])
    actions = [ui.Action(_("Back to the table"), table_page)]
    if number:
        url = reverse("statistics:table-remove", args=[kind, number])
        actions.append(ui.Action(_("Leave out"), url, post=True))
    return ui.form_page(
        request,
        form,
        title=tables.key_of(kind, row_before) or _("New row"),
        lead=_(
            "The change is a new version of the table; sheets that have been frozen keep what they "
            "had."
        ),
        save=put_in_force,  # a stale version is refused by the action
        back=table_page,
        submit=_("Save as a new version"),
        actions=actions,
    )


def _put_in_force(
    request: HttpRequest, kind: str, rows: list[Row], form: RowForm | TableForm, **_values: Any
) -> TableVersion:
    """Put the rows in force, unless another version is since the form was opened."""
    return change_table(
        by=ui.person_of(request),
        kind=kind,
        rows=rows,
        reason=form.cleaned_data["reason"],
        known_version=form.cleaned_data["seen"],
    )


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def remove(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Leave a row out from now on."""
    rows = table_rows(_kind(kind))
    if not 0 < number <= len(rows):
        raise Http404
    reason = _("Left out: %(row)s") % {"row": tables.key_of(kind, rows[number - 1])}
    new_rows = rows[: number - 1] + rows[number:]
    return ui.attempt(
        request,
        lambda: change_table(by=ui.person_of(request), kind=kind, rows=new_rows, reason=reason),
        back=reverse("statistics:table", args=[kind]),
    )


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def restore(request: HttpRequest, kind: str, version: int) -> HttpResponse:
    """Put an earlier version in force again; 0 is what came with the house."""
    old_version = (
        get_object_or_404(TableVersion, kind=_kind(kind), version=version) if version else None
    )
    return ui.attempt(
        request,
        lambda: restore_table(by=ui.person_of(request), version=old_version, kind=kind),
        back=reverse("statistics:table", args=[kind]),
    )


@ui.needs(Permission.MANAGE_CONSORTIUM)
def load(request: HttpRequest, kind: str) -> HttpResponse:
    """Load a whole table: first what would change, or each fault with its cell; then use it."""
    form = TableForm(
        ui.posted(request), request.FILES or None, initial={"seen": _version(_kind(kind))}
    )
    context: dict[str, Any] = {"kind": kind}
    put_in_force = None
    if request.method == "POST" and form.is_valid():
        rows, faults = _file_rows(kind, form)
        context["faults"] = [(fault.address, fault.message(language())) for fault in faults]
        if rows is not None and not faults:
            if form.cleaned_data["content"]:
                put_in_force = partial(_put_in_force, request, kind, rows, form)
            else:
                context |= _preview(kind, rows)
    return ui.form_page(
        request,
        form,
        title=TableVersion.Kind(kind).label,
        save=put_in_force,  # a stale version is refused by the action
        back=reverse("statistics:table", args=[kind]),
        status=ui.REFUSED if context.get("faults") else None,
        template="statistics/tables/load.html",
        **context,
    )


def _file_rows(kind: str, form: TableForm) -> tuple[list[Row] | None, list[Any]]:
    """The rows that were given, and what is wrong in them."""
    if form.cleaned_data["content"]:
        return tables.read(form.cleaned_data["content"]), []
    try:
        grid = read_grids(form.cleaned_data["file"].read())[0]
    except (SpreadsheetError, IndexError) as error:
        message = error.text(language()) if isinstance(error, SpreadsheetError) else str(error)
        form.add_error("file", message)
        return None, []
    rows, faults = tables.from_cells(kind, grid.rows)
    return rows, faults or faults_of(kind, rows)


def _preview(kind: str, rows: list[Row]) -> dict[str, Any]:
    added, removed, changed = tables.difference(kind, table_rows(kind), rows)
    return {
        "content": tables.write(kind, rows),
        "added": added,
        "removed": removed,
        "changed": [(change, HEADINGS[change.column]) for change in changed],
        "previewed": True,
    }
