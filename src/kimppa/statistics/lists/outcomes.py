"""Kept lists of items and loans computed by the remembered codes. Reads."""

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
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
from kimppa.statistics.lists.leftout import LeftOut
from kimppa.statistics.lists.loans import Progress, Span
from kimppa.statistics.lists.ruleset import DEFINITIONS, ruleset_of
from kimppa.statistics.models import Take
from kimppa.statistics.reading import register
from kimppa.statistics.variables import versions
from kimppa.statistics.variables.catalogue import catalogue

SMALL = 8 * 1024 * 1024  # lists up to this size are read and computed while somebody waits


def computed(take: Take) -> Computed | None:
    """What the lists of a file give with the codes as they are remembered now; None when that
    has to be computed first, in the background.
    """
    return remember("statistics-lists", take.pk, make=lambda: _computed_of_take(take))


def _computed_of_take(take: Take) -> Computed | None:
    meanings = register.meanings()
    if take.outcome and take.outcome["codes"] == codes_key(meanings, take.accepted):
        return read_outcome(take.outcome, take.year)
    return compute_lists(take, meanings) if is_small(take) else None


def is_small(take: Take) -> bool:
    """Whether the kept lists are computed at once."""
    files = [file for file in (take.stored, take.loans) if file is not None]
    return bool(files) and sum(file.size for file in files) <= SMALL


def compute_lists(
    take: Take, meanings: Mapping[str, str], progress: Progress = lambda _rows: None
) -> Computed:
    """Compute the kept lists with the codes; `progress` is told how many loans are added up."""
    files = files_of(take)
    towns, mobile_codes = _register()
    with tempfile.TemporaryDirectory() as folder:
        frames = {table: _open_list(sha256, table, Path(folder)) for table, sha256 in files.items()}
        all_rules = codes.rules_of(meanings, towns, mobile_codes)
        branch_codes = {
            all_rules.aliases.get(c, c) for frame in frames.values() for c in _branches(frame)
        }
        branch_codes -= set(all_rules.left_out_branches)
        rules = replace(
            all_rules,
            branches={code: town for code, town in towns.items() if code in branch_codes},
            mobile=tuple(code for code in all_rules.mobile if code in branch_codes),
            accepted=tuple(take.accepted),
        )
        return compute(
            frames["items"], frames.get("loans"), rules, take.year, span_of(take), progress
        )


def follow(
    files: Mapping[str, str], content: Mapping[str, Any], year: int, span: Span | None
) -> Computed:
    """What kept lists, by their checksums, give by rules as they were once.

    Raises OSError for a list that is not there, ExtractError and RuleSetError.
    """
    with tempfile.TemporaryDirectory() as folder:
        frames = {table: _open_list(sha256, table, Path(folder)) for table, sha256 in files.items()}
        return compute(frames["items"], frames.get("loans"), ruleset_of(content), year, span)


def files_of(take: Take) -> dict[str, str]:
    """The checksums of the kept lists: "items", and "loans" where there are any."""
    file_by_table = {"items": take.stored, "loans": take.loans}
    return {table: file.sha256 for table, file in file_by_table.items() if file is not None}


def span_of(take: Take) -> Span | None:
    """The days that the lists are of, both included."""
    return (take.start, take.end) if take.start and take.end else None


def _register() -> tuple[dict[str, str], list[str]]:
    """The municipality of each branch, and which of the branches are bookmobiles."""
    branches = list(
        Branch.objects.order_by("code").values_list("code", "municipality__code", "kind")
    )
    return {code: town for code, town, _kind in branches}, [
        code for code, _town, kind in branches if kind == Branch.Kind.MOBILE
    ]


def losses(take: Take, later_take: Take) -> Losses:
    """What a later list has forgotten of the collection that an earlier one had at the year's end.

    Only the lists of items are read. Raises ExtractError.
    """
    assert take.stored is not None
    assert later_take.stored is not None
    columns = {name: name for name in codes.COLUMNS["items"]}
    with tempfile.TemporaryDirectory() as folder:
        frames = [
            open_extract(path_of(file.sha256), columns, spare=Path(folder) / f"{number}")
            for number, file in enumerate((take.stored, later_take.stored))
        ]
        return lost_items(frames[0], frames[1], take.year)


def codes_key(meanings: Mapping[str, str], accepted: Sequence[str] = ()) -> str:
    """By what an outcome is known to be of today's codes, call numbers and branches, and of what
    has been accepted.
    """
    versions.look()
    code_pairs = sorted(
        (key, target) for key, target in meanings.items() if key.startswith("code-")
    )
    ranges = [ranges_of(kind) for kind in CLASSES]
    return hashlib.sha256(
        json.dumps([DEFINITIONS, code_pairs, _register(), ranges, *accepted]).encode()
    ).hexdigest()[:16]


def outcome_of(computed: Computed, key: str) -> dict[str, Any]:
    """What was computed, as JSON."""
    return {
        "codes": key,
        "rules": computed.rules,
        "figures": computed.figures,
        "renewals": computed.renewals,
        "nameless": computed.nameless,
        "ruleset": computed.ruleset,
        "gaps": [asdict(gap) for gap in computed.gaps],
        "suspect_days": {day.isoformat(): count for day, count in computed.suspect_days.items()},
        "outside": computed.outside,
        "undefined": computed.undefined,
        "used": computed.codes,
        "accepted": computed.accepted,
        "left_out": [asdict(row) for row in computed.left_out],
    }


def read_outcome(outcome: Mapping[str, Any], year: int) -> Computed:
    """The same read back."""
    days = outcome["suspect_days"].items()
    return Computed(
        year=year,
        rules=outcome["rules"],
        figures=outcome["figures"],
        renewals=outcome["renewals"],
        nameless=outcome["nameless"],
        ruleset=outcome["ruleset"],
        gaps=tuple(Gap(**gap) for gap in outcome["gaps"]),
        suspect_days={dt.date.fromisoformat(day): count for day, count in days},
        outside=outcome["outside"],
        undefined=outcome["undefined"],
        codes=tuple((field, code) for field, code in outcome["used"]),
        accepted=outcome.get("accepted", {}),
        left_out=tuple(LeftOut(**row) for row in outcome.get("left_out", ())),
    )


def _open_list(sha256: str, table: str, folder: Path) -> pl.LazyFrame:
    columns = {name: name for name in codes.COLUMNS[table]}
    return open_extract(path_of(sha256), columns, spare=folder / table)


def _branches(frame: pl.LazyFrame) -> set[str]:
    return set(frame.select("branch").unique().collect(engine="streaming")["branch"])


def figures(take: Take, computed: Computed) -> list[tuple[str, str, int | None]]:
    """Place, variable and value: branches, and of municipalities what is no sum. A branch of ours
    that is left out has none: its municipality is the sum of the others.

    Without a list of loans nothing is told of them.
    """
    figure_list: list[tuple[str, str, int | None]] = []
    for place_code, counts in computed.figures.items():
        kind, _, _code = place_code.partition(":")
        for code, count in counts.items():
            if kind == "branch" or (kind == "municipality" and not catalogue()[code].additive):
                figure_list.append((place_code, code, count))
    return figure_list + [(place_code, code, None) for place_code, code in not_relevant(computed)]


def not_relevant(computed: Computed) -> list[tuple[str, str]]:
    """Place and variable of the sums in which our branches that are left out have no part."""
    town_by_branch, _mobile = _register()
    branches_left_out = {
        row.code for row in computed.left_out if row.field == "branch"
    } & town_by_branch.keys()
    if not branches_left_out:
        return []
    common_codes = set.intersection(*(set(counts) for counts in computed.figures.values()))
    sums = [code for code in sorted(common_codes) if catalogue()[code].additive]
    return [(f"branch:{branch}", code) for branch in sorted(branches_left_out) for code in sums]


def facts(take: Take, computed: Computed) -> dict[str, object]:
    """What the checks may know from the lists, kept with the file."""
    renewals, nameless = (
        {place: count for place, count in counts.items() if place.startswith("municipality:")}
        for counts in (computed.renewals, computed.nameless)
    )
    loans_by_place = {p: computed.figures[p]["LAI_total"] for p in renewals}
    days = {day.isoformat(): count for day, count in computed.suspect_days.items()}
    return {
        **computed.facts(),
        "renewals": renewals,
        "nameless": nameless,
        "loans": loans_by_place,
        "suspect_days": days,
        "codes": computed.codes,
        "accepted": computed.accepted,
    }


def suspect(computed: Computed) -> list[tuple[dt.date, int]]:
    """Days on which a fifth of the withdrawals lie."""
    return sorted(computed.suspect_days.items())
