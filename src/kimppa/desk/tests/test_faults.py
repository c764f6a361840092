"""Faults that pass or that somebody can mend are told as such, in words."""

import sqlite3

import psycopg
import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.test import Client

from kimppa.core.permissions import SYSTEM
from kimppa.core.tasks.checklists import create_checklist, remove_step
from kimppa.desk.faults.views import status_of
from kimppa.desk.tests.conftest import Louna


def caused[E: Exception](error: E, cause: Exception) -> E:
    error.__cause__ = cause
    return error


def server_closed() -> psycopg.Error:
    return psycopg.errors.AdminShutdown("terminating connection due to administrator command")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(28, "No space left on device"), 507),
        (caused(OperationalError("database or disk is full"), sqlite3.OperationalError()), 507),
        (caused(OperationalError("no space"), psycopg.errors.DiskFull("no space")), 507),
        (caused(OperationalError("database is locked"), sqlite3.OperationalError()), 503),
        (caused(OperationalError("connection refused"), psycopg.OperationalError()), 503),
        (caused(OperationalError("terminating"), server_closed()), 503),
        (caused(OperationalError("waited"), psycopg.errors.LockNotAvailable("waited")), 503),
        (caused(InterfaceError("connection already closed"), psycopg.InterfaceError()), 503),
        (caused(IntegrityError("x"), psycopg.errors.UniqueViolation("x")), 409),
        (caused(IntegrityError("UNIQUE constraint failed: a.b"), sqlite3.IntegrityError()), 409),
        (caused(IntegrityError("x"), psycopg.errors.CheckViolation("x")), 500),
        (caused(IntegrityError("CHECK constraint failed: x"), sqlite3.IntegrityError()), 500),
        (caused(OperationalError("no such table: x"), sqlite3.OperationalError()), 500),
        (DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"), 400),
        (DataError("value too long"), 500),
        (PermissionError(13, "Permission denied"), 500),
        (ValueError("x"), 500),
        (None, 500),
    ],
)
def test_each_fault_gets_its_own_page(error: Exception | None, status: int) -> None:
    assert status_of(error) == status


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("database is locked"), 503, "Tietokantaan ei saada yhteyttä"),
        (IntegrityError("UNIQUE constraint failed: a.b"), 409, "Joku ehti ensin"),
    ],
)
def test_the_page_says_it_in_finnish_and_shows_nothing_of_the_program(
    louna: Louna, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    def fails(*_args: object, **_values: object) -> None:
        raise error

    monkeypatch.setattr("kimppa.desk.home.views.create_task", fails)
    client = louna.client("staff")
    client.raise_request_exception = False
    answer = client.post("/ask/opastus/", {"title": "Miten vaihdan aukioloajat?", "note": ""})
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert "Traceback" not in page
    assert str(error) not in page


def test_what_was_written_about_something_removed_meanwhile_is_given_back(louna: Louna) -> None:
    steps = {"common": ["Sopimus"], "local": ["Tilat"]}
    checklist = create_checklist(
        by=SYSTEM, title="Muutto", kind="acceptance", topic="migration", **steps
    )
    client = louna.client("coordinator")
    common, local = checklist.steps.all()
    for step in checklist.steps.all():
        remove_step(by=SYSTEM, step=step)
    edit = client.post(f"/tasks/checklists/steps/{common.pk}/", {"title": "Avajaiset"})
    mark = {"state": "refused", "note": "Katto <vuotaa> yhä"}
    other = client.post(f"/tasks/checklists/steps/{local.pk}/834/", mark)
    for answer, words in ((edit, 'value="Avajaiset"'), (other, "Katto &lt;vuotaa&gt; yhä")):
        assert answer.status_code == 404
        assert "Tätä ei enää ole" in answer.text
        assert words in answer.text
        assert "no-store" in answer["Cache-Control"]
    assert ">Vaihe</label>" in edit.text
    nowhere = client.post("/no-such-page/", {"note": "Soita tähän numeroon"})
    assert "Soita" not in nowhere.text, "a form of another site shows nothing here"


@pytest.mark.parametrize("address", ["/search/?q=%00ab", "/work/?search=a%00", "/d/%00/"])
def test_the_character_nul_is_refused_on_every_database(louna: Louna, address: str) -> None:
    assert louna.client("coordinator").get(address).status_code == 400


def test_a_cookie_with_nul_is_refused(db: None) -> None:
    cookie = 'sessionid="\\000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"'
    assert Client().get("/", headers={"cookie": cookie}).status_code == 400
