"""Reading connections: which are in use, which fail, where their secrets stand."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.apps import apps
from django.db.models import QuerySet, Value
from django.utils.translation import gettext as _

from kimppa.core import clock, home, verbs
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


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """The connections in use that fail, for those who can mend them: one query of all rooms'
    together, and one of each model of which some fail.

    The date is the day since which it fails. What has failed since before `start` is due on
    `start`, so that it stays in every list that includes today.
    """
    today = clock.today()
    for connection in _failing_connections(
        [m for m in connection_models() if person.can(m.permission)]
    ):
        assert connection.failing_since is not None
        day = connection.failing_since.astimezone(clock.ZONE).date()
        if day < start <= today:
            day = start
        if start <= day <= end:
            yield Due(
                date=day,
                title=_("Mend the connection: %(title)s") % {"title": connection},
                url=connection.get_absolute_url(),
                topic=connection.topic,
                verb=verbs.MEND,
                municipality=_municipality_code(getattr(connection, "municipality", None)),
            )


def _failing_connections(models: Sequence[type[Connection]]) -> Iterator[Connection]:
    failing_by_model = [in_use(model).exclude(failing_since=None).order_by() for model in models]
    positions = [
        connections.values_list(Value(position), "pk")
        for position, connections in enumerate(failing_by_model)
    ]
    if not positions:
        return
    keys: dict[int, list[int]] = {}
    for position, pk in positions[0].union(*positions[1:], all=True).order_by():
        keys.setdefault(position, []).append(pk)
    for position, pks in sorted(keys.items()):
        yield from failing_by_model[position].filter(pk__in=pks).order_by("failing_since", "pk")


def _municipality_code(municipality: Municipality | None) -> str:
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
