"""A request to stop wakes the server however it arrives."""

import signal
import threading
from collections.abc import Iterator

import pytest

from kimppa.operations.management.commands.serve import Wakeups


@pytest.fixture
def wakeups() -> Iterator[Wakeups]:
    """Woken by SIGUSR1, as the server is by SIGTERM."""
    woken = Wakeups()
    before = signal.signal(signal.SIGUSR1, lambda *_told: woken.set())
    yield woken
    signal.signal(signal.SIGUSR1, before)


def test_signals_that_interrupt_one_another_never_stop_the_process(wakeups: Wakeups) -> None:
    # With a `threading.Event` some thousand of these are enough to lock the process for good.
    main, rounds = threading.main_thread().ident, 20_000
    assert main is not None

    def send() -> None:
        for _round in range(rounds):
            signal.pthread_kill(main, signal.SIGUSR1)

    sender = threading.Thread(target=send)
    sender.start()
    while sender.is_alive():
        wakeups.set()
        wakeups.wait()
    sender.join()


def test_a_stop_that_comes_while_the_loop_looks_after_a_worker_is_not_forgotten(
    wakeups: Wakeups,
) -> None:
    wakeups.set()
    wakeups.wait()
    signal.raise_signal(signal.SIGUSR1)
    wakeups.clear()
    waiter = threading.Thread(target=wakeups.wait, daemon=True)
    waiter.start()
    waiter.join(timeout=10)
    assert not waiter.is_alive()
