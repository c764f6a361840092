"""`kimppa check`: each test breaks the installation in one way and reads the sentence."""

import datetime as dt
import json
import os
import shutil
from collections import namedtuple
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import translation

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Consortium, Membership, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.files.actions import keep, path_of
from kimppa.operations import statics
from kimppa.operations.diagnosis import content, database, home, machine, surroundings
from kimppa.operations.diagnosis.findings import Finding, Level, Scope, fault, ok, summary
from kimppa.operations.diagnosis.run import CHECKS, Check, Look, look

OK, NOTICE, FAULT = Level.OK, Level.NOTICE, Level.FAULT
NOW = dt.datetime.now(dt.UTC)


def told(check: Look, **scope: Any) -> list[tuple[Level, str]]:
    """What one check says in Finnish."""
    with translation.override("fi"):
        return [(finding.level, finding.text) for finding in check(Scope(**scope))]


def only(check: Look, **scope: Any) -> tuple[Level, str]:
    (finding,) = told(check, **scope)
    return finding


# Settings


@pytest.mark.parametrize(
    ("url", "level", "words"),
    [
        ("https://kimppa.example", OK, "Julkinen osoite on https://kimppa.example."),
        ("http://kimppa.example", FAULT, "ei ole https"),
        ("http://localhost:8000", NOTICE, "vain tämä kone"),
    ],
)
def test_the_public_address(settings: LazySettings, url: str, level: Level, words: str) -> None:
    settings.KIMPPA_PUBLIC_URL = url
    settings.SECURE = url.startswith("https")
    found, text = only(surroundings.public_address)
    assert found == level
    assert words in text


def test_any_host_name_is_a_fault(settings: LazySettings) -> None:
    assert told(surroundings.host_names) == []
    settings.ALLOWED_HOSTS = ["*"]
    assert only(surroundings.host_names)[0] == FAULT


def test_debug_is_a_fault(settings: LazySettings) -> None:
    assert told(surroundings.debug) == []
    settings.DEBUG = True
    assert "KIMPPA_DEBUG on päällä" in only(surroundings.debug)[1]


def test_a_day_set_by_hand_is_a_fault_but_not_in_a_demo(
    settings: LazySettings, instance: Path
) -> None:
    assert told(surroundings.set_day) == []
    settings.KIMPPA_TODAY = "2025-01-14"
    assert only(surroundings.set_day)[0] == FAULT
    (instance / "demo").touch()
    assert only(surroundings.set_day) == (NOTICE, "Tämä on demo: sen päivä on 2025-01-14.")


def test_a_day_that_is_none_is_a_fault(settings: LazySettings) -> None:
    settings.KIMPPA_TODAY = "tänään"
    assert "ei ole päivämäärä" in only(surroundings.set_day)[1]


def test_a_short_secret_key_is_a_fault(settings: LazySettings) -> None:
    assert told(surroundings.secret_key) == []
    settings.SECRET_KEY = "kissa"
    assert "Salaisessa avaimessa on 5 merkkiä" in only(surroundings.secret_key)[1]


def test_a_slip_in_a_setting_s_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("KIMPPA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KIMPPA_MAIL_PASSWORD_FILE", "/etc/kimppa/secrets/mail-password")
    assert told(surroundings.unknown_settings) == []
    monkeypatch.setenv("KIMPPA_MAILHOST", "smtp.kimppa.example")
    level, text = only(surroundings.unknown_settings)
    assert level == NOTICE
    assert text == "Asetusta KIMPPA_MAILHOST ei ole. Tarkoititko KIMPPA_MAIL_HOST?"


@pytest.mark.django_db  # some of it asks the database what it can do
def test_what_the_framework_says_is_passed_on(settings: LazySettings) -> None:
    settings.KIMPPA_PUBLIC_URL = "https://kimppa.example"
    settings.SESSION_COOKIE_SECURE = False
    assert any("security.W012" in text for _level, text in told(surroundings.framework))


# The instance folder


def test_a_folder_that_others_may_read_is_a_fault(instance: Path) -> None:
    instance.chmod(0o700)
    (instance / "secret-key").touch(mode=0o600)
    assert told(home.rights) == []
    instance.chmod(0o755)
    (instance / "secret-key").chmod(0o644)
    assert [text.partition("Aja: ")[2] for _level, text in told(home.rights)] == [
        f"chmod 700 {instance}",
        f"chmod 600 {instance / 'secret-key'}",
    ]


def test_running_as_another_user_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(home.owner) == []
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    level, text = only(home.owner)
    assert level == FAULT
    assert "/usr/local/bin/kimppa" in text


def test_a_folder_that_cannot_be_written_is_a_fault(settings: LazySettings, instance: Path) -> None:
    assert only(home.writable) == (OK, f"Instanssikansio on {instance}.")
    settings.KIMPPA_HOME = instance / "poissa"
    assert "ei voi kirjoittaa" in only(home.writable)[1]


@pytest.mark.parametrize(("free", "level"), [(10**8, FAULT), (3 * 10**9, NOTICE), (10**11, OK)])
def test_room_on_the_disk(monkeypatch: pytest.MonkeyPatch, free: int, level: Level) -> None:
    usage = namedtuple("usage", "total used free")  # what shutil gives
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**12, 0, free))
    assert only(home.room)[0] == level


def test_numbers_are_written_as_in_finnish(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # what shutil gives
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**12, 0, 81_300_000_000))
    assert "81,3 Gt" in only(home.room)[1]


# The machine and the program


def test_other_packages_than_those_tested(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert only(machine.packages)[0] == OK
    lock = machine.LOCK.read_text(encoding="utf-8")
    other = tmp_path / "uv.lock"
    version = lock.partition('name = "granian"\nversion = "')[2].partition('"')[0]
    other.write_text(
        lock.replace(f'name = "granian"\nversion = "{version}"', 'name = "granian"\nversion = "1"'),
        encoding="utf-8",
    )
    monkeypatch.setattr(machine, "LOCK", other)
    assert f"(granian {version})" in only(machine.packages)[1]
    monkeypatch.setattr(machine, "LOCK", tmp_path / "poissa")
    assert only(machine.packages)[0] == NOTICE


def test_little_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    numbers = tmp_path / "meminfo"
    monkeypatch.setattr(machine, "MEMORY", numbers)
    numbers.write_text("MemTotal: 4000000 kB\nMemAvailable:  2000000 kB\n")
    assert told(machine.memory) == []
    numbers.write_text("MemTotal: 4000000 kB\nMemAvailable:  102400 kB\n")
    assert only(machine.memory) == (
        NOTICE,
        "Muistia on vapaana enää 100 Mt. Iso raportti voi jäädä syntymättä.",
    )


def test_texts_that_are_not_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    po = tmp_path / "django.po"
    po.touch()
    monkeypatch.setattr(content, "catalogues", lambda: [po])
    assert "ei ole käännetty käyttökuntoon (1 tiedostoa)" in only(content.texts)[1]
    po.with_suffix(".mo").touch()
    assert told(content.texts) == []


def test_static_files_that_are_missing_or_of_another_version(settings: LazySettings) -> None:
    assert "puuttuvat" in only(content.static_files)[1]
    call_command("collectstatic", interactive=False, verbosity=0)
    (Path(settings.STATIC_ROOT) / statics.MANIFEST).touch()
    assert only(content.static_files)[0] == OK
    style = next(Path(settings.STATIC_ROOT).rglob("*.css"))
    style.write_text("body {}", encoding="utf-8")
    assert (
        f"toista versiota (esimerkiksi {style.relative_to(settings.STATIC_ROOT)})"
        in (only(content.static_files)[1])
    )


# The database and what it keeps


def test_a_database_that_does_not_answer(
    db: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert only(database.answers)[0] == OK

    def refuse() -> None:
        raise OperationalError("connection refused\nIs the server running?")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", refuse)
        level, text = only(database.answers)
    assert level == FAULT
    assert "ei vastaa: connection refused. Tarkista" in text


def test_an_instance_without_a_consortium_or_a_coordinator(db: None) -> None:
    assert "kimppa setup" in only(database.somebody)[1]
    Consortium.objects.create(pk=1, name_fi="Esimerkkikirjastot", short_name="Esim")
    assert "pääkäyttäjä" in only(database.somebody)[1]
    person = Person.objects.create_person(email="paa@kimppa.example", name="Pää")
    Membership.objects.create(person=person, role=Role.COORDINATOR)
    assert told(database.somebody) == []
    person.is_active = False
    person.save()
    assert "pääkäyttäjä" in only(database.somebody)[1]


def test_a_clock_that_is_behind(db: None) -> None:
    assert told(database.clocks) == []
    AuditEvent.objects.create(at=NOW + dt.timedelta(days=1), by_id=None, by_name="x", action="x")
    assert "kello on jäljessä" in only(database.clocks)[1]


def test_kept_files_that_are_missing_or_altered(db: None) -> None:
    first = keep(b"sopimus", name="sopimus.txt", media_type="text/plain")
    second = keep(b"raportti", name="raportti.txt", media_type="text/plain")
    assert only(content.kept_files) == (OK, "2 tallennettua tiedostoa on paikallaan.")
    path_of(first.sha256).write_bytes(b"SOPIMUS")
    assert only(content.kept_files)[0] == OK  # the same size: only reading tells
    assert "on muuttunut: 1 kpl (sopimus.txt)" in only(content.kept_files, files=True)[1]
    path_of(second.sha256).unlink()
    assert "puuttuu: 1 kpl (raportti.txt)" in only(content.kept_files)[1]


# The whole


def test_a_check_that_breaks_is_told_and_the_others_go_on() -> None:
    def breaks(_asked: Scope) -> list[Finding]:
        raise RuntimeError("hups")

    checks = (Check("a", breaks), Check("b", lambda _asked: [ok("hyvin")]))
    with translation.override("fi"):
        findings = list(look(Scope(), checks))
    assert [finding.check for finding in findings] == ["a", "b"]
    assert findings[0].text == "Tarkistusta a ei voitu tehdä: RuntimeError: hups"


def test_what_needs_a_broken_thing_is_left_out() -> None:
    checks = (
        Check("a", lambda _asked: [fault("rikki")]),
        Check("b", lambda _asked: [ok("b")], needs="a"),
        Check("c", lambda _asked: [ok("c")], needs="b"),
        Check("d", lambda _asked: [ok("d")]),
    )
    assert [finding.check for finding in look(Scope(), checks)] == ["a", "d"]


def test_every_check_is_run_once_and_needs_an_earlier_one() -> None:
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    for place, check in enumerate(CHECKS):
        assert not check.needs or check.needs in names[:place]


def test_the_last_line_counts() -> None:
    with translation.override("fi"):
        assert summary([ok("x")]) == "Kaikki on kunnossa."
        assert summary([fault("x"), fault("y")]) == "2 vikaa, 0 huomautusta."


def test_the_command_tells_machines_and_its_exit_code_tells_faults(louna: Louna) -> None:
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("check", json=True, stdout=out)
    assert end.value.code == 1
    answer = json.loads(out.getvalue())
    assert answer["ok"] is False
    faults = {found["check"] for found in answer["findings"] if found["level"] == "fault"}
    assert "worker" in faults


def test_a_wrong_address_for_the_test_letter_is_wrong_use(db: None) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("check", mail_to="ei osoite")
    assert refusal.value.returncode == 2
