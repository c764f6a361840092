"""What the worker does for a plan; a catalogue of a million records takes some minutes."""

from collections.abc import Callable, Collection
from dataclasses import asdict
from typing import Any

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.catalogue.corrections import codes as code_tables
from kimppa.catalogue.corrections import files, results
from kimppa.catalogue.corrections.codes import newest_change
from kimppa.catalogue.corrections.queries import (
    answers_of,
    findings_by_rule,
    plan_by,
    refused_codes,
    stored_preview,
    table_of,
)
from kimppa.catalogue.messages import plan_refusal, refusal
from kimppa.catalogue.models import Snapshot
from kimppa.catalogue.models.corrections import CodeTable, Plan
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
    preview,
    sample,
    undo,
)
from kimppa.marc.fixing.plans import plan as engine_plan
from kimppa.marc.reading import MarcFileError
from kimppa.marc.rules.spec import RuleError

STEP = 1 << 20  # bytes between two steps


class _AnswersChangedError(Exception):
    """The file would go by answers that are no longer given."""


@task(title=gettext_lazy("Agreed corrections of the catalogue"))
def carry_out(plan_pk: int, step: str, snapshot_pk: int) -> int:
    """Preview, try, apply, prove or undo a plan; how many records it is about."""
    plan, snapshot = plan_by(plan_pk), Snapshot.objects.filter(pk=snapshot_pk).first()
    if plan is None or snapshot is None:  # removed in the meantime
        return 0
    try:
        return _WORK[step](plan, snapshot)
    except MarcFileError as error:
        text = refusal(error)
    except RuleError as error:
        text = plan_refusal(error)
    except _AnswersChangedError:
        text = _("An answer was changed while the file was being made. Look at the answers again.")
    except FileNotFoundError:
        text = _(
            "The export's file or the preview is no longer there. Look anew what would change."
        )
    results.fail(plan, text)
    raise PermanentError(text)


def _reporter(bar: Progress, total: int) -> Callable[[int, int], None]:
    """How far it is, in bytes of the file; a stop ends the work here."""
    reported: int = bar.cursor or 0  # counted once also when the work is begun again

    def tell(position: int, total_bytes: int) -> None:
        nonlocal reported
        count = min(total, position * total // total_bytes) if total_bytes else total
        if count - reported >= STEP or count == total:
            with bar.step(cursor=max(count, reported), advance=max(count - reported, 0)):
                reported = max(count, reported)

    return tell


def _preview_plan(plan: Plan, export: Snapshot) -> int:
    path = files.iso2709(export)
    with progress(total=path.stat().st_size, text=_("Looking what would change (bytes)")) as bar:
        tell = _reporter(bar, path.stat().st_size)
        plan_preview = preview(
            path, engine_plan(table_of(plan)), files.folder(plan.pk, files.PREVIEW), progress=tell
        )
    codes = read_codes()
    results.store_preview(
        plan, _preview_figures(plan_preview, codes), list(_samples(plan, plan_preview, codes))
    )
    return plan_preview.counts.changed


def _preview_figures(plan_preview: Previewed, codes: Codes) -> dict[str, Any]:
    return {
        "counts": asdict(plan_preview.counts),
        "by_rule": plan_preview.by_rule,
        "by_owner": plan_preview.by_owner,
        "withheld": plan_preview.withheld,
        "places": _figures_by_owner(plan_preview.chosen(), codes),
    }


def _figures_by_owner(changes: pl.LazyFrame, codes: Codes) -> dict[str, dict[str, Any]]:
    """Records and records by rule of each municipality (by id; "" is nobody), each once."""
    homes = {code: str(home.municipality) for code, home in codes.homes.items()}
    rows = changes.select("change", "rules", owner=pl.col("owners")).collect()
    with_owner = rows.explode("owner").with_columns(
        place=pl.col("owner").replace_strict(homes, default=None, return_dtype=pl.String)
    )
    owned_pairs = with_owner.drop_nulls("place").select("change", "place").unique()
    ownerless = rows.join(owned_pairs, on="change", how="anti").select("change", place=pl.lit(""))
    pairs = pl.concat([owned_pairs, ownerless]).join(rows.select("change", "rules"), on="change")
    figures: dict[str, dict[str, Any]] = {
        municipality: {"records": count, "rules": {}}
        for municipality, count in pairs.group_by("place").len().sort("place").iter_rows()
    }
    by_rule = pairs.explode("rules").drop_nulls("rules").group_by("place", "rules").len()
    for municipality, rule, count in by_rule.sort("place", "rules").iter_rows():
        figures[municipality]["rules"][rule] = count
    return figures


def _samples(plan: Plan, plan_preview: Previewed, codes: Codes) -> Any:
    homes = {code: str(home.municipality) for code, home in codes.homes.items()}
    draws = sample(plan_preview, plan.sample_size, plan.pk, homes)
    numbers = dict(plan_preview.chosen().select("change", "number").collect().iter_rows())
    for owner, changes in draws.items():
        yield from ((int(owner) if owner else None, change, numbers[change]) for change in changes)


def _stored_preview(plan: Plan) -> Previewed:
    plan_preview = stored_preview(plan)
    if plan_preview is None:
        raise FileNotFoundError
    return plan_preview


def _apply_plan(plan: Plan, export: Snapshot, *, dry: bool) -> Applied:
    plan_preview, path = _stored_preview(plan), files.iso2709(export)
    size = path.stat().st_size
    refused = refused_codes(plan, read_codes(), plan_preview.by_owner)
    text = (
        _("Trying (bytes)") if dry else _("Writing the corrected file and reading it back (bytes)")
    )
    with progress(total=size, text=text) as bar:
        return apply(
            path, plan_preview, files.folder(plan.pk, "dry" if dry else "applied"), refused=refused,
            dry=dry, progress=_reporter(bar, size),
        )  # fmt: skip


def _dry(plan: Plan, export: Snapshot) -> int:
    outcome = _apply_plan(plan, export, dry=True)
    results.store_dry_run(plan, _outcome_figures(outcome) | {"export": export.name})
    return outcome.changed


def _write_files(plan: Plan, export: Snapshot) -> int:
    outcome = _apply_plan(plan, export, dry=False)
    plan_now = plan_by(plan.pk)
    if plan_now is None or answers_of(plan_now) != answers_of(plan):
        raise _AnswersChangedError
    figures = _outcome_figures(outcome) | {"export": export.name, "at": clock.now().isoformat()}
    results.store_files(plan, figures, export)
    return outcome.changed


def _outcome_figures(outcome: Applied) -> dict[str, Any]:
    proof = outcome.proof
    return {
        "changed": outcome.changed,
        "already": outcome.already,
        "withheld": outcome.withheld,
        "by_rule": outcome.by_rule,
        "proof": asdict(proof) | {"holds": proof.holds} if proof else None,
    }


def _prove_plan(plan: Plan, export: Snapshot) -> int:
    """A new export beside what was loaded: which records are as agreed now."""
    plan_preview, path, codes = _stored_preview(plan), files.iso2709(export), read_codes()
    refused = refused_codes(plan, codes, plan_preview.by_owner)
    with progress(total=path.stat().st_size, text=_("Comparing (bytes)")) as bar:
        tell = _reporter(bar, path.stat().st_size)
        outcome = apply(
            path,
            plan_preview,
            files.folder(plan.pk, "proof"),
            refused=refused,
            dry=True,
            progress=tell,
        )
    withheld_counts = dict(outcome.withheld)
    target = plan.applied.get("changed", 0) if not plan.by_hand else plan_preview.counts.changed
    figures = {
        "export": export.name,
        "expected": target,
        "loaded": outcome.already,
        "missing": outcome.changed,
        "changed": withheld_counts.get("changed", 0),
        "gone": withheld_counts.get("gone", 0),
        "stamp": newest_change(path, clock.today()),
        "before": findings_by_rule(plan.snapshot, plan.rules),
        "after": findings_by_rule(export, plan.rules),
        "places": _records_by_owner(_agreed_changes(plan, plan_preview, refused), codes),
    }
    results.store_proof(plan, figures, export)
    return outcome.already


def _agreed_changes(plan: Plan, plan_preview: Previewed, refused: Collection[str]) -> pl.LazyFrame:
    """The records that have been mended: those of the file, or by hand those that were agreed."""
    if plan.by_hand:
        return answered(plan_preview, refused)[0]
    return opened_applied(files.folder(plan.pk, "applied")).table()


def _records_by_owner(changes: pl.LazyFrame, codes: Codes) -> dict[str, int]:
    return {owner: sums["records"] for owner, sums in _figures_by_owner(changes, codes).items()}


def _undo_plan(plan: Plan, export: Snapshot) -> int:
    plan_preview, path = _stored_preview(plan), files.iso2709(export)
    applied = opened_applied(files.folder(plan.pk, "applied"))
    size = path.stat().st_size
    with progress(total=size, text=_("Putting the records back (bytes)")) as bar:
        outcome = undo(
            path,
            plan_preview,
            applied,
            files.folder(plan.pk, "undone"),
            progress=_reporter(bar, size),
        )
    results.store_reversal(plan, _outcome_figures(outcome) | {"export": export.name})
    return outcome.changed


_WORK: dict[str, Callable[[Plan, Snapshot], int]] = {
    Plan.Work.PREVIEW: _preview_plan,
    Plan.Work.DRY: _dry,
    Plan.Work.APPLY: _write_files,
    Plan.Work.PROVE: _prove_plan,
    Plan.Work.UNDO: _undo_plan,
}


@task(title=gettext_lazy("Codes in the catalogue counted"))
def count_codes(pk: int, snapshot: int) -> int:
    """How often each code stands in the records of an export."""
    code_table, export = (
        CodeTable.objects.filter(pk=pk).first(),
        Snapshot.objects.filter(pk=snapshot).first(),
    )
    if code_table is None or export is None or not code_table.place:
        return 0
    path = files.iso2709(export)
    size = path.stat().st_size
    with progress(total=size, text=_("Counting codes (bytes)")) as progress_bar:
        uses = code_tables.count_codes(path, code_table.place, _reporter(progress_bar, size))
    results.store_usage(code_table, uses, export)
    return len(uses)
