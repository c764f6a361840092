"""A folder of pages is called as its address, its templates and its tests are."""

import inspect
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "kimppa"

# What is called otherwise: by the part that differs, with the reason.
OTHER_ADDRESSES = {
    "catalogue/corrections": "codes, plans and files to mend have an address each",
    "desk/home": "the instance's own first address",
    "desk/mail": "what people read there are letters; the mailbox is the room",
    "desk/privacy": "a person's data stand under the person",
    "meetings/dates": "a survey's address is public and Finnish; planning a year is of the room",
    "meetings/invitations": "an invitation's address is public and Finnish",
    "operations/monitoring": "the addresses that monitors ask for",
    "statistics/parts": "a period is a part of a year: it stands under the year",
    "statistics/work": "a municipality's figures stand under the year",
}
# Where the tests of a folder stand when no file in the room is called like it.
OTHER_TESTS = {
    "config/api": "tests/api",
    "desk/apidocs": "tests/contracts/test_texts_out.py",
    "desk/demo": "tests/test_setup.py",
    "desk/help": "src/kimppa/desk/tests/test_places.py",
    "desk/tokens": "tests/api/test_ended_roles.py",
    "desk/yearclock": "tests/home/test_yearclock.py",
    "statistics/enquiry": "src/kimppa/statistics/tests/test_undo.py",
    "statistics/imports": "src/kimppa/statistics/tests/test_reading.py",
    "statistics/parts": "src/kimppa/statistics/tests/test_periods.py",
    "statistics/series": "src/kimppa/statistics/tests/test_keyfigures.py",
    "statistics/work": "src/kimppa/statistics/tests/test_typed_over.py",
}


def folders() -> Iterator[str]:
    """Folders of rooms with views, but `views/`, which are several modules of the room's own."""
    for path in sorted([*SRC.glob("*/*/views.py"), *SRC.glob("*/*/views/")]):
        folder = path.parent
        if folder.name != "views" and (SRC / folder.parent.name / "apps.py").exists():
            yield f"{folder.parent.name}/{folder.name}"


FOLDERS = sorted(folders())


def addresses() -> dict[str, set[str]]:
    """The addresses of each module's views."""
    found: dict[str, set[str]] = defaultdict(set)

    def walk(patterns: Iterable[Any], before: str) -> None:
        for pattern in patterns:
            address = f"{before}{pattern.pattern}"
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, address)
            elif isinstance(pattern, URLPattern):
                view: Any = inspect.unwrap(pattern.callback)
                module = getattr(view, "view_class", view).__module__
                found[module].add(address.replace("-", ""))

    walk(get_resolver().url_patterns, "")
    return found


def stem(name: str) -> str:
    """ "sampling", "links" as the address "sample" or the test "link" begins."""
    return name.removesuffix("ing").rstrip("s")


def test_each_exception_is_of_a_folder() -> None:
    assert OTHER_ADDRESSES.keys() | OTHER_TESTS.keys() <= set(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_address_is_called_as_the_folder(folder: str) -> None:
    room, name = folder.split("/")
    own = {
        address
        for module, texts in addresses().items()
        if module.startswith(f"kimppa.{room}.{name}.")
        for address in texts
    }
    is_alike = any(stem(name) in address for address in own)
    assert is_alike or not own or folder in OTHER_ADDRESSES, sorted(own)
    assert not (is_alike and folder in OTHER_ADDRESSES), "it is called so now: no exception"


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_tests_are_called_as_the_folder(folder: str) -> None:
    room, name = folder.split("/")
    names = [path.stem for path in (SRC / room).rglob("test_*.py")]
    inside = [*(SRC / room / name).rglob("test_*.py")]
    is_alike = bool(inside) or any(stem(name) in test for test in names)
    assert is_alike != (folder in OTHER_TESTS), names
    assert is_alike or (ROOT / OTHER_TESTS[folder]).exists()


ROOMS = sorted(path.parent.name for path in SRC.glob("*/templates") if path.parent.name != "ui")
SHARED = {"parts", "mail", "includes", "public"}
OF_NONE = {"statistics": {"year"}}  # the room's own page of a year


@pytest.mark.parametrize("room", ROOMS)
def test_a_folder_of_templates_is_called_as_the_rooms_own(room: str) -> None:
    templates = {path.name for path in (SRC / room / "templates" / room).glob("*/")}
    folders_of_room = {path.name for path in (SRC / room).glob("*/")}
    assert templates <= folders_of_room | SHARED | OF_NONE.get(room, set())
