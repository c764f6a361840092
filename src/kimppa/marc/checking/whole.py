"""A whole file: parts handed out, progress told, stopped and taken up again, put together."""

import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from kimppa.marc.checking.checked import Checked
from kimppa.marc.checking.joining import join
from kimppa.marc.checking.part import Part, PartDone, Setup, work
from kimppa.marc.reading import parts

type Progress = Callable[[int, int], object]
type Spread = Callable[[list[Part]], Iterator[PartDone]]


class Stopped(Exception):  # noqa: N818  nothing is wrong: somebody asked for it
    """The check was asked to stop; the parts that are done are kept for the next time."""


def check(
    path: Path,
    folder: Path,
    setup: Setup | None = None,
    *,
    spread: Spread | None = None,
    progress: Progress = lambda _done, _all: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Checked:
    """Check a file and write what comes of it to `folder`; give it back opened.

    `progress` is told the bytes read of all bytes after each part. When `stopping` says so,
    Stopped is raised after a part; the same call later goes on from there. `spread` hands the
    parts out: `processes()` (the default, one a core), `here`, or `dask.cluster(…)`.
    Raises MarcFileError for what is no file of MARC records, RuleError for a broken setup.
    """
    setup = setup or Setup()
    below = folder / "parts"
    below.mkdir(parents=True, exist_ok=True)
    todo = [
        Part(number, path, start, stop, below, setup)
        for number, (start, stop) in enumerate(parts(path))
    ]
    total = path.stat().st_size
    ends = {part.number: part.stop or total for part in todo}
    sizes = {part.number: ends[part.number] - part.start for part in todo}
    done: list[PartDone] = []
    read = 0
    for one in (spread or processes())(todo):
        done.append(one)
        read += sizes[one.number]
        progress(read, total)
        if stopping() and len(done) < len(todo):
            raise Stopped
    checked = join(path, folder, setup, sorted(done, key=lambda one: one.number), todo)
    shutil.rmtree(below)
    return checked


def here(todo: list[Part]) -> Iterator[PartDone]:
    """Every part in this process, one after another."""
    return map(work, todo)


def processes(count: int | None = None) -> Spread:
    """Parts handed to so many processes of this machine; one a core without a number."""
    workers = count or len(os.sched_getaffinity(0))

    def spread(todo: list[Part]) -> Iterator[PartDone]:
        left = [part for part in todo if not part.done.exists()]
        if len(left) < 2 or workers == 1:
            yield from here(todo)
            return
        yield from (work(part) for part in todo if part.done.exists())
        # Polars must not have been used before a fork; a spawned process begins afresh.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(workers, len(left)), context) as pool:
            with one_thread():
                futures = [pool.submit(work, part) for part in left]
            try:
                for future in as_completed(futures):
                    yield future.result()
            finally:
                pool.shutdown(cancel_futures=True)

    return spread


@contextmanager
def one_thread() -> Iterator[None]:
    """Processes begun here let Polars use one thread: a process a core is faster."""
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = before or "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["POLARS_MAX_THREADS"]
