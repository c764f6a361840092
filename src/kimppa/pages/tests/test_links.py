"""Links are tried politely against a server of our own, and never on the inside."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.urls import reverse
from django.utils.module_loading import import_string
from pytest_django import Settings

from conftest import Louna
from kimppa.core.permissions import SYSTEM
from kimppa.jobs.models import Run
from kimppa.pages import actions
from kimppa.pages.links.actions import run_round, start_round, try_links
from kimppa.pages.links.client import LIMITS, try_address
from kimppa.pages.models import Link, Page
from kimppa.pages.models.links import Outage
from kimppa.pages.tests.conftest import browser
from kimppa.sources.patient import Patience, patient

pytestmark = pytest.mark.django_db
ANSWERS = {"/hyva": 200, "/poissa": 404, "/kielto": 403, "/vika": 500}
AT_ONCE = Patience(tries=1, between=0)


class Service(BaseHTTPRequestHandler):
    """Answers by its path; counts what is asked."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body = b"x" * (400_000 if self.path == "/suuri" else 10)
        self.send_response(ANSWERS.get(self.path, 200))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            return  # who asks has seen enough

    def log_message(self, *_told: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[tuple[type[Service], str]]:
    kind = type("Own", (Service,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield kind, f"127.0.0.1:{running.server_port}"
        running.shutdown()


def test_a_round_tells_what_answers_and_asks_each_address_once(
    pages: Louna, customers: Page, settings: Settings
) -> None:
    with serving() as (service, host):
        settings.KIMPPA_OUTBOUND_ALLOW = [host]
        words = "".join(
            f"[{path}](http://{host}{path}#kohta) "
            for path in [*ANSWERS, "/suuri", "/hyva", "/hyva#toinen"]
        )
        text = actions.TextContent("Asiakkaalle", f"{words} [sisällä](http://127.0.0.1:1/x)")
        for page in Page.objects.exclude(pk=customers.pk):
            actions.remove_page(by=SYSTEM, page=page)
        both = {"fi": text, "en": actions.TextContent("C", text.body)}
        actions.write_texts(by=SYSTEM, page=customers, texts=both)
        assert run_round(AT_ONCE) == 6
        assert sorted(service.asked) == sorted([*ANSWERS, "/suuri"])
        found = {
            row.address.removeprefix(f"http://{host}"): row.state for row in Link.objects.all()
        }
    assert found == {
        "/hyva": "fine",
        "/suuri": "fine",
        "/poissa": "broken",
        "/kielto": "unsure",
        "/vika": "unsure",
        "http://127.0.0.1:1/x": "unsure",
    }
    shown = browser(pages.readers["981"]).get(reverse("pages:links")).content.decode()
    assert "osoitteessa ei ole mitään" in shown
    assert "Asiakkaalle (fi), C (en)" in shown
    assert shown.index("/poissa") < shown.index("/hyva")


BEGAN, ENDED = dt.datetime(2025, 1, 2, tzinfo=dt.UTC), dt.datetime(2025, 2, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("before", "state", "after"),
    [
        (Outage(), "fine", Outage()),
        (Outage(), "unsure", Outage()),
        (Outage(), "broken", Outage(ENDED)),
        (Outage(BEGAN), "broken", Outage(BEGAN)),
        (Outage(BEGAN), "unsure", Outage(BEGAN)),
        (Outage(BEGAN), "fine", Outage(BEGAN, ENDED)),
        (Outage(BEGAN, BEGAN), "fine", Outage(BEGAN, BEGAN)),
        (Outage(BEGAN, BEGAN), "broken", Outage(ENDED)),
    ],
)
def test_an_outage_begins_when_found_and_ends_when_it_answers(
    before: Outage, state: str, after: Outage
) -> None:
    assert before.after(state, ENDED) == after


def lead_to(customers: Page, *addresses: str) -> None:
    """No page but the one for customers leads anywhere, and it leads there."""
    for page in Page.objects.exclude(pk=customers.pk):
        actions.remove_page(by=SYSTEM, page=page)
    words = " ".join(f"[Kohde]({one})" for one in addresses)
    written = {"fi": actions.TextContent("A", words), "en": actions.TextContent("C", "None.")}
    actions.write_texts(by=SYSTEM, page=customers, texts=written)


def test_a_broken_link_tells_since_when_and_one_that_works_again_is_told(
    pages: Louna, customers: Page, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(pages.readers["981"])
    own, table = customers.get_absolute_url(), reverse("pages:links")
    with serving() as (_service, host):
        settings.KIMPPA_OUTBOUND_ALLOW = [host]
        lead_to(customers, f"http://{host}/poissa")
        for day, answer in (("2025-01-14", 404), ("2025-02-02", 500), ("2025-03-02", 404)):
            settings.KIMPPA_TODAY = day
            monkeypatch.setitem(ANSWERS, "/poissa", answer)
            run_round(AT_ONCE)
            assert "Rikki 14.1.2025 alkaen" in client.get(own).content.decode()
        assert "1 linkki" in client.get(reverse("pages:home")).content.decode()
        settings.KIMPPA_TODAY = "2025-04-02"
        monkeypatch.setitem(ANSWERS, "/poissa", 200)
        run_round(AT_ONCE)
    for address in (own, table):
        shown = client.get(address).content.decode()
        assert "Vastaa taas" in shown
        assert "Toimii 2.4.2025 alkaen; oli rikki 14.1.2025 alkaen" in shown
    lead_to(customers, "https://louna.finna.fi/")
    assert "Vastaa taas" not in client.get(own).content.decode()


@pytest.mark.parametrize(("reached", "state"), [(True, "broken"), (False, "unsure")])
def test_an_unknown_name_is_broken_only_when_our_own_way_out_works(
    pages: Louna, customers: Page, settings: Settings, reached: bool, state: str
) -> None:
    with serving() as (_service, host):
        settings.KIMPPA_OUTBOUND_ALLOW = [host, "kimppa.invalid:80"]
        others = [f"http://{host}/vika"] if reached else []
        lead_to(customers, "http://kimppa.invalid/", *others)
        run_round(AT_ONCE)
    assert Link.objects.get(address="http://kimppa.invalid/").state == state


def test_a_round_takes_those_that_were_tried_longest_ago(
    pages: Louna, customers: Page, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kimppa.pages.links.actions.MOST", 2)
    with serving() as (service, host):
        settings.KIMPPA_OUTBOUND_ALLOW = [host]
        lead_to(customers, *(f"http://{host}/{name}" for name in "abc"))
        run_round(AT_ONCE)
        assert service.asked == ["/a", "/b"]
        run_round(AT_ONCE)
        assert service.asked == ["/a", "/b", "/c", "/a"]


def test_a_machine_of_the_inside_is_never_asked(settings: Settings) -> None:
    with serving() as (service, host), patient(limits=LIMITS, patience=AT_ONCE) as asking:
        tried = try_address(asking, f"http://{host}/hyva")
        assert (tried.state, tried.code) == ("unsure", "bad-address")
        assert service.asked == []


def test_a_round_that_waits_is_not_begun_twice(pages: Louna) -> None:
    client = browser(pages.coordinator)
    before = Run.objects.count()
    client.post(reverse("pages:links-try"))
    client.post(reverse("pages:links-try"))
    assert Run.objects.count() == before + 1
    assert start_round(by=pages.coordinator).asked_by == pages.coordinator.name


def test_a_round_that_was_queued_under_the_old_name_is_known() -> None:
    assert import_string("kimppa.pages.linking.actions.try_links") is try_links
