"""How full the records are, by material and branch, and how that has gone over the exports."""

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kimppa.catalogue.completeness import queries
from kimppa.catalogue.completeness.actions import measure_all
from kimppa.catalogue.completeness.queries import Measured, Row
from kimppa.catalogue.pages import current_or_404, part_of, scope
from kimppa.catalogue.queries import Scope
from kimppa.core.consortium.roles import Permission
from kimppa.ui.cells import Column
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import day, language
from kimppa.ui.pages.press import attempt
from kimppa.ui.tables import Table

MATERIAL: Final = "aineisto"
MATERIALS: Final[dict[str, str | Promise]] = {
    "books": gettext_lazy("Books"),
    "serials": gettext_lazy("Serials"),
    "music": gettext_lazy("Music and sound"),
    "maps": gettext_lazy("Maps"),
    "visual": gettext_lazy("Films and pictures"),
    "computer": gettext_lazy("Computer files"),
    "mixed": gettext_lazy("Mixed materials"),
    "other": gettext_lazy("Other"),
}


@require_GET
@needs(Permission.VIEW)
def completeness(request: HttpRequest) -> HttpResponse:
    """Shares of fields and scores over the exports, and in each branch now."""
    open_to = scope(request)
    measured, lacking = queries.measures()
    part = part_of(request, open_to)
    kinds = queries.materials_of(measured)
    material = request.GET.get(MATERIAL, "")
    material = material if material in kinds else ""
    owners = queries.owners_of(part, open_to.codes)
    columns = [queries.shares(export.table, owners, material) for export in measured]
    days = [day(export.check.snapshot.taken_on) for export in measured]
    newest_export = measured[-1] if measured else None
    scores, fields = queries.scores(columns, _scales()), queries.fields(columns, language())
    tables = [
        _table(request, "pisteet-", _("Scores of the records"), scores, days),
        _table(request, "", _("Fields"), fields, days),
        _by_branch(request, newest_export, open_to, material),
    ]
    for table in tables:
        if table and (export := table.response()):
            return export
    context = {
        "scores": tables[0],
        "fields": tables[1],
        "branches": tables[2],
        "newest": newest_export.check if newest_export else None,
        "records": queries.records(newest_export.table, owners, material) if newest_export else 0,
        "materials": [(kind, MATERIALS[kind]) for kind in kinds],
        "material": material,
        "material_name": MATERIALS.get(material, ""),
        "lacking": lacking and open_to.manages,
        "part": part,
        "scope": open_to,
    }
    return render(request, "catalogue/completeness/completeness.html", context)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def measure(request: HttpRequest) -> HttpResponse:
    return attempt(
        request,
        lambda: measure_all(by=person_of(request), newest_check=current_or_404()),
        back=reverse("catalogue:completeness"),
        message=_("It has begun. Open the page again in a moment."),
    )


def _scales() -> dict[str, str]:
    return {
        "thompson-traill": _("What helps in finding it (after Thompson and Traill)"),
        "shelf-ready": _("What a shelf-ready record needs (after NAG)"),
    }


def _table(
    request: HttpRequest,
    prefix: str,
    caption: str,
    rows: Sequence[Row],
    titles: Sequence[str],
) -> Table:
    is_score = prefix == "pisteet-"
    tags = [] if is_score else [Column("what", _("Field"))]
    name = Column("name", _("Score") if is_score else _("Name"))
    return Table(
        request,
        prefix=prefix,
        caption=caption,
        rows=rows,
        columns=[*tags, name, *(_share(index, title) for index, title in enumerate(titles))],
    )


def _share(index: int, title: str) -> Column:
    return Column(f"c{index}", title, kind="percent", value=lambda row: row.shares[index])


def _by_branch(
    request: HttpRequest, newest_export: Measured | None, open_to: Scope, material: str
) -> Table | None:
    """Every open branch beside the others in the newest export; nothing for one alone."""
    if newest_export is None or len(open_to.branches) < 2:
        return None
    columns = [
        queries.shares(newest_export.table, open_to.codes.of({branch.pk}), material)
        for branch in open_to.branches
    ]
    rows = [*queries.scores(columns, _scales()), *queries.fields(columns, language())]
    titles = [branch.name for branch in open_to.branches]
    return _table(request, "toimipisteet-", _("By branch"),
                  [Row("" if row.what in _scales() else row.what, row.name, row.shares)
                   for row in rows], titles)  # fmt: skip
