"""How many examples hypothesis draws: a third of them each day, all in `make test-all`.

New ones are drawn in each run, so what a day's third misses, the next may find.
"""

import os

SETTING = "EXAMPLES"
EVERY = os.environ.get(SETTING) == "all"
USUAL = 100  # of a test that does not say how many


def drawn(count: int) -> int:
    """How many examples to draw of those that a test is worth."""
    return count if EVERY else max(count // 3, min(count, 20))
