"""How a long piece of work tells how far it is, stops when asked, and goes on where it was.

    with progress(total=len(ids), text=_("Reading records")) as long:
        for number, pk in enumerate(ids[long.cursor or 0:], start=long.cursor or 0):
            with long.step(cursor=number + 1):
                …

Each step is one transaction: what it writes, how far it is and the resume point are stored
together, so that a job killed at any point and taken up again does every step exactly once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import F

from kimppa.jobs.models import Run
from kimppa.jobs.queue import CURRENT, Claim


class StopWork(BaseException):
    """The work under way ends here. No `except Exception` of a task may swallow it."""


class HandBack(StopWork):
    """The worker has to go; another goes on."""


class StopAsked(StopWork):
    """A person has asked the work to stop."""


class ClaimLost(StopWork):
    """Another worker has the work: what this one does must not count."""


class Progress:
    """A long piece of work under way; see the module. Outside a worker it keeps no record."""

    def __init__(self, claim: Claim | None) -> None:
        self._claim = claim
        self.cursor: Any = claim.run.cursor if claim else None

    def begin(self, total: int, text: str) -> None:
        """Tell how much there is to do, and that the work can be stopped."""
        self._write(total=total, text=text[:300], stoppable=True)

    @contextmanager
    def step(self, *, cursor: Any, advance: int = 1, text: str | None = None) -> Iterator[None]:
        """One part of the work, in a transaction; `cursor` (JSON) is where to go on after it.

        Ends the work before the step when the worker has to go or a person has asked.
        """
        self._check_stop()
        with transaction.atomic():
            yield
            fields: dict[str, Any] = {} if text is None else {"text": text[:300]}
            # A job that gets on is no poison, however often its worker is killed.
            self._write(cursor=cursor, attempts=1, progressed=F("progressed") + advance, **fields)
        self.cursor = cursor

    def say(self, text: str) -> None:
        """Tell in a few words what is being done now."""
        self._write(text=text[:300])

    def _check_stop(self) -> None:
        if self._claim is None:
            return
        stop_asked = self._own_run(self._claim).values_list("stop_asked", flat=True).first()
        if stop_asked is None:
            raise ClaimLost
        if stop_asked:  # first, for the next worker would know nothing of it
            raise StopAsked
        if self._claim.stopping():
            raise HandBack

    def _write(self, **changes: Any) -> None:
        if self._claim is not None and not self._own_run(self._claim).update(**changes):
            raise ClaimLost

    def _own_run(self, claim: Claim) -> Any:
        return Run.objects.filter(pk=claim.run.pk, token=claim.run.token)


@contextmanager
def progress(*, total: int, text: str = "") -> Iterator[Progress]:
    """Begin, or go on with, a long piece of work of `total` steps."""
    steps = Progress(CURRENT.get())
    steps.begin(total, text)
    yield steps


def say(text: str) -> None:
    """Tell in a few words what came of the work under way; outside a worker it tells nobody."""
    Progress(CURRENT.get()).say(text)
