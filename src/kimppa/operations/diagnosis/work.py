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
    last_heard_at = Worker.objects.order_by("-heard_at").values_list("heard_at", flat=True).first()
    if last_heard_at and now - last_heard_at < dt.timedelta(seconds=SILENT_SECONDS):
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
    failed_count = Run.objects.filter(state=Run.State.FAILED, finished_at__gt=now - LATELY).count()
    if failed_count:
        yield notice(
            ngettext(
                "%(n)s piece of background work has failed in the last week. The page of runs "
                "tells why, and starts it again.",
                "%(n)s pieces of background work have failed in the last week. The page of runs "
                "tells why, and starts them again.",
                failed_count,
            )
            % {"n": failed_count}
        )
    waiting_runs = Run.objects.filter(state=Run.State.WAITING, attempts=0, queued_at__lt=now - LONG)
    if late_count := waiting_runs.filter(next_at__isnull=True).count():
        yield notice(
            ngettext(
                "%(n)s piece of background work has waited for over an hour. See whether the "
                "worker is busy with something long.",
                "%(n)s pieces of background work have waited for over an hour. See whether the "
                "worker is busy with something long.",
                late_count,
            )
            % {"n": late_count}
        )


def letters(scope: Scope) -> Findings:
    """Letters that have not gone, or may not have."""
    now = clock.now()
    letters = OutgoingMail.objects
    failed_count = letters.filter(state=OutgoingMail.State.FAILED).count()
    doubts = letters.filter(state=OutgoingMail.State.SENDING, queued_at__lt=now - LONG).count()
    late_count = letters.filter(state=OutgoingMail.State.QUEUED, queued_at__lt=now - LONG).count()
    if failed_count or doubts:
        yield notice(
            _(
                "Letters wait for a decision: %(failed)s could not be sent, and of %(doubtful)s "
                "it is not known whether they went. The page of letters asks."
            )
            % {"failed": failed_count, "doubtful": doubts}
        )
    if late_count:
        yield fault(
            ngettext(
                "%(n)s letter has waited for over an hour. See that the worker runs and the mail "
                "server answers.",
                "%(n)s letters have waited for over an hour. See that the worker runs and the "
                "mail server answers.",
                late_count,
            )
            % {"n": late_count}
        )


def backups(scope: Scope) -> Findings:
    """The latest backup that succeeded, its age, and whether it lies on a disk of its own."""
    backup = last_backup()
    if backup is None or backup.good_at is None:
        reason = f" {backup.error}" if backup else ""
        yield fault(
            _("No backup has been made. Run: systemctl enable --now kimppa-backup.timer") + reason
        )
        return
    age = dt.datetime.now(dt.UTC) - backup.good_at
    backup_time = f"{localtime(backup.good_at):%Y-%m-%d %H:%M}"
    if not backup.ok:
        yield fault(
            _("The latest backup failed: %(error)s The one before is of %(when)s.")
            % {"error": backup.error, "when": backup_time}
        )
    elif age > A_DAY:
        text = _(
            "The latest backup is of %(when)s. See that the timer runs: "
            "systemctl status kimppa-backup.timer"
        ) % {"when": backup_time}
        yield fault(text) if age > DAYS else notice(text)
    else:
        yield ok(_("The latest backup is of %(when)s.") % {"when": backup_time})
    if backup.warning:
        yield fault(_("The latest backup has a fault: %(warning)s") % {"warning": backup.warning})
    yield from _same_disk(backup)


def _same_disk(backup: LastBackup) -> Findings:
    """A backup on the instance's own disk is lost with it."""
    folder = Path(backup.file).parent
    if backup.file and folder.is_dir() and folder.stat().st_dev == home.root().stat().st_dev:
        yield notice(
            _(
                "The backups lie on the same disk as the instance (%(folder)s). Copy them "
                "to another place every night."
            )
            % {"folder": folder}
        )
