"""One name, one look: what a page's own stylesheet draws, no other stylesheet draws."""

import re
from collections import defaultdict

from tests.architecture.conftest import ROOT

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SELECTORS = re.compile(r"([^{}]+)\{")
ALONE = re.compile(r"\.[\w-]+")
PRINT = "print.css"  # draws the same things again, on paper


def test_no_class_has_two_looks() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for path in (ROOT / "src").rglob("static/**/*.css"):
        if "vendor" not in path.parts and path.name != PRINT:
            for name in drawn(path.read_text(encoding="utf-8")):
                homes[name].add(str(path.relative_to(ROOT)))
    assert len(homes) > 100
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}


def drawn(text: str) -> set[str]:
    """The classes that a stylesheet gives a look by their name alone."""
    lists = SELECTORS.findall(COMMENT.sub("", text))
    names = (one.strip() for found in lists for one in found.split(","))
    return {name for name in names if ALONE.fullmatch(name)}


def test_only_a_class_by_itself_is_a_look() -> None:
    text = "/* .x {} */ .a, .b .c { color: red } @media print { .d { color: blue } } .e:hover {}"
    assert drawn(text) == {".a", ".d"}
