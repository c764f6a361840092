"""The pages of a room's connections: the register, one connection, its form and its commands.

MAILBOXES = Connections(model=Mailbox, form=MailboxForm, register="feedback:mailboxes", …)
urlpatterns = [..., *MAILBOXES.urls()]
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kimppa.core import clock
from kimppa.core.connections import actions
from kimppa.core.connections.models import Connection
from kimppa.jobs.known import jobs
from kimppa.jobs.schedule import next_due
from kimppa.sources.keys import NAME
from kimppa.ui.columns import Text
from kimppa.ui.guard import View, needs, person_of
from kimppa.ui.numbers import moment
from kimppa.ui.seen import Guarded, one_save_at_a_time
from kimppa.ui.sent import REFUSED, add_errors, attempt, posted
from kimppa.ui.tables import Column, Table
from kimppa.ui.undo import done

type State = tuple[str, str]  # a key of ui.status, and words
type Fact = tuple[Text, Any]

LEAD: Final = gettext_lazy("Kimppa only reads: nothing is changed or removed at the source.")
NO_SECRET: Final = gettext_lazy(
    "Write the name of the secret, not the secret: capital letters A–Z, digits and underscores."
)


class ConnectionForm[C: Connection](Guarded, forms.ModelForm[C]):
    """A form of a connection: it takes the names of secrets, and never shows again what may be
    a secret."""

    def clean(self) -> dict[str, Any]:
        """Refuse a secret where its name belongs."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self._meta.model.secret_fields:
            if values.get(name) and not NAME.fullmatch(values[name]):
                self._blank(name)
                self.add_error(name, str(NO_SECRET))
        return values

    def _blank(self, name: str) -> None:
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        sent[self.add_prefix(name)] = ""
        self.data = sent


def state_of(connection: Connection) -> State:
    """How a connection is doing."""
    if not connection.active:
        return "no-need", _("Paused")
    if connection.failures:
        return "late", _("Could not be fetched")
    return ("done", _("Fetched")) if connection.fetched_at else ("waiting", _("Not fetched yet"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Connections[C: Connection]:
    """The pages of one room's connections.

    `register` and `name` are names of addresses: of the list, and of one connection; `at` is where
    they stand ("mailboxes/"). `fetch` begins a fetch; without it the room fetches elsewhere.
    `job` is the scheduled job that asks them all; `next_at` replaces it where each connection has
    a time of its own. `facts` and `more` give what only this room shows of a connection, and
    `template` extends `ui/connections/connection.html`.
    """

    model: type[C]
    form: type[ConnectionForm[C]]
    register: str
    name: str
    at: str
    title: Text
    lead: Text
    label: Text  # of the button that adds one
    up: tuple[Text, str]
    filename: str
    empty: tuple[Text, Text]
    form_lead: Text = LEAD
    columns: Sequence[Column] = ()
    related: Sequence[str] = ()
    fetch: Callable[..., object] | None = None
    add: Callable[..., C] | None = None
    edit: Callable[..., object] = actions.edit
    resume: Callable[..., object] = actions.resume
    remove: Callable[..., object] = actions.remove
    job: str = ""
    next_at: Callable[[C], dt.datetime | None] | None = None
    state: Callable[[C], State] = state_of
    facts: Callable[[C], Iterable[Fact]] = field(default=lambda _connection: ())
    more: Callable[[HttpRequest, C], dict[str, Any]] = field(default=lambda _request, _row: {})
    template: str = "ui/connections/connection.html"
    form_template: str = "ui/connections/form.html"

    def urls(self) -> list[URLPattern]:
        """The addresses, all for those who may manage the connections."""
        one = f"{self.at}<int:pk>/"
        name = self.name.partition(":")[2]
        commands = {"pause": self._pause, "resume": self._resume, "remove": self._remove}
        if self.fetch:
            commands["fetch"] = self._fetch
        return [
            self._path(self.at, require_safe(self._list), self.register.partition(":")[2]),
            self._path(f"{self.at}add/", self._add, f"{name}-add"),
            self._path(one, require_safe(self._page), name),
            self._path(f"{one}edit/", one_save_at_a_time(self._edit), f"{name}-edit"),
            *(
                self._path(f"{one}{verb}/", require_POST(view), f"{name}-{verb}")
                for verb, view in commands.items()
            ),
        ]

    def _path(self, at: str, view: View[...], name: str) -> URLPattern:
        guarded: Callable[..., HttpResponseBase] = needs(self.model.permission)(view)
        return path(at, guarded, name=name)

    def _rows(self) -> QuerySet[C]:
        rows = self.model._default_manager.all()
        return rows.select_related(*self.related) if self.related else rows

    def _find(self, pk: int) -> C:
        connection = self._rows().filter(pk=pk).first()
        if connection is None:
            raise Http404
        return connection

    def _next(self, connection: C) -> dt.datetime | None:
        """When it is asked next by itself."""
        if not connection.active or connection.example:
            return None
        if self.next_at:
            return self.next_at(connection)
        return next_due(dict(jobs())[self.job].cron, clock.now()) if self.job else None

    def _list(self, request: HttpRequest) -> HttpResponse:
        table = Table(
            request,
            caption=self.title,
            filename=self.filename,
            rows=self._rows(),
            columns=[
                Column("title", _("Name"), value=str, kind="link", url=self.model.get_absolute_url),
                *self.columns,
                Column("next", _("Next time"), value=lambda row: _moment(self._next(row))),
                Column("fetched_at", _("Last fetched"), value=lambda row: _moment(row.fetched_at)),
                Column("state", _("State"), value=self.state, kind="status", sortable=False),
            ],
        )
        context = {"connections": self, "table": table, "add": reverse(f"{self.name}-add")}
        return table.response() or render(request, "ui/connections/list.html", context)

    def _page(self, request: HttpRequest, pk: int) -> HttpResponse:
        connection = self._find(pk)
        address = partial(self._address, connection)
        context = {
            "connections": self,
            "connection": connection,
            "state": self.state(connection),
            "why": connection.failure,
            "next": self._next(connection),
            "facts": [(name, value) for name, value in self.facts(connection) if value],
            "secrets": ", ".join(connection.secret_names),
            "fetch": address("fetch") if self.fetch and not connection.example else "",
            "edit": address("edit"),
            "switch": address("pause" if connection.active else "resume"),
            "remove": address("remove"),
        }
        return render(request, self.template, context | self.more(request, connection))

    def _address(self, connection: C, verb: str) -> str:
        return reverse(f"{self.name}-{verb}", args=[connection.pk])

    def _add(self, request: HttpRequest) -> HttpResponse:
        form = self.form(posted(request))
        if form.is_bound and form.is_valid():
            add = self.add or partial(actions.add, self.model)
            try:
                connection = add(by=person_of(request), **form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            else:
                done(request, _("Added."), self._address(connection, "pause"))
                return redirect(connection)
        return self._form(request, form, self.label, reverse(self.register))

    def _edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        connection = self._find(pk)
        # The form writes on an instance of its own: the action alone changes what is stored.
        form = self.form(posted(request), instance=self._find(pk))
        if form.is_bound and form.is_valid():
            try:
                self.edit(by=person_of(request), connection=connection, **form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            else:
                done(request, _("Saved."))
                return redirect(connection)
        title = _("Edit: %(title)s") % {"title": connection}
        return self._form(request, form, title, connection.get_absolute_url())

    def _form(
        self, request: HttpRequest, form: ConnectionForm[C], title: Text, cancel: str
    ) -> HttpResponse:
        context = {"connections": self, "form": form, "title": title, "cancel": cancel}
        status = REFUSED if form.errors else 200
        return render(request, self.form_template, context, status=status)

    def _fetch(self, request: HttpRequest, pk: int) -> HttpResponse:
        message = _("It is fetched in the background. Open the page again in a moment.")
        return self._attempt(request, pk, self.fetch or actions.fetch_now, message)

    def _pause(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._attempt(request, pk, actions.pause, _("It is paused."), "resume")

    def _resume(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._attempt(request, pk, self.resume, _("It is in use again."), "pause")

    def _attempt(
        self,
        request: HttpRequest,
        pk: int,
        action: Callable[..., object],
        message: str,
        opposite: str = "",
    ) -> HttpResponse:
        connection = self._find(pk)
        return attempt(
            request,
            partial(action, by=person_of(request), connection=connection),
            back=connection.get_absolute_url(),
            message=message,
            undo=self._address(connection, opposite) if opposite else "",
        )

    def _remove(self, request: HttpRequest, pk: int) -> HttpResponse:
        return attempt(
            request,
            partial(self.remove, by=person_of(request), connection=self._find(pk)),
            back=reverse(self.register),
            message=_("It has been removed. What came from it stays."),
        )


def _moment(value: dt.datetime | None) -> str:
    return moment(value) if value else ""
