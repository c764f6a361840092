"""The records of an export that lead online, kept as a small table beside its check, so that what
is licensed is compared with the catalogue without reading the export again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.eresources.adapting import Service
from kimppa.marc.eresources.holdings import Facts, Holding, facts_of, holding_of
from kimppa.marc.reading import MarcFileError, record_of
from kimppa.marc.tables import Batch, integers, tag_number

FILE: Final = "links.parquet"
SCHEMA: Final = pl.Schema(
    {
        "number": pl.String(),  # 001
        "title": pl.String(),
        "keys": pl.List(pl.String()),  # as `Holding.keys`, without addresses
        "addresses": pl.List(pl.String()),  # of the resource itself, behind any proxy
    }
)


@dataclass(slots=True)
class Links:
    """Gathers the records with a link to a resource itself, while something else reads them."""

    rows: list[Facts] = field(default_factory=list)

    def watching(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """The same batches, each looked through as it passes."""
        for batch in batches:
            self.rows += _link_facts(batch)
            yield batch

    def keep(self, folder: Path) -> None:
        """Write the table beside a check."""
        part = folder / f"{FILE}.part"
        pl.DataFrame(self.rows, schema=SCHEMA, orient="row").write_parquet(part)
        part.replace(folder / FILE)


def kept_holdings(folder: Path, services: Iterable[Service]) -> Sequence[Holding] | None:
    """The records that link to these services, which need hosts; one a record and service. None
    when the export has not been looked through."""
    path = folder / FILE
    if not path.exists():
        return None
    linked_services = [service for service in services if service.hosts]
    hosts = [host.lower() for service in linked_services for host in service.hosts]
    if not hosts:
        return []
    # A text that has none of the hosts in it needs no look at its parts.
    has_host = pl.element().str.to_lowercase().str.contains_any(hosts)
    rows = pl.scan_parquet(path).filter(pl.col("addresses").list.eval(has_host).list.any())
    return [
        holding
        for row in rows.collect().iter_rows(named=True)
        for service in linked_services
        if (holding := holding_of(service=service, **row))
    ]


def _link_facts(batch: Batch) -> Iterator[Facts]:
    tags, second = integers(batch.fields, "tag"), integers(batch.fields, "i2")
    is_link = (tags == tag_number("856")) & np.isin(second, [ord("0"), ord("1")])
    for rec in np.unique(integers(batch.fields, "rec")[is_link]):
        try:
            record = record_of(batch, int(rec))
        except MarcFileError:  # quarantined
            continue
        facts = facts_of(record)
        if facts["addresses"]:
            yield facts
