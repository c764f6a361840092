"""Kept lists of items and loans computed by the remembered codes. Reads."""

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from kimppa.core.consortium.models import Branch
from kimppa.core.files.actions import path_of
from kimppa.core.memo import remember
from kimppa.statistics.lists import codes
from kimppa.statistics.lists.callnumbers import CLASSES, ranges_of
from kimppa.statistics.lists.computing import Computed, Losses, compute, lost_items
from kimppa.statistics.lists.extracts import open_extract
from kimppa.statistics.lists.gaps import Gap
from kimppa.statistics.lists.loans import Progress
from kimppa.statistics.models import Take
from kimppa.statistics.reading import register
from kimppa.statistics.variables import versions
from kimppa.statistics.variables.catalogue import catalogue

SMALL = 8 * 1024 * 1024  # lists up to this size are read and computed while somebody waits


def computed(take: Take) -> Computed | None:
    """What the lists of a file give with the codes as they are remembered now; None when that
    has to be computed first, in the background.
    """
    return remember("statistics-lists", take.pk, make=lambda: _computed(take))


def _computed(take: Take) -> Computed | None:
    meanings = register.meanings()
    if take.outcome and take.outcome["codes"] == codes_key(meanings):
        return read_outcome(take.outcome, take.year)
    return compute_lists(take, meanings) if is_small(take) else None


def is_small(take: Take) -> bool:
    """Whether the kept lists are computed at once."""
    files = [file for file in (take.stored, take.loans) if file is not None]
    return bool(files) and sum(file.size for file in files) <= SMALL


def compute_lists(
    take: Take, meanings: Mapping[str, str], progress: Progress = lambda _rows: None
) -> Computed:
    """Compute the kept lists with the codes; `seen` is told how many loans have been added up."""
    assert take.stored is not None
    aliases = codes.meanings(meanings)
    towns = dict(Branch.objects.values_list("code", "municipality__code"))
    span = (take.start, take.end) if take.start and take.end else None
    with tempfile.TemporaryDirectory() as folder:
        items = _open(take.stored.sha256, "items", aliases, Path(folder) / "items")
        loans = None
        if take.loans is not None:
            loans = _open(take.loans.sha256, "loans", aliases, Path(folder) / "loans")
        here = _branches(items) | (set() if loans is None else _branches(loans))
        rules = codes.rules_of(meanings, {c: town for c, town in towns.items() if c in here})
        return compute(items, loans, rules, take.year, span, progress)


def losses(take: Take, later: Take) -> Losses:
    """What a later list has forgotten of the collection that an earlier one had at the year's end.

    Only the lists of items are read. Raises ExtractError.
    """
    assert take.stored is not None
    assert later.stored is not None
    own = {name: name for name in codes.COLUMNS["items"]}
    with tempfile.TemporaryDirectory() as folder:
        frames = [
            open_extract(path_of(file.sha256), own, spare=Path(folder) / f"{number}")
            for number, file in enumerate((take.stored, later.stored))
        ]
        return lost_items(frames[0], frames[1], take.year)


def codes_key(meanings: Mapping[str, str]) -> str:
    """By what an outcome is known to be of today's codes, call numbers and branches."""
    versions.look()
    towns = Branch.objects.order_by("code").values_list("code", "municipality__code")
    pairs = sorted((key, target) for key, target in meanings.items() if key.startswith("code-"))
    ranges = [ranges_of(kind) for kind in CLASSES]
    return hashlib.sha256(json.dumps([pairs, list(towns), ranges]).encode()).hexdigest()[:16]


def outcome_of(computed: Computed, key: str) -> dict[str, Any]:
    """What was computed, as JSON."""
    return {
        "codes": key,
        "rules": computed.rules,
        "figures": computed.figures,
        "renewals": computed.renewals,
        "gaps": [asdict(gap) for gap in computed.gaps],
        "suspect_days": {day.isoformat(): count for day, count in computed.suspect_days.items()},
        "outside": computed.outside,
        "undefined": computed.undefined,
        "used": computed.codes,
    }


def read_outcome(outcome: Mapping[str, Any], year: int) -> Computed:
    """The same read back."""
    days = outcome["suspect_days"].items()
    return Computed(
        year=year,
        rules=outcome["rules"],
        figures=outcome["figures"],
        renewals=outcome["renewals"],
        gaps=tuple(Gap(**gap) for gap in outcome["gaps"]),
        suspect_days={dt.date.fromisoformat(day): count for day, count in days},
        outside=outcome["outside"],
        undefined=outcome["undefined"],
        codes=tuple((field, code) for field, code in outcome["used"]),
    )


def _open(
    sha256: str, table: str, aliases: Mapping[str, Mapping[str, str]], spare: Path
) -> pl.LazyFrame:
    """A kept list, its branches by our codes, without what is left out."""
    own = {name: name for name in codes.COLUMNS[table]}
    frame = open_extract(path_of(sha256), own, spare=spare)
    have = set(frame.collect_schema().names())
    for field in codes.LEFT_OUT:
        omitted = [code for code, target in aliases[field].items() if not target]
        if field in have and omitted:
            frame = frame.filter(~pl.col(field).is_in(omitted))
    names = {code: target.removeprefix("branch:") for code, target in aliases["branch"].items()}
    return frame.with_columns(pl.col("branch").replace(names)) if names else frame


def _branches(frame: pl.LazyFrame) -> set[str]:
    return set(frame.select("branch").unique().collect(engine="streaming")["branch"])


def figures(take: Take, computed: Computed) -> list[tuple[str, str, int]]:
    """Place, variable and value: branches, and of municipalities what is no sum.

    Without a list of loans nothing is told of them.
    """
    values = []
    for place, counts in computed.figures.items():
        kind, _, _code = place.partition(":")
        for code, value in counts.items():
            if kind == "branch" or (kind == "municipality" and not catalogue()[code].additive):
                values.append((place, code, value))
    return values


def facts(take: Take, computed: Computed) -> dict[str, object]:
    """What the checks may know from the lists, kept with the file."""
    renewals = {p: n for p, n in computed.renewals.items() if p.startswith("municipality:")}
    lent = {p: computed.figures[p]["LAI_total"] for p in renewals}
    days = {day.isoformat(): count for day, count in computed.suspect_days.items()}
    return {
        **computed.facts(),
        "renewals": renewals,
        "loans": lent,
        "suspect_days": days,
        "codes": computed.codes,
    }


def suspect(computed: Computed) -> list[tuple[dt.date, int]]:
    """Days on which a fifth of the withdrawals lie."""
    return sorted(computed.suspect_days.items())
