"""`kimppa marc fix`: a correction plan previewed, applied to a file with proof, or undone."""

import argparse
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

import polars as pl

from kimppa.marc.cli.messages import word
from kimppa.marc.cli.output import Bar, columns, reading, say, say_json, wrong_use
from kimppa.marc.cli.refusals import exclusive
from kimppa.marc.cli.systems import named, unknown
from kimppa.marc.definition.systems import recognised
from kimppa.marc.fixing.plans import (
    Applied,
    Edit,
    Plan,
    Previewed,
    apply,
    opened,
    opened_applied,
    plan,
    preview,
    read_plan,
    undo,
)
from kimppa.marc.fixing.plans.applying import CORRECTED, LOG, LOG_TABLE
from kimppa.marc.reading import read
from kimppa.marc.results.excerpts import shorten
from kimppa.marc.results.messages import number
from kimppa.marc.rules.loading import load
from kimppa.marc.rules.profiles import DAILY, owners, profile

PREVIEW: Final = "preview"  # in the folder of what was applied: what undoes it asks for it
_MOST_EXAMPLES: Final = 10  # examples
_MOST_OWNERS: Final = 50
_HEAD: Final = 7  # characters of tag and indicators
_BEFORE: Final = 40  # characters before what is changed


def run(options: argparse.Namespace) -> int:
    """Do it. 1 when a record is left as it is, also in the preview, when the file breaks off or the
    proof does not hold."""
    if misuse := _misuse(options):
        return wrong_use(word(misuse, options.language))
    if misuse := unknown(named(options.system), options.language):
        return wrong_use(misuse)
    plan_of_options = None if options.undo else _plan(options)
    if isinstance(plan_of_options, list):
        return wrong_use(word("no-safe-fix", options.language, rules=", ".join(plan_of_options)))
    if plan_of_options and (misuse := _unknown_owners(options, plan_of_options)):
        return wrong_use(misuse)
    broken: set[Path] = set()
    with _folder(None if options.dry_run else options.out) as folder:
        bar = Bar(options.language)
        try:
            previewed, applied = _carry_out(options, plan_of_options, folder, bar, broken)
        finally:
            bar.end()
        if options.dry_run and options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / LOG, options.out / LOG)
        if options.json:
            say_json(_summary(options, previewed, applied))
        else:
            _print_summary(options, plan_of_options, previewed, applied)
    holds = applied.proof is None or applied.proof.holds
    return 0 if holds and not broken and not _withheld(options, previewed, applied) else 1


def _unknown_owners(options: argparse.Namespace, chosen_plan: Plan) -> str:
    """What is wrong with the owners that --refused names; "" for nothing."""
    if not options.refused:
        return ""
    places = chosen_plan.profile.owners
    owners_in_file = {
        name for batch in read(options.file) for name in owners(batch, places)["owner"].unique()
    }
    unknown_names = [name for name in options.refused if name not in owners_in_file]
    if not owners_in_file:
        fields = ", ".join(tag + code for tag, code in places)
        return word("no-owners", options.language, places=fields)
    facts = {
        "owners": ", ".join(unknown_names),
        "known": ", ".join(sorted(owners_in_file)[:_MOST_OWNERS]),
    }
    return word("no-such-owner", options.language, **facts) if unknown_names else ""


def _misuse(options: argparse.Namespace) -> str:
    """The word for what was asked wrongly; "" for nothing."""
    if not options.dry_run and not options.out:
        return "out-or-dry"
    if options.refused and options.undo:
        return "refused-of-plan"
    if options.profile and not options.rules:
        return "profile-of-rules"
    if options.system and options.undo:
        return "system-of-plan"
    corrected = options.out / CORRECTED if options.out else None
    if corrected and corrected.exists() and corrected.samefile(options.file):
        return "another-folder"
    if corrected and options.undo and options.out.resolve() == options.undo.resolve():
        return "another-folder"
    return ""


def _plan(options: argparse.Namespace) -> Plan | list[str]:
    """The plan of a file or of some rules; of these, those that have no safe fix."""
    if options.plan:
        written = read_plan(options.plan)
        systems = _systems(options, written.table.get("systems"))
        return plan({**written.table, "systems": systems}, options.plan)
    name = options.profile or DAILY
    rules_of_profile = profile(name).choose(load())
    safe = {rule.id for rule in rules_of_profile if rule.safe}
    unsafe = [rule_id for rule_id in options.rules if rule_id not in safe]
    title = ", ".join(options.rules)
    table = {"title": title, "profile": name, "rules": options.rules}
    return unsafe or plan(table | {"systems": _systems(options)})


def _systems(options: argparse.Namespace, of_plan: object = None) -> object:
    """Whose own fields are left alone: as named, as the plan says, as the file shows."""
    systems = named(options.system)
    if systems is None and of_plan is not None:
        return of_plan
    return list(recognised(options.file) if systems is None else systems)


@contextmanager
def _folder(target: Path | None) -> Iterator[Path]:
    """Where everything goes; of a dry run nothing is kept."""
    if target is not None:
        with exclusive(target) as folder:
            yield folder
        return
    with tempfile.TemporaryDirectory(prefix="kimppa-") as name:
        yield Path(name)


def _carry_out(
    options: argparse.Namespace,
    chosen_plan: Plan | None,
    folder: Path,
    bar: Bar,
    broken: set[Path],
) -> tuple[Previewed, Applied]:
    """The preview and what was done; `broken` gets the file if it breaks off."""
    if chosen_plan is None:
        for _ in reading(options.file, options.language, broken):
            pass
        previewed = opened(options.undo / PREVIEW)
        applied_before = opened_applied(options.undo)
        return previewed, undo(
            options.file, previewed, applied_before, folder, dry=options.dry_run, progress=bar.share
        )
    previewed = preview(
        options.file,
        chosen_plan,
        folder / PREVIEW,
        reading=lambda path: reading(path, options.language, broken),
        progress=bar.share,
    )
    return previewed, apply(
        options.file,
        previewed,
        folder,
        refused=options.refused,
        dry=options.dry_run,
        progress=bar.share,
    )


def _withheld(
    options: argparse.Namespace, previewed: Previewed, applied: Applied
) -> dict[str, int]:
    """Records left as they are, by reason: those of the preview and those of applying it."""
    previewed_counts = {} if options.undo else previewed.withheld
    return {
        reason: previewed_counts.get(reason, 0) + applied.withheld.get(reason, 0)
        for reason in dict.fromkeys([*previewed_counts, *applied.withheld])
    }


def _summary(options: argparse.Namespace, previewed: Previewed, applied: Applied) -> dict[str, Any]:
    proof = applied.proof
    return {
        "read": proof.read if proof else previewed.counts.read,
        "changed": applied.changed,
        "already": applied.already,
        "withheld": _withheld(options, previewed, applied),
        "rules": applied.by_rule,
        "owners": applied.by_owner,
        "dry": options.dry_run,
        "proof": asdict(proof) | {"holds": proof.holds} if proof else None,
        "folder": str(options.out) if options.out else None,
    } | ({"changes": _changes(applied)} if options.dry_run else {})


def _changes(applied: Applied) -> list[dict[str, Any]]:
    """Each field that would change, in the order of the file; "" where it was not or is no more."""
    columns = {"control": "record", "title": "title", "tag": "field", "before": "before",
               "after": "after", "rules": "rules"}  # fmt: skip
    records = applied.table().select("change", "control", "title").collect()
    log = pl.read_parquet(applied.folder / LOG_TABLE)
    return (
        log.join(records, on="change", maintain_order="left").select(*columns).rename(columns)
    ).to_dicts()


def _print_summary(
    options: argparse.Namespace, chosen_plan: Plan | None, previewed: Previewed, applied: Applied
) -> None:
    language = options.language
    totals = {"records": applied.changed, "all": previewed.counts.read}
    counts = {name: number(count, language) for name, count in totals.items()}
    say(word("would" if options.dry_run else "did", language, **counts))
    say(*columns(_rules(applied, chosen_plan, language), language))
    if applied.by_owner:
        say("", word("by-owner", language))
        shares = [(name or word("nobody", language), n) for name, n in applied.by_owner.items()]
        say(*columns(shares, language))
    if withheld := _withheld(options, previewed, applied):
        count = number(sum(withheld.values()), language)
        say("", word("withheld", language, count=count))
        reasons = [(word(f"why-{why}", language), n) for why, n in withheld.items()]
        say(*columns(reasons, language))
    examples = list(_examples(options, previewed, applied))
    for record, edits in examples:
        say("", record)
        for edit in edits:
            say(*_differing_parts(edit.before, edit.after))
    if 0 < len(examples) < applied.changed:
        shown = number(len(examples), language)
        say("", word("shown", language, shown=shown, count=counts["records"]))
    _print_ends(options, previewed, applied)


def _print_ends(options: argparse.Namespace, previewed: Previewed, applied: Applied) -> None:
    """What could not be read, where the rest stands, and whether the proof holds."""
    language = options.language
    if unread := 0 if options.undo else previewed.counts.quarantined:
        say("", word("unread", language, count=number(unread, language)))
    if options.dry_run and options.out:
        say("", word("all-changes", language, path=options.out / LOG))
    if applied.proof:
        untouched = number(applied.proof.untouched, language)
        say("", word("proved" if applied.proof.holds else "unproved", language, count=untouched))
        say(word("written", language, path=applied.folder))


def _rules(applied: Applied, chosen_plan: Plan | None, language: str) -> list[tuple[str, int]]:
    if chosen_plan is None:
        return list(applied.by_rule.items())
    return [
        (f"{name}: {chosen_plan.text(name, language)}", count)
        for name, count in applied.by_rule.items()
    ]


def _examples(
    options: argparse.Namespace, previewed: Previewed, applied: Applied
) -> Iterator[tuple[str, Sequence[Edit]]]:
    """The first records by number and title, and some of their fields before and after."""
    nth = pl.int_range(pl.len()).over("rules")  # unlike ones first
    rows = (
        applied.table()
        .sort(nth, "change")
        .select("change", "control", "title")
        .head(_MOST_EXAMPLES)
        .collect()
    )
    edits = previewed.edits(rows["change"])
    room = _MOST_EXAMPLES
    for change, control, title in rows.iter_rows():
        shown_edits = edits.get(change, ())[:room]
        room -= len(shown_edits)
        if shown_edits and options.undo:
            shown_edits = tuple(
                Edit(edit.tag, edit.after, edit.before, edit.rules) for edit in shown_edits
            )
        if shown_edits:
            yield shorten(" · ".join(filter(None, (control, title)))), shown_edits


def _differing_parts(old_line: str, new_line: str) -> tuple[str, str]:
    """Both lines, cut to where they begin to differ."""
    equal_pairs = takewhile(lambda pair: pair[0] == pair[1], zip(old_line, new_line, strict=False))
    start = sum(1 for _ in equal_pairs) - _BEFORE
    if start <= _HEAD:
        return f"- {shorten(old_line)}", f"+ {shorten(new_line)}"
    return (
        f"- {old_line[:_HEAD]}…{shorten(old_line[start:])}",
        f"+ {new_line[:_HEAD]}…{shorten(new_line[start:])}",
    )
