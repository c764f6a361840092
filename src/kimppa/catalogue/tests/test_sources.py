"""Fetching the catalogue: the register, by role, and real fetches from services on loopback."""

import datetime as dt
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client

from conftest import Louna
from kimppa.catalogue.models import CodeTable, Dropped, Origin, Snapshot
from kimppa.catalogue.sources import harvest
from kimppa.catalogue.sources.actions import fetch_due
from kimppa.catalogue.sources.messages import WORDS
from kimppa.catalogue.tests.conftest import made, signed_in
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.jobs.models import Run
from kimppa.jobs.worker import Worker
from kimppa.sources.errors import MESSAGES
from kimppa.sources.patient import Patience
from kimppa.sources.tests.conftest import Running, mikromarc, oai

__all__ = ["mikromarc", "oai"]  # fixtures

ADD = "/catalogue/sources/add/"


@pytest.fixture
def client(louna: Louna) -> Client:
    return signed_in(louna.coordinator)


@pytest.fixture
def swift(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits."""
    real = harvest.patient
    patience = Patience(tries=2, between=0, wait=lambda _seconds: None)
    monkeypatch.setattr(harvest, "patient", lambda **told: real(patience=patience, **told))


@pytest.fixture
def exports(tmp_path: Path, settings) -> Path:
    folder = tmp_path / "exports"
    (folder / "mikromarc").mkdir(parents=True)
    settings.KIMPPA_CATALOGUE_DIR = str(folder)
    return folder


def source(client: Client, **given: str) -> Origin:
    told = {"title": "Kirjastojärjestelmä", "kind": "oai", "profile": "shared", **given}
    response = client.post(ADD, told)
    assert response.status_code == 302, response.context["form"].errors
    return Origin.objects.get(title=told["title"])


def fetched(client: Client, origin: Origin) -> Origin:
    client.post(f"{origin.get_absolute_url()}fetch/")
    Worker().drain()
    return Origin.objects.get(pk=origin.pk)


def shown(client: Client, origin: Origin) -> str:
    return client.get(origin.get_absolute_url()).content.decode()


def refused(client: Client, **given: str) -> str:
    told = {"title": "Lähde", "kind": "oai", "profile": "shared", **given}
    response = client.post(ADD, told)
    assert response.status_code == 422
    assert not Origin.objects.exists()
    return response.content.decode()


@pytest.mark.usefixtures("swift")
def test_records_are_harvested_checked_and_not_taken_twice(
    client: Client, oai: Running, settings
) -> None:
    settings.KIMPPA_OUTBOUND_ALLOW = oai.allow
    origin = source(client, address=oai.make(size=9, deleted=[4]))
    origin = fetched(client, origin)
    assert origin.failure == ""
    assert origin.figures == {"records": 8, "deleted": 1}
    snapshot = origin.latest
    assert snapshot is not None
    assert (snapshot.state, snapshot.read) == ("ready", 8)
    assert not harvest.work_folder(origin).exists()
    again = fetched(client, origin)
    assert "samat kuin aiemmassa" in shown(client, again)
    assert Snapshot.objects.count() == 1
    kinds = set(AuditEvent.objects.values_list("action", flat=True))
    assert {f"catalogue.connection{verb}" for verb in ("-add", "-fetch", "-result")} <= kinds


@pytest.mark.usefixtures("swift")
def test_a_fetch_that_failed_goes_on_where_it_was(client: Client, oai: Running, settings) -> None:
    settings.KIMPPA_OUTBOUND_ALLOW = oai.allow
    address = oai.make(faults={2: ["status:404"]})
    origin = fetched(client, source(client, address=address))
    assert "Tarkista osoite" in shown(client, origin)
    assert Run.objects.get(pk=origin.run_id).state == "failed"
    origin = fetched(client, origin)
    assert origin.figures["records"] == 10
    asked = oai.asked(address)
    assert sum("metadataPrefix=marc21" in one for one in asked) == 1
    assert origin.failure == ""


@pytest.mark.usefixtures("swift")
def test_a_service_that_is_away_is_told_of_while_it_is_tried_again(
    client: Client, oai: Running, settings
) -> None:
    settings.KIMPPA_OUTBOUND_ALLOW = oai.allow
    address = oai.make(faults={2: ["status:503:3600"] * 9})
    origin = fetched(client, source(client, address=address))
    assert Run.objects.get(pk=origin.run_id).state == "waiting"
    told = shown(client, origin)
    assert "Yritetään uudelleen" in told
    assert "Seuraava yritys" in told
    assert "pyytää tulemaan uudestaan" in told


def test_what_may_be_a_password_is_forgotten_and_the_rest_stays(client: Client) -> None:
    given = {"address": "https://example.org/oai", "user": "finna", "cron": "0 3 * * 1"}
    told = refused(client, secret_name="s4lainen!", **given)
    assert "Kirjoita salaisuuden nimi" in told
    assert "s4lainen!" not in told
    assert "viisi kenttää, joista" not in told
    assert "ei ole vaihtoehtojen joukossa" not in told
    assert 'value="https://example.org/oai"' in told


@pytest.mark.usefixtures("swift")
def test_the_inside_is_not_asked_unless_it_is_named(client: Client, oai: Running) -> None:
    address = oai.make()
    origin = fetched(client, source(client, address=address))
    told = shown(client, origin)
    assert "KIMPPA_OUTBOUND_ALLOW" in told
    assert "is not open" not in told
    assert "on the inside" not in told
    assert oai.asked(address) == []


@pytest.mark.usefixtures("swift")
def test_items_come_with_a_secret_that_is_kept_elsewhere(
    client: Client, mikromarc: Running, settings, instance: Path
) -> None:
    settings.KIMPPA_OUTBOUND_ALLOW = mikromarc.allow
    given = {
        "kind": "mikromarc",
        "address": f"{mikromarc.make(items=7)}/12",
        "user": "finna",
        "secret_name": "MIKROMARC",
    }
    origin = fetched(client, source(client, **given))
    assert "KIMPPA_SOURCE_SECRET_MIKROMARC" in shown(client, origin)
    folder = Path(settings.KIMPPA_HOME) / "source-secrets"
    folder.mkdir()
    (folder / "MIKROMARC").write_text("salainen\n")
    origin = fetched(client, origin)
    page = shown(client, origin)
    assert origin.figures["items"] == 7
    assert "EatenByDog" in page
    assert "salainen" not in page
    assert (harvest.items_folder(origin) / "items.jsonl").read_text().count("\n") == 7
    assert "kooditaulukkoina" in page
    tables = {one.kind: one.codes for one in CodeTable.objects.filter(system=origin.title)}
    assert tables == {"branches": [["1", "Äänekirjasto"]],
                      "departments": [["12", "Aikuisten osasto"]]}  # fmt: skip
    CodeTable.objects.filter(kind="branches").update(place="852a", codes=[["2", "Vanha"]])
    fetched(client, origin)
    again = CodeTable.objects.get(kind="branches")
    assert (again.place, again.codes) == ("852a", [["1", "Äänekirjasto"]])
    listed = client.get("/catalogue/codes/").content.decode()
    assert f"Toimipisteet: {origin.title}" in listed


def test_each_file_of_a_folder_is_taken_once(client: Client, exports: Path) -> None:
    (exports / "mikromarc" / "a.mrc").write_bytes(made(5))
    (exports / "mikromarc" / "roska.mrc").write_bytes(b"no records here")
    (exports / "mikromarc" / "b.mrc.part").write_bytes(made(3))
    origin = source(client, kind="folder", address="mikromarc")
    assert fetched(client, origin).figures == {"files": 0, "waiting": 3}, "they have not rested"
    with rested():
        origin = fetched(client, origin)
    assert origin.figures == {"files": 1, "waiting": 1}
    assert origin.latest is not None
    assert (origin.latest.file_name, origin.latest.read) == ("a.mrc", 5)
    assert "roska.mrc" in origin.failure
    assert "roska.mrc" in shown(client, origin)
    with rested():
        origin = fetched(client, origin)
    assert origin.figures["files"] == 0
    assert Dropped.objects.count() == 2
    names = ["a.mrc", "b.mrc.part", "roska.mrc"]
    assert sorted(one.name for one in (exports / "mikromarc").iterdir()) == names


@contextmanager
def rested() -> Iterator[None]:
    """As if some time had gone by since the files came."""
    real = harvest.look
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(harvest, "look", lambda folder: real(folder, now=time.time() + 1000))
        yield


@pytest.mark.parametrize("address", ["../", "/etc", "mikromarc/../..", "none"])
def test_a_folder_outside_the_servers_own_is_refused(
    client: Client, exports: Path, address: str
) -> None:
    assert "Palvelimen vientikansiossa ei ole" in refused(client, kind="folder", address=address)


def test_a_link_does_not_lead_out_of_the_folder(client: Client, exports: Path) -> None:
    (exports / "out").symlink_to("/etc")
    assert "Palvelimen vientikansiossa ei ole" in refused(client, kind="folder", address="out")


def test_without_a_folder_of_exports_it_is_told_whose_work_it_is(client: Client) -> None:
    assert "KIMPPA_CATALOGUE_DIR" in refused(client, kind="folder", address=".")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"address": "ftp://example.org/"}, "https://"),
        ({"address": "louna"}, "https://"),
        ({"address": "https://me:pw@example.org/"}, "Jätä nimi ja salasana pois"),
        ({"address": "https://example.org/", "cron": "every day"}, "viisi kenttää"),
        ({"address": "https://example.org/", "cron": "0 0 31 2 *"}, "viisi kenttää"),
        ({"address": "https://example.org/", "secret_name": "OMA"}, "käyttäjätunnus"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(
    client: Client, given: dict[str, str], said: str
) -> None:
    assert said in refused(client, **given)


def test_a_password_in_the_wrong_place_is_not_shown_or_kept(client: Client) -> None:
    page = refused(client, address="https://example.org/", secret_name="Hunter2!", user="me")
    assert "Hunter2!" not in page
    assert not AuditEvent.objects.filter(action="catalogue.origin").exists()


def test_it_is_fetched_once_at_each_due_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monday = dt.datetime(2025, 3, 3, 3, 10, tzinfo=clock.ZONE)

    def days_later(days: float) -> None:
        moment = monday + dt.timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: moment)

    days_later(-1)
    origin = source(client, address="https://example.org/oai", cron="0 3 * * 1")
    assert fetch_due() == 0, "what was due before it was added is not made up for"
    days_later(0)
    assert (fetch_due(), fetch_due()) == (1, 0)
    Run.objects.update(state=Run.State.DONE)
    days_later(0.1)
    assert fetch_due() == 0
    client.post(f"{origin.get_absolute_url()}pause/")
    days_later(7)
    assert fetch_due() == 0
    client.post(f"{origin.get_absolute_url()}resume/")
    assert fetch_due() == 0, "nor what was due in the pause"
    days_later(14)
    assert fetch_due() == 1


def test_a_fetch_under_way_is_not_started_twice_and_can_be_stopped(client: Client) -> None:
    origin = source(client, address="https://example.org/oai")
    url = origin.get_absolute_url()
    client.post(f"{url}fetch/")
    assert "haetaan jo" in client.post(f"{url}fetch/", follow=True).content.decode()
    assert "Odottaa" in shown(client, origin)
    client.post(f"{url}stop/")
    assert "Pysäytetty" in shown(client, origin)
    assert Run.objects.get().state == "stopped"


def test_a_source_is_changed_and_removed(client: Client) -> None:
    origin = source(client, address="https://example.org/oai")
    url = origin.get_absolute_url()
    told = {"title": "Uusi", "kind": "oai", "profile": "shared", "address": origin.address}
    assert client.post(f"{url}edit/", told).status_code == 302
    assert "Uusi" in client.get("/catalogue/sources/").content.decode()
    assert client.post(f"{url}remove/", follow=True).status_code == 200
    assert not Origin.objects.exists()
    assert client.get(url).status_code == 404


def test_only_the_coordinator_comes_here(client: Client, louna: Louna) -> None:
    origin = source(client, address="https://example.org/oai")
    url = origin.get_absolute_url()
    for person in (*louna.directors.values(), *louna.staff.values(), *louna.readers.values()):
        other = signed_in(person)
        for page in ("/catalogue/sources/", ADD, url, f"{url}edit/"):
            assert other.get(page).status_code == 403, page
        for step in ("fetch", "stop", "pause", "resume", "remove", "edit"):
            assert other.post(f"{url}{step}/").status_code == 403, step
    assert Run.objects.count() == 0
    assert Origin.objects.get().active
    assert Client().get(url).status_code == 302


def test_every_trouble_has_words_with_the_same_gaps() -> None:
    others = {"matomo-error", "not-matomo", "not-linkedevents", "not-directory", "no-consortium"}
    others |= {"slow", "endless", "folder-unmarkable"}
    others |= {f"token-{what}" for what in ("ended", "client", "odd", "unreachable", "kept")}
    assert set(MESSAGES) - set(WORDS) == others  # no catalogue's
    assert set(WORDS) <= set(MESSAGES)
    for code, words in WORDS.items():
        gaps = re.findall(r"{(\w+)}", MESSAGES[code])
        known = dict.fromkeys([*gaps, "status", "detail"], "X")
        assert str(words) % known
