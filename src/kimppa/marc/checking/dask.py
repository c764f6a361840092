"""Parts handed to the workers of a Dask scheduler: other machines that see the same folders.

    with cluster("tcp://kone:8786") as spread:
        check(path, folder, spread=spread)

The file, the folder and the folders of own rules have the same paths on every machine. A part whose
worker is lost goes to another one; whoever works on it, its tables are the same. Whoever reaches a
scheduler can run anything on its workers: it listens on a network of its own, or with TLS.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from distributed import Client, as_completed

from kimppa.marc.checking.part import Part, PartDone, work
from kimppa.marc.checking.whole import Spread

_PATIENCE = 10  # seconds that a scheduler may take to answer


@contextmanager
def cluster(address: str) -> Iterator[Spread]:
    """The workers of the scheduler at an address. Raises OSError when it does not answer."""
    with Client(address, timeout=_PATIENCE, set_as_default=False) as client:  # type: ignore[no-untyped-call]

        def spread(todo: list[Part]) -> Iterator[PartDone]:
            futures = client.map(work, todo, pure=False)
            ready = as_completed(futures, loop=client.loop, with_results=True)  # type: ignore[no-untyped-call]
            try:
                for _future, part in ready:
                    yield part
            finally:
                client.cancel(futures)

        yield spread
