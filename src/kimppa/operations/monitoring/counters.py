"""Counting requests. Each process counts for itself; whoever is asked adds all of them up.

Each server process keeps its counts in memory and writes them once a second, when they have
changed, to a file of its own in the server's folder. The one that a watcher happens to ask adds
up all files there, those of processes that have died included, so that counts only grow while the
server runs. Others' counts may be a second old.
"""

import json
import os
import shutil
import threading
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

from kimppa.core.home import path

# Upper bounds of the histogram, in seconds.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
FLUSH_SECONDS = 1.0
_MOST_NAMES = 2_000


class Counts(TypedDict):
    """What one process has seen: requests by "method route status" that Django has answered, the
    same of those answered from memory, and how long Django took."""

    hits: dict[str, int]
    requests: dict[str, int]
    durations: dict[str, list[float]]  # by route: a count for each bound and above, then the sum


class Counters:
    def __init__(self, file: Path | None = None) -> None:
        """`file` is where they are written; None counts in memory only."""
        self._file = file
        self._lock = threading.Lock()
        self._counts: Counts = {"hits": {}, "requests": {}, "durations": {}}
        self._hits: dict[tuple[str, str, int], int] = {}
        self._changed = threading.Event()
        self._writer: threading.Thread | None = None

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        name = f"{_method(method)} {route or '-'} {status}"
        with self._lock:
            requests = self._counts["requests"]
            if name in requests or len(requests) < _MOST_NAMES:
                requests[name] = requests.get(name, 0) + 1
            buckets = self._counts["durations"].get(route)
            if buckets is None:
                buckets = self._counts["durations"][route] = [0.0] * (len(BOUNDS) + 2)
            buckets[bisect_left(BOUNDS, seconds)] += 1
            buckets[-1] += seconds
        self._wake_writer()

    def hit(self, method: str, route: str, status: int) -> None:
        """One request was answered from memory. It takes microseconds and is not timed."""
        key = method, route, status
        with self._lock:
            self._hits[key] = self._hits.get(key, 0) + 1
        if not self._changed.is_set():
            self._wake_writer()

    def _wake_writer(self) -> None:
        if self._file is None:
            return
        self._changed.set()
        if self._writer is None:
            self._start()

    def _start(self) -> None:
        self._writer = threading.Thread(target=self._write_for_ever, daemon=True)
        self._writer.start()

    def _write_for_ever(self) -> None:
        pause = threading.Event()
        while True:
            self._changed.wait()
            pause.wait(FLUSH_SECONDS)
            self._changed.clear()
            self.write()

    def write(self) -> None:
        """Write the file whole, or leave the old one: a full disk must not stop the server."""
        if self._file is None:
            return
        with self._lock:
            hit_counts = {" ".join(map(str, key)): count for key, count in self._hits.items()}
            text = json.dumps(self._counts | {"hits": hit_counts})
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            spare = self._file.with_suffix(".new")
            spare.write_text(text, encoding="ascii")
            spare.replace(self._file)


def _method(method: str) -> str:
    """Only known methods become names: a visitor could invent a million others."""
    methods = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return method if method in methods else "OTHER"


def total(folder: Path) -> Counts:
    """The sum over all processes of one server."""
    sums: Counts = {"hits": {}, "requests": {}, "durations": {}}
    for counts in _read_counts(folder):
        _add_counts(sums["hits"], counts["hits"])
        _add_counts(sums["requests"], counts["requests"])
        for route, buckets in counts["durations"].items():
            bucket_sums = sums["durations"].get(route, [0.0] * len(buckets))
            sums["durations"][route] = [a + b for a, b in zip(bucket_sums, buckets, strict=True)]
    return sums


def _add_counts(sums: dict[str, int], counts: dict[str, int]) -> None:
    for name, count in counts.items():
        sums[name] = sums.get(name, 0) + count


def total_here(home: Path) -> Counts:
    """The sum over the processes of the server that this process belongs to."""
    return total(folder_of(home, os.getppid()))


def _read_counts(folder: Path) -> Iterator[Counts]:
    for file in sorted(folder.glob("*.json")):
        with suppress(OSError, ValueError):
            yield json.loads(file.read_text(encoding="ascii"))


def of_this_process(home: Path) -> Counters:
    """Counters that are written where the other processes of the same server write theirs."""
    return Counters(folder_of(home, os.getppid()) / f"{os.getpid()}.json")


def folder_of(home: Path, server: int) -> Path:
    """Where the processes of the server with the process id write."""
    return path("run", home) / f"counts-{server}"


def tidy(home: Path) -> None:
    """Remove the folders of servers that have ended, and one of our own number from before."""
    for folder in path("run", home).glob("counts-*"):
        process_id = folder.name.removeprefix("counts-")
        if process_id.isdigit() and (int(process_id) == os.getpid() or not _lives(int(process_id))):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
