"""What the benchmarks share: the large consortium, a stopwatch, and where results are told."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from tests.budgets.consortium import Generated, make


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians over the runs, in milliseconds of CPU and of wall time."""

    cpu: float
    wall: float

    def __str__(self) -> str:
        return f"{self.cpu:8.1f} ms CPU {self.wall:8.1f} ms wall"


def measure(work: Callable[[], object], runs: int = 7) -> Timing:
    """Run once to warm up, then `runs` times."""
    work()
    cpu, wall = [], []
    for _run in range(runs):
        cpu_start, wall_start = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - cpu_start)
        wall.append(time.perf_counter() - wall_start)
    return Timing(1000 * statistics.median(cpu), 1000 * statistics.median(wall))


def tell(claim: str, ours: Timing, peer_name: str = "", peer: Timing | None = None) -> None:
    """Print a line for docs/benchmarks.md."""
    line = f"\n{claim}\n  ours  {ours}"
    if peer is not None:
        line += (
            f"\n  peer  {peer}  ({peer_name})\n  ratio {ours.cpu / peer.cpu:.3f} of the peer's CPU"
        )
    print(line)


@pytest.fixture(scope="session")
def large(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Generated]:
    """20 municipalities, 10 years, 100,000 pieces of work; made once for all benchmarks."""
    with django_db_blocker.unblock():
        yield make()
