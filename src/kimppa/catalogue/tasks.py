"""What the worker does: checking an export takes from seconds to minutes."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.catalogue import files, results
from kimppa.catalogue.baseline import baseline
from kimppa.catalogue.comparison.actions import carry_out as compare
from kimppa.catalogue.completeness.measures import measure
from kimppa.catalogue.corrections import demo as corrections
from kimppa.catalogue.corrections.actions.practices import count_in
from kimppa.catalogue.duplicates.tasks import find_duplicates
from kimppa.catalogue.examples import judge_first_findings, make_file, tick_first_rows
from kimppa.catalogue.history import actions as lives
from kimppa.catalogue.messages import refusal
from kimppa.catalogue.models import Check, Snapshot
from kimppa.catalogue.models.comparison import Comparison
from kimppa.catalogue.models.duplicates import Search
from kimppa.catalogue.queries import codes, findings_of, owner_places
from kimppa.core.background import task
from kimppa.core.retry import PermanentError
from kimppa.jobs.progress import Progress, StopAsked, progress
from kimppa.marc.checking import Checked, Setup, check
from kimppa.marc.checking.whole import Spread, here
from kimppa.marc.reading import MarcFileError

SMALL = 8 * 1024 * 1024  # a file up to this size is not worth further processes


@task(title=gettext_lazy("Check of an export of the catalogue"))
def check_snapshot(pk: int) -> int:
    """Check an export and keep what was found; the number of records.

    Stopped and taken up again, it goes on with the parts of the file that are not done.
    """
    snapshot = Snapshot.objects.filter(pk=pk).first()
    if snapshot is None:  # removed in the meantime
        return 0
    results.begin(snapshot)
    try:
        files.unpack(snapshot.name)
        checked = _check_snapshot(snapshot)
    except MarcFileError as error:
        results.fail(snapshot, refusal(error))
        raise PermanentError(refusal(error)) from error
    except FileNotFoundError as error:
        text = _("The file of the export is no longer there. Remove the export and bring it anew.")
        results.fail(snapshot, text)
        raise PermanentError(text) from error
    except StopAsked:
        results.stop(snapshot)
        raise
    check = results.finish(snapshot, checked)
    lives.follow_from(check)
    measure(check)
    _count_codes(check)
    return check.records


def _count_codes(check: Check) -> None:
    """What codes the catalogue uses is told by its newest export, unless that may be a part."""
    if check == Check.objects.newest_first().first() and not baseline(check).part:
        count_in(check.snapshot)


def _check_snapshot(snapshot: Snapshot) -> Checked:
    path = files.readable(snapshot.name)
    size = path.stat().st_size
    folder = files.folder(snapshot.name) / f"check-{snapshot.run_id or 0}"
    text = _("Reading and checking the records (bytes)")
    with progress(total=size, text=text) as bar:
        return check(
            path,
            folder,
            Setup(snapshot.profile, owners=owner_places(), items=bool(codes().homes)),
            spread=_spread_of(size),
            progress=lambda position: _report(bar, position.bytes),
        )


def _spread_of(size: int) -> Spread | None:
    return here if size <= SMALL else None


def _report(bar: Progress, position: int) -> None:
    """How far it is, counted once also when the work is taken up again; here it may end."""
    reported = bar.cursor or 0
    with bar.step(cursor=max(position, reported), advance=max(position - reported, 0)):
        pass


@task(title=gettext_lazy("The catalogue's figures by branch counted anew"))
def count_anew() -> int:
    """Count every check's figures by branch with the codes as they are now."""
    count = 0
    for stored_check in Check.objects.newest_first():
        results.count_anew(stored_check, findings_of(stored_check).checked)
        count += 1
    for profile in Check.objects.order_by().values_list("profile", flat=True).distinct():
        lives.count_anew(profile)
    return count


@task(title=gettext_lazy("What became of the catalogue's findings"))
def follow(pk: int) -> int:
    """Follow the findings of a check anew, whose export before has been removed."""
    check = Check.objects.select_related("snapshot").filter(pk=pk).first()
    if check is None:  # removed in the meantime
        return 0
    lives.follow_from(check)
    return check.findings


@task(title=gettext_lazy("An export compared anew"))
def compare_anew(pk: int) -> int:
    """Compare a check anew, whose export has been said to be whole or not; its findings."""
    check = Check.objects.select_related("snapshot").filter(pk=pk).first()
    if check is None:  # removed in the meantime
        return 0
    lives.follow_from(check)
    results.tell(check)
    _count_codes(check)
    return check.findings


@task(title=gettext_lazy("An example of a catalogue"))
def make_example(pk: int, records: int, remaining: float) -> int:
    """Make the file of an example and check it."""
    snapshot = Snapshot.objects.filter(pk=pk).first()
    if snapshot is None:
        return 0
    make_file(snapshot, records=records, remaining=remaining)
    is_later = remaining < 1
    if is_later:
        corrections.load_into(snapshot)
    count = check_snapshot.call(pk)
    check = Check.objects.get(snapshot=snapshot)
    if is_later:  # work on its lists has begun
        tick_first_rows(check)
        judge_first_findings(check)
        search, _new = Search.objects.get_or_create(check_of=check, example=True)
        find_duplicates.call(search.pk)
        corrections.add_plans(check)
    else:
        corrections.correct_in_spring(check)
    _compare_examples()
    return count


def _compare_examples() -> None:
    """The two examples beside each other, once both have been checked."""
    exports = Snapshot.objects.filter(example=True, state=Snapshot.State.READY)[:2]
    if len(exports) == 2 and not Comparison.objects.exists():
        comparison = Comparison.objects.create(old=exports[1], new=exports[0], example=True)
        compare.call(comparison.pk)
