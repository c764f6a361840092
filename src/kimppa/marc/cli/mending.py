"""`kimppa marc fix`: a correction plan previewed, applied to a file with proof, or undone."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from kimppa.marc.cli.alone import alone
from kimppa.marc.cli.telling import Bar, columns, reading, say, say_json, wrong_use
from kimppa.marc.cli.words import word
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
from kimppa.marc.fixing.plans.applying import CORRECTED
from kimppa.marc.results.excerpts import cut
from kimppa.marc.results.words import number
from kimppa.marc.rules.loading import load
from kimppa.marc.rules.profiles import profile

PREVIEW: Final = "preview"  # in the folder of what was applied: what undoes it asks for it
_SHOWN: Final = 10  # examples
_HEAD: Final = 7  # characters of tag and indicators
_BEFORE: Final = 40  # characters before what is changed


def run(given: argparse.Namespace) -> int:
    """Do it. 1 when a record is left as it is, also in the preview, or the proof does not hold."""
    if why := _wrong(given):
        return wrong_use(word(why, given.language))
    chosen = None if given.undo else _plan(given)
    if isinstance(chosen, list):
        return wrong_use(word("no-safe-fix", given.language, rules=", ".join(chosen)))
    with _folder(given.out) as folder:
        bar = Bar(given.language)
        try:
            previewed, made = _made(given, chosen, folder, bar)
        finally:
            bar.end()
        if given.json:
            say_json(_told(given, previewed, made))
        else:
            _say(given, chosen, previewed, made)
    whole = made.proof is None or made.proof.holds
    return 0 if whole and not _withheld(given, previewed, made) else 1


def _wrong(given: argparse.Namespace) -> str:
    """The word for what was asked wrongly; "" for nothing."""
    if given.dry_run == bool(given.out):
        return "out-or-dry"
    if given.profile and not given.rules:
        return "profile-of-rules"
    corrected = given.out / CORRECTED if given.out else None
    if corrected and corrected.exists() and corrected.samefile(given.file):
        return "another-folder"
    if corrected and given.undo and given.out.resolve() == given.undo.resolve():
        return "another-folder"
    return ""


def _plan(given: argparse.Namespace) -> Plan | list[str]:
    """The plan of a file or of some rules; of these, those that have no safe fix."""
    if given.plan:
        return read_plan(given.plan)
    name = given.profile or "louna"
    chosen = profile(name).choose(load())
    safe = {rule.id for rule in chosen if rule.safe}
    unsafe = [one for one in given.rules if one not in safe]
    title = ", ".join(given.rules)
    return unsafe or plan({"title": title, "profile": name, "rules": given.rules})


@contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    """Where everything goes; of a dry run nothing is kept."""
    if out is not None:
        with alone(out) as folder:
            yield folder
        return
    with tempfile.TemporaryDirectory(prefix="kimppa-") as name:
        yield Path(name)


def _made(
    given: argparse.Namespace, chosen: Plan | None, folder: Path, bar: Bar
) -> tuple[Previewed, Applied]:
    if chosen is None:
        previewed = opened(given.undo / PREVIEW)
        before = opened_applied(given.undo)
        return previewed, undo(
            given.file, previewed, before, folder, dry=given.dry_run, progress=bar.share
        )
    previewed = preview(
        given.file,
        chosen,
        folder / PREVIEW,
        reading=lambda path: reading(path, given.language),
        progress=bar.share,
    )
    return previewed, apply(
        given.file, previewed, folder, refused=given.refused, dry=given.dry_run, progress=bar.share
    )


def _withheld(given: argparse.Namespace, previewed: Previewed, made: Applied) -> dict[str, int]:
    """Records left as they are, by reason: those of the preview and those of applying it."""
    before = {} if given.undo else previewed.withheld
    return {
        why: before.get(why, 0) + made.withheld.get(why, 0)
        for why in dict.fromkeys([*before, *made.withheld])
    }


def _told(given: argparse.Namespace, previewed: Previewed, made: Applied) -> dict[str, Any]:
    proof = made.proof
    return {
        "read": proof.read if proof else previewed.counts.read,
        "changed": made.changed,
        "already": made.already,
        "withheld": _withheld(given, previewed, made),
        "rules": made.by_rule,
        "owners": made.by_owner,
        "dry": given.dry_run,
        "proof": asdict(proof) | {"holds": proof.holds} if proof else None,
        "folder": str(given.out) if given.out else None,
    }


def _say(
    given: argparse.Namespace, chosen: Plan | None, previewed: Previewed, made: Applied
) -> None:
    language = given.language
    counted = {"records": made.changed, "all": previewed.counts.read}
    counts = {name: number(count, language) for name, count in counted.items()}
    say(word("would" if given.dry_run else "did", language, **counts))
    say(*columns(_rules(made, chosen, language), language))
    if made.by_owner:
        say("", word("by-owner", language))
        owners = [(name or word("nobody", language), n) for name, n in made.by_owner.items()]
        say(*columns(owners, language))
    if withheld := _withheld(given, previewed, made):
        count = number(sum(withheld.values()), language)
        say("", word("withheld", language, count=count))
        reasons = [(word(f"why-{why}", language), n) for why, n in withheld.items()]
        say(*columns(reasons, language))
    for edit in _examples(given, previewed, made):
        say("", *_around(edit.before, edit.after))
    if made.proof:
        same = number(made.proof.untouched, language)
        say("", word("proved" if made.proof.holds else "unproved", language, count=same))
        say(word("written", language, path=made.folder))


def _rules(made: Applied, chosen: Plan | None, language: str) -> list[tuple[str, int]]:
    if chosen is None:
        return list(made.by_rule.items())
    return [(f"{name}: {chosen.text(name, language)}", n) for name, n in made.by_rule.items()]


def _examples(given: argparse.Namespace, previewed: Previewed, made: Applied) -> list[Edit]:
    """Some fields before and after, of the first records."""
    first = made.table().select("change").head(_SHOWN).collect()["change"]
    edits = [one for some in previewed.edits(first).values() for one in some][:_SHOWN]
    if not given.undo:
        return edits
    return [Edit(one.tag, one.after, one.before, one.rules) for one in edits]


def _around(old: str, new: str) -> tuple[str, str]:
    """Both lines, cut to where they begin to differ."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    start = sum(1 for _ in alike) - _BEFORE
    if start <= _HEAD:
        return f"- {cut(old)}", f"+ {cut(new)}"
    return f"- {old[:_HEAD]}…{cut(old[start:])}", f"+ {new[:_HEAD]}…{cut(new[start:])}"
