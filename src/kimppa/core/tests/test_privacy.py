"""Personal data: every column classified, everything given out, everything erased."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Role
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.mail.actions import queue_mail
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.privacy import erasures, register, retention
from kimppa.core.privacy.actions import erase, preview, repeat_erasures
from kimppa.core.privacy.export import export, to_html, to_json
from kimppa.core.privacy.pseudonyms import Pseudonyms
from kimppa.core.privacy.queries import is_erased, personal_rows
from kimppa.core.privacy.register import Erase, Kind
from kimppa.core.register.actions import add_person, change_person
from kimppa.core.search.actions import catch_up
from kimppa.core.search.models import SearchDocument
from kimppa.core.signin.models import OpenSession
from kimppa.core.throttle.actions import Limit, take
from kimppa.core.throttle.models import Try
from kimppa.core.yearclock.models import CalendarFeed

DOCS = Path(__file__).parents[4] / "docs" / "operations" / "privacy.md"
AT = dt.datetime(2025, 1, 14, 10, tzinfo=dt.UTC)


def test_every_column_that_could_hold_personal_data_is_classified() -> None:
    assert not register.unclassified(), "tell of these in the room's privacy.toml"


def test_a_new_column_is_not_classified(monkeypatch: pytest.MonkeyPatch) -> None:
    nickname = models.CharField(name="nickname")
    real = Person._meta.concrete_fields
    monkeypatch.setattr(Person._meta, "concrete_fields", (*real, nickname))
    assert register.unclassified() == ["core.Person.nickname"]


def test_every_personal_table_says_why_and_how_long_and_stands_in_the_documentation() -> None:
    text = DOCS.read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(\w+\.[A-Z]\w+)`", text, re.MULTILINE))
    tables = register.personal()
    assert told == {table.model._meta.label for table in tables}
    assert all(table.why and table.keeps for table in tables)


def test_what_is_deleted_has_an_owner() -> None:
    for table in register.personal():
        if table.erase is Erase.DELETE:
            assert table.of(Kind.PERSON), f"{table.model} does not say whose its rows are"


AINO = Pseudonyms(("Aino Virta", "Aino Mäki"), ("aino.virta@forssa.example",), "X", "x@y.invalid")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Aino Virta ja Aino Virtanen", "X ja Aino Virtanen"),
        ("aino mäki, AINO VIRTA.", "X, X."),
        ("<aino.virta@forssa.example>", "<x@y.invalid>"),
        ("Aino.Virta@Forssa.example.", "x@y.invalid."),
        ("kaino.virta@forssa.example", "kaino.virta@forssa.example"),
        ("aino.virta@forssa.example.org", "aino.virta@forssa.example.org"),
        ("", ""),
    ],
)
def test_names_are_replaced_as_whole_words(text: str, wanted: str) -> None:
    assert AINO.apply(text) == wanted


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists))
def test_values_without_the_words_stay_as_they_are(value: object) -> None:
    assert AINO.apply(value) == value
    assert AINO.apply({"a": ["Aino Virta", value]}) == {"a": ["X", value]}


@pytest.fixture
def aino(louna: Louna) -> Person:
    """A director who has changed her name and address, and has left her traces."""
    forssa = louna.municipalities["061"]
    person = add_person(
        by=louna.coordinator,
        email="aino.maki@forssa.example",
        name="Aino Mäki",
        role=Role.DIRECTOR,
        municipality=forssa,
        password="kolme kirjaa ja kuuma kahvi",
    )
    change_person(
        by=louna.coordinator, person=person, email="aino.virta@forssa.example", name="Aino Virta"
    )
    record_evidence(
        by=person,
        topic="events",
        title="Aino Mäki veti lukupiirin",
        note="Kysy: aino.virta@forssa.example",
        municipalities=[forssa],
        date=clock.today(),
    )
    queue_mail(key="k", to=person.email, subject="Hei Aino Virta", body="Hei,", person=person)
    CalendarFeed.objects.create(person=person, created_at=clock.now())
    Client().force_login(person)
    return Person.objects.get(pk=person.pk)


def everything() -> str:
    """Every value of every row in the database as one text."""
    told = [
        str(row)
        for table in register.tables()
        for row in models.QuerySet(model=table.model).values()
    ]
    return "\n".join(told).lower()


def test_an_export_has_everything_and_no_secret(aino: Person, louna: Louna) -> None:
    told = export(by=louna.coordinator, person=aino, at=AT)
    tables = {table["table"]: table["rows"] for table in told["tables"]}
    assert {
        "core.Person",
        "core.Membership",
        "core.AuditEvent",
        "core.Evidence",
        "core.OutgoingMail",
        "core.CalendarFeed",
    } <= tables.keys()
    assert tables["core.Evidence"][0]["title"] == "Aino Mäki veti lukupiirin"
    text = to_json(told)
    assert json.loads(text)["person"]["email"] == "aino.virta@forssa.example"
    assert aino.password not in text
    assert CalendarFeed.objects.get(person=aino).token not in text
    assert AuditEvent.objects.filter(action="person.export", object_id=str(aino.pk)).exists()
    page = to_html(told)
    assert "Aino Mäki veti lukupiirin" in page
    assert "<script" not in to_html(told | {"person": told["person"] | {"name": "<script>"}})


def test_an_erasure_leaves_a_pseudonym_and_the_record(aino: Person, louna: Louna) -> None:
    audit, evidence = AuditEvent.objects.count(), list(personal_rows(aino))
    assert evidence
    foreseen = preview(by=louna.coordinator, person=aino)
    catch_up()
    assert SearchDocument.objects.filter(text__contains="aino.virta").exists()
    assert "aino" in everything()
    effects = erase(by=louna.coordinator, person=aino)
    assert [(e.table.model, e.deleted) for e in effects] == [
        (e.table.model, e.deleted) for e in foreseen
    ]
    text = everything()
    for word in ("aino.virta", "aino.maki", "aino mäki", "aino virta"):
        assert word not in text
    left = Person.objects.get(pk=aino.pk)
    assert left.name == f"Poistettu henkilö {aino.pk}"
    assert left.email.endswith("@kimppa.invalid")
    assert is_erased(left)
    assert not left.in_use
    assert not left.has_usable_password()
    assert not left.current_memberships
    assert not CalendarFeed.objects.filter(person=left).exists()
    assert OutgoingMail.objects.get(key="k").to == left.email
    assert AuditEvent.objects.count() == audit + 1
    assert AuditEvent.objects.filter(action="person.erase", by_id=louna.coordinator.pk).count() == 1
    with pytest.raises(ValidationError, match=r"poistettu jo|erased already"):
        erase(by=louna.coordinator, person=left)


def test_the_erased_are_signed_out_at_once(aino: Person, louna: Louna) -> None:
    client = Client()
    client.force_login(aino)
    assert Session.objects.exists()
    assert client.get("/me/").status_code == 200
    erase(by=louna.coordinator, person=aino)
    assert client.get("/me/").status_code == 302
    assert not OpenSession.objects.filter(person=aino).exists()


def test_a_namesake_is_left_alone(aino: Person, louna: Louna) -> None:
    namesake = Person.objects.create_person(email="toinen@forssa.example", name="Aino Virta")
    record_evidence(
        by=louna.coordinator,
        topic="events",
        title="Aino Virta piti satutunnin",
        municipalities=[louna.municipalities["061"]],
        date=clock.today(),
    )
    erase(by=louna.coordinator, person=aino)
    text = everything()
    assert "aino virta piti satutunnin" in text
    assert "aino.virta@forssa.example" not in text
    namesake.refresh_from_db()
    assert namesake.name == "Aino Virta"


def test_who_may_not_is_refused_and_nothing_happens(aino: Person, louna: Louna) -> None:
    director = louna.directors["169"]
    for act in (erase, preview):
        with pytest.raises(PermissionDenied):
            act(by=director, person=aino)
        with pytest.raises(ValidationError, match=r"only coordinator|Ainoan"):
            act(by=SYSTEM, person=louna.coordinator)
        with pytest.raises(ValidationError, match=r"themselves|omia tietojaan"):
            act(by=louna.coordinator, person=louna.coordinator)
    with pytest.raises(PermissionDenied):
        export(by=director, person=aino, at=AT)
    assert not erasures.own_file().exists()


def test_an_erasure_is_remembered_without_a_name_and_repeated_after_a_restore(
    aino: Person, louna: Louna
) -> None:
    before = {name: getattr(aino, name) for name in ("name", "email")}
    erase(by=louna.coordinator, person=aino)
    listed = erasures.own_file().read_text(encoding="utf-8")
    assert "aino" not in listed.lower()
    assert "forssa" not in listed
    # As an older backup would bring her back: under any address that she has had.
    Person.objects.filter(pk=aino.pk).update(**(before | {"email": "aino.maki@forssa.example"}))
    known = erasures.read(erasures.own_file())
    assert repeat_erasures(known) == 1
    assert is_erased(Person.objects.get(pk=aino.pk))
    assert repeat_erasures(known) == 0
    assert Person.objects.filter(email=louna.coordinator.email).exists()


def test_a_list_of_erasures_that_is_broken_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "erasures.json"
    for text in ("{", '[{"salt": 1}]', "[1]"):
        broken.write_text(text)
        with pytest.raises(ValueError, match="not a list of erasures"):
            erasures.read(broken)
    assert erasures.read(tmp_path / "none.json") == set()


def test_what_is_old_goes_by_itself(aino: Person) -> None:
    now = clock.now()
    OutgoingMail.objects.filter(key="k").update(
        state=OutgoingMail.State.SENT, sent_at=now - dt.timedelta(days=400)
    )
    queue_mail(key="young", to="a@b.example", subject="x", body="jää")
    take(Limit("x", times=3, minutes=1), "key")
    Try.objects.update(at=now - dt.timedelta(days=2))
    Person.objects.filter(pk=aino.pk).update(valid_to=clock.today() - dt.timedelta(days=1))
    assert retention.prune() == 3
    assert OutgoingMail.objects.get(key="k").body == ""
    assert OutgoingMail.objects.get(key="young").body == "jää"
    assert not Try.objects.exists()
    assert not CalendarFeed.objects.filter(person=aino).exists()
    assert retention.prune() == 0


def test_the_program_acts_as_itself(aino: Person) -> None:
    erase(by=SYSTEM, person=aino)
    assert AuditEvent.objects.get(action="person.erase").by_name == "Kimppa"
