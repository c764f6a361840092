"""When to try again what went wrong: plain rules, without clock or database."""

import datetime as dt
import hashlib
from dataclasses import dataclass


class PermanentError(Exception):
    """Another try would not help; the message says why, in words that staff read."""


class TryLaterError(Exception):
    """It will work later. `after` is how long to wait when the other side has said so."""

    def __init__(self, message: str = "", *, after: dt.timedelta | None = None) -> None:
        super().__init__(message)
        self.after = after


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how soon a piece of work is tried again.

    `attempts` counts the first one too. The waits, in seconds, are `first`, `first * factor`,
    `first * factor²` … up to `ceiling`, each lengthened by up to `jitter` of itself, so that
    what failed together does not come back together.
    """

    attempts: int = 3
    first: float = 60
    factor: float = 5
    ceiling: float = 6 * 3600
    jitter: float = 0.1

    def wait(self, attempt: int, key: str = "") -> dt.timedelta | None:
        """How long to wait after the attempt of that number (1, 2 …) failed; None = give up.

        The jitter is drawn from the key and the number: the same ones give the same wait.
        """
        if attempt >= self.attempts:
            return None
        # The exponent is bounded, for no float holds a factor to the power of thousands.
        seconds = min(self.first * self.factor ** min(attempt - 1, 64), self.ceiling)
        fraction = hashlib.sha256(f"{key}:{attempt}".encode()).digest()[0] / 255
        return dt.timedelta(seconds=seconds * (1 + self.jitter * fraction))

    def helps(self, error: BaseException) -> bool:
        """Whether another try may help after this error."""
        return not isinstance(error, PermanentError)
