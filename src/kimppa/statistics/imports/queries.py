"""Files of a year. Reads."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kimppa.core.area import Text
from kimppa.jobs.models import Run
from kimppa.jobs.queries import workers
from kimppa.statistics.models import (
    Take,
)


def takes(year: int) -> QuerySet[Take]:
    """Files of a year, the newest first; what was only looked at is left out."""
    return Take.objects.filter(year=year, taken_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the reading of lists is: status key and words, and what may be done."""

    key: str
    word: Text
    run: Run | None
    why: str = ""
    nobody: bool = False

    @property
    def moving(self) -> bool:
        """Whether it waits or goes on."""
        return self.key in ("waiting", "ongoing")

    @property
    def percent(self) -> int:
        """How much is behind."""
        run = self.run
        return 100 * min(run.progressed, run.total) // run.total if run and run.total else 0


_STATES = {
    Run.State.WAITING: ("waiting", _("Waits for its turn")),
    Run.State.RUNNING: ("ongoing", _("Is being read")),
    Run.State.FAILED: ("rejected", _("Could not be read")),
    Run.State.STOPPED: ("no-need", _("Stopped")),
}


def reading(take: Take) -> Reading:
    """How lists that wait to be read or computed stand."""
    run = take.run
    if run is None or run.state == Run.State.DONE:
        return Reading("no-need", _("To be computed with today's codes"), run)
    key, word = _STATES[Run.State(run.state)]
    is_moving = key in ("waiting", "ongoing")
    if is_moving and run.stop_asked:
        word = _("Is stopping")
    reason = run.message if key == "rejected" else ""
    return Reading(key, word, run, reason, nobody=is_moving and not workers())


def comparable(take: Take) -> list[Take]:
    """Other lists that have been read, which may tell of the same year's end: the newest first."""
    takes = Take.objects.filter(kind=Take.Kind.LISTS, stored__isnull=False, year__gte=take.year)
    return list(takes.exclude(pk=take.pk).exclude(stored=take.stored))


def unread(year: int) -> QuerySet[Take]:
    """Lists that have come and are still to be read, the newest first."""
    return Take.objects.filter(year=year, kind=Take.Kind.LISTS, stored=None).select_related("run")
