"""How we have agreed to catalogue, and tables of codes."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kimppa.catalogue.corrections import queries
from kimppa.catalogue.corrections.actions import practices as actions
from kimppa.catalogue.corrections.codes import (
    CONFLICTING,
    FINE,
    UNKNOWN,
    UNUSED,
    CodeUse,
    compare,
)
from kimppa.catalogue.corrections.forms import CodesFileForm, CodesPlaceForm, OwnPracticeForm
from kimppa.catalogue.models.corrections import CodeTable, Practice
from kimppa.catalogue.pages import scope
from kimppa.catalogue.queries import current_check
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.ui import pages as ui

STATES = {
    UNKNOWN: ("late", gettext_lazy("Unknown: in the records but in no table")),
    CONFLICTING: ("rejected", gettext_lazy("Conflicting: two names")),
    UNUSED: ("no-need", gettext_lazy("Unused: in no record")),
    FINE: ("done", gettext_lazy("In order")),
}


@require_GET
@ui.needs(Permission.VIEW)
def practices(request: HttpRequest) -> HttpResponse:
    context = {
        "practices": queries.practices(),
        "rules": queries.agreed_rules(),
        "manages": scope(request).manages,
    }
    return render(request, "catalogue/corrections/practices.html", context)


def _practice(_request: HttpRequest, pk: int) -> Practice:
    return get_object_or_404(queries.practices(), pk=pk)


PRACTICE = ui.Commands(
    name="catalogue:practice",
    at="practices/<int:pk>/",
    argument="practice",
    find=_practice,
    permission=Permission.MANAGE_CATALOGUE,
    available=lambda _practice, _person: {"remove"},
    commands=[
        ui.Command(
            "remove",
            gettext_lazy("Remove"),
            actions.remove_practice,
            back="catalogue:practices",
        )
    ],
)


@ui.needs(Permission.MANAGE_CATALOGUE)
def new(request: HttpRequest) -> HttpResponse:
    return ui.form_page(
        request,
        OwnPracticeForm(ui.posted(request)),
        save=partial(actions.set_practice, by=ui.person_of(request)),
        back=reverse("catalogue:practices"),
        title=_("Write down an agreement"),
        lead=_("How the libraries have agreed to catalogue."),
    )


@ui.needs(Permission.MANAGE_CATALOGUE)
@ui.one_save_at_a_time
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    practice = _practice(request, pk)
    title = practice.topic
    return ui.form_page(
        request,
        OwnPracticeForm(ui.posted(request), instance=practice),
        save=partial(actions.set_practice, by=ui.person_of(request), practice=practice),
        over=practice,
        back=reverse("catalogue:practices"),
        title=title,
        lead=_("How the libraries have agreed to catalogue."),
    )


@require_GET
@ui.needs(Permission.VIEW)
def code_tables(request: HttpRequest) -> HttpResponse:
    tables = list(queries.code_tables())
    rows = [{"table": table, "odd": _count_odd_codes(table, tables)} for table in tables]
    context = {"rows": rows, "manages": scope(request).manages}
    return render(request, "catalogue/corrections/code_tables.html", context)


def _uses(codes: CodeTable, every: Iterable[CodeTable]) -> list[CodeUse]:
    """The table's codes beside those of other systems of the same kind."""
    tables = [
        (table.system, [(code, name) for code, name in table.codes])
        for table in every
        if table.kind == codes.kind
    ]
    return compare(tables, codes.used if codes.counted_in else None)


def _count_odd_codes(codes: CodeTable, every: Iterable[CodeTable]) -> int:
    return sum(use.state != FINE for use in _uses(codes, every))


def _codes(_request: HttpRequest, pk: int) -> CodeTable:
    return get_object_or_404(queries.code_tables(), pk=pk)


def _place(codes: CodeTable, _person: Person) -> dict[str, Any]:
    return {"initial": {"place": codes.place}}


def _command_names(_codes: CodeTable, _person: Person) -> set[str]:
    return {"place", "remove"}


CODES = ui.Commands(
    name="catalogue:codes",
    at="codes/<int:pk>/",
    argument="codes",
    find=_codes,
    permission=Permission.MANAGE_CATALOGUE,
    available=_command_names,
    commands=[
        ui.Command(
            "place",
            gettext_lazy("Save the place"),
            actions.set_place,
            form=CodesPlaceForm,
            arguments=_place,
        ),
        ui.Command(
            "remove",
            gettext_lazy("Remove the table"),
            actions.remove_codes,
            icon="remove",
            back="catalogue:code-tables",
        ),
    ],
)


@CODES.page
@ui.needs(Permission.VIEW)
def codes(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    code_table, check = _codes(request, pk), current_check()
    table = _codes_table(request, code_table)
    if export := table.response():
        return export
    return ui.detail_page(
        request,
        code_table,
        title=str(code_table),
        commands=CODES.buttons(code_table, ui.person_of(request), refusal=refusal),
        template="catalogue/corrections/codes.html",
        table=table,
        newest=check.snapshot if check else None,
    )


def _codes_table(request: HttpRequest, codes: CodeTable) -> ui.Table:
    states = [(key, word) for key, (_mark, word) in STATES.items()]
    return ui.Table(
        request,
        caption=str(codes),
        suffix=codes.kind,
        rows=_uses(codes, queries.code_tables()),
        columns=[
            ui.Column("code", _("Code")),
            ui.Column("names", _("Name"), value=_names),
            ui.Column("used", _("Records"), kind="integer"),
            ui.Column("state", _("State"), kind="status", value=_state),
        ],
        filters=[ui.ChoiceFilter("tila", _("State"), states, field="state")],
        search=("code",),
        row_mark=lambda _use: None,
    )


def _names(use: CodeUse) -> str:
    return "; ".join(f"{name} ({system})" for system, name in use.names)


def _state(use: CodeUse) -> tuple[str, str]:
    mark, word = STATES[use.state]
    return mark, str(word)


@ui.needs(Permission.MANAGE_CATALOGUE)
def bring(request: HttpRequest) -> HttpResponse:
    form, check = CodesFileForm(ui.posted(request), request.FILES or None), current_check()
    newest_export = check.snapshot if check else None
    return ui.form_page(
        request,
        form,
        save=partial(actions.bring_codes, by=ui.person_of(request), export=newest_export),
        then=CodeTable.get_absolute_url,
        back=reverse("catalogue:code-tables"),
        message=form.summary,
        title=_("Bring in a table of codes"),
        lead=_("It takes the place of the earlier table of the same system."),
        submit=_("Bring in"),
    )
