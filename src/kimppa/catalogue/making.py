"""Example catalogues: made records with defects planted, and some damaged, written to a file."""

import hashlib
from collections.abc import Iterator
from itertools import tee
from random import Random

from kimppa.catalogue import files
from kimppa.catalogue.actions.judging import tick
from kimppa.catalogue.models import Check, PlaceCount, Snapshot
from kimppa.catalogue.queries import codes, findings_of
from kimppa.catalogue.records import Wanted
from kimppa.core.audit.actions import change
from kimppa.core.permissions import SYSTEM
from kimppa.marc.making import WAYS, catalogue, damage, planted

DEFECTIVE, DAMAGED = 0.12, 0.0004


TICKED = 3  # rows of each branch


def made(records: int, left: float) -> Iterator[bytes]:
    """The records' bytes: some with a defect, of which a share is `left`, a few broken, one of
    them beyond reading.

    The same records and defects each time, so that a later example is the earlier one mended.
    """
    mending, breaking = Random("mending"), Random("breaking")  # noqa: S311
    ways = sorted(WAYS)
    clean, source = tee(catalogue(records, seed=7))
    pairs = zip(clean, planted(source, DEFECTIVE, seed=7), strict=True)
    for number, (one, (data, defect)) in enumerate(pairs, start=1):
        still = one.data if defect and mending.random() > left else data
        if breaking.random() < DAMAGED:
            still = damage(still, breaking.choice(ways), breaking)
        elif number == records // 3:
            still = still[:30] + bytes(60) + b"\x1d"  # overwritten by zeros: nobody can read it
        yield still


def make_file(snapshot: Snapshot, *, records: int, left: float) -> None:
    """Write the example's file; made again it is the same."""
    below = files.folder(snapshot.name)
    below.mkdir(parents=True, exist_ok=True)
    part, path = below / "making.part", below / "original.mrc"
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as file:
        for data in made(records, left):
            digest.update(data)
            size += file.write(data)
    part.replace(path)
    change(snapshot, by=SYSTEM, action="catalogue.make", size=size, sha256=digest.hexdigest())


def work_a_little(check: Check) -> None:
    """Tick the first rows of each branch's first list, as if its staff had begun."""
    known = codes()
    findings = findings_of(check)
    for pk, branch in known.branches.items():
        counts = PlaceCount.objects.filter(count_of__check_of=check, branch=branch)
        first = counts.select_related("count_of__rule").order_by("count_of__severity", "pk").first()
        if first is None:
            continue
        wanted = Wanted(first.count_of.number, codes=known.of({pk}), by_record=True)
        rows = findings.rows(wanted)[:TICKED]
        tick(
            by=SYSTEM,
            check=check,
            rule=first.count_of.rule,
            branch=branch,
            rows={row.key: (True, "") for row in rows},
        )
