"""Work for the tests to do, and what they look at afterwards."""

import datetime as dt

from kimppa.core.background import task
from kimppa.core.retry import PermanentError, Retry, TryLaterError
from kimppa.jobs.models import Run
from kimppa.jobs.progress import progress
from kimppa.jobs.queue import ask_to_stop

ran: list[object] = []
go_wrong: list[Exception] = []


@task(title="Good", retry=Retry(attempts=3, first=60, factor=2, jitter=0))
def good(piece: int) -> int:
    """Note the piece; fail first as often as `go_wrong` says."""
    if go_wrong:
        raise go_wrong.pop()
    ran.append(piece)
    return piece


@task(title="Never works", retry=Retry(attempts=2, first=60, jitter=0))
def bad() -> None:
    raise OSError("the disk said no")


@task(title="Wrong for good")
def wrong() -> None:
    raise PermanentError("There is no such library.")


@task(title="Busy", retry=Retry(attempts=2, first=60, jitter=0))
def busy() -> None:
    raise TryLaterError("ask again later", after=dt.timedelta(hours=2))


@task(title="Long")
def long(steps: int, stop_after: int) -> int:
    """Do numbered steps; ask to be stopped after one of them."""
    with progress(total=steps, text="Counting") as work:
        for number in range(work.cursor or 0, steps):
            with work.step(cursor=number + 1, text=f"Step {number + 1}"):
                ran.append(number)
            if number + 1 == stop_after:
                ask_to_stop(Run.objects.get(state=Run.State.RUNNING))
    return steps


def good_job() -> int:
    ran.append("good")
    return 3


def bad_job() -> None:
    raise RuntimeError("the disk said no")
