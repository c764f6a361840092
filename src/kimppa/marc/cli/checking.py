"""`kimppa marc check`."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kimppa.marc.checking import Checked, Setup, check
from kimppa.marc.checking.whole import Spread, processes
from kimppa.marc.cli.alone import alone
from kimppa.marc.cli.telling import Bar, say, say_json, width, wrong_use
from kimppa.marc.cli.words import word
from kimppa.marc.fixing.trying import failures
from kimppa.marc.results import summary, write
from kimppa.marc.rules.loading import load
from kimppa.marc.rules.spec import RuleError


def run(given: argparse.Namespace) -> int:
    """Check each file; with --out into that folder, of several files each into one of its own."""
    if given.engine == "dask" and not (given.scheduler and given.out):
        return wrong_use(word("dask-wants", given.language))
    if given.scheduler and given.engine != "dask":
        return wrong_use(word("scheduler-wants", given.language))
    names = [path.name for path in given.files]
    if given.out and len(set(names)) < len(names):
        return wrong_use(word("same-names", given.language))
    if empty := [folder for folder in given.rules if not load(folder).rules]:
        return wrong_use(word("no-rules-there", given.language, path=empty[0]))
    _try_rules(given.rules)
    setup = Setup(given.profile, tuple(folder.absolute() for folder in given.rules))
    told, found = [], 0
    for path in given.files:
        with _folder(given.out, path, len(names) > 1) as folder, _spread(given) as spread:
            checked = _checked(path, folder, setup, spread, given)
            found += len(checked.headings) + checked.counts.quarantined
            told.append(checked.told() | {"folder": str(folder) if given.out else None})
    if given.json:
        say_json(told if len(told) > 1 else told[0])
    return 1 if found else 0


def _try_rules(folders: list[Path]) -> None:
    """Rules of one's own must pass their own tests first. Raises RuleError with what does not."""
    for rule in load(*folders) if folders else ():
        for told in failures(rule):
            raise RuleError(rule.path, "", told)


def _checked(
    path: Path, folder: Path, setup: Setup, spread: Spread, given: argparse.Namespace
) -> Checked:
    bar = Bar(given.language)
    try:
        checked = check(path, folder, setup, spread=spread, progress=bar)
    finally:
        bar.end()
    if not given.json:
        say(summary(checked, given.language, width()))
    if given.out:
        write(checked, path, given.language)
        if not given.json:
            say("", word("written", given.language, path=folder / "report.html"))
    return checked


@contextmanager
def _folder(out: Path | None, path: Path, several: bool) -> Iterator[Path]:
    """Where the result of a file goes; one that nobody asked for is gone afterwards."""
    if out is None:
        with tempfile.TemporaryDirectory(prefix="kimppa-") as name:
            yield Path(name)
    else:
        with alone(out.absolute() / path.name if several else out.absolute()) as folder:
            yield folder


@contextmanager
def _spread(given: argparse.Namespace) -> Iterator[Spread]:
    if given.engine == "dask":
        from kimppa.marc.checking.dask import cluster  # an extra that need not be there

        with cluster(given.scheduler) as spread:
            yield spread
    else:
        yield processes(given.workers)
