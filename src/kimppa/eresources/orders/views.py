"""Pages of wishes and orders, and of the year's money."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.eresources.actions import RIGHT
from kimppa.eresources.licences.queries import all_cards
from kimppa.eresources.models import BudgetLine, Move, Order, Principle
from kimppa.eresources.orders import actions, forms
from kimppa.eresources.orders.principles import decision_words
from kimppa.eresources.orders.queries import broken_by, lent_in, line_of, lines
from kimppa.eresources.terms.budget import Line
from kimppa.ui import pages as ui
from kimppa.ui.numbers import money as euros

type Text = str | Promise
State = Order.State
ENDING, WITHDRAW = "ending", "withdraw"


@ui.needs(Permission.VIEW)
def orders(request: HttpRequest) -> HttpResponse:
    """Wishes and orders; what ends soon or is used up, and whose records are to be withdrawn."""
    person = ui.person_of(request)
    titles = Order.objects.visible_to(person).select_related("licence__service", "municipality")
    list_name = request.GET.get("list", "")
    if list_name == ENDING:
        titles = titles.ending(clock.today())
    elif list_name == WITHDRAW:
        titles = titles.to_withdraw()
    names = ("title", "material", "price", "ends_on", "state", "record")
    table = ui.Table(
        request,
        columns=ui.columns(Order, *names, link="title", url=ORDER.url),
        rows=titles,
        filters=ui.filters(Order, "state", "material"),
        search=("title", "isbn", "record"),
        caption=_("Wishes and orders"),
    )
    orders_url = reverse("eresources:orders")
    return ui.table_page(
        request,
        table,
        title=_("Wishes and orders"),
        actions=[
            ui.link(
                _("Add a wish"), "eresources:wish", primary=True, permission=Permission.DO_TASKS
            ),
            ui.Action(_("Ends in 60 days or is used up"), f"{orders_url}?list={ENDING}"),
            ui.Action(_("Records to withdraw"), f"{orders_url}?list={WITHDRAW}"),
            ui.link(_("Records for the catalogue"), "eresources:records", permission=RIGHT),
        ],
        teach=_("No wishes or orders yet."),
    )


def find(request: HttpRequest, pk: int) -> Order:
    """An order, or a wish that the person may see, else 404."""
    titles = Order.objects.visible_to(ui.person_of(request))
    related = ("licence__service", "line", "principle", "municipality")
    return get_object_or_404(titles.select_related(*related), pk=pk)


_COMMANDS = {
    State.WISH: {"place", "edit", "decline", "remove"},
    State.ORDERED: {"edit", "end"},
    State.DECLINED: {"again", "remove"},
}


def _available_commands(order: Order, _person: Person) -> set[str]:
    if order.state == State.ENDED:
        return {"edit"} if order.withdrawn_on or not order.record else {"edit", "withdraw"}
    return _COMMANDS[State(order.state)]


ORDER = ui.Commands(
    name="eresources:order",
    at="orders/<int:pk>/",
    argument="order",
    find=find,
    permission=RIGHT,
    available=_available_commands,
    commands=[
        ui.Command(
            "place",
            pgettext_lazy("button", "Order"),
            actions.place_order,
            form=forms.PlaceOrderForm,
            arguments=lambda order, _person: {"instance": order},
            fold=True,
        ),
        ui.Command(
            "edit",
            gettext_lazy("Edit"),
            actions.change_order,
            form=forms.OrderForm,
            title=lambda order: _("Edit: %(name)s") % {"name": order},
            icon="edit",
        ),
        ui.Command("end", gettext_lazy("End it"), actions.end_order, primary=True),
        ui.Command(
            "withdraw",
            gettext_lazy("The record is withdrawn"),
            actions.note_withdrawal,
            icon="done",
            primary=True,
        ),
        ui.Command(
            "decline",
            gettext_lazy("Answer: not ordered"),
            actions.decline,
            form=forms.DeclineForm,
            fold=True,
        ),
        ui.Command("again", gettext_lazy("Open again"), actions.wish_again, icon="undo"),
        ui.Command(
            "remove", gettext_lazy("Remove"), actions.remove_order, back="eresources:orders"
        ),
    ],
)


_ABOUT = (
    *("material", "isbn", "language", "municipality", "licence", "line", "price", "principle"),
    *("ordered_on", "ends_on"),
)
_AFTER = ("record", "withdrawn_on", "exception", "answer")


@ORDER.page
@ui.needs(Permission.VIEW)
def order(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """One title: why it was ordered, what it cost, until when, what stands against it."""
    row, person = find(request, pk), ui.person_of(request)
    conflicts = broken_by(row) if row.state != State.DECLINED else []
    file = lent_in(row)
    money_left = euros(line_of(row.line).free) if row.line else ""
    return ui.detail_page(
        request,
        row,
        title=row.title,
        text=row.reason,
        mark=(_MARKS[State(row.state)], str(row.get_state_display())),
        facts=[
            *ui.facts(row, *_ABOUT, *(("loans", "loans_used") if row.loans else ()), *_AFTER),
            ui.Fact(_("Left on the line"), money_left),
            ui.Fact(ui.label(Order, "held"), _("by %(file)s") % {"file": file} if file else ""),
            ui.Fact(_("Stands against"), ", ".join(str(principle) for principle in conflicts)),
        ],
        buttons=ORDER.buttons(row, person, refusal=refusal),
        actions=_record_actions(row),
        up=ui.link(_("Wishes and orders"), "eresources:orders"),
    )


def _record_actions(order: Order) -> list[ui.Action]:
    """Where the record of an ordered title is made that has none."""
    if order.state != State.ORDERED or order.record:
        return []
    url = f"{reverse('eresources:record-add')}?order={order.pk}"
    return [ui.Action(_("Make a record"), url, permission=RIGHT)]


_MARKS = {
    State.WISH: "waiting",
    State.ORDERED: "ongoing",
    State.ENDED: "done",
    State.DECLINED: "called-off",
}


@ui.needs(Permission.DO_TASKS)
def wish(request: HttpRequest) -> HttpResponse:
    """A wish of a library or its customer."""
    person = ui.person_of(request)
    return ui.form_page(
        request,
        forms.WishForm(
            ui.posted(request), by=person, initial={"municipality": person.municipality}
        ),
        title=_("Add a wish"),
        save=partial(actions.add_wish, by=person),
        then=ORDER.url,
        back=reverse("eresources:orders"),
    )


@ui.needs(Permission.VIEW)
def money(request: HttpRequest) -> HttpResponse:
    """The lines of this year and those beside it, moves between them, and the principles."""
    year = clock.today().year
    years = range(year - 1, year + 2)
    add_links = [
        ui.link(str(title), "eresources:money-add", matter, permission=RIGHT)
        for matter, (title, _form, _action) in ADDITIONS.items()
    ]
    other_tables = [_principles_table(request), _moves_table(request, years)]
    exports = (table.response() for table in other_tables)
    return next(filter(None, exports), None) or ui.table_page(
        request,
        _lines_table(request, years),
        title=_("Principles and lines"),
        actions=add_links,
        more_tables=other_tables,
    )


def _lines_table(request: HttpRequest, years: range) -> ui.Table:
    """The newest first; a year without lines has no rows."""
    rows = [row for year in reversed(years) for row in lines(year, all_cards())]
    sums = (
        ("decided", _("Decided")),
        ("moved", _("Moved")),
        ("ordered", _("Ordered")),
        ("invoiced", _("Invoiced")),
        ("bound", _("Bound")),
        ("free", _("Free")),
    )
    return ui.Table(
        request,
        columns=[
            ui.Column("name", _("Line"), value=lambda pair: str(pair[0])),
            *(ui.Column(key, title, kind="money", value=partial(_sum, key)) for key, title in sums),
            _decision_column(request, lambda pair: pair[0].decision),
        ],
        rows=rows,
        caption=_("Lines"),
    )


def _sum(key: str, line_sums: tuple[BudgetLine, Line]) -> Decimal:
    total: Decimal = getattr(line_sums[1], key)
    return total


def _principles_table(request: HttpRequest) -> ui.Table:
    return ui.Table(
        request,
        columns=[
            ui.Column("principle", _("Principle"), value=str, url=Principle.get_absolute_url),
            *ui.columns(Principle, "valid_from", "valid_to"),
            _decision_column(request, lambda row: row.decision),
        ],
        rows=Principle.objects.select_related("decision"),
        caption=_("Principles"),
        prefix="principles-",
    )


def _moves_table(request: HttpRequest, years: range) -> ui.Table:
    moves = Move.objects.filter(origin__year__in=years)
    return ui.Table(
        request,
        columns=[
            ui.Column("move", _("Move"), value=str),
            *ui.columns(Move, "amount"),
            _decision_column(request, lambda row: row.decision),
        ],
        rows=moves.select_related("origin", "target", "decision"),
        caption=_("Moves"),
        empty=_("No money has been moved."),
        prefix="moves-",
    )


def _decision_column(request: HttpRequest, decision_of: Callable[[Any], Decision]) -> ui.Column:
    """Day and text of the decision; of another municipality's own only the day."""
    person = ui.person_of(request)
    return ui.Column(
        "decision",
        _("Decision"),
        value=lambda row: decision_words(person, decision_of(row))[0],
        url=lambda row: decision_words(person, decision_of(row))[1],
    )


ADDITIONS: dict[str, tuple[Text, type[ModelForm[Any]], Callable[..., Any]]] = {
    "principle": (gettext_lazy("Add a principle"), forms.PrincipleForm, actions.add_principle),
    "line": (gettext_lazy("Add a line"), forms.LineForm, actions.add_line),
    "move": (gettext_lazy("Move money"), forms.MoveForm, actions.add_move),
}


@ui.needs(RIGHT)
def money_add(request: HttpRequest, matter: str) -> HttpResponse:
    """A principle of the directors, a line of a year or a move between two, by its decision."""
    if matter not in ADDITIONS:
        raise Http404
    title, form, action = ADDITIONS[matter]
    return ui.form_page(
        request,
        form(ui.posted(request), initial={"year": clock.today().year}),
        title=title,
        save=partial(action, by=ui.person_of(request)),
        back=reverse("eresources:money"),
    )
