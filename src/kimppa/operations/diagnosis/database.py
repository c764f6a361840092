"""The database: whether it answers, is whole and fits the program."""

import datetime as dt
import sqlite3
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock, home
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Consortium, Membership
from kimppa.core.consortium.roles import Role
from kimppa.operations.diagnosis.findings import Finding, Findings, Scope, fault, notice, ok

POSTGRESQL = 15
# SQLite's own words for SQLITE_CORRUPT and SQLITE_NOTADB.
DAMAGE = ("malformed", "not a database")
DRIFT = dt.timedelta(minutes=1)


def is_sqlite() -> bool:
    """Whether the database is a file of the instance folder."""
    return connection.vendor == "sqlite"


def answers(scope: Scope) -> Findings:
    """Every later look needs it."""
    name = connection.settings_dict["NAME"]
    if is_sqlite() and isinstance(name, Path) and not name.exists():
        yield fault(
            _("There is no database in %(home)s yet. Run: kimppa setup") % {"home": home.root()}
        )
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        params = {"name": name, "error": str(error).strip().partition("\n")[0]}
        if is_sqlite() and any(word in params["error"] for word in DAMAGE):
            yield _damage(params["error"])
            return
        yield fault(
            _(
                "The database %(name)s does not answer: %(error)s. See that it runs and that "
                "KIMPPA_DATABASE is right."
            )
            % params
        )
    else:
        yield _version()


def _version() -> Finding:
    if is_sqlite():
        return ok(_("The database is SQLite %(version)s.") % {"version": sqlite3.sqlite_version})
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        major = int(cursor.fetchone()[0]) // 10000
    if major < POSTGRESQL:
        return fault(
            _("PostgreSQL %(version)s is too old. %(needed)s or newer is needed.")
            % {"version": major, "needed": POSTGRESQL}
        )
    return ok(_("The database is PostgreSQL %(version)s.") % {"version": major})


def _damage(damage: str) -> Finding:
    return fault(
        _(
            "The database file is damaged (%(damage)s). Stop the services, keep a copy of the "
            "instance folder, and restore the latest backup."
        )
        % {"damage": damage}
    )


def migrations(scope: Scope) -> Findings:
    """The tables must be those that the program knows."""
    executor = MigrationExecutor(connection)
    of_program = set(executor.loader.disk_migrations)
    newer_names = sorted(
        f"{app}.{name}"
        for app, name in set(executor.loader.applied_migrations) - of_program
        if app in executor.loader.migrated_apps
    )
    missing_steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if newer_names:
        yield fault(
            _(
                "The database is of a newer Kimppa than this program (%(names)s). Take the newer "
                "version into use, or restore the backup made before the upgrade."
            )
            % {"names": ", ".join(newer_names[:3])}
        )
    if missing_steps:
        yield fault(
            ngettext(
                "%(n)s change to the tables has not been made. Run: kimppa django migrate",
                "%(n)s changes to the tables have not been made. Run: kimppa django migrate",
                len(missing_steps),
            )
            % {"n": len(missing_steps)}
        )


def journal(scope: Scope) -> Findings:
    """Without the write-ahead log readers and writers stand in each other's way."""
    if not is_sqlite():
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if mode != "wal":
        yield fault(
            _(
                "The database does not keep a write-ahead log (its mode is %(mode)s). It must lie "
                "on a local disk, not on a network drive."
            )
            % {"mode": mode}
        )


def whole(scope: Scope) -> Findings:
    """SQLite is read through; PostgreSQL checks its own pages when it is told to."""
    with connection.cursor() as cursor:
        if not is_sqlite():
            cursor.execute("SHOW data_checksums")
            if cursor.fetchone()[0] != "on":
                yield notice(
                    _(
                        "PostgreSQL does not keep checksums of its pages, so a failing disk may "
                        "go unseen. Your database administrator can turn on data_checksums."
                    )
                )
            return
        cursor.execute("PRAGMA quick_check(5)")
        damage = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        loose_count = len(cursor.fetchall())
    if damage:
        yield _damage(damage[0])
    if loose_count:
        yield fault(
            ngettext(
                "%(n)s row points at a row that does not exist. Restore the latest backup.",
                "%(n)s rows point at rows that do not exist. Restore the latest backup.",
                loose_count,
            )
            % {"n": loose_count}
        )
    if not damage and not loose_count:
        yield ok(_("The database is whole."))


def somebody(scope: Scope) -> Findings:
    """A desk that nobody can steer."""
    if not Consortium.objects.exists():
        yield fault(_("No consortium has been set up. Run: kimppa setup"))
        return
    keepers = (
        Membership.objects.valid_on(clock.today())
        .filter(role=Role.COORDINATOR)
        .select_related("person")
    )
    if not any(membership.person.in_use for membership in keepers):
        yield fault(_("Nobody who may sign in is a coordinator."))


def clocks(scope: Scope) -> Findings:
    """A clock that is wrong lets links expire too early or too late."""
    now = dt.datetime.now(dt.UTC)
    latest_event_at = AuditEvent.objects.order_by("-at").values_list("at", flat=True).first()
    if latest_event_at and latest_event_at > now + DRIFT and not clock.is_set():
        yield fault(
            _(
                "This machine's clock is behind: something was written at %(at)s, which has not "
                "come yet. Set the clock (timedatectl)."
            )
            % {"at": f"{latest_event_at:%Y-%m-%d %H:%M} UTC"}
        )
    if not is_sqlite():
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            difference = abs(cursor.fetchone()[0] - dt.datetime.now(dt.UTC))
        if difference > DRIFT:
            yield fault(
                _(
                    "The clocks of this machine and of the database are %(seconds)s seconds apart. "
                    "Set both by network time."
                )
                % {"seconds": round(difference.total_seconds())}
            )
