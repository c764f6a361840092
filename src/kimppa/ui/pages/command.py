"""What a command is and how a page shows it; `Commands` makes them work."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.functional import Promise

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission

type Text = str | Promise
FORM = "ui/pages/form.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A command's form that was refused; the row's page shows it with its errors."""

    command: str
    form: BaseForm


@dataclass(frozen=True, slots=True)
class Command[M]:
    """One thing that may be done with a row.

    `action(by=person, <argument>=row, **values)` does it; `values` are those of the `form`, which
    is made with `arguments(row, person)`. With `instance` or `initial` among these the form saves
    over the row, and is refused when somebody has saved in between. With a `title` the form has a
    page of its own, with `lead`, `submit` and `template`, to which the row's page leads; a form of
    the row's model is filled in by itself, and it saves over the row unless it `adds` another.
    That page stands `at` a path below the row's, "" where it is the row's own page, which then has
    the other commands in its head; `to` names it where its name is not `<name>-<command>`. Without
    an `action` the command is a link to the page of the name `to`.
    `back` names the page that follows, or `then(outcome)` gives its address; the row's own page
    by default. With `many`, its label for several, it may be done with the rows chosen in a
    list (`chosen`), and is told as `many_message` and their count; its values are then those of
    `many_form(by=person)`. Without a `form` of its own, such a command is for several only.
    """

    name: str
    label: Text
    action: Callable[..., Any] | None = None
    form: Callable[..., BaseForm] | None = None
    arguments: Callable[[M, Person], dict[str, Any]] = lambda _row, _person: {}
    icon: str = ""
    primary: bool = False
    fold: bool = False
    title: Text | Callable[[M], Text] = ""
    lead: Text | Callable[[M], Text] = ""
    submit: Text = ""
    template: str = FORM
    adds: bool = False
    at: str | None = None
    to: str = ""
    message: Text | Callable[[Any], Text] = ""
    back: str = ""
    then: Callable[[Any], str] | None = None
    permission: Permission | None = None
    many: Text = ""
    many_form: Callable[..., BaseForm] | None = None
    many_message: Text = ""

    @property
    def is_of_a_row(self) -> bool:
        """Whether a row's own page offers it."""
        return self.form is not None or self.many_form is None

    @property
    def is_link(self) -> bool:
        """Whether a row's page leads to another page for it."""
        return bool(self.to or self.title)

    def form_of(
        self, row: M, person: Person, request: HttpRequest | None = None
    ) -> BaseForm | None:
        """The command's form for the row, filled in by the request when it is sent."""
        if self.form is None:
            return None
        sent_fields = (request.POST, request.FILES) if request else (None, None)
        return self.form(*sent_fields, auto_id=f"{self.name}_%s", **self.arguments(row, person))

    def instance_of(self, row: M) -> dict[str, Any]:
        """What fills in a form of the row's own model: a copy, for the action alone writes."""
        model = () if self.adds else getattr(getattr(self.form, "_meta", None), "model", ())
        return {"instance": copy(row)} if isinstance(row, model) else {}

    def saves_over(self, row: M, person: Person) -> bool:
        """Whether its form on the row's page is filled in with what is stored."""
        return not self.arguments(row, person).keys().isdisjoint({"instance", "initial"})


@dataclass(frozen=True, slots=True)
class Button:
    """A command as a page shows it."""

    command: Command[Any]
    url: str
    form: BaseForm | None = None
    is_refused: bool = False
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Buttons:
    """What may be done with a row now; a template takes some by name:
    {% commands buttons "drop prove" %}.
    """

    items: Sequence[Button]

    @property
    def without_form(self) -> list[Button]:
        """Those that stand in the page's head."""
        return [button for button in self.items if button.form is None]

    @property
    def with_form(self) -> list[Button]:
        """Those that stand beneath the facts."""
        return [button for button in self.items if button.form is not None]

    def only(self, names: str) -> list[Button]:
        """Those of the names, in that order."""
        by_name = {button.command.name: button for button in self.items}
        return [by_name[name] for name in names.split() if name in by_name]
