"""Messages to receivers outside: what goes, how it is signed, and what a silent one leads to."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import resolve

from kimppa.core.audit.models import AuditEvent
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.retry import PermanentError, TryLaterError
from kimppa.core.tasks.actions import complete_task, create_task
from kimppa.core.webhooks import actions, sending
from kimppa.core.webhooks.kinds import ACTIONS, KINDS, TARGETS
from kimppa.core.webhooks.models import Webhook, WebhookMessage
from kimppa.core.webhooks.signatures import signature
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.reading import undo_address
from kimppa.jobs.worker import Worker

CORE = Path(actions.__file__).parents[1]


@dataclass
class Receiver:
    """A real server on loopback that keeps what it is sent."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.got]


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            found.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_address[1]
        settings.KIMPPA_OUTBOUND_ALLOW = [f"127.0.0.1:{found.port}"]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join()


def hook(receiver: Receiver, *kinds: str) -> Webhook:
    chosen = kinds or tuple(KINDS)
    return actions.add_webhook(by=SYSTEM, name="Peili", url=receiver.url, kinds=chosen)


def verify(secret: str, headers: dict[str, str], body: str, *, now: float | None = None) -> bool:
    """As the Standard Webhooks specification tells a receiver to do it, independently of ours."""
    moment = now or dt.datetime.now(dt.UTC).timestamp()
    if abs(moment - int(headers["webhook-timestamp"])) > 300:
        return False
    key = base64.b64decode(secret.split("_", 1)[1])
    signed = ".".join([headers["webhook-id"], headers["webhook-timestamp"], body])
    wanted = base64.b64encode(hmac.digest(key, signed.encode(), hashlib.sha256)).decode()
    versions = [one.split(",", 1) for one in headers["webhook-signature"].split(" ")]
    return any(v == "v1" and hmac.compare_digest(s, wanted) for v, s in versions)


def test_the_example_of_the_specification_is_signed_alike() -> None:
    """The values stand in the specification's own libraries' tests."""
    told = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        '{"test": 2432232314}',
    )
    assert told == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_happens_is_told_signed_and_without_personal_data(
    louna: Louna, receiver: Receiver
) -> None:
    webhook = hook(receiver)
    staff = louna.people["staff"]
    task = create_task(by=staff, title="Matti soittaa", topic="guidance", owner=staff)
    complete_task(by=staff, task=task)
    Worker().drain()
    assert [one["type"] for one in receiver.bodies()] == [
        "task.created",
        "task.done",
        "evidence.recorded",
    ]
    headers, body = receiver.got[0]
    assert verify(webhook.secret, headers, body)
    assert not verify(webhook.secret, headers, body + " ")
    told = json.loads(body)
    assert told["id"] == headers["webhook-id"]
    assert told["data"] == {
        "thing": "task",
        "id": task.pk,
        "url": f"http://localhost:8000/tasks/{task.pk}/",
        "api_url": f"http://localhost:8000/api/tasks/{task.pk}",
    }
    everything = str(receiver.got)
    assert not [word for word in ("Matti", staff.name, staff.email) if word in everything]
    sent = WebhookMessage.objects.get(message_id=told["id"])
    assert (sent.state, sent.status, sent.attempts) == ("sent", 200, 1)


def test_a_receiver_hears_only_what_it_asked_for(louna: Louna, receiver: Receiver) -> None:
    hook(receiver, "task.done")
    record_evidence(by=SYSTEM, topic="guidance", title="T")
    assert not WebhookMessage.objects.exists()


def test_nothing_is_told_of_what_was_rolled_back(louna: Louna, receiver: Receiver) -> None:
    hook(receiver)
    with pytest.raises(ValidationError):
        record_evidence(by=SYSTEM, topic="guidance", title="T", figures={"x": 10**30})
    assert not WebhookMessage.objects.exists()


def queued(receiver: Receiver) -> WebhookMessage:
    """A message that waits for its first attempt."""
    hook(receiver, "task.created")
    create_task(by=SYSTEM, title="T", topic="guidance")
    return WebhookMessage.objects.get()


def test_a_failed_message_is_tried_again_under_the_same_id(
    louna: Louna, receiver: Receiver
) -> None:
    message = queued(receiver)
    receiver.status, receiver.headers = 503, {"Retry-After": "90"}
    with pytest.raises(TryLaterError) as told:
        sending.send.call(message.pk)
    assert told.value.after == dt.timedelta(seconds=90)
    message.refresh_from_db()
    assert (message.state, message.status, message.attempts) == ("queued", 503, 1)
    assert Webhook.objects.get().failing_since is not None
    receiver.status = 204
    sending.send.call(message.pk)
    ids = {headers["webhook-id"] for headers, _body in receiver.got}
    assert ids == {message.message_id}
    assert Webhook.objects.get().failing_since is None
    sending.send.call(message.pk)  # a queue that runs it once more sends nothing
    assert len(receiver.got) == 2


def test_a_redirect_is_no_arrival(louna: Louna, receiver: Receiver) -> None:
    message = queued(receiver)
    receiver.status, receiver.headers = 302, {"Location": "http://169.254.169.254/"}
    with pytest.raises(TryLaterError):
        sending.send.call(message.pk)
    assert len(receiver.got) == 1


def test_the_last_attempt_ends_failed_and_is_sent_again_by_hand(
    louna: Louna, receiver: Receiver
) -> None:
    message = queued(receiver)
    WebhookMessage.objects.update(attempts=sending.RETRY.attempts - 1)
    receiver.status = 500
    with pytest.raises(PermanentError, match="HTTP 500"):
        sending.send.call(message.pk)
    message.refresh_from_db()
    assert message.state == "failed"
    receiver.status = 200
    client = louna.client("coordinator")
    assert client.post(f"/webhooks/messages/{message.pk}/again/").status_code == 302
    sending.send.call(message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 1)
    for who in ("director", "staff", "reader"):
        assert louna.client(who).post(f"/webhooks/messages/{message.pk}/again/").status_code == 403


@pytest.mark.parametrize("gone", [True, False], ids=["gone", "silent for days"])
def test_a_receiver_that_is_lost_is_stopped_and_the_coordinator_hears(
    louna: Louna, receiver: Receiver, gone: bool
) -> None:
    message = queued(receiver)
    long_ago = dt.datetime.now(dt.UTC) - sending.PATIENCE
    receiver.status = 410 if gone else 500
    if not gone:
        Webhook.objects.update(failing_since=long_ago)
    with pytest.raises(PermanentError):
        sending.send.call(Webhook.objects.get().messages.get(pk=message.pk).pk)
    assert Webhook.objects.get().state == "failed"
    letter = OutgoingMail.objects.get()
    assert letter.to == "coordinator@example.org"
    assert f"/webhooks/{message.webhook_id}/" in letter.body
    create_task(by=SYSTEM, title="T", topic="guidance")
    assert WebhookMessage.objects.count() == 1


def test_while_paused_nothing_goes_out(louna: Louna, receiver: Receiver) -> None:
    message = queued(receiver)
    actions.pause_webhook(by=SYSTEM, webhook=message.webhook)
    sending.send.call(message.pk)
    message.refresh_from_db()
    assert message.state == "held"
    assert receiver.got == []


def test_for_a_day_both_secrets_sign(louna: Louna, receiver: Receiver) -> None:
    message = queued(receiver)
    old = message.webhook.secret
    new = actions.rotate_secret(by=SYSTEM, webhook=message.webhook)
    sending.send.call(message.pk)
    headers, body = receiver.got[0]
    assert verify(old, headers, body)
    assert verify(new, headers, body)
    Webhook.objects.update(old_secret_until=dt.datetime.now(dt.UTC))
    WebhookMessage.objects.update(state="queued")
    sending.send.call(message.pk)
    headers, body = receiver.got[1]
    assert not verify(old, headers, body)
    assert verify(new, headers, body)


def test_secrets_are_not_in_the_log(louna: Louna, receiver: Receiver) -> None:
    webhook = hook(receiver)
    old = webhook.secret
    new = actions.rotate_secret(by=SYSTEM, webhook=webhook)
    log = str(list(AuditEvent.objects.values()))
    assert old not in log
    assert new not in log


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/hook",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://2130706433/",
        "https://10.0.0.1/",
        "https://1.1.1.1:8443/",
        "ftp://1.1.1.1/",
    ],
)
def test_an_address_on_the_inside_is_refused_at_once(louna: Louna, url: str) -> None:
    with pytest.raises(ValidationError):
        actions.add_webhook(by=SYSTEM, name="x", url=url, kinds=["task.done"])
    assert not Webhook.objects.exists()


def test_an_address_that_moves_inside_later_is_not_asked(
    louna: Louna, receiver: Receiver, settings: Any
) -> None:
    message = queued(receiver)
    settings.KIMPPA_OUTBOUND_ALLOW = []
    with pytest.raises(PermanentError):
        sending.send.call(message.pk)
    assert receiver.got == []


def test_only_the_coordinator_names_receivers(louna: Louna) -> None:
    for who in ("director", "staff", "reader"):
        with pytest.raises(PermissionDenied):
            actions.add_webhook(by=louna.people[who], name="x", url="https://1.1.1.1/", kinds=["x"])


def test_the_page_shows_the_secret_once(louna: Louna, receiver: Receiver) -> None:
    client = louna.client("coordinator")
    fields = {"name": "Peili", "url": receiver.url, "kinds": ["task.done"]}
    added = client.post("/webhooks/add/", fields)
    again = client.post("/webhooks/add/", fields)
    assert (again.status_code, "Tämänniminen vastaanottaja on jo" in again.text) == (422, True)
    webhook = Webhook.objects.get()
    page = client.get(added["Location"])
    assert webhook.secret in page.text
    assert "no-store" in page["Cache-Control"]
    assert webhook.secret not in client.get(added["Location"]).text
    assert "whsec_" in client.post(f"/webhooks/{webhook.pk}/secret/", follow=True).text
    client.post(f"/webhooks/{webhook.pk}/test/")
    Worker().drain()
    page = client.get(f"/webhooks/{webhook.pk}/").text
    assert webhook.secret not in page
    assert receiver.bodies()[0]["type"] == "webhook.test"
    assert "200" in page


def test_every_told_address_exists() -> None:
    assert set(ACTIONS.values()) == set(KINDS)
    for told in TARGETS.values():
        assert resolve(told.page.format(id=1))
        found = resolve(told.api.format(id=1))
        assert found.url_name != "nowhere", told


def test_every_told_action_is_written_somewhere() -> None:
    """A renamed action would leave receivers in silence."""
    files = [*CORE.rglob("actions.py"), *CORE.rglob("actions/*.py")]
    written = "".join(path.read_text(encoding="utf-8") for path in files)
    assert [action for action in ACTIONS if f'action="{action}"' not in written] == []


def test_a_pause_and_a_start_are_taken_back(louna: Louna, receiver: Receiver) -> None:
    webhook, client = hook(receiver), louna.client("coordinator")

    def press(address: str) -> str:
        page = client.post(address, follow=True).text
        webhook.refresh_from_db()
        return page

    page = press(f"/webhooks/{webhook.pk}/pause/")
    assert webhook.state == "paused"
    press(undo_address(page))
    assert webhook.state == "active"
    press(f"/webhooks/{webhook.pk}/pause/")
    page = press(f"/webhooks/{webhook.pk}/resume/")
    assert webhook.state == "active"
    press(undo_address(page))
    assert webhook.state == "paused"
