"""What every connection of every room must do: run, pause, fail aloud, keep its secret."""

import datetime as dt
import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.urls import reverse

from conftest import Louna
from kimppa.catalogue.models import Origin
from kimppa.catalogue.sources import harvest
from kimppa.catalogue.sources.actions import add as add_origin
from kimppa.catalogue.sources.actions import fetch_due
from kimppa.core import clock
from kimppa.core.area import Due, dues
from kimppa.core.audit.models import AuditEvent
from kimppa.core.connections import actions
from kimppa.core.connections.models import Connection
from kimppa.core.connections.queries import connection_models
from kimppa.core.consortium.models import Person, Service
from kimppa.feedback import tasks as feedback
from kimppa.feedback.models import Mailbox
from kimppa.jobs.models import Run
from kimppa.jobs.worker import Worker
from kimppa.publishing import tasks as publishing
from kimppa.publishing.models import EventSource
from kimppa.sources.errors import FetchError
from kimppa.sources.matomo import Visits, Year
from kimppa.statistics.models import Round, VisitSource
from kimppa.statistics.visits import actions as visits
from tests.rooms import is_chosen

SECRET = "hunter2-of-the-upstream"
ADDRESS = "https://upstream.example.org/"


@dataclass
class Upstream:
    """A connection of one room whose client call is the test's own."""

    connection: Connection
    run: Callable[[], object]  # what runs by itself; for visits, what people press
    edited: str  # a field of its form, as text
    calls: int = 0
    error: FetchError | None = None

    def ask(self, answer: object) -> Callable[..., object]:
        """The client call: counts, and answers or fails."""

        def call(*_arguments: object, **_named: object) -> object:
            self.calls += 1
            if self.error is not None:
                raise self.error
            return answer

        return call

    @property
    def url(self) -> str:
        return self.connection.get_absolute_url()

    @property
    def register(self) -> str:
        return self.url.removesuffix(f"{self.connection.pk}/")


def mailbox(louna: Louna, patched: pytest.MonkeyPatch) -> Upstream:
    connection = actions.add(
        Mailbox,
        by=louna.coordinator,
        title="Palaute",
        host="imap.example.org",
        user="palaute",
        secret_name="SALAISUUS",
    )
    upstream = Upstream(connection, feedback.read_mailboxes, "title")
    patched.setattr(feedback, "_read_imap", upstream.ask(None))
    return upstream


def event_source(louna: Louna, patched: pytest.MonkeyPatch) -> Upstream:
    town = louna.municipalities["834"]
    connection = actions.add(
        EventSource, by=louna.coordinator, title="Naapuri", address=ADDRESS, municipality=town
    )
    upstream = Upstream(connection, publishing.harvest_sources, "title")
    patched.setattr(publishing, "fetch_events", upstream.ask((b'{"meta": {}, "data": []}', True)))
    return upstream


def origin(louna: Louna, patched: pytest.MonkeyPatch) -> Upstream:
    connection = add_origin(
        by=louna.coordinator,
        title="Järjestelmä",
        address=ADDRESS,
        cron="0 3 * * *",
        user="kimppa",
        secret_name="SALAISUUS",
    )

    def next_day() -> None:
        Run.objects.update(state=Run.State.DONE)
        later = clock.now() + dt.timedelta(days=1)
        patched.setattr(clock, "now", lambda: later)
        fetch_due()
        Worker().drain()

    upstream = Upstream(connection, next_day, "title")
    patched.setitem(harvest._FETCHERS, Origin.Kind.OAI, upstream.ask(harvest.Result()))
    return upstream


def visit_source(louna: Louna, patched: pytest.MonkeyPatch) -> Upstream:
    Round.objects.get_or_create(year=2024)
    connection = actions.add(
        VisitSource,
        by=louna.coordinator,
        service=Service.objects.all()[0],
        address=ADDRESS,
        site=3,
        credential="SALAISUUS",
    )
    address = reverse("statistics:visits-fetch", args=[2024, connection.pk])
    upstream = Upstream(connection, lambda: signed_in(louna.coordinator).post(address), "segment")
    patched.setattr(visits, "_ask_source", upstream.ask(Year(2024, Visits(5), {1: Visits(5)})))
    return upstream


MAKERS = {Mailbox: mailbox, EventSource: event_source, Origin: origin, VisitSource: visit_source}
CHOSEN = [model for model in MAKERS if is_chosen(model._meta.app_label)]


@pytest.fixture(params=CHOSEN, ids=lambda model: model._meta.label_lower)
def upstream(
    request: pytest.FixtureRequest, louna: Louna, monkeypatch: pytest.MonkeyPatch
) -> Upstream:
    monkeypatch.setenv("KIMPPA_SOURCE_SECRET_SALAISUUS", SECRET)
    return MAKERS[request.param](louna, monkeypatch)


@pytest.fixture
def desk(louna: Louna) -> Client:
    return signed_in(louna.coordinator)


def signed_in(person: Person) -> Client:
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(person)
    return client


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def due(upstream: Upstream, person: Person) -> list[Due]:
    """What the person is told of the upstream in the list of what is due."""
    today = clock.today()
    rows = dues(today - dt.timedelta(days=60), today + dt.timedelta(days=14), person)
    return [row for row in rows if row.url == upstream.url]


def filled(client: Client, upstream: Upstream) -> dict[str, Any]:
    """The form of the connection as a browser would send it unchanged."""
    form = client.get(f"{upstream.url}edit/").context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def others(louna: Louna) -> Iterator[Person]:
    yield from (*louna.directors.values(), *louna.staff.values(), *louna.readers.values())


def test_every_model_of_connections_is_asked_here() -> None:
    assert set(connection_models()) == set(MAKERS)


def test_pausing_stops_the_run_and_resuming_starts_it(upstream: Upstream, desk: Client) -> None:
    upstream.run()
    assert upstream.calls == 1
    assert "Haettu" in text(desk, upstream.url)
    desk.post(f"{upstream.url}pause/")
    upstream.run()
    assert upstream.calls == 1
    assert "Keskeytetty" in text(desk, upstream.url)
    desk.post(f"{upstream.url}resume/")
    upstream.run()
    assert upstream.calls == 2


def test_what_fails_is_told_on_its_page_and_to_who_may_mend_it(
    upstream: Upstream, desk: Client, louna: Louna
) -> None:
    upstream.error = FetchError("refused", host="upstream.example.org", status=401)
    upstream.run()
    upstream.run()
    page = text(desk, upstream.url)
    assert "Haku ei onnistunut" in page
    assert "upstream.example.org" in page
    assert "<dt>Epäonnistumisia peräkkäin</dt><dd>2</dd>" in page
    assert "Haku ei onnistunut" in text(desk, upstream.register)
    (row,) = due(upstream, louna.coordinator)
    assert str(upstream.connection) in row.title
    assert not any(due(upstream, person) for person in others(louna))
    upstream.error = None
    upstream.run()
    page = text(desk, upstream.url)
    assert "Haku ei onnistunut" not in page
    assert "peräkkäin" not in page
    assert due(upstream, louna.coordinator) == []


def test_what_has_failed_for_long_is_due_still_and_a_pause_ends_it(
    upstream: Upstream, desk: Client, louna: Louna
) -> None:
    actions.fail(upstream.connection, "Ei vastaa.")
    since = clock.now() - dt.timedelta(days=300)
    type(upstream.connection).objects.update(failing_since=since)
    (row,) = due(upstream, louna.coordinator)
    assert row.date == clock.today() - dt.timedelta(days=60)
    desk.post(f"{upstream.url}pause/")
    assert due(upstream, louna.coordinator) == []


def test_a_secret_is_on_no_page_and_in_no_log(
    upstream: Upstream, desk: Client, louna: Louna, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    if not upstream.connection.secret_fields:
        return
    echo = {"host": f"example.org ({SECRET})", "detail": SECRET, "status": 401}
    upstream.error = FetchError("refused", **echo)
    upstream.run()
    page = text(desk, upstream.url)
    assert "example.org (…)" in page
    assert "SALAISUUS" in page
    edit = f"{upstream.url}edit/"
    sent = filled(desk, upstream) | {upstream.connection.secret_fields[0]: SECRET}
    refusal = desk.post(edit, sent)
    assert refusal.status_code == 422
    excel = zipfile.ZipFile(io.BytesIO(desk.get(f"{upstream.register}?format=xlsx").content))
    cells = "".join(excel.read(name).decode() for name in excel.namelist() if "xl/" in name)
    pages = (page, text(desk, edit), text(desk, upstream.register), text(desk, "/audit/"))
    runs = "".join(f"{run.message} {run.error}" for run in Run.objects.all())
    events = DjangoJSONEncoder().encode(list(AuditEvent.objects.values()))
    for place in (*pages, refusal.content.decode(), runs, events, caplog.text, cells):
        assert SECRET not in place


def test_nobody_without_the_right_sees_or_does_anything(upstream: Upstream, louna: Louna) -> None:
    before = type(upstream.connection).objects.values().get(pk=upstream.connection.pk)
    events = AuditEvent.objects.count()
    addresses = [upstream.register, f"{upstream.register}add/", upstream.url]
    addresses += [f"{upstream.url}{verb}/" for verb in verbs(upstream)]
    for person in others(louna):
        client = signed_in(person)
        for address in addresses:
            assert client.post(address).status_code == 403, (person, address)
        assert client.get(upstream.url).status_code == 403
        assert client.get(upstream.register).status_code == 403
    assert Client().get(upstream.url).status_code == 302
    assert type(upstream.connection).objects.values().get(pk=upstream.connection.pk) == before
    assert AuditEvent.objects.count() == events
    assert upstream.calls == 0


def verbs(upstream: Upstream) -> list[str]:
    verbs = ["edit", "pause", "resume", "remove"]
    return verbs if isinstance(upstream.connection, VisitSource) else [*verbs, "fetch"]


def test_each_act_writes_its_row_in_the_audit_log(
    upstream: Upstream, desk: Client, louna: Louna
) -> None:
    family = upstream.connection._meta.app_label
    edit = filled(desk, upstream) | {upstream.edited: "uusi"}

    for verb in ("edit", "pause", "resume", "fetch", "remove"):
        latest = AuditEvent.objects.latest("pk").pk
        if verb == "fetch" and verb not in verbs(upstream):
            upstream.run()
        else:
            desk.post(f"{upstream.url}{verb}/", edit if verb == "edit" else {})
        kind = "connection" if verb == "edit" else f"connection-{verb}"
        rows = AuditEvent.objects.filter(pk__gt=latest, action=f"{family}.{kind}")
        assert rows.get().by_id == louna.coordinator.pk, verb
    assert not type(upstream.connection).objects.filter(pk=upstream.connection.pk).exists()
    page = text(desk, "/audit/")
    for words in ("Yhteys keskeytetty", "Yhteys otettu taas käyttöön", "Yhteys poistettu"):
        assert words in page


def test_what_was_done_is_taken_back_by_the_messages_button(
    upstream: Upstream, desk: Client
) -> None:
    edit = filled(desk, upstream)
    before = getattr(upstream.connection, upstream.edited)

    def press(verb: str, sent: dict[str, Any]) -> None:
        page = desk.post(f"{upstream.url}{verb}/", sent, follow=True).content.decode()
        way_back = re.findall(r'action="([^"]*/undo/[^"]+)"', page)[-1]
        desk.post(way_back)
        upstream.connection.refresh_from_db()

    press("edit", edit | {upstream.edited: "uusi"})
    assert getattr(upstream.connection, upstream.edited) == before
    press("pause", {})
    assert upstream.connection.active
    desk.post(f"{upstream.url}pause/")
    press("resume", {})
    assert not upstream.connection.active


def test_the_second_of_two_saves_does_not_write_over_the_first(
    upstream: Upstream, desk: Client
) -> None:
    edit = filled(desk, upstream)
    desk.post(f"{upstream.url}edit/", edit | {upstream.edited: "eka"})
    page = desk.post(f"{upstream.url}edit/", edit | {upstream.edited: "toka"})
    assert page.status_code == 422
    upstream.connection.refresh_from_db()
    assert getattr(upstream.connection, upstream.edited) == "eka"


def test_an_example_is_asked_by_nobody(upstream: Upstream, desk: Client) -> None:
    type(upstream.connection).objects.update(example=True)
    upstream.run()
    desk.post(f"{upstream.url}fetch/")
    Worker().drain()
    assert upstream.calls == 0


def test_the_actions_themselves_refuse_whoever_may_not(upstream: Upstream, louna: Louna) -> None:
    connection, model = upstream.connection, type(upstream.connection)
    acts = [actions.edit, actions.pause, actions.resume, actions.remove, actions.require_real]
    for person in others(louna):
        with pytest.raises(PermissionDenied):
            actions.add(model, by=person)
        for act in acts:
            with pytest.raises(PermissionDenied):
                act(by=person, connection=connection)
    assert model.objects.get(pk=connection.pk).active
