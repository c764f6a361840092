"""The tasks of the benchmark of workers: `python -m bench.work 0 10000` queues them."""

import datetime as dt
import os
import sys

import django
from django.apps import apps
from django.db import transaction

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kimppa.config.settings")
    django.setup()

from kimppa.core.audit.models import AuditEvent
from kimppa.core.background import task
from kimppa.core.retry import Retry
from kimppa.jobs.once import once

TOGETHER = 500


@task(title="A piece of the benchmark", retry=Retry(attempts=20, first=0))
def piece(number: int) -> None:
    """Insert a row, once."""
    with once(f"bench-{number}") as first:
        if first:
            now = dt.datetime.now(dt.UTC)
            AuditEvent.objects.create(at=now, action="bench", title=str(number), model="bench")


def fill(first: int, last: int) -> None:
    """Queue tasks of these numbers, some hundreds in one transaction."""
    for begin in range(first, last, TOGETHER):
        with transaction.atomic():
            for number in range(begin, min(begin + TOGETHER, last)):
                piece.enqueue(number)


if __name__ == "__main__":
    from bench.work import fill as fill_by_name  # the task's path must not be __main__

    fill_by_name(int(sys.argv[1]), int(sys.argv[2]))
