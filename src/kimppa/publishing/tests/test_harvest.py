"""Another service's events, fetched by themselves: once each, as drafts, with the way back."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from conftest import Louna
from kimppa.core.connections.actions import add
from kimppa.publishing import actions
from kimppa.publishing.models import EventSource, Item
from kimppa.publishing.tasks import harvest_sources
from kimppa.publishing.tests.conftest import signed_in

pytestmark = pytest.mark.every_database


def told(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"toinen:{number}",
        "name": {"fi": name},
        "start_time": "2025-02-05T15:00:00Z",
        "end_time": "2025-02-05T17:00:00Z",
        "super_event_type": None,
    } | more


class Service:
    """A Linked Events of the test's own: what it holds may change between two fetches."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.agents: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.address = f"http://{self.host}/v1/event/"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                service.agents.append(self.headers["User-Agent"])
                body = json.dumps({"meta": {"next": None}, "data": service.events}).encode()
                self.send_response(200 if self.path.startswith("/v1/") else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Quiet."""

        return Answering


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    made = Service()
    settings.KIMPPA_OUTBOUND_ALLOW = [made.host]
    yield made
    made.server.shutdown()
    made.server.server_close()


def asked(louna: Louna, service: Service, **more: Any) -> EventSource:
    given = {"title": "Naapuri", "address": service.address} | more
    return add(EventSource, by=louna.coordinator, municipality=louna.municipalities["834"], **given)


def drafts() -> list[str]:
    rows = Item.objects.filter(example=False, status="draft").order_by("title_fi")
    return [one.title_fi for one in rows]


def test_what_is_new_comes_as_a_draft_of_the_municipality_once(
    louna: Louna, service: Service
) -> None:
    asked(louna, service)
    over = {"start_time": "2025-01-02T15:00:00Z", "end_time": "2025-01-02T17:00:00Z"}
    service.events = [
        told(1, "Runoilta"),
        told(2, "Mennyt", **over),
        told(3, "Peruttu", event_status="EventCancelled"),
    ]
    assert harvest_sources() == 1
    assert drafts() == ["Runoilta"]
    item = Item.objects.get(title_fi="Runoilta")
    assert (item.municipality, item.sender) == (louna.municipalities["834"], "Naapuri")
    service.events.append(told(4, "Kirjakerho", start_time="2025-02-06T15:00:00Z",
                               end_time="2025-02-06T17:00:00Z"))  # fmt: skip
    assert harvest_sources() == 1
    assert harvest_sources() == 0
    assert drafts() == ["Kirjakerho", "Runoilta"]
    page = signed_in(louna.coordinator).get("/publishing/").content.decode()
    assert "Uutta muista palveluista" in page
    assert "Kirjakerho" in page


def test_a_removed_draft_does_not_come_again(louna: Louna, service: Service) -> None:
    asked(louna, service)
    service.events = [told(1, "Runoilta")]
    harvest_sources()
    actions.remove(by=louna.coordinator, item=Item.objects.get(title_fi="Runoilta"))
    assert harvest_sources() == 0
    assert drafts() == []


def test_the_last_harvest_is_taken_back_by_a_click(louna: Louna, service: Service) -> None:
    source = asked(louna, service)
    service.events = [told(1, "Julkaistava"), told(2, "Turha", start_time="2025-02-06T15:00:00Z",
                                                   end_time="2025-02-06T17:00:00Z")]  # fmt: skip
    harvest_sources()
    actions.publish(by=louna.coordinator, item=Item.objects.get(title_fi="Julkaistava"))
    client = signed_in(louna.coordinator)
    page = client.post(f"/publishing/sources/{source.pk}/undo/", follow=True).content.decode()
    assert "1 luonnos poistettiin." in page
    assert "1 on julkaistu ja säilyy." in page
    assert drafts() == []
    assert harvest_sources() == 0


def test_what_changes_there_is_told_until_somebody_has_looked(
    louna: Louna, service: Service
) -> None:
    asked(louna, service)
    service.events = [told(1, "Runoilta")]
    harvest_sources()
    item = Item.objects.get(title_fi="Runoilta")
    client = signed_in(louna.coordinator)
    assert "Muuttunut siellä" not in client.get(item.get_absolute_url()).content.decode()
    service.events = [told(1, "Runoilta siirtyy")]
    assert harvest_sources() == 0
    assert "Muuttunut siellä" in client.get(item.get_absolute_url()).content.decode()
    assert drafts() == ["Runoilta"]
    page = client.post(f"/publishing/{item.pk}/settle/", follow=True).content.decode()
    assert "Muuttunut siellä" not in page


def test_a_source_that_fails_says_why_and_keeps_no_other_back(
    louna: Louna, service: Service
) -> None:
    broken = asked(louna, service, title="A", address=f"http://{service.host}/muualla/")
    asked(louna, service, title="B")
    service.events = [told(1, "Runoilta")]
    assert harvest_sources() == 1
    page = signed_in(louna.coordinator).get(f"/publishing/sources/{broken.pk}/").content.decode()
    assert "Haku ei onnistunut" in page
    assert "Korjaa osoite" in page


def test_a_paused_source_and_an_example_are_not_asked(louna: Louna, service: Service) -> None:
    paused = asked(louna, service)
    asked(louna, service, title="Esimerkki", address=f"{service.address}?a=1", example=True)
    client = signed_in(louna.coordinator)
    client.post(f"/publishing/sources/{paused.pk}/pause/")
    assert harvest_sources() == 0
    assert service.agents == []


def test_an_address_inside_is_not_asked(louna: Louna, service: Service, settings: Any) -> None:
    settings.KIMPPA_OUTBOUND_ALLOW = []
    source = asked(louna, service)
    assert harvest_sources() == 0
    source.refresh_from_db()
    assert "ei voi kysyä" in source.failure
    assert service.agents == []


def test_what_would_come_is_looked_at_first(louna: Louna, service: Service) -> None:
    source = asked(louna, service)
    service.events = [told(1, "Runoilta")]
    client = signed_in(louna.coordinator)
    page = client.get(f"/publishing/imports/?lahde={source.pk}")
    form = page.context["form"]
    assert form.initial == {"address": service.address, "municipality": source.municipality_id}
    page = client.post("/publishing/imports/", form.initial, follow=True).content.decode()
    assert "1 rivi otettaisiin" in page
    assert "Runoilta" in page
    assert drafts() == []


def test_only_who_publishes_names_sources(louna: Louna, service: Service) -> None:
    with pytest.raises(PermissionDenied):
        add(
            EventSource,
            by=louna.directors["834"],
            title="Oma",
            address=service.address,
            municipality=louna.municipalities["834"],
        )
    form = {"title": "Sama", "address": asked(louna, service).address, "municipality": ""}
    page = signed_in(louna.coordinator).post("/publishing/sources/add/", form)
    assert page.status_code == 422
    assert EventSource.objects.filter(example=False).count() == 1


def test_a_list_that_is_too_long_says_that_some_did_not_come(
    louna: Louna, service: Service
) -> None:
    source = asked(louna, service)
    service.events = [told(number, f"Satutunti {number}") for number in range(301)]
    assert harvest_sources() == 300
    page = signed_in(louna.coordinator).get(source.get_absolute_url()).content.decode()
    assert "enemmän tapahtumia kuin 300" in page
    service.events = service.events[:300]
    harvest_sources()
    source.refresh_from_db()
    assert source.failure == ""
