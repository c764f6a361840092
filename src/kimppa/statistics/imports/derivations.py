"""All from which the figures of a file can be made again."""

from typing import Any

from kimppa.core.figures.actions import keep_derivation
from kimppa.core.figures.models import Derivation
from kimppa.statistics.imports.preview import Preview
from kimppa.statistics.lists import outcomes
from kimppa.statistics.models import Take
from kimppa.statistics.reading.mapping import Heading
from kimppa.statistics.reading.register import meanings, register
from kimppa.statistics.variables.catalogue import catalogue

_OF_LISTS = ("code-", "column-")


def derivation_of(take: Take, preview: Preview, reader: str) -> Derivation:
    """The files with what their names and codes mean now; `reader` is the version of the reading
    of reports.
    """
    content: dict[str, Any] = {"kind": take.kind, "name": take.name, "year": take.year}
    if preview.computed is not None:
        span = outcomes.span_of(take)
        content["span"] = [day.isoformat() for day in span] if span else None
        content["ruleset"] = preview.computed.ruleset
        return keep_derivation(list(outcomes.files_of(take).items()), content)
    content["reader"] = reader
    if take.kind == Take.Kind.PUBLISHED:
        names = {key: target for key, target in meanings().items() if not key.startswith(_OF_LISTS)}
        content |= {"register": register(), "meanings": names}
    else:
        content |= _cell_content(take, preview)
    return keep_derivation([(take.kind, take.checksum)], content)


def _cell_content(take: Take, preview: Preview) -> dict[str, Any]:
    """In which cell each figure stands, and by which names."""
    plan = preview.plan
    return {
        "sheet": take.sheet,
        "columns": _meanings(plan.variables if plan else ()),
        "rows": _meanings(plan.places if plan else ()),
        "cells": {f"{c.place} {c.variable}": c.address for c in preview.candidates},
        "decimals": sorted(
            {c.variable for c in preview.candidates if catalogue()[c.variable].decimals}
        ),
    }


def _meanings(headings: tuple[Heading, ...]) -> list[list[str]]:
    """Names of the file with what they mean; one that is left out means nothing."""
    target_by_name = {
        heading.name: heading.match.target for heading in headings if heading.match.settled
    }
    return [[name, target] for name, target in target_by_name.items()]
