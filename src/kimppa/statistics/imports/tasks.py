"""Lists read and computed, step by step: within a page when they are small, else by the worker."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.audit.actions import record
from kimppa.core.background import task
from kimppa.core.files.actions import keep_file, path_of
from kimppa.core.files.models import StoredFile
from kimppa.core.permissions import SYSTEM
from kimppa.core.retry import PermanentError
from kimppa.jobs.progress import Progress, progress
from kimppa.statistics.lists import extracts, incoming, outcomes
from kimppa.statistics.lists.extracts import ExtractError, count_rows
from kimppa.statistics.lists.messages import TABLES, column_called
from kimppa.statistics.lists.reduction import ColumnsError, joined, slim
from kimppa.statistics.models import Take
from kimppa.statistics.reading.register import meanings


def carry_out(take: Take) -> int:
    """Read the lists that have come, unless that is done, and compute what they give; how many
    figures. Taken up again it goes on with the parts that are not read.

    Raises PermanentError, in words, for a list that cannot be read.
    """
    try:
        sizes = _sizes(take)
        with progress(total=2 * sum(sizes.values()), text=_("Reading the lists (rows)")) as job:
            steps = _Steps(job)
            if take.stored is None:
                _keep_slim_lists(take, sizes, steps)
            steps.reach(sum(sizes.values()), _("Computing the figures (rows)"))
            return _compute_and_store(take, sizes, steps)
    except ExtractError as error:
        raise PermanentError(reason_words(error)) from error
    except FileNotFoundError as error:
        raise PermanentError(
            _("The lists are no longer there. Remove this and bring them anew.")
        ) from error


def reason_words(error: ExtractError) -> str:
    """Why a list cannot be read, in words."""
    if isinstance(error, ColumnsError):
        return _(
            "%(list)s: no column for %(missing)s. Its headings are: %(found)s. If one of them is "
            "that column, tell so on the page of names and codes; else add the column."
        ) % {
            "list": TABLES[error.table],
            "missing": ", ".join(column_called(error.table, name) for name in error.missing),
            "found": ", ".join(error.found),
        }
    return _("The list cannot be read: %(why)s") % {"why": error}


class _Steps:
    """How far the work is, each row told once however often it is taken up again."""

    def __init__(self, job: Progress) -> None:
        self._job = job
        self.parts: dict[str, int] = dict((job.cursor or {}).get("parts", {}))
        self._reported: int = (job.cursor or {}).get("rows", 0)

    def reach(self, row_count: int, text: str | None = None) -> None:
        """So many rows are behind; here the work may end."""
        cursor = {"parts": self.parts, "rows": max(row_count, self._reported)}
        with self._job.step(cursor=cursor, advance=max(row_count - self._reported, 0), text=text):
            self._reported = max(row_count, self._reported)


def _sizes(take: Take) -> dict[str, int]:
    """About how many rows each list has."""
    if take.stored is None:
        paths = {name: incoming.path_of_list(take.pk, name) for name in TABLES}
    else:
        files = {"items": take.stored, "loans": take.loans}
        paths = {name: path_of(file.sha256) for name, file in files.items() if file}
    return {name: count_rows(path) for name, path in paths.items() if path.exists()}


def _keep_slim_lists(take: Take, sizes: Mapping[str, int], steps: _Steps) -> None:
    """Make the lists slim, part by part, and keep them; what came is then removed."""
    if "items" not in sizes:
        raise FileNotFoundError(incoming.path_of_list(take.pk, "items"))
    words, start = meanings(), 0
    files: dict[str, StoredFile] = {}
    for name in sizes:
        folder = incoming.folder(take.pk) / name
        finished = steps.parts.get(name, 0)
        for part in slim(incoming.path_of_list(take.pk, name), name, words, folder, parts=finished):
            steps.parts[name] = part
            steps.reach(start + min(part * extracts.BATCH, sizes[name]))
        start += sizes[name]
        files[name] = keep_file(joined(folder), name=f"{name}-{take.name}", media_type="text/csv")
    with transaction.atomic():
        take.stored, take.loans = files["items"], files.get("loans")
        take.save(update_fields=["stored", "loans"])
        checksums = {name: file.sha256 for name, file in files.items()}
        record(by=SYSTEM, action="statistics.read", obj=take, after=checksums)
    incoming.remove(take.pk)


def _compute_and_store(take: Take, sizes: Mapping[str, int], steps: _Steps) -> int:
    words, start = meanings(), sum(sizes.values()) + sizes["items"]
    computed = outcomes.compute_lists(take, words, lambda rows: steps.reach(start + rows))
    outcome: dict[str, Any] = outcomes.outcome_of(
        computed, outcomes.codes_key(words, take.accepted)
    )
    with transaction.atomic():
        take.outcome = outcome
        take.save(update_fields=["outcome"])
        after = {"rules": computed.rules, "gaps": len(computed.gaps)}
        record(by=SYSTEM, action="statistics.compute", obj=take, after=after)
    return sum(len(counts) for counts in computed.figures.values())


KEPT_UNREAD = dt.timedelta(days=7)


@task(title=gettext_lazy("Lists of items and loans read and computed"))
def read_lists(pk: int) -> int:
    """Read and compute the lists of a file; how many figures."""
    take = Take.objects.filter(pk=pk, kind=Take.Kind.LISTS).first()
    return 0 if take is None else carry_out(take)  # removed in the meantime


def remove_unread() -> int:
    """Remove lists that nobody has had read for a week, and what an interruption left behind: they
    hold borrowers' numbers. How many.
    """
    unread_takes = Take.objects.filter(stored=None, uploaded_at__gte=clock.now() - KEPT_UNREAD)
    return incoming.remove_others(set(unread_takes.values_list("pk", flat=True)))
