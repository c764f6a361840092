"""A municipality's year: the work page, entering figures, explaining."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.statistics.checks.messages import lines, sentence
from kimppa.statistics.events.queries import describe, events_of
from kimppa.statistics.models import Explanation
from kimppa.statistics.pages import language, may_enter, require_enter, round_for, town_for
from kimppa.statistics.reading.cells import CellError, Read, read_cell
from kimppa.statistics.reading.faults import Fault
from kimppa.statistics.reading.grids import read_grids
from kimppa.statistics.reading.register import meanings, place_rows, places
from kimppa.statistics.reading.report import read_report
from kimppa.statistics.reading.vocabulary import vocabulary
from kimppa.statistics.sentences import CHANGES, LOANS
from kimppa.statistics.tables.messages import CHOICES
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.variables.messages import GROUPS, STATES
from kimppa.statistics.work import actions
from kimppa.statistics.work.board import Board, Noted, Row
from kimppa.statistics.work.queries import board as board_of
from kimppa.statistics.years import figures
from kimppa.statistics.years.figures import Place
from kimppa.ui import numbers
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages.press import attempt
from kimppa.ui.seen import one_save_at_a_time, print_of
from kimppa.ui.sent import REFUSED
from kimppa.ui.undo import done

SEVERITIES = {"stop": "late", "explain": "waiting", "info": "info"}
MARKS = {"missing": "*", "not-collected": "N/A", "not-relevant": "-"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its number or word, and where its provenance is told."""

    text: str
    title: str = ""
    figure: int = 0
    example: bool = False


def _cell(row: Row, code: str, title: str = "") -> Cell:
    entry = row.own if code == "" else row.branches.get(code)
    if entry is None:
        return Cell("", title)
    text = str(STATES[entry.state]) if entry.value is None else numbers.number(entry.value)
    return Cell(text, title, entry.figure, entry.example)


def _board_line(row: Row, branches: Mapping[str, str]) -> dict[str, Any]:
    return {
        "row": row,
        "name": row.variable.name.text(language()),
        "cells": [_cell(row, code, name) for code, name in branches.items()],
        "own": _cell(row, ""),
        "last": numbers.number(row.last.value) if row.last else "",
        "noted": [_finding(noted) for noted in row.noted],
    }


def _finding(noted: Noted) -> dict[str, Any]:
    finding = noted.finding
    return {
        "number": finding.check.number,
        "field": finding.field,
        "severity": finding.check.severity,
        "status": SEVERITIES[finding.check.severity] if noted.open or not noted.note else "done",
        "text": sentence(finding, language()),
        "note": noted.note,
        "earlier": noted.earlier,
        "may_explain": finding.check.severity == "explain",
        "in_report": finding.field == LOANS and finding.check.number in CHANGES,
    }


@require_GET
@needs(Permission.VIEW)
def board(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Branches and variables with last year's value, findings and explanations."""
    statistics, town = round_for(year), town_for(request, code)
    year_board = board_of(year, town)
    groups = [
        (group, GROUPS[group], [_board_line(row, year_board.branch_names) for row in rows])
        for group, rows in year_board.groups().items()
    ]
    context = {
        "statistics": statistics,
        "town": town,
        "board": year_board,
        "groups": groups,
        "findings": [_finding(noted) for noted in year_board.noted],
        "key_figures": [
            (catalogue()[key].name.text(language()), value)
            for key, value in year_board.key_figures.items()
        ],
        "may_enter": may_enter(request, town) and statistics.locked_at is None,
        "reasons": [describe(noted) for noted in events_of(year, town)],
    }
    return render(request, "statistics/work/board.html", context)


@require_GET
@needs(Permission.VIEW)
def checks(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Every check of the municipality's year: which hold, which ask, which wait for what."""
    statistics, town = round_for(year), town_for(request, code)
    context = {
        "statistics": statistics,
        "town": town,
        "lines": lines(board_of(year, town).tallies, language()),
        "severities": dict(CHOICES["severity"]),
    }
    return render(request, "statistics/work/checks.html", context)


@needs(Permission.LOG_WORK)
@one_save_at_a_time
def enter(request: HttpRequest, year: int, code: str, group: str) -> HttpResponse:
    """One group's figures of every branch, typed cell by cell."""
    statistics, town = round_for(year), town_for(request, code)
    require_enter(request, town)
    year_board = board_of(year, town)
    rows = year_board.groups().get(group)
    if rows is None:
        raise Http404
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        reads, faults = _typed_reads(request, town, year_board, rows)
        faults = faults or _overtaken(request, year_board, rows)
        if not faults:
            return _save_and_return(request, year, town, reads)
    context = {
        "statistics": statistics,
        "town": town,
        "group": GROUPS[group],
        "branches": [*year_board.branch_names.items(), ("", _("The whole municipality"))],
        "lines": [_input_line(request, row, year_board) for row in rows],
        "faults": faults,
        "seen": _print(year_board, rows),
    }
    status = REFUSED if faults else 200
    return render(request, "statistics/work/enter.html", context, status=status)


def _print(year_board: Board, rows: list[Row]) -> str:
    """The print of what stands in the boxes (`ui.seen`)."""
    codes = [*year_board.branch_names, ""]
    return print_of([[_in_box(row, branch) for branch in codes] for row in rows])


def _overtaken(request: HttpRequest, year_board: Board, rows: list[Row]) -> list[tuple[str, str]]:
    """Where a save would write over what its writer has not seen: the cells, and what is stored."""
    if request.POST.get("seen", "") in ("", _print(year_board, rows)):
        return []
    return [
        (_cell_name(row, branch), _("Something else is stored here now: %(stored)s") % {
            "stored": _in_box(row, branch) or numbers.EMPTY})
        for row in rows
        for branch in [*year_board.branch_names, ""]
        if (text := request.POST.get(f"{branch}|{row.variable.code}", "").strip())
        and text != _in_box(row, branch)
    ]  # fmt: skip


def _cell_name(row: Row, branch: str) -> str:
    return f"{row.variable.name.text(language())} {branch}".strip()


def _input_line(request: HttpRequest, row: Row, year_board: Board) -> dict[str, Any]:
    """The boxes of a row: what stands, or what was just typed."""
    boxes = []
    for branch, name in [*year_board.branch_names.items(), ("", _("The whole municipality"))]:
        field = f"{branch}|{row.variable.code}"
        text = request.POST.get(field, _in_box(row, branch))
        title = f"{row.variable.name.text(language())}, {name}"
        boxes.append({"field": field, "value": text, "title": title, "place": name})
    last = numbers.number(row.last.value) if row.last else ""
    return {"name": row.variable.name.text(language()), "row": row, "boxes": boxes, "last": last}


def _in_box(row: Row, branch: str) -> str:
    entry = row.branches.get(branch) if branch else row.own
    if entry is None:
        return ""
    return MARKS[entry.state] if entry.value is None else numbers.number(entry.value)


def _typed_reads(
    request: HttpRequest, town: Municipality, year_board: Board, rows: list[Row]
) -> tuple[dict[tuple[Place, str], Read], list[tuple[str, str]]]:
    """What was changed, and the cells that cannot be."""
    place_by_code: dict[str, Place] = {
        branch_row.code: branch_row
        for branch_row in Branch.objects.filter(municipality=town).select_related("municipality")
    }
    place_by_code[""] = town
    reads: dict[tuple[Place, str], Read] = {}
    faults: list[tuple[str, str]] = []
    for row in rows:
        for branch in [*year_board.branch_names, ""]:
            text = request.POST.get(f"{branch}|{row.variable.code}", "").strip()
            if text == _in_box(row, branch):
                continue
            try:
                read = read_cell(text, decimals=row.variable.decimals)
            except CellError as error:
                name = _cell_name(row, branch)
                faults.append((name, Fault(error.problem, text=error.text).message(language())))
                continue
            if read is not None:
                reads[place_by_code[branch], row.variable.code] = read
    return reads, faults


def _save_and_return(
    request: HttpRequest, year: int, town: Municipality, reads: dict[tuple[Place, str], Read]
) -> HttpResponse:
    back = reverse("statistics:board", args=[year, town.code])
    return attempt(
        request,
        lambda: figures.enter(by=person_of(request), year=year, values=reads),
        back=back,
        message=_("%(count)d figures were saved.") % {"count": len(reads)}
        if reads
        else _("Nothing was changed."),
    )


@needs(Permission.LOG_WORK)
def paste(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """A table pasted from Excel, read as files are."""
    statistics, town = round_for(year), town_for(request, code)
    require_enter(request, town)
    text, faults = request.POST.get("text", ""), []
    if request.method == "POST":
        faults = _paste(request, year, town, text)
        if not faults:
            return redirect("statistics:board", year=year, code=town.code)
    context = {"statistics": statistics, "town": town, "text": text, "faults": faults}
    status = REFUSED if faults else 200
    return render(request, "statistics/work/paste.html", context, status=status)


def _paste(request: HttpRequest, year: int, town: Municipality, text: str) -> list[str]:
    """Record what was pasted; why it cannot be, in words."""
    if not text.strip():
        return [_("Paste a table first.")]
    reading = read_report(read_grids(text.encode())[0], vocabulary(places(), meanings()))
    problems = [
        f"{fault.address}: {fault.message(language())}".lstrip(": ") for fault in reading.faults
    ]
    place_by_code = place_rows(reading.places)
    own_places = {f"municipality:{town.code}"}
    own_places |= {
        f"branch:{branch}"
        for branch in Branch.objects.filter(municipality=town).values_list("code", flat=True)
    }
    foreign_places = sorted(reading.places - own_places)
    problems += [
        _("%(place)s is not of this municipality.") % {"place": place} for place in foreign_places
    ]
    if problems:
        return problems
    reads = {
        (place_by_code[figure.place], figure.variable): Read(figure.value, figure.state)
        for figure in reading.figures
    }
    try:
        figures.enter(by=person_of(request), year=year, values=reads)
    except ValidationError as error:
        return error.messages
    done(request, _("%(count)d figures were saved.") % {"count": len(reads)})
    return []


@require_POST
@needs(Permission.LOG_WORK)
def explain(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Say why a figure is right."""
    town = town_for(request, code)
    return attempt(
        request,
        lambda: actions.explain(
            by=person_of(request),
            year=year,
            municipality=town,
            number=request.POST.get("number", ""),
            field=request.POST.get("field", ""),
            text=request.POST.get("text", ""),
        ),
        back=_findings_page(year, code),
        message=_("The explanation goes with the figure to the sheet and to next year."),
    )


@require_POST
@needs(Permission.LOG_WORK)
def unexplain(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Take an explanation back."""
    explanation = get_object_or_404(
        Explanation,
        year=year,
        municipality=town_for(request, code),
        check_number=request.POST.get("number", ""),
        field=request.POST.get("field", ""),
    )
    return attempt(
        request,
        lambda: actions.remove_explanation(by=person_of(request), explanation=explanation),
        back=_findings_page(year, code),
    )


def _findings_page(year: int, code: str) -> str:
    return reverse("statistics:board", args=[year, code]) + "#selitettavat"
