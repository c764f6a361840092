"""Which export is compared with which: one that may be a part is compared with none."""

from collections.abc import Sequence
from dataclasses import dataclass

from kimppa.catalogue.models import Check
from kimppa.catalogue.queries import series


@dataclass(frozen=True, slots=True)
class Baseline:
    """A check among those of its profile. `against` is the export whose size it was seen beside,
    `part` whether its file breaks off, or has so few of its records that it may be a part."""

    check: Check
    against: Check | None
    part: bool

    @property
    def earlier(self) -> Check | None:
        """With what its figures are compared: what a part lacks has not been mended."""
        return None if self.part else self.against


def baselines(checks: Sequence[Check]) -> list[Baseline]:
    """With what each check of one profile is compared; `checks` and the answer begin with the
    earliest.

    An export that somebody has called whole is no part. After a part the next is seen beside the
    last whole one, unless it is just as small: then the catalogue itself has shrunk.
    """
    baselines: list[Baseline] = []
    last_whole: Check | None = None
    for check in checks:
        check_before = baselines[-1].check if baselines else None
        breaks_off = _breaks_off(check)
        is_small = not check.snapshot.said_whole and check.lacks_many_of(last_whole)
        if is_small and check_before != last_whole and _as_large(check, check_before):
            last_whole, is_small = check_before, False
        baselines.append(Baseline(check, last_whole, is_small or breaks_off))
        last_whole = last_whole if is_small or breaks_off else check
    return baselines


def _breaks_off(check: Check) -> bool:
    return check.snapshot.breaks_at is not None and not check.snapshot.said_whole


def _as_large(check: Check, neighbour: Check | None) -> bool:
    """Whether both have as many records; one that breaks off is not known to have them."""
    if neighbour is None or _breaks_off(check) or _breaks_off(neighbour):
        return False
    return not check.lacks_many_of(neighbour) and not neighbour.lacks_many_of(check)


def baseline(check: Check) -> Baseline:
    """With what one check is compared: one query."""
    return next(
        baseline for baseline in baselines(series(check.profile)) if baseline.check == check
    )


def parts() -> set[int]:
    """The exports (ids) that may be parts: one query."""
    checks: dict[str, list[Check]] = {}
    for check in Check.objects.newest_first():
        checks.setdefault(check.profile, []).insert(0, check)
    all_baselines = [baseline for series in checks.values() for baseline in baselines(series)]
    return {baseline.check.snapshot_id for baseline in all_baselines if baseline.part}
