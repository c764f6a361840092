"""The commands of the operations pages, as they stand there.

A page marks the commands that are followed with a second word after ```sh: `check` for those that
look at the running services, and its own name (`install`, `upgrade`) for those that change the
server.
"""

import re
from dataclasses import dataclass
from pathlib import Path

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations"
FENCE = re.compile(r"^```sh (?P<kind>\w+)\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """One block of commands and the heading above it."""

    page: str
    heading: str
    kind: str
    commands: str

    def __str__(self) -> str:
        return f"{self.page}, {self.heading}: {self.kind}"


def steps(page: str, *kinds: str) -> list[Step]:
    """The marked blocks of a page in their order; only the kinds that are asked for."""
    text = (OPERATIONS / page).read_text(encoding="utf-8")
    return [
        Step(page, heading_above(text, match.start()), match["kind"], match["commands"])
        for match in FENCE.finditer(text)
        if match["kind"] in kinds
    ]


def heading_above(text: str, place: int) -> str:
    headings = re.findall(r"^##+ (.+)$", text[:place], re.MULTILINE)
    return headings[-1] if headings else "top"
