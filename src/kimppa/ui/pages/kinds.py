"""The kinds of a page that show a form, a table or one row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from kimppa.core.consortium.roles import Permission
from kimppa.ui.address import back_to
from kimppa.ui.guard import person_of
from kimppa.ui.pages.command import FORM, Buttons, Text
from kimppa.ui.pages.fields import Fact
from kimppa.ui.pages.press import press
from kimppa.ui.seen import guard
from kimppa.ui.sent import REFUSED, add_errors
from kimppa.ui.tables import Table


@dataclass(frozen=True, slots=True)
class Action:
    """A button on a page's head: a link, or a form when it writes. `permission` hides it."""

    label: Text
    url: str
    primary: bool = False
    post: bool = False
    permission: Permission | None = None


def link(label: Text, name: str, *args: Any, **options: Any) -> Action:
    """A link in a page's head to the page of that name."""
    return Action(label, reverse(name, args=args), **options)


def table_page(
    request: HttpRequest,
    table: Table,
    *,
    title: Text,
    lead: Text = "",
    actions: Sequence[Action] = (),
    teach: Text = "",
    template: str = "ui/pages/table.html",
    **context: Any,
) -> HttpResponse:
    """A page with one table, or its rows as Excel; `teach` is said when nothing exists yet.

    A template of one's own extends the kind's.
    """
    if export := table.response():
        return export
    page: dict[str, Any] = {"table": table, "title": title, "lead": lead, "teach": teach}
    page |= {"actions": _permitted_actions(request, actions), **context}
    return render(request, template, page)


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: Text,
    save: Callable[..., Any] | None = None,
    over: Model | None = None,
    back: str = "",
    then: Callable[[Any], str] | None = None,
    message: Text | Callable[[Any], Text] = "",
    nothing: Text = "",
    lead: Text = "",
    submit: Text = "",
    cancel: str = "",
    actions: Sequence[Action] = (),
    status: int | None = None,
    template: str = FORM,
    **context: Any,
) -> HttpResponse:
    """A page with one form.

    `save(**values)` gets the form's `values()` where it has such a method, else `cleaned_data`; its
    ValidationError is shown at its fields with 422. What is saved is told with its way back and
    leads to the address of `then(what save returned)`, to `next` of the form, or to `back`.

    `over` is the row that the form changes: once it is stored, a save is refused, with both texts
    shown, when somebody has saved it after the form was opened. Its view is `one_save_at_a_time`.
    """
    if save and over is not None and not over._state.adding:
        guard(request, form)
    if save and request.method == "POST" and form.is_valid():
        values = form.values() if hasattr(form, "values") else form.cleaned_data
        try:
            outcome = press(request, lambda: save(**values), message=message, nothing=nothing)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(back_to(request, then(outcome) if then else back))
    page: dict[str, Any] = {"form": form, "title": title, "lead": lead, "submit": submit}
    page |= {"cancel": cancel or back, "multipart": form.is_multipart()}
    page |= {"actions": _permitted_actions(request, actions), **context}
    return render(request, template, page, status=status or (REFUSED if form.errors else 200))


def detail_page(
    request: HttpRequest,
    row: Any,
    *,
    title: Text,
    lead: Text = "",
    mark: tuple[str, str] | str = "",
    text: str = "",
    facts: Sequence[Fact] = (),
    buttons: Buttons | None = None,
    actions: Sequence[Action] = (),
    up: Action | None = None,
    template: str = "ui/pages/detail.html",
    title_language: str = "",
    **context: Any,
) -> HttpResponse:
    """The page of one row: its state, text (Markdown), facts and what may be done with it.

    `mark` is the key of a status, with words of one's own as a pair; `up` links to where the row
    is listed. A template of one's own extends the kind's and fills its block `sections`.
    """
    page: dict[str, Any] = {"row": row, "title": title, "lead": lead, "text": text, "up": up}
    page |= {
        "title_language": title_language,
        "mark": (mark, "") if isinstance(mark, str) and mark else mark,
        "facts": [fact for fact in facts if fact.text],
        "buttons": buttons,
        "actions": _permitted_actions(request, actions),
    }
    return render(request, template, page | context)


def _permitted_actions(request: HttpRequest, actions: Sequence[Action]) -> list[Action]:
    return [
        action
        for action in actions
        if action.permission is None or person_of(request).can(action.permission)
    ]
