"""What a plan would change in whole files."""

from collections.abc import Iterable, Iterator

from kimppa.marc.fixing.plans import Change, Plan
from kimppa.marc.fixing.plans.mending import batch_changes
from kimppa.marc.tables import Batch


def changes(batches: Iterable[Batch], plan: Plan) -> Iterator[Change]:
    for batch in batches:
        yield from batch_changes(batch, plan)
