"""How the API answers: pages, filters, what is new, errors, repeated requests, few queries."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kimppa.config.api.openapi import document
from kimppa.core.audit.models import AuditEvent
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.figures.models import Figure
from kimppa.core.permissions import SYSTEM
from kimppa.core.tasks.actions import create_task
from kimppa.core.tasks.models import Task
from kimppa.core.tokens.models import KeptAnswer
from kimppa.desk.tests.conftest import Louna
from tests.api.conftest import Program, program_of

pytestmark = pytest.mark.every_database

TASK = {"topic": "guidance", "title": "Opastus"}


@pytest.fixture
def program(louna: Louna) -> Program:
    return program_of(louna, "coordinator")


def make_tasks(count: int) -> None:
    for number in range(count):
        create_task(by=SYSTEM, title=f"T{number}", topic="guidance")


def walked(program: Program, path: str | None) -> list[str]:
    """The titles of every page, following `next`."""
    titles: list[str] = []
    while path:
        page = program.get(path).json()
        titles += [one["title"] for one in page["items"]]
        path = page["next"]
    return titles


def test_pages_are_walked_by_next_and_new_rows_shift_nothing(program: Program) -> None:
    make_tasks(7)
    first = program.get("/api/tasks?limit=3").json()
    make_tasks(1)
    rest = walked(program, first["next"])
    assert [one["title"] for one in first["items"]] + rest == [f"T{n}" for n in range(7)] + ["T0"]
    newest = walked(program, "/api/tasks?limit=3&order=-id&state=open")
    assert newest == ["T0", *(f"T{n}" for n in reversed(range(7)))]


def test_a_page_has_a_largest_size(program: Program) -> None:
    assert program.get("/api/tasks?limit=200").status_code == 200
    assert program.get("/api/tasks?limit=201").status_code == 422


def test_filters(program: Program, louna: Louna) -> None:
    for year, topic, place in (
        (2023, "guidance", [louna.tammela]),
        (2024, "guidance", [louna.ypaja]),
        (2024, "feedback", None),
    ):
        record_evidence(
            by=SYSTEM, topic=topic, title=f"{year} {topic}", agreement_year=year,
            date=dt.date(year, 5, 1), municipalities=place,
        )  # fmt: skip

    def found(query: str) -> list[str]:
        return [one["title"] for one in program.items(f"/api/work?{query}")]

    assert found("year=2023") == ["2023 guidance"]
    assert found("topic=feedback") == ["2024 feedback"]
    assert found("municipality=981") == ["2024 guidance", "2024 feedback"]
    assert found("municipality=834&year=2024") == ["2024 feedback"]


def test_what_has_changed_since(program: Program) -> None:
    make_tasks(2)
    AuditEvent.objects.update(at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    old, _same = Task.objects.order_by("pk")
    program.post(f"/api/tasks/{old.pk}/done")
    found = program.items("/api/tasks?since=2025-01-02T00:00:00Z")
    assert [one["id"] for one in found] == [old.pk]


@pytest.mark.parametrize("kind", ["work", "tasks", "releases", "deliveries", "feedback/tickets"])
@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00%2B14:00"])
def test_a_moment_that_no_calendar_has_in_utc_is_refused(
    program: Program, kind: str, moment: str
) -> None:
    answer = program.get(f"/api/{kind}?since={moment}")
    assert answer.status_code == 422
    assert [one["place"] for one in answer.json()["errors"]] == ["query.since"]


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_the_first_and_the_last_moment_are_taken(program: Program, moment: str) -> None:
    assert program.get(f"/api/work?since={moment}").status_code == 200


def test_work_taken_back_is_told_on_request(program: Program) -> None:
    work = program.post("/api/work", TASK).json()
    assert work["for_all"] is True
    undone = program.post(f"/api/work/{work['id']}/undo").json()
    assert undone["undone_at"]
    assert program.items("/api/work") == []
    assert [one["id"] for one in program.items("/api/work?undone=true")] == [work["id"]]
    assert program.post(f"/api/work/{work['id']}/restore").json()["undone_at"] is None


def test_work_is_corrected_and_only_what_is_told_changes(program: Program) -> None:
    told = TASK | {"municipalities": ["834"], "note": "n", "figures": {"osallistujaa": "12.50"}}
    work = program.post("/api/work", told).json()
    answer = program.ask("PATCH", f"/api/work/{work['id']}", {"title": "Toinen", "link": None})
    assert answer.json() == work | {"title": "Toinen"}
    assert work["figures"] == [{"label": "osallistujaa", "value": "12.5"}]
    wrong = program.ask("PATCH", f"/api/work/{work['id']}", {"title": None})
    assert wrong.json()["errors"] == [{"place": "body.title", "detail": "This may not be empty."}]


def test_somebody_elses_work_is_not_corrected(louna: Louna, program: Program) -> None:
    work = program.post("/api/work", TASK | {"municipalities": ["834"]}).json()
    staff = program_of(louna, "staff")
    assert staff.ask("PATCH", f"/api/work/{work['id']}", {"title": "x"}).status_code == 403
    own = staff.post("/api/work", TASK | {"municipalities": ["834"]}).json()
    assert staff.post(f"/api/work/{own['id']}/undo").status_code == 200


def test_a_figure_with_its_provenance(program: Program) -> None:
    from kimppa.core.figures.models import Variable

    Variable.objects.create(code="visits", name_fi="Käynnit", unit="kpl")
    told = {
        "variable": "visits", "year": 2024, "month": 3, "municipality": "834",
        "value": "1234.5", "source": "Ovilaskuri", "rule": "door", "rule_version": "2",
    }  # fmt: skip
    first = program.post("/api/figures", told).json()
    assert (first["value"], first["unit"], first["state"]) == ("1234.5", "kpl", "value")
    assert program.post("/api/figures", told).json()["id"] == first["id"]
    second = program.post("/api/figures", told | {"value": 0}).json()
    assert second["state"] == "zero"
    assert program.get(f"/api/figures/{first['id']}").status_code == 404
    assert Figure.objects.count() == 2
    both = program.post("/api/figures", told | {"branch": "x"})
    assert both.status_code == 422
    none = program.post("/api/figures", told | {"value": None, "state": "zero"})
    assert none.json()["errors"][0]["place"] == "body.state"


def test_errors_tell_the_place_in_the_callers_language(program: Program) -> None:
    told = {"topic": "gardening", "date": "14.1.2025", "municipalities": ["999"], "oops": 1}
    english = program.post("/api/work", told)
    assert english["Content-Type"] == "application/problem+json"
    faults = {one["place"]: one["detail"] for one in english.json()["errors"]}
    assert faults["body.title"] == "This is needed."
    assert faults["body.date"] == "Write a date such as 2025-01-14."
    assert faults["body.oops"] == "There is no such field."
    assert "guidance" in faults["body.topic"]
    finnish = program.ask("POST", "/api/work", told, Accept_Language="fi").json()
    assert {"place": "body.title", "detail": "Tämä tarvitaan."} in finnish["errors"]


def test_without_a_header_the_persons_language_is_spoken(louna: Louna) -> None:
    person = louna.people["staff"]
    person.language = "sv"
    person.save()
    secret = program_of(louna, "staff").secret
    headers = {"Authorization": f"Bearer {secret}"}
    answer = Client().get("/api/work/999", headers=headers)
    assert answer.json()["title"] == "Något sådant finns inte"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("DELETE", "/api/tasks", 405),
        ("GET", "/api/tasks?muncipality=834", 422),
        ("GET", "/api/tasks?municipality=999", 422),
        ("GET", "/api/tasks/0", 422),
        ("GET", "/api/tasks/99999999999999999999", 422),
        ("GET", "/api/year-clock?start=2025-01-01&end=2027-01-01", 422),
        ("GET", "/api/tasks?topic=%00", 400),
    ],
)
def test_every_refusal_is_a_problem_detail(
    program: Program, method: str, path: str, status: int
) -> None:
    answer = program.ask(method, path)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]


def test_a_body_that_is_no_json(program: Program) -> None:
    answer = program.client.post(
        "/api/tasks", "{", content_type="application/json",
        headers={"Authorization": f"Bearer {program.secret}"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_what_has_not_changed_is_not_sent_again(program: Program) -> None:
    make_tasks(1)
    first = program.get("/api/tasks")
    again = program.get("/api/tasks", If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    make_tasks(1)
    assert program.get("/api/tasks", If_None_Match=first["ETag"]).status_code == 200


def test_answers_are_kept_by_nobody_on_the_way(program: Program) -> None:
    answer = program.get("/api/tasks")
    assert "private" in answer["Cache-Control"]
    assert "Authorization" in answer["Vary"]
    assert "Access-Control-Allow-Origin" not in answer


def test_a_repeated_request_is_done_once_and_answered_alike(program: Program) -> None:
    first = program.post("/api/tasks", TASK, Idempotency_Key="a1")
    again = program.post("/api/tasks", TASK, Idempotency_Key="a1")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first["Location"] == again["Location"]
    assert again["Idempotency-Replayed"] == "true"
    assert Task.objects.count() == 1
    assert AuditEvent.objects.filter(action="task.create").count() == 1


def test_a_key_belongs_to_one_request_one_token_and_one_day(louna: Louna, program: Program) -> None:
    program.post("/api/tasks", TASK, Idempotency_Key="a1")
    other = program.post("/api/tasks", TASK | {"title": "Muu"}, Idempotency_Key="a1")
    assert other.status_code == 422
    assert other.json()["type"].endswith("repeated")
    assert program_of(louna, "staff").post("/api/tasks", TASK, Idempotency_Key="a1").status_code
    assert Task.objects.count() == 2
    KeptAnswer.objects.update(at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=25))
    program.post("/api/tasks", TASK, Idempotency_Key="a1")
    assert Task.objects.count() == 3


def test_a_refused_request_leaves_its_key_free(program: Program) -> None:
    wrong = program.post("/api/tasks", TASK | {"municipality": "999"}, Idempotency_Key="a1")
    assert wrong.status_code == 422
    assert program.post("/api/tasks", TASK, Idempotency_Key="a1").status_code == 201


LISTS = {
    "/api/work": 6,
    "/api/tasks": 4,
    "/api/figures": 4,
    "/api/decisions": 5,
    "/api/ratifications": 5,
    "/api/releases": 6,
    "/api/deliveries": 5,
    "/api/branches": 4,
}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_as_many_queries_however_long_it_is(
    louna: Louna,
    made: dict[str, int],
    program: Program,
    path: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Two for the token, one for its use now and then, one for the rows and their prefetches."""
    program.get(path)
    for number in range(5):
        places = [louna.tammela, louna.ypaja]
        figures = {"a": 1, "b": number}
        record_evidence(
            by=SYSTEM, topic="guidance", title="T", municipalities=places, figures=figures
        )
    make_tasks(5)
    with django_assert_max_num_queries(LISTS[path]):
        answer: Any = program.get(path)
    assert json.loads(answer.content)["items"] or path == "/api/branches"
    assert Evidence.objects.count() >= 5


def coded_parameters() -> list[tuple[str, str]]:
    """(list, parameter) of every parameter of a list that is a code or a word of a choice."""
    parameters = []
    for path, methods in document()["paths"].items():
        for parameter in methods.get("get", {}).get("parameters", ()):
            kinds = parameter["schema"].get("anyOf", [parameter["schema"]])
            is_text = any(kind.get("type") == "string" or "$ref" in kind for kind in kinds)
            if parameter["in"] == "query" and is_text:
                parameters.append((path, parameter["name"]))
    return parameters


def test_a_list_refuses_a_code_that_nothing_has(program: Program, made: dict[str, int]) -> None:
    """An empty list would say that there is nothing, when the code is a typing error."""
    parameters = coded_parameters()
    assert ("/api/branches", "municipality") in parameters
    for path, name in parameters:
        own_path = path.replace("{year}", "2024")
        answer = program.get(f"{own_path}?{name}=999")
        assert answer.status_code == 422, (path, name)
        assert f"query.{name}" in {fault["place"] for fault in answer.json()["errors"]}, (
            path,
            name,
        )
