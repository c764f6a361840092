"""Which tests stay in one process, and which begin first."""

from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# No rooms: their tests start from little.
SHARED = {"config", "core", "desk", "jobs", "operations", "ui"}
# Tests, folders of tests/, and rooms whose tests stay in one process, by the seconds that they take
# of one: what takes long and is begun last would run alone in the end.
WEIGHTS = {
    "test_links_lead_somewhere": 180,  # other journeys wait for it
    "every room": 200,
    "operations": 170,
    "growth": 75,  # one test takes a minute
    "budgets": 60,
    "moving": 40,
    "catalogue": 65,
    "statistics": 55,
    "journeys": 50,  # its tests are shared out; one walk over pages takes a minute
    "report": 45,
    "serving": 40,
    "backup": 35,
    "faults": 20,
    "programme": 20,
    "publishing": 12,
    "feedback": 10,
}


@cache
def inside_of(path: Path) -> tuple[str, ...]:
    """A file's folders from the root on, and its name."""
    return path.relative_to(ROOT).parts


def group_of(item: pytest.Item) -> str:
    """What tests start from is made once in a process: the tests that share it are a group."""
    fixtures = getattr(item, "fixturenames", ())
    if "every_room" in fixtures:
        return "every room"
    inside = inside_of(item.path)
    if inside[:2] == ("src", "kimppa") and inside[2] not in SHARED and "db" in fixtures:
        return inside[2]
    return "/".join(inside) if shares_with_its_module(item) else ""


def shares_with_its_module(item: pytest.Item) -> bool:
    """Whether a test starts from what is made once for its module."""
    known = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    return any(each.scope == "module" for made in known.values() for each in made)


def weight_of(item: pytest.Item) -> int:
    """The weight of a test, or of its group or folder; those without one follow as they are."""
    known = (getattr(item, "originalname", ""), group_of(item), inside_of(item.path)[1])
    return next((WEIGHTS[name] for name in known if name in WEIGHTS), 0)
