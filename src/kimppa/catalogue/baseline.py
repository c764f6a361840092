"""Which export is compared with which: one that may be a part is compared with none."""

from collections.abc import Sequence
from dataclasses import dataclass

from kimppa.catalogue.models import Check
from kimppa.catalogue.queries import series


@dataclass(frozen=True, slots=True)
class Standing:
    """A check among those of its profile. `against` is the export whose size it was seen beside,
    `part` whether its file breaks off, or has so few of its records that it may be a part."""

    check: Check
    against: Check | None
    part: bool

    @property
    def earlier(self) -> Check | None:
        """With what its figures are compared: what a part lacks has not been mended."""
        return None if self.part else self.against


def standings(checks: Sequence[Check]) -> list[Standing]:
    """How checks of one profile stand, the earliest first.

    One that is said to be whole is no part. After a part the next is seen beside the last whole
    one, unless it is just as small: then the catalogue itself has shrunk.
    """
    found: list[Standing] = []
    whole: Check | None = None
    for check in checks:
        before = found[-1].check if found else None
        cut = _breaks_off(check)
        small = not check.snapshot.said_whole and check.lacks_many_of(whole)
        if small and before != whole and _as_large(check, before):
            whole, small = before, False
        found.append(Standing(check, whole, small or cut))
        whole = whole if small or cut else check
    return found


def _breaks_off(check: Check) -> bool:
    return check.snapshot.breaks_at is not None and not check.snapshot.said_whole


def _as_large(one: Check, other: Check | None) -> bool:
    """Whether both have as many records; one that breaks off is not known to have them."""
    if other is None or _breaks_off(one) or _breaks_off(other):
        return False
    return not one.lacks_many_of(other) and not other.lacks_many_of(one)


def standing(check: Check) -> Standing:
    """How one check stands: one query."""
    return next(one for one in standings(series(check.profile)) if one.check == check)


def parts() -> set[int]:
    """The exports (ids) that may be parts: one query."""
    checks: dict[str, list[Check]] = {}
    for one in Check.objects.newest_first():
        checks.setdefault(one.profile, []).insert(0, one)
    stand = [one for some in checks.values() for one in standings(some)]
    return {one.check.snapshot_id for one in stand if one.part}
