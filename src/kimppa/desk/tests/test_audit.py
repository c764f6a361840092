"""The audit log as the coordinator reads it."""

import datetime as dt
import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.apps import apps
from django.utils.module_loading import import_string
from pytest_django import DjangoAssertNumQueries

from kimppa.core.area import areas
from kimppa.core.audit.actions import HIDDEN, record
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.queries import verb
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from kimppa.core.tasks.actions import change_task, complete_task, create_task
from kimppa.desk.audit import words
from kimppa.desk.audit.fields import title
from kimppa.desk.tests.conftest import Louna

PACKAGE = Path(words.__file__).parents[2]
NAMED = re.compile(r'\baction="([a-z-]+\.[a-z-]+)"')
ALIKE: set[str] = set()  # fields whose Finnish name is the field's own


def written(action: str, title: str, **more: object) -> AuditEvent:
    values: dict[str, object] = {
        "at": dt.datetime(2025, 1, 10, 12, tzinfo=dt.UTC),
        "by_name": "Kimppa",
        "model": "core.task",
        "object_id": "1",
    }
    return AuditEvent.objects.create(action=action, title=title, **(values | more))


def shown(louna: Louna, **query: str) -> list[str]:
    table = louna.client("coordinator").get("/audit/", query).context["table"]
    return [event.title for event in table.page]


@pytest.mark.parametrize("who", ["director", "staff", "reader", "other-director"])
def test_only_the_coordinator_reads_the_log(louna: Louna, who: str) -> None:
    event = written("task.change", "Salainen")
    for path in ("/audit/", f"/audit/{event.pk}/", "/audit/?format=xlsx"):
        assert louna.client(who).get(path).status_code == 403
    assert 'href="/audit/"' not in louna.client(who).get("/decisions/").text


def test_actions_and_things_are_told_in_words_and_the_unknown_as_it_is(louna: Louna) -> None:
    written("task.complete", "Kuvat Finnaan")
    written("weather.foretell", "Lumisadetta", model="weather.cloud")
    page = louna.client("coordinator").get("/audit/").text
    for said in ("Merkitty tehdyksi", "Tehtävä", "weather.foretell", "weather.cloud"):
        assert said in page


def test_each_filter_narrows_and_stands_in_the_address(louna: Louna) -> None:
    AuditEvent.objects.all().delete()
    written("task.change", "Vanha", at=dt.datetime(2024, 12, 31, 21, 59, tzinfo=dt.UTC))
    # 22.00 in UTC on New Year's Eve is the new year's first moment in Helsinki
    written("task.add", "Uusi", at=dt.datetime(2024, 12, 31, 22, 0, tzinfo=dt.UTC))
    written("person.reset-factors", "Hylätty", model="core.person", by_name="Maija")
    written("decision.record", "Ypäjän", model="core.decision", municipality="981")
    assert shown(louna, who="Maija") == ["Hylätty"]
    assert shown(louna, group="people") == ["Hylätty"]
    assert shown(louna, group="tasks") == ["Uusi", "Vanha"]
    assert shown(louna, kind="core.decision") == ["Ypäjän"]
    assert shown(louna, place="981") == ["Ypäjän"]
    assert shown(louna, to="2024-12-31") == ["Vanha"]
    assert shown(louna, **{"from": "2025-01-01", "to": "2025-01-01"}) == ["Uusi"]
    assert shown(louna, q="ypäjän") == ["Ypäjän"]
    everything = ["Ypäjän", "Hylätty", "Uusi", "Vanha"]
    for wrong in ("0001-01-01", "9999-12-31", "eilen", "2024-02-31"):
        assert shown(louna, **{"from": wrong}) == everything


def test_a_change_shows_its_fields_before_and_after(louna: Louna) -> None:
    coordinator = louna.people["coordinator"]
    task = create_task(by=coordinator, title="Kuvat", topic="finna-development")
    day = dt.date(2025, 2, 3)
    change_task(by=coordinator, task=task, due=day, owner=coordinator, title="Uudet kuvat")
    event = AuditEvent.objects.get(action="task.change")
    response = louna.client("coordinator").get(f"/audit/{event.pk}/")
    told = {(c.before, c.after) for c in response.context["changes"]}
    assert told == {("", "3.2.2025"), ("", "Coordinator"), ("Kuvat", "Uudet kuvat")}
    assert "Uudet kuvat" in response.text
    complete_task(by=coordinator, task=task)
    done = AuditEvent.objects.get(action="task.complete")
    states = louna.client("coordinator").get(f"/audit/{done.pk}/").context["changes"]
    assert ("Avoin", "Tehty") in {(c.before, c.after) for c in states}


def test_every_change_of_one_thing_is_a_click_away(louna: Louna) -> None:
    task = create_task(by=SYSTEM, title="Kuvat", topic="finna-development")
    change_task(by=SYSTEM, task=task, title="Uudet kuvat")
    create_task(by=SYSTEM, title="Toinen", topic="finna-development")
    event = AuditEvent.objects.get(action="task.change")
    page = louna.client("coordinator").get(f"/audit/{event.pk}/").text
    address = f"/audit/?of=core.task:{task.pk}"
    assert address in page
    table = louna.client("coordinator").get(address).context["table"]
    assert [row.action for row in table.page] == ["task.change", "task.create"]


def test_what_could_open_a_door_is_never_told(louna: Louna) -> None:
    secrets = {"password": "pbkdf2$1", "calendar_token": "abc123", "client_secret": "s3"}
    event = record(by=SYSTEM, action="service.change", obj=louna.finna, before={}, after=secrets)
    response = louna.client("coordinator").get(f"/audit/{event.pk}/")
    assert response.context["changes"] == []
    for secret in secrets.values():
        assert secret not in response.text


def test_a_field_that_holds_many_things_is_told_without_its_secrets(louna: Louna) -> None:
    counts = {"read": 60, "rules": ["a", "b"], "token": "abc123", "none": {}}
    made = written("task.change", "Erä", after={"state": {"counts": counts}, "title": []})
    response = louna.client("coordinator").get(f"/audit/{made.pk}/")
    assert response.status_code == 200
    for told in ("counts: ", "read: 60", "rules: a, b", "none: "):
        assert told in response.text
    assert "abc123" not in response.text


def test_an_object_that_is_gone_is_still_told(louna: Louna) -> None:
    gone = {"variable_id": 987, "year": 2024}
    event = written("figure.record", "Lainat", model="core.figure", after=gone)
    page = louna.client("coordinator").get(f"/audit/{event.pk}/").text
    assert "#987" in page
    unknown = written("weather.foretell", "Sää", model="weather.cloud", after={"height": 3})
    assert "height" in louna.client("coordinator").get(f"/audit/{unknown.pk}/").text.lower()


def test_the_log_goes_to_excel_as_it_is_filtered(louna: Louna) -> None:
    save_row(louna.tammela, by=louna.people["coordinator"], name_sv="=1+1")
    answer = louna.client("coordinator").get("/audit/", {"who": "Coordinator", "format": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert any("Coordinator" in row and "Tammela" in row and "Muokattu" in row for row in rows)
    assert not any("Kimppa" in row for row in rows)


def test_thousands_of_rows_cost_few_queries(
    louna: Louna, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=first + dt.timedelta(minutes=n),
            by_name=f"Henkilö {n % 40}",
            action="task.change",
            model="core.task",
            object_id=str(n),
            title=f"Tehtävä {n}",
            municipality="834",
        )
        for n in range(3_000)
    )
    client = louna.client("coordinator")
    for query in ({}, {"q": "2999"}, {"group": "tasks", "page": "60"}, {"who": "Henkilö 7"}):
        with django_assert_max_num_queries(12):
            assert client.get("/audit/", query).status_code == 200
    assert [row.title for row in client.get("/audit/", {"q": "2999"}).context["table"].page] == [
        "Tehtävä 2999"
    ]


def test_a_change_of_the_consortium_is_undone_from_its_page(louna: Louna) -> None:
    save_row(louna.tammela, by=louna.people["coordinator"], name_sv="Tammela sv")
    event = AuditEvent.objects.get(action="municipality.change")
    client = louna.client("coordinator")
    assert f'action="/undo/{event.pk}/"' in client.get(f"/audit/{event.pk}/").text
    client.post(f"/undo/{event.pk}/")
    louna.tammela.refresh_from_db()
    assert louna.tammela.name_sv == ""


def test_every_field_and_action_that_the_log_may_hold_has_words() -> None:
    """A new table or action fails here until it is said what people call it."""
    rooms = {"core", *(area.slug for area in areas())}
    fields = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in rooms and model._meta.label_lower in words.MODEL_LABELS
        for field in model._meta.concrete_fields
        if not field.primary_key
        and field.name not in HIDDEN
        and title(field.name, field) == capital(field.name)
    }
    assert fields == ALIKE
    actions = {found for path in PACKAGE.rglob("*.py") for found in NAMED.findall(path.read_text())}
    assert {one for one in actions if verb(one) == one} == set()


def capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def test_every_action_that_can_be_taken_back_is_named_in_words() -> None:
    registries = [area.undo for area in areas() if area.undo]
    actions = {action for path in registries for action in import_string(path)}
    assert len(actions) > 200
    assert {action for action in actions if verb(action) == action} == set()
