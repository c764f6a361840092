"""Reading connections: which are in use, which fail, where their secrets stand."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kimppa.core import clock, home
from kimppa.core.area import Due
from kimppa.core.connections.models import Connection
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.home import Expected
from kimppa.sources.keys import is_given, secret

SECRETS = "source-secrets"


def connection_models() -> list[type[Connection]]:
    """The models of every room's connections."""
    return [model for model in apps.get_models() if issubclass(model, Connection)]


def in_use[C: Connection](model: type[C]) -> QuerySet[C]:
    """Connections that are asked by themselves: neither paused nor examples."""
    return model._default_manager.filter(active=True, example=False)


def due(model: type[Connection], start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """The connections in use that fail, for those who can mend them.

    The date is the day since which it fails. What has failed since before `start` is due on
    `start`, so that it stays in every list that includes today.
    """
    if not person.can(model.permission):
        return
    today = clock.today()
    rows: QuerySet[Any] = in_use(model).exclude(failing_since=None)
    for connection in rows.order_by("failing_since", "pk"):
        day = connection.failing_since.astimezone(clock.ZONE).date()
        if day < start <= today:
            day = start
        if start <= day <= end:
            yield Due(
                date=day,
                title=_("Mend the connection: %(title)s") % {"title": connection},
                url=connection.get_absolute_url(),
                topic=model.topic,
                municipality=_code(getattr(connection, "municipality", None)),
            )


def _code(municipality: Municipality | None) -> str:
    return municipality.code if municipality else ""


def secret_of(connection: Connection, field: str = "secret_name") -> str:
    """The secret whose name a field holds; empty without a name. Raises FetchError."""
    name: str = getattr(connection, field)
    return secret(name, folder()) if name else ""


def folder() -> Path:
    """Where the secrets stand that the environment does not give."""
    return home.path(SECRETS)


def expected_secrets(connection: Connection) -> Iterator[Expected]:
    """The secrets of a connection that must be in the instance folder."""
    for name in connection.secret_names:
        if not is_given(name, folder()):
            yield Expected(f"{SECRETS}/{name}", str(connection))
