"""Two exports beside each other: what was added, lost and changed, and how."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kimppa.catalogue.comparison import actions
from kimppa.catalogue.comparison.differences import Listed
from kimppa.catalogue.comparison.messages import KINDS, STATES, kind
from kimppa.catalogue.corrections.queries import ready_snapshots
from kimppa.catalogue.models import Check, Snapshot
from kimppa.catalogue.models.comparison import Comparison
from kimppa.catalogue.pages import BRANCH, scope
from kimppa.catalogue.queries import Scope
from kimppa.catalogue.tables import DiskTable
from kimppa.core.consortium.roles import Permission
from kimppa.jobs.queries import workers
from kimppa.ui import pages as ui
from kimppa.ui.cells import Column
from kimppa.ui.guard import needs, person_of
from kimppa.ui.tables import ChoiceFilter

LIMIT = 5  # differences of a record in the list


class CompareForm(forms.Form):
    old = forms.ModelChoiceField(label=gettext_lazy("Earlier export"), queryset=ready_snapshots())
    new = forms.ModelChoiceField(label=gettext_lazy("Later export"), queryset=ready_snapshots())


@require_GET
@needs(Permission.VIEW)
def comparisons(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def compare(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest) -> HttpResponse:
    open_to = scope(request)
    return ui.form_page(
        request,
        CompareForm(ui.posted(request), initial=_newest_two()),
        save=partial(actions.start, by=person_of(request)),
        then=Comparison.get_absolute_url,
        message=_("The two exports are compared in the background."),
        title=_("Exports compared"),
        template="catalogue/comparison/comparisons.html",
        rows=Comparison.objects.select_related("old", "new", "run"),
        manages=open_to.manages,
        sees_all=open_to.sees_all_figures,
    )


def _newest_two() -> dict[str, Snapshot]:
    exports = list(ready_snapshots()[:2])
    return {"old": exports[1], "new": exports[0]} if len(exports) == 2 else {}


@require_GET
@needs(Permission.VIEW)
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    comparison = Comparison.objects.select_related("old", "new", "run").filter(pk=pk).first()
    if comparison is None:
        raise Http404
    open_to = scope(request)
    table = _table(request, comparison, open_to) if comparison.found_at else None
    if table and (export := table.response()):
        return export
    context: dict[str, Any] = {
        "row": comparison,
        "table": table,
        "moving": comparison.moving,
        "nobody": comparison.moving and not workers(),
        "sees_all": open_to.sees_all_figures,
        "kinds": [(kind(f"{name} {tag}"), count) for name, tag, count in comparison.kinds[:40]],
        "same": comparison.counts.get("identical", 0),
    }
    return render(request, "catalogue/comparison/comparison.html", context)


def _table(request: HttpRequest, comparison: Comparison, open_to: Scope) -> DiskTable | None:
    path = actions.table_of(comparison)
    if not path.exists():
        return None
    checks = dict(
        Check.objects.filter(snapshot__in=(comparison.old, comparison.new)).values_list(
            "snapshot", "pk"
        )
    )

    def find(choices: dict[str, str]) -> Listed:
        branch = open_to.branch(choices[BRANCH])
        codes = open_to.codes.of({branch.pk}) if branch else open_to.own_codes
        return Listed(path, codes, choices["tila"], choices["laji"])

    def url(entry: dict[str, Any]) -> str:
        check = checks.get(comparison.old_id if entry["state"] == "lost" else comparison.new_id)
        return reverse("catalogue:record", args=[check, entry["rec"]]) if check else ""

    return DiskTable(
        request,
        caption=_("Records that differ"),
        suffix=comparison.pk,
        rows=(),
        find=find,
        columns=_columns(open_to, url),
        filters=[
            ChoiceFilter("tila", _("What happened"), [(k, w) for k, (_m, w) in STATES.items()]),
            ChoiceFilter("laji", _("Kind of change"), list(KINDS.items())),
            ChoiceFilter(
                BRANCH, _("Branch"), [(branch.code, branch.name) for branch in open_to.branches]
            ),
        ],
        row_mark=lambda _row: None,
    )


def _columns(open_to: Scope, url: Callable[[dict[str, Any]], str]) -> list[Column]:
    def branches(row: dict[str, Any]) -> str:
        return open_to.codes.names(row["owners"])

    return [
        Column("state", _("What happened"), kind="status", value=_state, sortable=False),
        Column("title", _("Record"), value=_title, url=url, sortable=False),
        Column("control", _("Control number"), sortable=False),
        Column("told", _("Differences"), value=_differences, sortable=False, raw=True),
        Column("branches", _("Branches"), value=branches, sortable=False),
    ]


def _state(record: dict[str, Any]) -> tuple[str, str]:
    mark, word = STATES[record["state"]]
    return mark, str(word)


def _title(record: dict[str, Any]) -> str:
    return str(record["title"] or _("(no title)"))


def _differences(record: dict[str, Any]) -> str:
    texts, excess = record["told"][:LIMIT], record["more"] + max(len(record["told"]) - LIMIT, 0)
    return "; ".join(texts) + (f" (+{excess})" if excess else "")
