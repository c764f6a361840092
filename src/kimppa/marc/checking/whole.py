"""A whole file: parts handed out, progress told, stopped and taken up again, put together."""

import hashlib
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kimppa.marc.checking.checked import SUMMARY, Checked
from kimppa.marc.checking.copying import Copying
from kimppa.marc.checking.joining import join
from kimppa.marc.checking.part import (
    TABLES,
    Part,
    PartDone,
    Setup,
    fingerprint,
    hand_over,
    ready,
    work,
)
from kimppa.marc.checking.ranges import Range, clear, split_file, state, whole
from kimppa.marc.definition.systems import recognised
from kimppa.marc.reading import MarcFileError, read

PART: Final = 32 * 1024 * 1024  # a group: what the last worker still does, others wait for
FIRST: Final = 2 * 1024 * 1024  # the first part is small: somebody waits for a sign of life
WORTH: Final = 16 * 1024 * 1024  # bytes; fewer are checked in less time than processes start in


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a check has come: bytes of all bytes, and what was in them."""

    bytes: int
    all: int
    records: int
    findings: int


POLARS_MEMORY: Final = "_RJEM_MALLOC_CONF"
# Bytes: what is larger than the first is given back at once; it takes no larger number.
MALLOC_LIMITS: Final = {"mmap_threshold": 32 * 1024 * 1024, "trim_threshold": 1024 * 1024 * 1024}

type Progress = Callable[[Seen], object]
type Spread = Callable[[list[Part]], Iterator[PartDone]]


class Stopped(Exception):  # noqa: N818  nothing is wrong: somebody asked for it
    """The check was asked to stop; the parts that are done are kept for the next time."""


def check(
    path: Path,
    folder: Path,
    setup: Setup | None = None,
    *,
    spread: Spread | None = None,
    progress: Progress = lambda _progress: None,
    stopping: Callable[[], bool] = lambda: False,
    size: int = PART,
) -> Checked:
    """Check a file and write what comes of it to `folder`; give it back opened.

    `progress` is told after each part. When `stopping` says so, Stopped is raised after a part;
    the same call later goes on from there, and begins anew when the file or the rules are not the
    same. `spread` hands the parts of about `size` bytes out: `processes()` (the default, one a
    core), `here`, or `dask.cluster(…)`. What does not depend on these is the result.
    Raises MarcFileError for what is no file of MARC records, RuleError for a broken setup.
    """
    setup, spread = setup or Setup(), spread or processes()
    if setup.systems is None:
        setup = replace(setup, systems=recognised(path))

    def checked(cuts: list[tuple[Range, ...]]) -> Checked:
        todo = _parts(path, cuts, folder, setup)
        with closing(Copying(path, folder, todo)) as copying:
            finished = _check_parts(copying, spread, progress, stopping)
            source = copying.source()
        outcome = join(source, copying, folder, setup, finished)
        shutil.rmtree(todo[0].folder)
        return outcome

    try:
        outcome = checked(split_file(path, folder, size, min(FIRST, size)))
    except MarcFileError:
        # Something is wrong with the file, or a cut was none: reading it in one tells.
        clear(folder)
        for _batch in read(path):
            pass
        outcome = checked(whole(path))
    clear(folder)
    return outcome


def _check_parts(
    copying: Copying, spread: Spread, progress: Progress, stopping: Callable[[], bool]
) -> list[PartDone]:
    """All parts done, in their order. Raises Stopped."""
    todo, finished = copying.parts, copying.done
    total = sum(part.size for part in todo)
    for part_done in spread(todo):
        copying.add(part_done)
        bytes_read = sum(todo[number].size for number in finished)
        records = sum(outcome.records for outcome in finished.values())
        findings = sum(outcome.findings for outcome in finished.values())
        progress(Seen(bytes_read, total, records, findings))
        if stopping() and len(finished) < len(todo):
            raise Stopped
    return [finished[number] for number in sorted(finished)]


def _parts(path: Path, cuts: list[tuple[Range, ...]], folder: Path, setup: Setup) -> list[Part]:
    """The parts of a file. What was begun with another file, or other rules, is thrown away."""
    parts_folder = folder / "parts"
    places = [[(span.offset, span.start, span.stop) for span in ranges] for ranges in cuts]
    identity = (state(path), places, TABLES, fingerprint(setup))
    mark = parts_folder / hashlib.sha256(repr(identity).encode()).hexdigest()
    if not mark.exists():
        shutil.rmtree(parts_folder, ignore_errors=True)
        parts_folder.mkdir(parents=True)
        mark.touch()
    (folder / SUMMARY).unlink(missing_ok=True)  # the tables are about to be other ones
    return [Part(number, ranges, parts_folder, setup) for number, ranges in enumerate(cuts)]


def here(todo: list[Part]) -> Iterator[PartDone]:
    """Every part in this process, one after another."""
    return map(work, todo)


def processes(count: int | None = None) -> Spread:
    """Parts handed to so many processes of this machine; without a number one a core, or none for
    a small file."""
    workers = count or len(os.sched_getaffinity(0))
    least = 0 if count else WORTH

    def spread(todo: list[Part]) -> Iterator[PartDone]:
        waiting = [part for part in todo if not part.done.exists()]
        if workers == 1 or len(waiting) < 2 or sum(part.size for part in waiting) < least:
            yield from here(todo)
            return
        yield from (work(part) for part in todo if part.done.exists())
        # Polars must not have been used before a fork; a spawned process begins afresh.
        context = multiprocessing.get_context("spawn")
        setup = waiting[0].setup
        how = setup, ready(setup)
        with ProcessPoolExecutor(
            min(workers, len(waiting)), context, initializer=hand_over, initargs=how
        ) as pool:
            with one_thread():
                futures = [pool.submit(work, part) for part in waiting]
            try:
                for future in as_completed(futures):
                    yield future.result()
            finally:
                pool.shutdown(cancel_futures=True)

    return spread


@contextmanager
def one_thread() -> Iterator[None]:
    """Processes begun here let Polars use one thread: a process a core is faster.

    And memory that was freed is kept until the end, by Polars and by the C library: the next batch
    needs as much again, and to get it anew from the system is a fifteenth of the whole work.
    """
    variables = {
        "POLARS_MAX_THREADS": "1",
        "POLARS_SKIP_CPU_CHECK": "1",  # done here
        "OPENBLAS_NUM_THREADS": "1",
        "NUMPY_MADVISE_HUGEPAGE": "0",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        POLARS_MEMORY: "dirty_decay_ms:-1,muzzy_decay_ms:-1",
        "GLIBC_TUNABLES": ":".join(
            f"glibc.malloc.{name}={size}" for name, size in MALLOC_LIMITS.items()
        ),
    }
    variables_before = {name: os.environ[name] for name in variables.keys() & os.environ.keys()}
    # What somebody has set stands, but for Polars' memory: Polars sets that when it is imported.
    os.environ.update(
        variables
        | {name: variables_before[name] for name in variables_before.keys() - {POLARS_MEMORY}}
    )
    try:
        yield
    finally:
        for name in variables.keys() - variables_before.keys():
            del os.environ[name]
        os.environ.update(variables_before)
