"""What the worker does for a plan; a catalogue of a million records takes some minutes."""

from collections.abc import Callable, Collection
from dataclasses import asdict
from typing import Any

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.catalogue.corrections import codes as code_tables
from kimppa.catalogue.corrections import files
from kimppa.catalogue.corrections.actions import results
from kimppa.catalogue.corrections.codes import newest_change
from kimppa.catalogue.corrections.models import CodeTable, Plan
from kimppa.catalogue.corrections.queries import (
    answers_of,
    counted,
    plan_by,
    previewed,
    refused_codes,
    table_of,
)
from kimppa.catalogue.messages import plan_refusal, refusal
from kimppa.catalogue.models import Snapshot
from kimppa.catalogue.queries import Codes, read_codes
from kimppa.core import clock
from kimppa.core.background import task
from kimppa.core.retry import PermanentError
from kimppa.jobs.progress import Progress, progress
from kimppa.marc.fixing.plans import (
    Applied,
    Previewed,
    answered,
    apply,
    opened_applied,
    plan,
    preview,
    sample,
    undo,
)
from kimppa.marc.reading import MarcFileError
from kimppa.marc.rules.spec import RuleError

STEP = 1 << 20  # bytes between two steps


class _AnswersChangedError(Exception):
    """The file would go by answers that are no longer given."""


@task(title=gettext_lazy("Agreed corrections of the catalogue"))
def carry_out(pk: int, work: str, snapshot: int) -> int:
    """Preview, try, apply, prove or undo a plan; how many records it is about."""
    row, export = plan_by(pk), Snapshot.objects.filter(pk=snapshot).first()
    if row is None or export is None:  # removed in the meantime
        return 0
    try:
        return _WORK[work](row, export)
    except MarcFileError as error:
        why = refusal(error)
    except RuleError as error:
        why = plan_refusal(error)
    except _AnswersChangedError:
        why = _("An answer was changed while the file was being made. Look at the answers again.")
    except FileNotFoundError:
        why = _("The export's file or the preview is no longer there. Look anew what would change.")
    results.fail(row, why)
    raise PermanentError(why)


def _counted(long: Progress, total: int) -> Callable[[int, int], None]:
    """How far it is, in bytes of the file; a stop ends the work here."""
    told: int = long.cursor or 0  # counted once also when the work is begun again

    def tell(done: int, whole: int) -> None:
        nonlocal told
        now = min(total, done * total // whole) if whole else total
        if now - told >= STEP or now == total:
            with long.step(cursor=max(now, told), advance=max(now - told, 0)):
                told = max(now, told)

    return tell


def _preview(row: Plan, export: Snapshot) -> int:
    path = files.iso2709(export)
    with progress(total=path.stat().st_size, text=_("Looking what would change (bytes)")) as long:
        tell = _counted(long, path.stat().st_size)
        found = preview(
            path, plan(table_of(row)), files.folder(row.pk, files.PREVIEW), progress=tell
        )
    codes = read_codes()
    results.keep_preview(row, _shown(found, codes), list(_samples(row, found, codes)))
    return found.counts.changed


def _shown(found: Previewed, codes: Codes) -> dict[str, Any]:
    return {
        "counts": asdict(found.counts),
        "by_rule": found.by_rule,
        "by_owner": found.by_owner,
        "withheld": found.withheld,
        "places": _places(found.chosen(), codes),
    }


def _places(changes: pl.LazyFrame, codes: Codes) -> dict[str, dict[str, Any]]:
    """Records and records by rule of each municipality (by id; "" is nobody), each once."""
    homes = {code: str(home.municipality) for code, home in codes.homes.items()}
    rows = changes.select("change", "rules", owner=pl.col("owners")).collect()
    placed = rows.explode("owner").with_columns(
        place=pl.col("owner").replace_strict(homes, default=None, return_dtype=pl.String)
    )
    known = placed.drop_nulls("place").select("change", "place").unique()
    nobody = rows.join(known, on="change", how="anti").select("change", place=pl.lit(""))
    both = pl.concat([known, nobody]).join(rows.select("change", "rules"), on="change")
    told: dict[str, dict[str, Any]] = {
        place: {"records": count, "rules": {}}
        for place, count in both.group_by("place").len().sort("place").iter_rows()
    }
    by_rule = both.explode("rules").drop_nulls("rules").group_by("place", "rules").len()
    for place, rule, count in by_rule.sort("place", "rules").iter_rows():
        told[place]["rules"][rule] = count
    return told


def _samples(row: Plan, found: Previewed, codes: Codes) -> Any:
    homes = {code: str(home.municipality) for code, home in codes.homes.items()}
    drawn = sample(found, row.sample_size, row.pk, homes)
    numbers = dict(found.chosen().select("change", "number").collect().iter_rows())
    for place, some in drawn.items():
        yield from ((int(place) if place else None, one, numbers[one]) for one in some)


def _found(row: Plan) -> Previewed:
    found = previewed(row)
    if found is None:
        raise FileNotFoundError
    return found


def _apply(row: Plan, export: Snapshot, *, dry: bool) -> Applied:
    found, path = _found(row), files.iso2709(export)
    size = path.stat().st_size
    refused = refused_codes(row, read_codes(), found.by_owner)
    text = (
        _("Trying (bytes)") if dry else _("Writing the corrected file and reading it back (bytes)")
    )
    with progress(total=size, text=text) as long:
        return apply(
            path, found, files.folder(row.pk, "dry" if dry else "applied"), refused=refused,
            dry=dry, progress=_counted(long, size),
        )  # fmt: skip


def _dry(row: Plan, export: Snapshot) -> int:
    made = _apply(row, export, dry=True)
    results.keep_dry(row, _told(made) | {"export": export.name})
    return made.changed


def _made(row: Plan, export: Snapshot) -> int:
    made = _apply(row, export, dry=False)
    now = plan_by(row.pk)
    if now is None or answers_of(now) != answers_of(row):
        raise _AnswersChangedError
    told = _told(made) | {"export": export.name, "at": clock.now().isoformat()}
    results.keep_applied(row, told, export)
    return made.changed


def _told(made: Applied) -> dict[str, Any]:
    proof = made.proof
    return {
        "changed": made.changed,
        "already": made.already,
        "withheld": made.withheld,
        "by_rule": made.by_rule,
        "proof": asdict(proof) | {"holds": proof.holds} if proof else None,
    }


def _prove(row: Plan, export: Snapshot) -> int:
    """A new export beside what was loaded: which records are as agreed now."""
    found, path, codes = _found(row), files.iso2709(export), read_codes()
    refused = refused_codes(row, codes, found.by_owner)
    with progress(total=path.stat().st_size, text=_("Comparing (bytes)")) as long:
        tell = _counted(long, path.stat().st_size)
        seen = apply(
            path, found, files.folder(row.pk, "proof"), refused=refused, dry=True, progress=tell
        )
    withheld = dict(seen.withheld)
    expected = row.applied.get("changed", 0) if not row.by_hand else found.counts.changed
    told = {
        "export": export.name,
        "expected": expected,
        "loaded": seen.already,
        "missing": seen.changed,
        "changed": withheld.get("changed", 0),
        "gone": withheld.get("gone", 0),
        "stamp": newest_change(path, clock.today()),
        "before": counted(row.snapshot, row.rules),
        "after": counted(export, row.rules),
        "places": _records(_mended(row, found, refused), codes),
    }
    results.keep_proof(row, told, export)
    return seen.already


def _mended(row: Plan, found: Previewed, refused: Collection[str]) -> pl.LazyFrame:
    """The records that have been mended: those of the file, or by hand those that were agreed."""
    if row.by_hand:
        return answered(found, refused)[0]
    return opened_applied(files.folder(row.pk, "applied")).table()


def _records(changes: pl.LazyFrame, codes: Codes) -> dict[str, int]:
    return {place: told["records"] for place, told in _places(changes, codes).items()}


def _undo(row: Plan, export: Snapshot) -> int:
    found, path = _found(row), files.iso2709(export)
    applied = opened_applied(files.folder(row.pk, "applied"))
    size = path.stat().st_size
    with progress(total=size, text=_("Putting the records back (bytes)")) as long:
        made = undo(
            path, found, applied, files.folder(row.pk, "undone"), progress=_counted(long, size)
        )
    results.keep_undone(row, _told(made) | {"export": export.name})
    return made.changed


_WORK: dict[str, Callable[[Plan, Snapshot], int]] = {
    Plan.Work.PREVIEW: _preview,
    Plan.Work.DRY: _dry,
    Plan.Work.APPLY: _made,
    Plan.Work.PROVE: _prove,
    Plan.Work.UNDO: _undo,
}


@task(title=gettext_lazy("Codes in the catalogue counted"))
def count_codes(pk: int, snapshot: int) -> int:
    """How often each code stands in the records of an export."""
    row, export = (
        CodeTable.objects.filter(pk=pk).first(),
        Snapshot.objects.filter(pk=snapshot).first(),
    )
    if row is None or export is None or not row.place:
        return 0
    path = files.iso2709(export)
    with progress(total=path.stat().st_size, text=_("Counting codes (bytes)")) as long:
        found = code_tables.count_codes(path, row.place, _counted(long, path.stat().st_size))
    results.keep_usage(row, found, export)
    return len(found)
