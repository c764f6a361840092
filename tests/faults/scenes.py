"""What the processes of the fault tests do: queue, work and die, look."""

import datetime as dt
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import time_machine
from django.conf import settings
from django.core.mail.backends.filebased import EmailBackend
from django.tasks import Task
from django_tasks_db.models import DBTaskResult

from kimppa.core.area import Job
from kimppa.core.audit.models import AuditEvent
from kimppa.core.background import task
from kimppa.core.consortium.models import Municipality
from kimppa.core.evidence.models import Evidence
from kimppa.core.mail import actions as mail
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import add_person, save_row
from kimppa.core.releases.actions import Subject, deliver, delivering, freeze
from kimppa.core.releases.models import Delivery, Release
from kimppa.core.retry import Retry
from kimppa.jobs import declarations, liveness, queue, schedule, worker
from kimppa.jobs.liveness import Watch
from kimppa.jobs.models import Run
from kimppa.jobs.models import Worker as WorkerRow
from kimppa.jobs.once import once
from kimppa.jobs.progress import HandBack, progress

AT_ONCE = Retry(attempts=3, first=0)
EFFECT = "test.effect"
point_to_die_at = ""


def die(*_arguments: object, **_named: object) -> None:
    """What a power cut does to a process."""
    os.kill(os.getpid(), signal.SIGKILL)


def point(name: str) -> None:
    """A place in a task at which a scene may want to die."""
    if name == point_to_die_at:
        die()


def after(function: Callable[..., Any]) -> Callable[..., Any]:
    """Do it, then die."""

    def done_then_dead(*arguments: Any, **named: Any) -> None:
        function(*arguments, **named)
        die()

    return done_then_dead


# The phases of a piece of work, each with what is to be replaced by dying.
PHASES: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "before the claim": (queue, "claim", die),
    "while claiming": (queue.secrets, "token_hex", die),
    "after the claim": (queue.Claim, "call", die),
    "before marking": (queue, "settle_done", die),
    "while marking": (queue, "_mark_queue_row", die),
    "after marking": (queue, "settle_done", after(queue.settle_done)),
    "before a dead worker is buried": (worker.Watch, "is_dead", after(worker.Watch.is_dead)),
    "while a dead worker is buried": (worker.Watch, "forget", die),
    "while the dead's work is recovered": (liveness, "recover", die),
    "while the delivery is written": (delivering, "record_evidence", die),
    "before the letter is queued": (delivering, "queue_mail", die),
    "before the letter is claimed": (mail, "_claim_mail", die),
    "after the letter is claimed": (mail, "_claim_mail", after(mail._claim_mail)),
    "while the letter is sent": (EmailBackend, "send_messages", die),
    "after the letter is sent": (EmailBackend, "send_messages", after(EmailBackend.send_messages)),
    "after the letter is marked": (mail, "_send", after(mail._send)),
}


def effect(key: str) -> None:
    """Something in the database that shows when it is made twice."""
    AuditEvent.objects.create(at=dt.datetime.now(dt.UTC), action=EFFECT, title=key, model="test")


@task(title="Makes an effect", retry=AT_ONCE)
def make(key: str) -> None:
    point("before the effect")
    with once(key) as first:
        if first:
            effect(key)
        point("in the effect")
    point("after the effect")


@task(title="Delivers", retry=AT_ONCE)
def delivers(key: str) -> None:
    point("before the effect")
    pairs = [(place, place.memberships.get().person) for place in Municipality.objects.all()]
    deliver(by=SYSTEM, release=Release.objects.get(title=key), recipients=pairs)
    point("after the effect")


@task(title="Counts", retry=AT_ONCE)
def count(key: str, steps: int) -> None:
    with progress(total=steps) as long:
        for number in range(long.cursor or 0, steps):
            with long.step(cursor=number + 1):
                effect(f"{key}-{number}")
                point(f"in step {number}")
            point(f"after step {number}")
            _wait_at(f"{key}-{number}")


@task(title="Fails at first", retry=Retry(attempts=3, first=60, jitter=0))
def fail_once(key: str) -> None:
    with once(key) as first:
        pass
    if first:
        raise OSError("not yet")
    effect(key)


@task(title="Kills its worker", retry=AT_ONCE)
def poison(key: str) -> None:
    effect(key)
    die()


@task(title="Holds", retry=AT_ONCE)
def hold(key: str) -> None:
    _wait_at(key)
    with once(key) as first:
        if first:
            effect(key)


@task(title="Does not let go", retry=AT_ONCE)
def cling(key: str) -> None:
    while True:
        with suppress(HandBack):
            _wait_at(key)


def _wait_at(key: str) -> None:
    """Tell that this place is reached, then wait to be let on, where the test has put pipes."""
    here = Path(settings.KIMPPA_HOME) / key
    if here.with_suffix(".here").exists():
        here.with_suffix(".here").write_text("here")
        here.with_suffix(".go").read_text()


def prepare() -> None:
    """A consortium to deliver to."""
    for code, name in (("834", "Tammela"), ("981", "Ypäjä")):
        place = save_row(Municipality(), by=SYSTEM, code=code, name_fi=name)
        add_person(
            by=SYSTEM, email=f"{code}@example.org", name=name, role="director", municipality=place
        )


def enqueue(name: str, *, key: str, **more: Any) -> None:
    """Queue one of the tasks above."""
    found: Task[..., Any] = globals()[name]
    if name == "delivers":
        freeze(by=SYSTEM, subject=Subject("report", 2024, "report", key), facts={}, files=[])
    queue.start(found, key, *more.values(), key=key)


def enqueue_many(number: int, key: str) -> None:
    for piece in range(number):
        make.enqueue(f"{key}-{piece}")


def letter(key: str) -> None:
    mail.queue_mail(key=key, to="a@example.org", subject=key, body="Hei")


def work(*, die_at: str = "", minutes: float = 0, scheduled: bool = False) -> None:
    """A worker that does what is due; it may die on the way, or be ahead of time."""
    global point_to_die_at
    point_to_die_at = die_at
    minutely = Job("job", "* * * * *", f"{__name__}.job", "Minutely", AT_ONCE)
    jobs = {"test.job": minutely} if scheduled else {}
    for module in (schedule, declarations):
        module.jobs = lambda: iter(jobs.items())  # type: ignore[attr-defined]
    working = worker.Worker()
    if die_at in PHASES:
        owner, name, instead = PHASES[die_at]
        setattr(owner, name, instead)
    now = dt.datetime.now(dt.UTC)
    with time_machine.travel(now + dt.timedelta(minutes=minutes), tick=True):
        working.once()


def job() -> int:
    """What the schedule starts in these tests: every minute of the set day."""
    point("in the job")
    effect("job")
    return 1


def run(*, grace: int = 1, idle_death: bool = False) -> None:
    """A worker that goes on until told to stop."""
    for module in (schedule, declarations):
        module.jobs = lambda: iter(())  # type: ignore[attr-defined]
    worker.GRACE_SECONDS, worker.LAST_SECONDS = grace, 1
    working = worker.Worker()
    if idle_death:
        working.stopping.wait = _die_idle  # type: ignore[assignment]
    working.run(interval=0.01)


def _die_idle(_seconds: float) -> None:
    """The main thread waits when nothing is ready any more; the others only rest."""
    if threading.current_thread() is threading.main_thread():
        die()
    threading.Event().wait()


def look(key: str) -> dict[str, Any]:
    """What has become of a piece."""
    found = Run.objects.get(key=key)
    row = DBTaskResult.objects.get(pk=found.task)
    return {
        "state": found.state,
        "queue": str(row.status),
        "attempts": found.attempts,
        "reason": found.reason,
        "cursor": found.cursor,
        "effects": effects(key),
    }


def effects(key: str) -> int:
    return AuditEvent.objects.filter(action=EFFECT, title=key).count()


def effects_under(key: str) -> dict[str, int]:
    """How many effects begin with the key, and how many different ones."""
    rows = AuditEvent.objects.filter(action=EFFECT, title__startswith=f"{key}-")
    return {"all": rows.count(), "different": rows.values("title").distinct().count()}


def deliveries(key: str) -> dict[str, int]:
    made = Delivery.objects.filter(release__title=key)
    keys = [f"delivery-{pk}" for pk in made.values_list("pk", flat=True)]
    return {
        "deliveries": made.count(),
        "letters": OutgoingMail.objects.filter(key__in=keys).count(),
        "sent": _sent(key),
        "evidence": Evidence.objects.filter(object_id__in=keys).count(),
    }


def letters(key: str) -> dict[str, Any]:
    """The state of a letter, and how often it left."""
    return {
        "state": OutgoingMail.objects.get(key=key).state,
        "left": _sent(key),
    }


def _sent(subject: str) -> int:
    """How many letters have left. Children of one process write into one file."""
    files = (Path(settings.KIMPPA_HOME) / "mail").glob("*")
    return sum(path.read_text().count(f"Subject: {subject}\n") for path in files)


def runs_of_the_job() -> dict[str, int]:
    runs = Run.objects.filter(name="test.job")
    return {
        "runs": runs.count(),
        "due": runs.values("due_at").distinct().count(),
        "done": runs.filter(state=Run.State.DONE).count(),
        "effects": effects("job"),
    }


def reap_now(*, minutes: float = 0) -> int:
    """How many pieces a look at the other workers recovers, by a clock that is ahead."""
    now = dt.datetime.now(dt.UTC)
    with time_machine.travel(now + dt.timedelta(minutes=minutes), tick=True):
        return liveness.reap("", Watch())


def workers() -> int:
    return WorkerRow.objects.count()
