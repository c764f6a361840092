"""Each role, each endpoint, own and other municipality.

A row says what each gets: the coordinator, Tammela's director, staff and reader, then Ypäjä's
director and staff. Objects are Tammela's. An endpoint that is missing from the tables fails.
"""

from typing import Any

import pytest

from kimppa.config.api.openapi import document
from kimppa.core.audit.models import AuditEvent
from kimppa.desk.tests.conftest import Louna
from tests.api.conftest import program_of
from tests.rooms import is_chosen, room_of

WHO = ("coordinator", "director", "staff", "reader", "other-director", "other-staff")
ALL = (200,) * 6
OWN = (200, 200, 200, 200, 404, 404)
COORDINATOR = (200, 403, 403, 403, 403, 403)

READ: dict[str, tuple[int, ...]] = {
    "/api/me": ALL,
    "/api/municipalities": ALL,
    "/api/branches": ALL,
    "/api/services": ALL,
    "/api/topics": ALL,
    "/api/work": ALL,
    "/api/work/{work}": OWN,
    "/api/tasks": ALL,
    "/api/tasks/{task}": OWN,
    "/api/variables": ALL,
    "/api/figures": ALL,
    "/api/figures/{figure}": OWN,
    "/api/decisions": ALL,
    "/api/decisions/{decision}": OWN,
    "/api/ratifications": ALL,
    "/api/ratifications/{ratification}": OWN,
    "/api/releases": ALL,
    "/api/releases/{release}": OWN,
    "/api/releases/{release}/facts": OWN,
    "/api/deliveries": ALL,
    "/api/deliveries/{delivery}": OWN,
    "/api/year-clock?start=2025-01-01&end=2025-12-31": ALL,
    "/api/agreement/years": ALL,
    "/api/agreement/years/2024": ALL,
    "/api/agreement/years/2024/clauses": ALL,
    "/api/agreement/years/2024/coverage": ALL,
    "/api/programme/years": ALL,
    "/api/programme/years/2024": (200, 200, 404, 404, 200, 404),
    "/api/programme/years/2024/actions": (200, 200, 404, 404, 200, 404),
    "/api/programme/years/2024/actions/1": (200, 200, 404, 404, 200, 404),
    "/api/programme/years/2024/actions/1/steps": (200, 200, 404, 404, 200, 404),
    "/api/programme/years/2024/actions/1/updates": (200, 200, 404, 404, 200, 404),
    "/api/statistics/years": ALL,
    "/api/statistics/variables": ALL,
    "/api/statistics/years/2024/figures?municipality=834": OWN,
    "/api/statistics/series/LAI_total": ALL,
    # The small consortium has no page; kimppa/pages/tests/test_api.py has.
    "/api/pages/pages": ALL,
    "/api/pages/pages/1": (404,) * 6,
    "/api/pages/changes": ALL,
    "/api/feedback/figures?year=2024": ALL,
    "/api/feedback/tickets": ALL,
    "/api/feedback/tickets/1": (404,) * 6,  # kimppa/feedback/tests/test_api.py has some
    "/api/publishing/items": ALL,
    "/api/publishing/items/{item}": OWN,
    "/api/eresources/licences": ALL,
    "/api/eresources/orders": ALL,
    # The small consortium has no meeting.
    "/api/meetings": ALL,
    "/api/meetings/1": (404,) * 6,
    "/api/report/years": COORDINATOR,
    "/api/report/years/2024/paragraphs": COORDINATOR,
    "/api/report/versions": ALL,
    "/api/report/versions/{release}": OWN,
    # The small consortium has no export; kimppa/catalogue/tests/test_api.py has.
    "/api/catalogue/snapshots": ALL,
    "/api/catalogue/rules": ALL,
    "/api/catalogue/rules/title-stray-colon": (404,) * 6,
    "/api/catalogue/rules/title-stray-colon/findings": (404,) * 6,
    "/api/catalogue/duplicates": ALL,
    "/api/catalogue/plans": ALL,
    "/api/catalogue/plans/1": (404,) * 6,
    "/api/catalogue/practices": ALL,
}
WORK = {"topic": "guidance", "title": "Uusi", "municipalities": ["834"]}
TASK = {"topic": "guidance", "title": "Uusi", "municipality": "834"}
FIGURE = {"variable": "population", "year": 2023, "value": "12.5", "source": "Laskuri"}
# The work was logged by somebody else, so staff may not touch it; 404 where it is not seen.
WRITE: dict[tuple[str, str], tuple[Any, tuple[int, ...]]] = {
    ("POST", "/api/work"): (WORK, (201, 201, 201, 403, 403, 403)),
    ("PATCH", "/api/work/{work}"): ({"title": "Toinen"}, (200, 200, 403, 403, 404, 404)),
    ("POST", "/api/work/{work}/undo"): (None, (200, 200, 403, 403, 404, 404)),
    ("POST", "/api/work/{work}/restore"): (None, (200, 200, 403, 403, 404, 404)),
    ("POST", "/api/tasks"): (TASK, (201, 201, 201, 403, 403, 403)),
    ("POST", "/api/tasks/{task}/done"): (None, (200, 200, 200, 403, 404, 404)),
    ("POST", "/api/tasks/{task}/reopen"): (None, (200, 200, 200, 403, 404, 404)),
    ("POST", "/api/tasks/{task}/drop"): (None, (200, 200, 200, 403, 404, 404)),
    ("POST", "/api/figures"): (FIGURE, (201, 403, 403, 403, 403, 403)),
    ("POST", "/api/programme/years/2024/actions/1/updates"): (
        {"text": "Etenee"},
        (201, 403, 404, 403, 403, 404),
    ),
    ("POST", "/api/programme/steps/{step}/done"): (None, (200, 403, 404, 403, 403, 404)),
    ("POST", "/api/programme/steps/{step}/reopen"): (None, (200, 403, 404, 403, 403, 404)),
}


def shapes(*paths: str) -> set[str]:
    """Paths as the description writes them, whatever its parameters are called."""
    names = {"2024": "{}", "1": "{}", "LAI_total": "{}", "title-stray-colon": "{}"}
    return {
        "/".join(
            "{}" if part.startswith("{") else names.get(part, part)
            for part in path.partition("?")[0].split("/")
        )
        for path in paths
    }


def test_every_endpoint_is_in_a_table() -> None:
    paths = document()["paths"]
    read = [path for path, operations in paths.items() if "get" in operations]
    assert shapes(*read) == shapes(*READ)
    written = {
        (method.upper(), *shapes(path))
        for path, operations in paths.items()
        for method in operations
        if method != "get"
    }
    assert written == {(method, *shapes(path)) for method, path in WRITE}


@pytest.mark.every_database
@pytest.mark.parametrize("number", range(len(WHO)), ids=WHO)
def test_what_each_may_read(louna: Louna, made: dict[str, int], number: int) -> None:
    program = program_of(louna, WHO[number])
    table = {path: answers for path, answers in READ.items() if is_chosen(room_of(path))}
    got = {path: program.get(path.format(**made)).status_code for path in table}
    assert got == {path: answers[number] for path, answers in table.items()}


@pytest.mark.parametrize("number", range(len(WHO)), ids=WHO)
@pytest.mark.parametrize("endpoint", WRITE, ids=" ".join)
def test_what_each_may_write(
    louna: Louna, made: dict[str, int], number: int, endpoint: tuple[str, str]
) -> None:
    program = program_of(louna, WHO[number])
    data, answers = WRITE[endpoint]
    before = AuditEvent.objects.count()
    method, path = endpoint
    answer = program.ask(method, path.format(**made), data)
    assert answer.status_code == answers[number], answer.content
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert AuditEvent.objects.count() == before


def test_every_write_asks_for_a_scope_of_its_own() -> None:
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            assert (operation["x-scope"] == "read") is (method == "get"), path


@pytest.mark.parametrize("path", [path for path in READ if "{" in path])
def test_what_is_hidden_looks_as_if_it_were_not(
    louna: Louna, made: dict[str, int], path: str
) -> None:
    program = program_of(louna, "other-staff")
    absent = dict.fromkeys(made, 999_999)
    hidden, nothing = program.get(path.format(**made)), program.get(path.format(**absent))
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.content == nothing.content


@pytest.mark.parametrize("who", ["director", "staff", "reader"])
def test_lists_leave_out_the_other_municipalitys(
    louna: Louna, made: dict[str, int], who: str
) -> None:
    lists = ("work", "tasks", "figures", "decisions", "ratifications", "releases", "deliveries")
    own, other = program_of(louna, who), program_of(louna, "other-staff")
    for name in lists:
        assert own.items(f"/api/{name}"), name
        assert not other.items(f"/api/{name}"), name
