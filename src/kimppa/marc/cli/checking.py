"""`kimppa marc check`."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kimppa.marc.checking import Checked, Setup, check
from kimppa.marc.checking.whole import Spread, processes
from kimppa.marc.cli.messages import word
from kimppa.marc.cli.output import Bar, say, say_json, width, wrong_use
from kimppa.marc.cli.refusals import exclusive, of_the_system, refuse
from kimppa.marc.cli.systems import named, unknown
from kimppa.marc.fixing.fixes import failures
from kimppa.marc.reading import MarcFileError
from kimppa.marc.results import summary, write
from kimppa.marc.rules.loading import load
from kimppa.marc.rules.spec import RuleError


def run(options: argparse.Namespace) -> int:
    """Check each file; with --out into that folder, of several files each into one of its own."""
    if options.engine == "dask" and not (options.scheduler and options.out):
        return wrong_use(word("dask-wants", options.language))
    if options.scheduler and options.engine != "dask":
        return wrong_use(word("scheduler-wants", options.language))
    names = [path.name for path in options.files]
    if options.out and len(set(names)) < len(names):
        return wrong_use(word("same-names", options.language))
    if empty_folders := [folder for folder in options.rules if not load(folder).rules]:
        return wrong_use(word("no-rules-there", options.language, path=empty_folders[0]))
    systems = named(options.system)
    if misuse := unknown(systems, options.language):
        return wrong_use(misuse)
    _try_rules(options.rules)
    setup = Setup(
        options.profile,
        tuple(folder.absolute() for folder in options.rules),
        systems=systems,
    )
    summaries = [_summary(path, setup, options) for path in options.files]
    read_summaries = [summary for summary, _found in summaries if summary]
    if options.json:
        say_json(read_summaries if len(names) > 1 else read_summaries[0])
    return 1 if any(has_findings for _summary, has_findings in summaries) else 0


def _summary(
    path: Path, setup: Setup, options: argparse.Namespace
) -> tuple[dict[str, object] | None, bool]:
    """Check one file: its summary and whether something was found.

    One of several that cannot be read is told of, and the others are checked.
    """
    several = len(options.files) > 1
    try:
        with _folder(options.out, path, several) as folder, _spread(options) as spread:
            checked = _check_file(path, folder, setup, spread, options)
            place = {"folder": str(folder) if options.out else None}
            return checked.told() | place, bool(checked.headings or checked.counts.quarantined)
    except MarcFileError as error:
        if not several:
            raise
        refuse(error.text(options.language))
    except FileNotFoundError as error:
        if not several:
            raise
        refuse(of_the_system(error, options.language))
    return None, True


def _try_rules(folders: list[Path]) -> None:
    """Rules of one's own must pass their own tests first. Raises RuleError with what does not."""
    for rule in load(*folders) if folders else ():
        for failure in failures(rule):
            raise RuleError(rule.path, "", failure)


def _check_file(
    path: Path, folder: Path, setup: Setup, spread: Spread, options: argparse.Namespace
) -> Checked:
    bar = Bar(options.language)
    try:
        checked = check(path, folder, setup, spread=spread, progress=bar)
    finally:
        bar.end()
    if not options.json:
        say(summary(checked, options.language, width()))
    if options.out:
        write(checked, path, options.language)
        if not options.json:
            say("", word("written", options.language, path=folder / "report.html"))
    return checked


@contextmanager
def _folder(target: Path | None, path: Path, several: bool) -> Iterator[Path]:
    """Where the result of a file goes; one that nobody asked for is gone afterwards."""
    if target is None:
        with tempfile.TemporaryDirectory(prefix="kimppa-") as name:
            yield Path(name)
    else:
        with exclusive(target.absolute() / path.name if several else target.absolute()) as folder:
            yield folder


@contextmanager
def _spread(options: argparse.Namespace) -> Iterator[Spread]:
    if options.engine == "dask":
        from kimppa.marc.checking.dask import cluster  # an extra that need not be there

        with cluster(options.scheduler) as spread:
            yield spread
    else:
        yield processes(options.workers)
