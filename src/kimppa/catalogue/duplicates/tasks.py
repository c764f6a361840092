"""Searching for duplicates, which takes the worker from seconds to minutes."""

from collections.abc import Callable
from dataclasses import asdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.catalogue.duplicates.groups import Counts, search, verdicts
from kimppa.catalogue.models.duplicates import Pair, Search
from kimppa.catalogue.queries import findings_of
from kimppa.core import clock
from kimppa.core.audit.actions import change
from kimppa.core.background import task
from kimppa.core.permissions import SYSTEM
from kimppa.core.retry import PermanentError
from kimppa.jobs.progress import Progress, progress


def _reporter(bar: Progress, total: int) -> Callable[[int, int], None]:
    """How far it is, told as records of the whole export; a stop ends the search here."""
    reported: int = bar.cursor or 0  # counted once also when the search is begun again

    def tell(position: int, shared_total: int) -> None:
        nonlocal reported
        reported_now = position * total // shared_total if shared_total else total
        with bar.step(cursor=max(reported_now, reported), advance=max(reported_now - reported, 0)):
            reported = max(reported_now, reported)

    return tell


@task(title=gettext_lazy("Search for duplicates in the catalogue"))
def find_duplicates(pk: int) -> int:
    """Search a checked export for duplicates; the number of groups."""
    stored_search = Search.objects.select_related("check_of__snapshot").filter(pk=pk).first()
    if stored_search is None:  # removed in the meantime
        return 0
    judgements = verdicts(Pair.objects.values_list("a", "b", "same"))
    try:
        findings = findings_of(stored_search.check_of)
        total = findings.checked.counts.read
        with progress(total=total, text=_("Comparing records that share a key")) as bar:
            counts = search(findings.checked, findings.path, judgements, _reporter(bar, total))
    except FileNotFoundError as error:
        failure = _("The files of this check are no longer there.")
        _fail(stored_search, failure)
        raise PermanentError(failure) from error
    _store_search(stored_search, counts)
    return counts.groups


def _fail(search: Search, failure: str) -> None:
    change(search, by=SYSTEM, action="catalogue.duplicates-fail", failure=failure[:500])


def _store_search(search: Search, counts: Counts) -> None:
    change(
        search, by=SYSTEM, action="catalogue.duplicates-found", failure="", found_at=clock.now(),
        **asdict(counts),
    )  # fmt: skip
