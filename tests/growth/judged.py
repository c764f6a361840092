"""Patterns that take long to measure and were measured as they stand.

    python -m tests.growth.judged      measure all of them, and write tests/growth/judged.txt

How long a pattern takes depends on nothing but itself and Python: a line holds for a pattern until
it, how it is called, how it is measured or Python is another one. Patterns without a line are
measured every day, these in `make test-all`, which fails when a line has become useless.
"""

import hashlib
import sys
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.growth.patterns import Use

HERE = Path(__file__).parent
LINES = HERE / "judged.txt"
JUDGES = ("attacks.py", "measuring.py", "test_patterns.py")
DEAR = 0.02  # processor seconds
LENGTH = 20  # letters of a digest


@cache
def judges() -> str:
    """What measures, as one text."""
    version = ".".join(map(str, sys.version_info[:2]))
    return "\n".join([version, *((HERE / name).read_text(encoding="utf-8") for name in JUDGES)])


def digest(use: "Use") -> str:
    """What tells a pattern, its calls and its judges from all others."""
    pattern = use.pattern
    text = [judges(), repr(pattern.pattern), str(pattern.flags), *sorted(use.methods)]
    return hashlib.sha256("\n".join(text).encode()).hexdigest()[:LENGTH]


def judged() -> set[str]:
    """The digests that have a line."""
    return {line.split()[0] for line in LINES.read_text(encoding="utf-8").splitlines()}


def main() -> None:
    import django

    django.setup()
    from tests.growth.patterns import uses
    from tests.growth.test_patterns import fault

    lines = set()
    for use in uses():
        start = time.thread_time()
        if text := fault(use):
            sys.exit(text)
        if time.thread_time() - start > DEAR:
            lines.add(f"{digest(use)}  {use.place}\n")
    LINES.write_text("".join(sorted(lines, key=lambda line: line.split()[1])), encoding="utf-8")


if __name__ == "__main__":
    main()
