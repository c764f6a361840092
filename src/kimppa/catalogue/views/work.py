"""A branch's work lists: what to mend, row by row, with ticks, notes, paper and Excel."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from kimppa.catalogue import queries, verdicts
from kimppa.catalogue.models import Check, Rule, RuleCount, Tick
from kimppa.catalogue.owners import ownerless
from kimppa.catalogue.pages import (
    current_or_404,
    findings_or_404,
    numberless_words,
    plain_text,
    rule_or_404,
    scope,
)
from kimppa.catalogue.progress import ListProgress, list_progress
from kimppa.catalogue.queries import Line, Part, Scope
from kimppa.catalogue.records import Findings, Rows, Selection
from kimppa.catalogue.severity import ALL
from kimppa.catalogue.tables import DiskTable, line_table, record_url, row_columns
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.ui.cells import Column
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import language
from kimppa.ui.tables import ChoiceFilter
from kimppa.ui.undo import done

OPEN, MENDED, ALL_ROWS = "tekematta", "tehty", "kaikki"
ON_PAPER = 500


@require_GET
@needs(Permission.VIEW)
def lists(request: HttpRequest) -> HttpResponse:
    open_to, check = scope(request), queries.current_check()
    totals = queries.branch_totals(check) if check else {}
    context = {
        "ownerless": ownerless(check, queries.place_totals(check)) if check else None,
        "check": check,
        "branches": [
            {"branch": branch, "total": totals[branch.pk], "works": open_to.may_tick(branch)}
            for branch in open_to.branches
            if branch.pk in totals
        ],
        "manages": open_to.manages,
    }
    return render(request, "catalogue/work.html", context)


@require_GET
@needs(Permission.VIEW)
def branch(request: HttpRequest, code: str) -> HttpResponse:
    open_to, check = scope(request), current_or_404()
    branch = _branch_or_404(open_to, code)
    part = Part(branch=branch)
    total = queries.total(check, part)
    codes = open_to.codes.of({branch.pk})
    progress = list_progress(check, findings_or_404(check), branch, codes)
    table = line_table(
        request,
        [line for line in queries.lines(check, part, None) if line.findings],
        total=total.held,
        url=lambda line: reverse("catalogue:list", args=[code, line.rule.slug]),
        caption=_("To mend in %(branch)s") % {"branch": branch.name},
        further_columns=_done_columns(progress),
        compared=False,
    )
    if export := table.response():
        return export
    context = {
        "branch": branch,
        "check": check,
        "table": table,
        "total": total,
        "done": sum(list_progress.rows for list_progress in progress.values()),
        "by_others": sum(list_progress.by_others for list_progress in progress.values()),
        "works": open_to.may_tick(branch),
        "manages": open_to.manages,
        "ownerless": None if total.held else ownerless(check, queries.place_totals(check)),
    }
    return render(request, "catalogue/branch.html", context)


def _done_columns(progress: dict[int, ListProgress]) -> list[Column]:
    def value(name: str) -> Callable[[Line], int]:
        return lambda line: getattr(progress.get(line.rule.pk, ListProgress()), name)

    columns = [Column("done", _("Done"), kind="integer", value=value("rows"))]
    if any(list_progress.by_others for list_progress in progress.values()):
        columns.append(
            Column("by_others", _("Of these by others"), kind="integer", value=value("by_others"))
        )
    return columns


def _choices() -> list[tuple[str, str]]:
    return [(OPEN, _("Not done")), (MENDED, _("Done")), (ALL_ROWS, _("All"))]


def _branch_or_404(open_to: Scope, code: str) -> Branch:
    branch = open_to.branch(code)
    if branch is None:
        raise Http404
    return branch


def _posted_check(request: HttpRequest) -> Check:
    """The check whose list was filled in, also when a newer export has come since; else the newest.

    The rows of a form are numbers of records in its own export.
    """
    text = request.POST.get("check", "")
    if not text:
        return current_or_404()
    check = queries.check_by(int(text)) if text.isdecimal() and len(text) < 12 else None
    if check is None:
        raise Http404
    return check


class _List:
    """The rows of one rule in one branch, as the address asks for them."""

    def __init__(self, request: HttpRequest, code: str, slug: str) -> None:
        self.request = request
        self.scope = scope(request)
        self.check: Check = _posted_check(request)
        self.branch = _branch_or_404(self.scope, code)
        self.rule: Rule = rule_or_404(slug)
        count = queries.count_of(self.check, self.rule)
        if count is None:
            raise Http404
        self.count: RuleCount = count
        self.findings: Findings = findings_or_404(self.check)
        self.codes = self.scope.codes.of({self.branch.pk})

    def rows(self, state: str) -> Rows:
        """Records to mend: those that are not done (the default), done, or all."""
        done_already = verdicts.ticked(self.check, self.rule)
        keys = [
            (verdict.rec, verdict.fno, verdict.at)
            for verdict in queries.judged(self.check, self.rule)
            if verdict.rec is not None and verdict.fno is not None and verdict.at is not None
        ]
        return self.findings.rows(
            Selection(
                self.count.number,
                codes=self.codes,
                without=keys,
                without_keys=done_already if state == OPEN else (),
                only_keys=done_already if state == MENDED else None,
                by_record=True,
            )
        )

    def of_records(self, recs: set[int]) -> Rows:
        """Those of these records that are on the branch's list."""
        selection = Selection(self.count.number, codes=self.codes, recs=recs, by_record=True)
        return self.findings.rows(selection)

    def table(self, page_length: int = 50) -> DiskTable:
        """The rows with what has been written of them, for the page and for Excel."""
        done_keys, notes = verdicts.ticks_and_notes(self.check, self.rule)
        return DiskTable(
            self.request,
            caption=_("Records to mend"),
            suffix=f"{self.branch.code}-{self.rule.slug}",
            rows=(),
            find=lambda choices: self.rows(choices["tila"] or OPEN),
            columns=[
                *row_columns(self.scope.codes, record_url(self.check.pk, self.rule.slug)),
                Column("done", _("Done"), value=lambda row: row.key in done_keys, sortable=False),
                Column("note", _("Note"), value=lambda row: notes.get(row.key, ""), sortable=False),
            ],
            filters=[
                ChoiceFilter(
                    "tila",
                    _("Which"),
                    _choices(),
                )
            ],
            page_length=page_length,
            row_mark=lambda _row: None,
        )

    def context(self, table: DiskTable) -> dict[str, Any]:
        page = Paginator(table.ordered, table.page_length).get_page(
            self.request.GET.get("page") or 1
        )
        page_rows = list(page)
        tick_by_key, earlier_tick_by_key = self._ticks([row.key for row in page_rows])
        state = table.shown_filters[0].choice or OPEN
        return {
            "branch": self.branch,
            "rule": self.rule,
            "degree": ALL[self.rule.severity],
            "check": self.check,
            "page": page,
            "table": table,
            "chosen": state,
            "choices": _choices(),
            "rows": [
                {
                    "row": row,
                    "text": row.told(language()),
                    "place": "" if row.spot.problem else row.place,
                    "tick": tick_by_key.get(row.key),
                    "earlier": earlier_tick_by_key.get(row.key),
                    "url": record_url(self.check.pk, self.rule.slug)(row),
                    "branches": self.scope.codes.names(row.codes),
                }
                for row in page_rows
            ],
            "by_others": self._by_others() if state == MENDED else 0,
            "works": self.scope.may_tick(self.branch),
        }

    def _by_others(self) -> int:
        progress = list_progress(self.check, self.findings, self.branch, self.codes)
        return progress.get(self.rule.pk, ListProgress()).by_others

    def _ticks(self, keys: list[str]) -> tuple[dict[str, Tick], dict[str, Tick]]:
        tick_by_key: dict[str, Tick] = {}
        earlier_tick_by_key: dict[str, Tick] = {}
        for tick in verdicts.ticks(self.rule, keys):
            if tick.check_of_id == self.check.pk:
                tick_by_key[tick.control] = tick
            elif tick.done:
                earlier_tick_by_key.setdefault(tick.control, tick)
        return tick_by_key, earlier_tick_by_key


@needs(Permission.VIEW)
def work_list(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    listing = _List(request, code, slug)
    if request.method == "POST":
        return _save_ticks(request, listing)
    table = listing.table()
    if export := table.response():
        return export
    return render(request, "catalogue/list.html", listing.context(table))


def _save_ticks(request: HttpRequest, listing: _List) -> HttpResponse:
    recs = {
        number for number in request.POST.getlist("rec") if number.isdecimal() and len(number) < 12
    }
    ticks = {}
    for finding in listing.of_records({int(number) for number in recs}):
        entry = (f"done-{finding.rec}" in request.POST, request.POST.get(f"note-{finding.rec}", ""))
        # What was left as it was shown may have been changed by somebody else meanwhile.
        if entry != _as_shown(request, finding.rec):
            ticks[finding.key] = entry
    changed_count = verdicts.tick(
        by=person_of(request),
        check=listing.check,
        rule=listing.rule,
        branch=listing.branch,
        rows=ticks,
    )
    message = ngettext("%(count)d row was saved.", "%(count)d rows were saved.", changed_count)
    message %= {"count": changed_count}
    if listing.check != queries.current_check():
        message += " " + _("A newer export has come meanwhile: this is its list.")
    done(request, message)
    return redirect(request.get_full_path())


def _as_shown(request: HttpRequest, rec: int) -> tuple[bool, str] | None:
    """The tick and the note that stood in the row of the form."""
    was = request.POST.get(f"was-{rec}")
    return None if was is None else (was == "on", request.POST.get(f"noted-{rec}", ""))


@require_GET
@needs(Permission.VIEW)
def print_list(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The rows that are not done, for paper: a box to tick and room for a note."""
    listing = _List(request, code, slug)
    return render(request, "catalogue/print.html", listing.context(listing.table(ON_PAPER)))


@require_GET
@needs(Permission.VIEW)
def numbers(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The numbers of the records that are not done, to be pasted into the library system."""
    listing = _List(request, code, slug)
    rows = listing.rows(OPEN)
    controls = listing.findings.numbers(rows.frame["rec"])
    return plain_text(
        controls or numberless_words(rows.frame["rec"].n_unique()), f"{code}-{slug}.txt"
    )
