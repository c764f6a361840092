"""The demo's catalogues: example records with planted defects, some damaged, written to a file."""

import hashlib
from collections.abc import Iterator
from itertools import islice
from random import Random

from kimppa.catalogue import files
from kimppa.catalogue.models import Check, PlaceCount, RuleCount, Snapshot
from kimppa.catalogue.models.sampling import Drawn
from kimppa.catalogue.queries import codes, findings_of
from kimppa.catalogue.records import Selection
from kimppa.catalogue.sampling.actions import SIZES, draw, judge
from kimppa.catalogue.verdicts import tick
from kimppa.core.audit.actions import change
from kimppa.core.permissions import SYSTEM
from kimppa.marc.examples import break_bytes, examples
from kimppa.marc.reading import record_from
from kimppa.marc.writing import encode

DAMAGED = 0.0004  # of the records
TICKED = 3  # rows of each branch
AGAIN = 24  # records; a small example would have no duplicates by itself


def described_again(data: bytes, number: int) -> bytes:
    """The same record as another library would have described it: with a number of its own."""
    record = record_from(data)
    for field in record.fields:
        if field.tag == "001":
            field.value = f"9{number:08d}"
    return encode(record)


def example_records(records: int, remaining: float) -> Iterator[bytes]:
    """The records' bytes: some with a defect, of which a share is `remaining`, a few broken, one of
    them beyond reading, and the last ones earlier ones catalogued again.

    The same records and defects each time, so that a later example is the earlier one mended.
    """
    mending, breaking = Random("mending"), Random("breaking")  # noqa: S311 - an example, no secret
    duplicates: list[bytes] = []
    for number, example in enumerate(islice(examples(), records), start=1):
        if number <= min(AGAIN, records // 50):
            duplicates.append(described_again(example.clean, number))
        elif number > records - len(duplicates):
            yield duplicates[number - records - 1]
            continue
        data = example.clean
        if example.faulty and mending.random() <= remaining:
            data = example.faulty
        if breaking.random() < DAMAGED:
            data = break_bytes(data, breaking)
        elif number == records // 3:
            data = data[:30] + bytes(60) + b"\x1d"  # overwritten by zeros: nobody can read it
        yield data


def make_file(snapshot: Snapshot, *, records: int, remaining: float) -> None:
    """Write the example's file; made again it is the same."""
    folder = files.folder(snapshot.name)
    folder.mkdir(parents=True, exist_ok=True)
    partial_path, path = folder / "making.part", folder / "original.mrc"
    digest, size = hashlib.sha256(), 0
    with partial_path.open("wb") as file:
        for data in example_records(records, remaining):
            digest.update(data)
            size += file.write(data)
    partial_path.replace(path)
    change(snapshot, by=SYSTEM, action="catalogue.make", size=size, sha256=digest.hexdigest())


def tick_first_rows(check: Check) -> None:
    """Tick the first rows of each branch's first list, as if its staff had begun."""
    owners = codes()
    findings = findings_of(check)
    for pk, branch in owners.branches.items():
        counts = PlaceCount.objects.filter(count_of__check_of=check, branch=branch)
        count = counts.select_related("count_of__rule").order_by("count_of__severity", "pk").first()
        if count is None:
            continue
        selection = Selection(count.count_of.number, codes=owners.of({pk}), by_record=True)
        ticked_findings = findings.rows(selection)[:TICKED]
        tick(
            by=SYSTEM,
            check=check,
            rule=count.count_of.rule,
            branch=branch,
            rows={finding.key: (True, "") for finding in ticked_findings},
        )


def judge_first_findings(check: Check) -> None:
    """Draw a sample of the most urgent rule, and look at the first of each branch's."""
    count = RuleCount.objects.select_related("rule").filter(check_of=check).first()
    if count is None or Drawn.objects.filter(check_of=check).exists():
        return
    draw(by=SYSTEM, check=check, rule=count.rule, size=SIZES[0])
    branches: set[int | None] = set()
    for finding in Drawn.objects.select_related("branch__municipality").filter(check_of=check):
        if finding.branch_id not in branches:
            branches.add(finding.branch_id)
            judge(by=SYSTEM, finding=finding, verdict=Drawn.Verdict.TRUE)
