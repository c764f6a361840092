"""Background work, letters and backups."""

import datetime as dt
from pathlib import Path

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock, home
from kimppa.core.backups import LastBackup, last_backup
from kimppa.core.mail.models import OutgoingMail
from kimppa.jobs.liveness import SILENT_SECONDS
from kimppa.jobs.models import Run, Worker
from kimppa.operations.diagnosis.findings import Findings, Scope, fault, notice, ok

LONG = dt.timedelta(hours=1)
A_DAY, DAYS = dt.timedelta(hours=26), dt.timedelta(days=3)
LATELY = dt.timedelta(days=7)


def worker(scope: Scope) -> Findings:
    """Without a worker no letter goes and nothing that is scheduled happens."""
    now = dt.datetime.now(dt.UTC)
    latest = Worker.objects.order_by("-heard_at").values_list("heard_at", flat=True).first()
    if latest and now - latest < dt.timedelta(seconds=SILENT_SECONDS):
        yield ok(_("The worker is at work."))
    else:
        yield fault(
            _(
                "No worker is running: no letter goes and nothing that is scheduled happens. "
                "Run: systemctl start kimppa-worker"
            )
        )


def runs(scope: Scope) -> Findings:
    """Background work that failed, or waits for too long."""
    now = dt.datetime.now(dt.UTC)
    failed = Run.objects.filter(state=Run.State.FAILED, finished_at__gt=now - LATELY).count()
    if failed:
        yield notice(
            ngettext(
                "%(n)s piece of background work has failed in the last week. The page of runs "
                "tells why, and starts it again.",
                "%(n)s pieces of background work have failed in the last week. The page of runs "
                "tells why, and starts them again.",
                failed,
            )
            % {"n": failed}
        )
    waiting = Run.objects.filter(state=Run.State.WAITING, attempts=0, queued_at__lt=now - LONG)
    if late := waiting.filter(next_at__isnull=True).count():
        yield notice(
            ngettext(
                "%(n)s piece of background work has waited for over an hour. See whether the "
                "worker is busy with something long.",
                "%(n)s pieces of background work have waited for over an hour. See whether the "
                "worker is busy with something long.",
                late,
            )
            % {"n": late}
        )


def letters(scope: Scope) -> Findings:
    """Letters that have not gone, or may not have."""
    now = clock.now()
    letters = OutgoingMail.objects
    failed = letters.filter(state=OutgoingMail.State.FAILED).count()
    doubtful = letters.filter(state=OutgoingMail.State.SENDING, queued_at__lt=now - LONG).count()
    late = letters.filter(state=OutgoingMail.State.QUEUED, queued_at__lt=now - LONG).count()
    if failed or doubtful:
        yield notice(
            _(
                "Letters wait for a decision: %(failed)s could not be sent, and of %(doubtful)s "
                "it is not known whether they went. The page of letters asks."
            )
            % {"failed": failed, "doubtful": doubtful}
        )
    if late:
        yield fault(
            ngettext(
                "%(n)s letter has waited for over an hour. See that the worker runs and the mail "
                "server answers.",
                "%(n)s letters have waited for over an hour. See that the worker runs and the "
                "mail server answers.",
                late,
            )
            % {"n": late}
        )


def backups(scope: Scope) -> Findings:
    """The latest backup that succeeded, its age, and whether it lies on a disk of its own."""
    last = last_backup()
    if last is None or last.good_at is None:
        why = f" {last.error}" if last else ""
        yield fault(
            _("No backup has been made. Run: systemctl enable --now kimppa-backup.timer") + why
        )
        return
    age = dt.datetime.now(dt.UTC) - last.good_at
    when = f"{localtime(last.good_at):%Y-%m-%d %H:%M}"
    if not last.ok:
        yield fault(
            _("The latest backup failed: %(error)s The one before is of %(when)s.")
            % {"error": last.error, "when": when}
        )
    elif age > A_DAY:
        text = _(
            "The latest backup is of %(when)s. See that the timer runs: "
            "systemctl status kimppa-backup.timer"
        ) % {"when": when}
        yield fault(text) if age > DAYS else notice(text)
    else:
        yield ok(_("The latest backup is of %(when)s.") % {"when": when})
    if last.warning:
        yield fault(_("The latest backup has a fault: %(warning)s") % {"warning": last.warning})
    yield from _backup_place(last)


def _backup_place(last: LastBackup) -> Findings:
    """A backup on the instance's own disk is lost with it."""
    folder = Path(last.file).parent
    if last.file and folder.is_dir() and folder.stat().st_dev == home.root().stat().st_dev:
        yield notice(
            _(
                "The backups lie on the same disk as the instance (%(folder)s). Copy them "
                "to another place every night."
            )
            % {"folder": folder}
        )
