"""The variables, identities, checks and thresholds: seen, changed, loaded, taken back."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.documents.csvfile import BOM
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.statistics.models import TableVersion
from kimppa.statistics.pages import language
from kimppa.statistics.reading.grids import read_grids
from kimppa.statistics.tables import actions
from kimppa.statistics.tables import rows as tables
from kimppa.statistics.tables.actions import faults_of
from kimppa.statistics.tables.forms import FORMS, RowForm, TableForm
from kimppa.statistics.tables.messages import CHOICES, HEADINGS, LISTED
from kimppa.statistics.tables.queries import newest_table, table_rows, table_versions
from kimppa.statistics.tables.rows import Row
from kimppa.ui.attachments import attachment
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.tables import ChoiceFilter, Column, Table
from kimppa.ui.undo import done

FILTERS = {"variables": ("group", "evidence"), "checks": ("severity",)}


def _kind(kind: str) -> str:
    if kind not in tables.KINDS:
        raise Http404
    return kind


def _version(kind: str) -> int:
    last = newest_table(kind)
    return last.version if last else 0


@require_GET
@needs(Permission.VIEW)
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """A table in force with its versions; to Excel too."""
    rows = list(enumerate(table_rows(_kind(kind)), 1))
    edits = person_of(request).can(Permission.MANAGE_CONSORTIUM)

    def address(row: tuple[int, Row]) -> str:
        return reverse("statistics:table-row", args=[kind, row[0]])

    def value(name: str) -> Callable[[tuple[int, Row]], str]:
        words = dict(CHOICES.get(name, ()))
        return lambda row: str(words.get(row[1].get(name, ""), row[1].get(name, "")))

    first, *rest = LISTED[kind]
    columns = [
        Column(first, HEADINGS[first], value=value(first), url=address if edits else None),
        *(Column(name, HEADINGS[name], value=value(name)) for name in rest),
    ]
    filters = [_filter(name, rows) for name in FILTERS.get(kind, ())]
    listing = Table(
        request,
        caption=TableVersion.Kind(kind).label,
        columns=columns,
        rows=rows,
        filters=filters,
        filename=f"tilastot-{kind}",
        page_length=50,
    )
    if export := listing.response():
        return export
    context = {
        "kind": kind,
        "title": TableVersion.Kind(kind).label,
        "kinds": TableVersion.Kind.choices,
        "table": listing,
        "versions": table_versions(kind),
        "edits": edits,
    }
    return render(request, "statistics/tables/table.html", context)


def _filter(name: str, rows: list[tuple[int, Row]]) -> ChoiceFilter:
    labels = dict(CHOICES[name])
    return ChoiceFilter(
        name,
        HEADINGS[name],
        [
            (choice, labels.get(choice, choice))
            for choice in dict.fromkeys(row[name] for _n, row in rows)
        ],
        test=lambda row, selected: row[1].get(name) == selected,
    )


@require_GET
@needs(Permission.VIEW)
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The table in force as CSV that can be edited and loaded again."""
    content = BOM + tables.write(_kind(kind), table_rows(kind))
    return attachment(f"{kind}-{_version(kind)}.csv", "text/csv; charset=utf-8", content)


@needs(Permission.MANAGE_CONSORTIUM)
def row(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One row: 0 is a new one."""
    rows = table_rows(_kind(kind))
    if number > len(rows):
        raise Http404
    old = rows[number - 1] if number else {}
    version = _version(kind)
    form = FORMS[kind](posted(request), initial={**old, "seen": version})
    if request.method == "POST" and form.is_valid():
        new = [*rows]
        if number:
            new[number - 1] = {**old, **form.row}
        else:
            new.append(form.row)
        if _saved(request, kind, new, form):
            return redirect("statistics:table", kind=kind)
    context = {
        "kind": kind,
        "title": tables.key_of(kind, old) or _("New row"),
        "form": form,
        "number": number,
    }
    status = REFUSED if form.errors else 200
    return render(request, "statistics/tables/row.html", context, status=status)


def _saved(request: HttpRequest, kind: str, rows: list[Row], form: RowForm | TableForm) -> bool:
    """Whether the new version is in force; why not stands in the form."""
    try:
        version = actions.change_table(
            by=person_of(request),
            kind=kind,
            rows=rows,
            reason=form.cleaned_data["reason"],
            known_version=form.cleaned_data["seen"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    undo = reverse("statistics:table-restore", args=[kind, version.version - 1])
    done(request, _("Version %(version)d is in force.") % {"version": version.version}, undo)
    return True


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def remove(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Leave a row out from now on."""
    rows = table_rows(_kind(kind))
    if not 0 < number <= len(rows):
        raise Http404
    reason = _("Left out: %(row)s") % {"row": tables.key_of(kind, rows[number - 1])}
    rest = rows[: number - 1] + rows[number:]
    return attempt(
        request,
        lambda: actions.change_table(by=person_of(request), kind=kind, rows=rest, reason=reason),
        back=reverse("statistics:table", args=[kind]),
        message=_("The row was left out."),
        undo=reverse("statistics:table-restore", args=[kind, _version(kind)]),
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def restore(request: HttpRequest, kind: str, version: int) -> HttpResponse:
    """Put an earlier version in force again; 0 is what came with the house."""
    table_version = (
        get_object_or_404(TableVersion, kind=_kind(kind), version=version) if version else None
    )
    return attempt(
        request,
        lambda: actions.restore_table(by=person_of(request), version=table_version, kind=kind),
        back=reverse("statistics:table", args=[kind]),
        message=_("Version %(version)d is in force again.") % {"version": version},
    )


@needs(Permission.MANAGE_CONSORTIUM)
def load(request: HttpRequest, kind: str) -> HttpResponse:
    """Load a whole table: first what would change, or each fault with its cell; then use it."""
    form = TableForm(
        posted(request), request.FILES or None, initial={"seen": _version(_kind(kind))}
    )
    context: dict[str, Any] = {"kind": kind, "title": TableVersion.Kind(kind).label, "form": form}
    if request.method == "POST" and form.is_valid():
        rows, faults = _rows(kind, form)
        if rows and not faults and form.cleaned_data["content"]:
            if _saved(request, kind, rows, form):
                return redirect("statistics:table", kind=kind)
        elif rows is not None:
            context |= _preview(kind, rows) if not faults else {}
        context["faults"] = [(fault.address, fault.message(language())) for fault in faults]
    status = REFUSED if form.errors or context.get("faults") else 200
    return render(request, "statistics/tables/load.html", context, status=status)


def _rows(kind: str, form: TableForm) -> tuple[list[Row] | None, list[Any]]:
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
        "gone": removed,
        "changed": [(change, HEADINGS[change.column]) for change in changed],
        "previewed": True,
    }
