"""A whole file checked: cut into parts, spread over processes or machines, put together again.

    checked = check(Path("luettelo.mrc"), Path("tulos"), Setup("shared"))
    print(checked.counts.read, checked.found("title-stray-colon"))

What a part gives does not depend on who works on it, so every way of working gives the same.
"""

from kimppa.marc.checking.checked import Checked, Counts, Heading, opened
from kimppa.marc.checking.part import Setup
from kimppa.marc.checking.whole import Seen, Stopped, check

__all__ = ["Checked", "Counts", "Heading", "Seen", "Setup", "Stopped", "check", "opened"]
