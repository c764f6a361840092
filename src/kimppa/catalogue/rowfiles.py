"""The files of the instance folder that rows of the catalogue name."""

from collections.abc import Iterator
from typing import Final

from kimppa.catalogue.comparison.actions import table_of
from kimppa.catalogue.comparison.models import Comparison
from kimppa.catalogue.corrections.models import Plan
from kimppa.catalogue.duplicates.groups import FILE as DUPLICATES
from kimppa.catalogue.duplicates.models import Search
from kimppa.catalogue.models import Check, Snapshot
from kimppa.catalogue.sources.models import Origin
from kimppa.core.connections.queries import expected_secrets
from kimppa.core.home import Expected
from kimppa.marc.checking.checked import SUMMARY

CHECKED: Final = (SUMMARY, "findings.parquet", "records.parquet")
# What a plan's figures (a field of its row) were made with, by the folder beside them.
PLANNED: Final = {
    "shown": ("preview", ("preview.json", "changes.parquet", "before.mrc", "after.mrc")),
    "dry": ("dry", ("applied.json",)),
    "applied": ("applied", ("applied.json", "changed.parquet", "corrected.mrc", "reverse.mrc")),
    "proof": ("proof", ("applied.json",)),
    "undone": ("undone", ("applied.json", "corrected.mrc")),
}


def expected() -> Iterator[Expected]:
    """Exports, their checks, comparisons and searches; plans; items; secrets of sources."""
    yield from _exports()
    yield from _plans()
    for origin in Origin.objects.filter(example=False):
        if origin.kind == Origin.Kind.MIKROMARC and origin.fetched_at:
            for name in ("units", "locations", "items"):
                yield Expected(f"items/{origin.pk}/{name}.jsonl", origin.title)
        yield from expected_secrets(origin)


def _exports() -> Iterator[Expected]:
    for row in Snapshot.objects.exclude(sha256=""):
        yield Expected(f"snapshots/{row.name}/original.*", row.name)
    for check in Check.objects.select_related("snapshot"):
        for name in CHECKED:
            yield Expected(f"snapshots/{check.snapshot.name}/{check.folder}/{name}", str(check))
    for search in Search.objects.exclude(found_at=None).select_related("check_of__snapshot"):
        check = search.check_of
        path = f"snapshots/{check.snapshot.name}/{check.folder}/{DUPLICATES}"
        yield Expected(path, str(search))
    for pair in Comparison.objects.exclude(found_at=None).select_related("new", "old"):
        yield Expected(f"snapshots/{pair.new.name}/{table_of(pair).name}", str(pair))


def _plans() -> Iterator[Expected]:
    for row in Plan.objects.all():
        for field, (folder, names) in PLANNED.items():
            if getattr(row, field):
                for name in names:
                    yield Expected(f"corrections/{row.pk}/{folder}/{name}", row.title)
