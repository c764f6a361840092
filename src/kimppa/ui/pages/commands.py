"""What may be done with a row, declared once: address, button or form, rights, action, message."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import require
from kimppa.ui.address import back_to
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages.command import Button, Buttons, Command, Refusal
from kimppa.ui.pages.kinds import form_page
from kimppa.ui.pages.press import attempt, press
from kimppa.ui.seen import CHANGED, carry_print, guard, one_save_at_a_time
from kimppa.ui.sent import REFUSED, add_errors, posted
from kimppa.ui.tables import Choice

MOST_ROWS = 200  # done at once
type Page = Callable[..., HttpResponseBase]


@dataclass
class Commands[M: Model]:
    """The commands of one kind of row.

    `name` is the address name of the row's page ("desk:task"); a command's is `<name>-<command>`.
    `at` is the path of the row's page; a command's stands below it. `find(request, **kwargs)` gives
    the row or raises Http404 and PermissionDenied; `available(row, person)` the names of what fits
    its state now. `permission` guards every command that names none, in `municipality(row)` where
    rights differ by municipality. `shown_at(row)` is the address of the page that shows a row
    without a page of its own. `fingerprint(row)` is of what must not have changed since the
    page with the button was shown, "" when nothing.
    """

    name: str
    at: str
    argument: str
    find: Callable[..., M]
    permission: Permission
    commands: Sequence[Command[M]]
    available: Callable[[M, Person], Collection[str]]
    key: Callable[[M], Mapping[str, Any]] = lambda row: {"pk": row.pk}
    municipality: Callable[[M], Municipality | None] = lambda _row: None
    shown_at: Callable[[M], str] | None = None
    fingerprint: Callable[[M], str] = lambda _row: ""
    shown_by: Page | None = field(default=None, init=False)

    def page[V: Page](self, view: V) -> V:
        """A view decorator: this is the row's page, which shows refused forms.

        The view takes `refusal: Refusal | None = None` and gives it to `buttons`.
        """
        self.shown_by = view
        return view

    def buttons(self, row: M, person: Person, *, refusal: Refusal | None = None) -> Buttons:
        """What the person may do with the row now, and what was refused just before."""
        fitting_names = set(self.available(row, person))
        if strange_names := fitting_names - {command.name for command in self.commands}:
            raise ValueError(f"{self.name}: no commands {', '.join(sorted(strange_names))}")
        return Buttons(
            [
                self._button(command, row, person, refusal)
                for command in self.commands
                if (
                    command.is_of_a_row
                    and (command.name in fitting_names and self._may_use(command, row, person))
                )
                or (refusal and refusal.command == command.name)
            ]
        )

    def urls(self) -> list[URLPattern]:
        """An address for each command that writes."""
        prefix = self.name.rpartition(":")[2]
        return [
            path(
                self.at + (f"{command.name}/" if command.at is None else command.at),
                self._page_view(command) if command.title else self._view(command),
                name=command.to.rpartition(":")[2] or f"{prefix}-{command.name}",
            )
            for command in self.commands
            if command.action and command.is_of_a_row
        ] + [
            path(f"{self._list_at}{command.name}/", self._many_view(command), name=name)
            for command in self.commands
            if command.many and (name := f"{prefix}-{command.name}-many")
        ]

    def chosen(self, *names: str, by: Person) -> list[Choice]:
        """What may be done with the rows chosen in a table: its `choices`."""
        return [
            Choice(
                command.many,
                reverse(f"{self.name}-{command.name}-many"),
                command.many_form(by=by, auto_id=f"{command.name}_%s")
                if command.many_form
                else None,
            )
            for command in self.commands
            if command.name in names
        ]

    @property
    def _list_at(self) -> str:
        return self.at.partition("<")[0]

    def url(self, row: M) -> str:
        """The address of the page that shows the row."""
        if self.shown_at:
            return self.shown_at(row)
        return reverse(self.name, kwargs=dict(self.key(row)))

    def _may_use(self, command: Command[M], row: M, person: Person) -> bool:
        return person.can(command.permission or self.permission, self.municipality(row))

    def _button(
        self, command: Command[M], row: M, person: Person, refusal: Refusal | None
    ) -> Button:
        url = reverse(command.to or f"{self.name}-{command.name}", kwargs=dict(self.key(row)))
        if refusal and refusal.command == command.name:
            return Button(command, url, refusal.form, is_refused=True)
        form = None if command.is_link else command.form_of(row, person)
        if form and command.saves_over(row, person):
            carry_print(form)
        return Button(command, url, form, fingerprint=self.fingerprint(row))

    def _view(self, command: Command[M]) -> Callable[..., HttpResponseBase]:
        @require_POST
        @one_save_at_a_time
        def view(request: HttpRequest, /, **kwargs: Any) -> HttpResponseBase:
            return self._run(command, request, **kwargs)

        view.__module__ = self.find.__module__  # whose view it is
        return view

    def _page_view(self, command: Command[M]) -> Page:
        @needs(command.permission or self.permission)
        @one_save_at_a_time
        def view(request: HttpRequest, /, **kwargs: Any) -> HttpResponseBase:
            return self._form_page(command, request, **kwargs)

        view.__module__ = self.find.__module__
        return view

    def _form_page(
        self, command: Command[M], request: HttpRequest, **kwargs: Any
    ) -> HttpResponseBase:
        """The page of a command whose form is long."""
        person, row = person_of(request), self.find(request, **kwargs)
        require(person, command.permission or self.permission, self.municipality(row))
        assert command.action is not None
        assert command.form is not None
        form_arguments = command.arguments(row, person) or command.instance_of(row)
        title, lead = command.title, command.lead
        return form_page(
            request,
            command.form(posted(request), request.FILES or None, **form_arguments),
            title=title(row) if callable(title) else title,
            lead=lead(row) if callable(lead) else lead,
            submit=command.submit,
            save=partial(command.action, by=person, **{self.argument: row}),
            over=None if command.adds else row,
            message=command.message,
            then=command.then,
            back=reverse(command.back) if command.back else self.url(row),
            template=command.template,
            head_buttons=self.buttons(row, person) if command.at == "" else None,
        )

    def _many_view(self, command: Command[M]) -> Callable[..., HttpResponseBase]:
        @require_POST
        def view(request: HttpRequest) -> HttpResponseBase:
            return self._run_many(command, request)

        view.__module__ = self.find.__module__
        return view

    def _run_many(self, command: Command[M], request: HttpRequest) -> HttpResponseBase:
        """Do the command with every chosen row that it still fits, all or none, as one batch."""
        person, permission = person_of(request), command.permission or self.permission
        require(person, permission)
        back = back_to(request, "/")
        keys = [key for key in request.POST.getlist("row")[:MOST_ROWS] if key.isdecimal()]
        ticked_rows = [self.find(request, pk=int(key[:15])) for key in keys]
        rows = [row for row in ticked_rows if command.name in self.available(row, person)]
        if not rows:
            messages.error(request, _("Choose the rows first."))
            return redirect(back)
        for row in rows:
            require(person, permission, self.municipality(row))
        form_values: dict[str, Any] = {}
        if command.many_form:
            form = command.many_form(request.POST, by=person)
            if not form.is_valid():
                errors = chain.from_iterable(form.errors.values())
                messages.error(request, " ".join(map(str, errors)))
                return redirect(back)
            form_values = form.cleaned_data
        label = command.many_message or command.label
        message = _("%(label)s: %(count)d") % {"label": label, "count": len(rows)}
        act = partial(self._run_on_rows, command, rows, person, form_values)
        return attempt(request, act, back=back, message=message)

    @transaction.atomic
    def _run_on_rows(
        self, command: Command[M], rows: Sequence[M], person: Person, form_values: dict[str, Any]
    ) -> None:
        assert command.action is not None
        for row in rows:
            command.action(by=person, **{self.argument: row}, **form_values)

    def _run(self, command: Command[M], request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do the command; a refusal is shown on the row's page."""
        person, row = person_of(request), self.find(request, **kwargs)
        require(person, command.permission or self.permission, self.municipality(row))
        assert command.action is not None
        act = partial(command.action, by=person, **{self.argument: row})
        back = reverse(command.back) if command.back else self.url(row)
        form = command.form_of(row, person, request)
        if form is None and request.POST.get("seen", "") not in ("", self.fingerprint(row)):
            messages.error(request, str(CHANGED))
            return redirect(self.url(row))
        if form is None:
            return attempt(
                request,
                act,
                back=command.then or back_to(request, back),
                refused=back_to(request, self.shown_at(row) if self.shown_at else back),
                message=command.message,
            )
        if command.saves_over(row, person):
            guard(request, form)
        if form.is_valid():
            form_values = form.values() if hasattr(form, "values") else form.cleaned_data
            try:
                press(request, partial(act, **form_values), message=command.message)
            except ValidationError as error:
                add_errors(form, error)
            else:
                return redirect(back_to(request, back))
        assert self.shown_by is not None, f"{self.name} has no page for refused forms"
        page = self.shown_by(request, **kwargs, refusal=Refusal(command=command.name, form=form))
        page.status_code = REFUSED
        return page
