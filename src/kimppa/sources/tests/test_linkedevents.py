"""A list of another Linked Events, read page by page from a server of the test's own."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kimppa.sources.errors import FetchError
from kimppa.sources.linkedevents import MOST, fetch_events
from kimppa.sources.patient import patient
from kimppa.sources.tests.conftest import Waits

type Answer = Callable[[int, str], Any]


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """Starts a server whose pages `answer(number, base)` makes; its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> str:
        class Service(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
                body = json.dumps(answer(page, f"http://{self.headers['Host']}")).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def events(base: str, waits: Waits) -> list[Any]:
    host = urlsplit(base).netloc
    with patient(allow=[host], patience=waits.patience(tries=1)) as client:
        found: list[Any] = json.loads(fetch_events(f"{base}/v1/event/", client)[0])["data"]
        return found


def test_pages_are_followed_to_the_last(serve: Callable[[Answer], str], waits: Waits) -> None:
    def answer(page: int, base: str) -> Any:
        following = f"{base}/v1/event/?page={page + 1}" if page < 3 else None
        return {"meta": {"next": following}, "data": [{"id": page}]}

    assert events(serve(answer), waits) == [{"id": 1}, {"id": 2}, {"id": 3}]


def test_it_ends_at_three_hundred(serve: Callable[[Answer], str], waits: Waits) -> None:
    def answer(page: int, base: str) -> Any:
        return {"meta": {"next": f"{base}/?page={page + 1}"}, "data": [{"id": page}] * 100}

    assert len(events(serve(answer), waits)) == MOST


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ([], "not-linkedevents"),
        ({"data": 1}, "not-linkedevents"),
        ({"data": [], "meta": {"next": "http://127.0.0.2/elsewhere"}}, "other-host"),
        ({"data": [], "meta": {"next": "SELF"}}, "too-many-pages"),
    ],
)
def test_other_shapes_and_ways_elsewhere_are_refused(
    serve: Callable[[Answer], str], waits: Waits, told: Any, code: str
) -> None:
    def answer(_page: int, base: str) -> Any:
        return json.loads(json.dumps(told).replace("SELF", f"{base}/"))

    with pytest.raises(FetchError) as error:
        events(serve(answer), waits)
    assert error.value.code == code
