"""Claim: no page of the catalogue asks the database more than twelve times, and each is there in
two seconds of processor time, over FINDINGS stored findings (20 million unless told).

The 515 real Finnish records of ../shared/data, dealt out to the demo's libraries, are brought in
and checked. That check is made so large: its records as often again as it takes, each with its
findings, in tables of the form that a check writes. Then every kind of page is opened that links
lead to, by the coordinator and by a director.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Louna
from kimppa.catalogue import demo, files
from kimppa.catalogue.models import Check
from kimppa.catalogue.queries import read_codes
from kimppa.catalogue.results import finish
from kimppa.jobs.worker import Worker
from kimppa.marc.checking import Checked, opened
from kimppa.marc.reading import read, records_of
from kimppa.marc.record import parse
from kimppa.marc.writing import encode
from tests.budgets.test_queries import MOST, asked, signed_in
from tests.journeys.crawl import links, shape
from tests.remembered import remembered

FINDINGS = int(os.environ.get("BENCH_FINDINGS", "20000000"))
PATIENCE = 2.0  # seconds of processor time a page
ROW_GROUP = 500_000


@pytest.fixture
def large(louna: Louna, instance: Path, shared_data: Path) -> Check:
    """A check of real records, made so large."""
    remembered("louna, catalogue", instance, demo.load)
    data = b"".join(dealt(shared_data / "marc" / "finnish.mrc.gz", sorted(read_codes().homes)))
    given = {"taken_on": "10.1.2025", "source": "Mikromarc", "profile": "shared"}
    upload = SimpleUploadedFile("luettelo.mrc", data)
    signed_in(louna.coordinator).post("/catalogue/snapshots/add/", given | {"file": upload})
    Worker().drain()
    check = Check.objects.newest_first()[0]
    checked = opened(files.folder(check.snapshot.name) / check.folder)
    found = sum(one.findings for one in checked.headings)
    return finish(check.snapshot, multiplied(checked, -(-FINDINGS // found)))


def dealt(path: Path, codes: list[str]) -> Iterator[bytes]:
    """The records of a file, each with an item of one of these libraries or departments."""
    for batch in read(path):
        for rec, record in records_of(batch):
            (item,) = parse(f"852    $a{codes[rec % len(codes)]}").fields
            yield encode(replace(record, fields=[*record.fields, item]))


def multiplied(checked: Checked, times: int) -> Checked:
    """The same check of so many times as many records."""
    count = checked.counts.read
    folder = checked.folder
    again = pl.DataFrame({"again": range(times)}, schema={"again": pl.UInt32})
    moved = (pl.col("rec") + pl.col("again") * count).cast(pl.UInt32)
    for name, order in (("findings", ["rule", "rec"]), ("owners", ["rec"])):
        table = pl.read_parquet(folder / f"{name}.parquet")
        more = table.join(again, how="cross").with_columns(moved).drop("again")
        more = more.sort(order, maintain_order=True)
        more.write_parquet(folder / f"{name}.parquet", row_group_size=ROW_GROUP)
    records = pl.read_parquet(folder / "records.parquet")
    pl.concat([records] * times).write_parquet(folder / "records.parquet", row_group_size=ROW_GROUP)
    for name in ("counts", "places"):
        table = pl.read_parquet(folder / f"{name}.parquet")
        table.with_columns(pl.col("findings", "records") * times).write_parquet(
            folder / f"{name}.parquet"
        )
    sizes = ("read", "good", "repaired", "quarantined")
    made = replace(
        checked,
        counts=replace(checked.counts, **{k: getattr(checked.counts, k) * times for k in sizes}),
        headings=[
            replace(one, findings=one.findings * times, records=one.records * times)
            for one in checked.headings
        ],
        owners={name: n * times for name, n in checked.owners.items()},
    )
    made.save()
    return made


def pages(client: Client) -> Iterator[tuple[str, int, float]]:
    """Each kind of page that links of the catalogue lead to: queries, seconds of processor time."""
    queue, seen, shapes = ["/catalogue/"], {"/catalogue/"}, set[str]()
    while queue:
        path = queue.pop(0)
        if shape(path) in shapes:
            continue
        shapes.add(shape(path))
        begun = time.process_time()
        answer, queries = asked(client, path)
        spent = time.process_time() - begun
        assert answer.status < 500, path
        yield path, len(queries), spent
        for target in links(answer, path):
            if target.startswith("/catalogue/") and target not in seen:
                seen.add(target)
                queue.append(target)


def test_pages_over_all_findings(large: Check, louna: Louna) -> None:
    print(f"\n{large.findings:,} findings in {large.records:,} records")
    assert large.findings >= FINDINGS
    over = []
    for person in (louna.coordinator, next(iter(louna.directors.values()))):
        client = signed_in(person)
        asked(client, "/")  # the first page of a session notes that somebody is there
        for path, queries, spent in pages(client):
            print(f"  {queries:2} queries {1000 * spent:6.0f} ms CPU  {path}")
            slow = spent > PATIENCE and "format=" not in path  # files of all rows may take longer
            over += [path] if queries > MOST or slow else []
    assert not over
