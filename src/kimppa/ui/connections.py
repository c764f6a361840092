"""The pages of a room's connections: the register, one connection, its form and its commands.

MAILBOXES = Connections(model=Mailbox, form=MailboxForm, register="feedback:mailboxes", …)
urlpatterns = [..., *MAILBOXES.urls()]
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kimppa.core import clock
from kimppa.core.connections import actions
from kimppa.core.connections.models import Connection
from kimppa.core.consortium.models import Person
from kimppa.jobs.declarations import jobs
from kimppa.jobs.schedule import next_due
from kimppa.sources.keys import NAME
from kimppa.ui import pages as ui
from kimppa.ui.guard import View
from kimppa.ui.numbers import moment

type Text = str | Promise
type State = tuple[str, str]  # a key of ui.status, and words

LEAD: Final = gettext_lazy("Kimppa only reads: nothing is changed or removed at the source.")
NO_SECRET: Final = gettext_lazy(
    "Write the name of the secret, not the secret: capital letters A–Z, digits and underscores."
)


class ConnectionForm[C: Connection](forms.ModelForm[C]):
    """A form of a connection: it takes the names of secrets, and never shows again what may be
    a secret."""

    def clean(self) -> dict[str, Any]:
        """Refuse a secret where its name belongs."""
        cleaned_fields: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self._meta.model.secret_fields:
            if cleaned_fields.get(name) and not NAME.fullmatch(cleaned_fields[name]):
                self._blank(name)
                self.add_error(name, str(NO_SECRET))
        return cleaned_fields

    def _blank(self, name: str) -> None:
        sent_fields = QueryDict(mutable=True)
        sent_fields.update(self.data)
        sent_fields[self.add_prefix(name)] = ""
        self.data = sent_fields


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
    a time of its own. `commands` are those that only this room has; `fits` tells whether one of
    them, or "fetch", fits the connection's state. `facts` and `more` give what only this room
    shows, and `template` extends `ui/connections/connection.html`.
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
    empty: Text
    form_lead: Text = LEAD
    form_template: str = "ui/pages/form.html"
    columns: Sequence[str] = ()  # fields of the model
    related: Sequence[str] = ()
    add: Callable[..., C] | None = None
    edit: Callable[..., object] = actions.edit
    resume: Callable[..., object] = actions.resume
    remove: Callable[..., object] = actions.remove
    fetch: Callable[..., object] | None = None
    commands: Sequence[ui.Command[C]] = ()
    fits: Callable[[C, str], bool] = field(default=lambda _connection, _command: True)
    job: str = ""
    next_at: Callable[[C], dt.datetime | None] | None = None
    state: Callable[[C], State] = state_of
    facts: Callable[[C], Sequence[ui.Fact]] = field(default=lambda _connection: ())
    more: Callable[[HttpRequest, C], dict[str, Any]] = field(default=lambda _request, _row: {})
    template: str = "ui/connections/connection.html"

    def urls(self) -> list[URLPattern]:
        """The addresses, all for those who may manage the connections."""
        connection, name = f"{self.at}<int:pk>/", self.name.partition(":")[2]
        commands = self._commands()

        @commands.page
        def page(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
            return self._connection_page(request, pk, commands, refusal)

        return [
            self._path(self.at, require_safe(self._list_page), self.register.partition(":")[2]),
            self._path(f"{self.at}add/", self._add_page, f"{name}-add"),
            self._path(connection, page, name),
            self._path(f"{connection}edit/", ui.one_save_at_a_time(self._edit), f"{name}-edit"),
            *commands.urls(),
        ]

    def _commands(self) -> ui.Commands[C]:
        message = gettext_lazy("It is fetched in the background. Open the page again in a moment.")
        fetch = ui.Command[C](
            "fetch", gettext_lazy("Fetch now"), self.fetch, primary=True, message=message
        )
        return ui.Commands(
            name=self.name,
            at=f"{self.at}<int:pk>/",
            argument="connection",
            find=lambda _request, pk: self._connection_or_404(pk),
            permission=self.model.permission,
            available=self._available_names,
            commands=[
                *([fetch] if self.fetch else []),
                ui.Command("edit", gettext_lazy("Edit"), icon="edit", to=f"{self.name}-edit"),
                ui.Command("pause", gettext_lazy("Pause"), actions.pause),
                ui.Command("resume", gettext_lazy("Take into use again"), self.resume),
                *self.commands,
                ui.Command(
                    "remove",
                    gettext_lazy("Remove the connection"),
                    self.remove,
                    back=self.register,
                    message=gettext_lazy("It has been removed. What came from it stays."),
                ),
            ],
        )

    def _available_names(self, connection: C, _person: Person) -> set[str]:
        names = {command.name for command in self.commands}
        if self.fetch and not connection.example:
            names.add("fetch")
        fitting_names = {name for name in names if self.fits(connection, name)}
        return fitting_names | {"edit", "remove", "pause" if connection.active else "resume"}

    def _path(self, route: str, view: View[...], name: str) -> URLPattern:
        guarded_view: Any = ui.needs(self.model.permission)(view)
        pattern: URLPattern = path(route, guarded_view, name=name)
        return pattern

    def _connections(self) -> QuerySet[C]:
        connections = self.model._default_manager.all()
        return connections.select_related(*self.related) if self.related else connections

    def _connection_or_404(self, pk: int) -> C:
        connection = self._connections().filter(pk=pk).first()
        if connection is None:
            raise Http404
        return connection

    def _next_moment(self, connection: C) -> dt.datetime | None:
        """When it is asked next by itself."""
        if not connection.active or connection.example:
            return None
        if self.next_at:
            return self.next_at(connection)
        return next_due(dict(jobs())[self.job].cron, clock.now()) if self.job else None

    def _list_page(self, request: HttpRequest) -> HttpResponse:
        table = ui.Table(
            request,
            caption=self.title,
            rows=self._connections(),
            columns=[
                ui.Column("title", _("Name"), value=str, url=self.model.get_absolute_url),
                *ui.columns(self.model, *self.columns),
                ui.Column(
                    "next",
                    _("Next time"),
                    value=lambda connection: _moment(self._next_moment(connection)),
                ),
                ui.Column(
                    "fetched_at",
                    _("Last fetched"),
                    value=lambda connection: _moment(connection.fetched_at),
                ),
                ui.Column("state", _("State"), value=self.state, kind="status", sortable=False),
            ],
        )
        add = ui.link(self.label, f"{self.name}-add", primary=True)
        link_up = ui.link(self.up[0], self.up[1])
        return ui.table_page(
            request,
            table,
            title=self.title,
            lead=self.lead,
            actions=[add, link_up],
            teach=self.empty,
        )

    def _connection_page(
        self, request: HttpRequest, pk: int, commands: ui.Commands[C], refusal: ui.Refusal | None
    ) -> HttpResponse:
        connection = self._connection_or_404(pk)
        buttons = commands.buttons(connection, ui.person_of(request), refusal=refusal)
        removal = buttons.only("remove")
        context = {"why": connection.failure} | self.more(request, connection)
        return ui.detail_page(
            request,
            connection,
            title=str(connection),
            mark=self.state(connection),
            facts=[*self.facts(connection), *self._shared_facts(connection)],
            buttons=ui.Buttons([button for button in buttons.items if button not in removal]),
            up=ui.link(self.title, self.register),
            template=self.template,
            removal=removal,
            **context,
        )

    def _shared_facts(self, connection: C) -> list[ui.Fact]:
        return [
            ui.Fact(_("Name of the secret"), ", ".join(connection.secret_names)),
            ui.Fact(_("Next time"), _moment(self._next_moment(connection))),
            ui.Fact(_("Last fetched"), _moment(connection.fetched_at) or _("Not yet")),
            ui.Fact(_("Failing since"), _moment(connection.failing_since)),
            ui.Fact(_("Failures in a row"), str(connection.failures or "")),
        ]

    def _add_page(self, request: HttpRequest) -> HttpResponse:
        add = self.add or partial(actions.add, self.model)
        return self._form(
            request,
            self.form(ui.posted(request)),
            save=partial(add, by=ui.person_of(request)),
            title=self.label,
            cancel=reverse(self.register),
            then=lambda connection: connection.get_absolute_url(),
        )

    def _edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        connection = self._connection_or_404(pk)
        # The form writes on an instance of its own: the action alone changes what is stored.
        form = self.form(ui.posted(request), instance=self._connection_or_404(pk))
        return self._form(
            request,
            form,
            save=partial(self.edit, by=ui.person_of(request), connection=connection),
            over=connection,
            title=_("Edit: %(title)s") % {"title": connection},
            back=connection.get_absolute_url(),
        )

    def _form(self, request: HttpRequest, form: ConnectionForm[C], **page: Any) -> HttpResponse:
        return ui.form_page(
            request,
            form,
            lead=self.form_lead,
            submit=_("Save"),
            template=self.form_template,
            **page,
        )


def _moment(at: dt.datetime | None) -> str:
    return moment(at) if at else ""
