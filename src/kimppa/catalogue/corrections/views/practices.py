"""How we have agreed to catalogue, and tables of codes."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from kimppa.catalogue.corrections import queries
from kimppa.catalogue.corrections.actions import practices as actions
from kimppa.catalogue.corrections.codefiles import CodesFile, read_codes
from kimppa.catalogue.corrections.forms import CodesFileForm, CodesPlaceForm, OwnPracticeForm
from kimppa.catalogue.corrections.models import CodeTable, Practice
from kimppa.catalogue.corrections.usage import (
    CONFLICTING,
    FINE,
    UNKNOWN,
    UNUSED,
    Line,
    compared,
)
from kimppa.catalogue.pages import scope
from kimppa.catalogue.queries import current
from kimppa.core.consortium.roles import Permission
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.ui.columns import Column
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import language, number
from kimppa.ui.sent import REFUSED, posted
from kimppa.ui.tables import ChoiceFilter, Table
from kimppa.ui.undo import done

STATES = {
    UNKNOWN: ("late", gettext_lazy("Unknown: in the records but in no table")),
    CONFLICTING: ("rejected", gettext_lazy("Conflicting: two names")),
    UNUSED: ("no-need", gettext_lazy("Unused: in no record")),
    FINE: ("done", gettext_lazy("In order")),
}


@require_GET
@needs(Permission.VIEW)
def practices(request: HttpRequest) -> HttpResponse:
    """How we catalogue: what has been agreed about rules and about other things."""
    context = {
        "practices": queries.practices(),
        "rules": queries.agreed_rules(),
        "manages": scope(request).manages,
    }
    return render(request, "catalogue/corrections/practices.html", context)


@needs(Permission.MANAGE_CATALOGUE)
def new(request: HttpRequest) -> HttpResponse:
    """Write down an agreement."""
    return _write(request, None)


@needs(Permission.MANAGE_CATALOGUE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an agreement."""
    return _write(request, _practice_or_404(pk))


def _practice_or_404(pk: int) -> Practice:
    found = queries.practices().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _write(request: HttpRequest, row: Practice | None) -> HttpResponse:
    shown = _practice_or_404(row.pk) if row else None
    form = OwnPracticeForm(posted(request), instance=shown)
    if request.method == "POST" and form.is_valid():
        actions.set_practice(by=person_of(request), row=row, **form.cleaned_data)
        done(request, _("What was agreed has been written down."))
        return redirect("catalogue:practices")
    context = {"form": form, "row": row, "cancel": reverse("catalogue:practices")}
    status = REFUSED if form.is_bound else 200
    return render(request, "catalogue/corrections/practice_form.html", context, status=status)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """It is no longer agreed."""
    told = actions.remove_practice(by=person_of(request), row=_practice_or_404(pk))
    done(request, _("The agreement was removed."), reverse("catalogue:put-back", args=[told.pk]))
    return redirect("catalogue:practices")


@require_GET
@needs(Permission.VIEW)
def code_tables(request: HttpRequest) -> HttpResponse:
    """The tables of codes, and what is odd in each."""
    tables = list(queries.code_tables())
    rows = [{"table": one, "odd": _odd(one, tables)} for one in tables]
    context = {"rows": rows, "manages": scope(request).manages}
    return render(request, "catalogue/corrections/code_tables.html", context)


def _lines(row: CodeTable, every: Iterable[CodeTable]) -> list[Line]:
    """The table's codes beside those of other systems of the same kind."""
    same = [one for one in every if one.kind == row.kind]
    tables = [(one.system, [(code, name) for code, name in one.codes]) for one in same]
    return compared(tables, row.used if row.counted_in else None)


def _odd(row: CodeTable, every: Iterable[CodeTable]) -> int:
    return sum(one.state != FINE for one in _lines(row, every))


def _table_or_404(pk: int) -> CodeTable:
    found = queries.code_tables().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_GET
@needs(Permission.VIEW)
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """One table of codes beside other systems and the records."""
    return _codes(request, _table_or_404(pk))


def _codes_table(request: HttpRequest, row: CodeTable) -> Table:
    return Table(
        request,
        caption=str(row),
        filename=f"koodit-{row.kind}",
        rows=_lines(row, queries.code_tables()),
        columns=[
            Column("code", _("Code")),
            Column(
                "names",
                _("Name"),
                value=lambda one: "; ".join(f"{name} ({system})" for system, name in one.names),
            ),
            Column("used", _("Records"), kind="integer"),
            Column(
                "state",
                _("State"),
                kind="status",
                value=lambda one: (STATES[one.state][0], str(STATES[one.state][1])),
            ),
        ],
        filters=[
            ChoiceFilter(
                "tila",
                _("State"),
                [(key, word) for key, (_m, word) in STATES.items()],
                field="state",
            )
        ],
        search=("code",),
        row_mark=lambda _line: None,
    )


def _codes(
    request: HttpRequest, row: CodeTable, place: CodesPlaceForm | None = None
) -> HttpResponse:
    check, table = current(), _codes_table(request, row)
    if export := table.response():
        return export
    context = {
        "row": row,
        "table": table,
        "manages": scope(request).manages,
        "newest": check.snapshot if check else None,
        "place": place or CodesPlaceForm(initial={"place": row.place}),
    }
    status = REFUSED if place is not None else 200
    return render(request, "catalogue/corrections/codes.html", context, status=status)


@needs(Permission.MANAGE_CATALOGUE)
def bring(request: HttpRequest) -> HttpResponse:
    """Bring in a table of codes."""
    form = CodesFileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given, check = form.cleaned_data, current()
        try:
            found = _file(given["file"])
            made = actions.bring_codes(
                by=person_of(request),
                kind=given["kind"],
                system=given["system"],
                place=given["place"],
                codes=found.codes,
                on=check.snapshot if check else None,
                source=given["file"].name,
            )
        except ValidationError as error:  # of the file, unless it names the field
            form.add_error(None if hasattr(error, "error_dict") else "file", error)
        else:
            done(request, _came(found))
            return redirect(made)
    context = {"form": form, "cancel": reverse("catalogue:code-tables")}
    status = REFUSED if form.is_bound else 200
    return render(request, "catalogue/corrections/codes_form.html", context, status=status)


def _file(given: Any) -> CodesFile:
    try:
        found = read_codes(given.name, given.read())
    except SpreadsheetError as error:
        raise ValidationError(error.text(language())) from error
    if found.too_long:
        raise ValidationError(
            _("“%(text)s…” is too long to be a code. Write the codes in the first column.")
            % {"text": found.too_long[:40]}
        )
    return found


def _came(found: CodesFile) -> str:
    heading = " | ".join(filter(None, found.heading))
    told = {"count": number(len(found.codes), 0), "heading": heading}
    return (
        ngettext(
            "%(count)s code came in. The first line was taken for a heading: %(heading)s.",
            "%(count)s codes came in. The first line was taken for a heading: %(heading)s.",
            len(found.codes),
        )
        % told
    )


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def place_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where a table's codes stand in the records."""
    row, form, check = _table_or_404(pk), CodesPlaceForm(request.POST), current()
    if not form.is_valid():
        return _codes(request, row, form)
    actions.set_place(
        by=person_of(request),
        row=row,
        place=form.cleaned_data["place"],
        on=check.snapshot if check else None,
    )
    done(request, _("Written down."))
    return redirect(row)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def remove_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a table of codes."""
    told = actions.remove_codes(by=person_of(request), row=_table_or_404(pk))
    done(request, _("The table was removed."), reverse("catalogue:put-back", args=[told.pk]))
    return redirect("catalogue:code-tables")
