"""What every kind of mailbox shares: how much of a letter is fetched, and what cannot be."""

from typing import Final

HEAD: Final = 64 * 1024  # bytes of a letter's beginning: its headers, for who sent it and when


class LargeLetterError(Exception):
    """A letter is larger than what is fetched. `head` is its beginning, at most HEAD bytes."""

    def __init__(self, size: int, head: bytes) -> None:
        super().__init__(f"{size} bytes")
        self.size, self.head = size, head


class NoLetterError(Exception):
    """The mailbox has listed a letter and does not give it."""
