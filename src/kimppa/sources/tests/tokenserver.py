"""A small service of OAuth 2 for the tests: it renews access tokens by refresh tokens (RFC 6749).

Each renewal gives another access token, and with `turning` another refresh token too, after which
the earlier one is worth nothing.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass
class Tokens:
    """What the service takes, what it has been asked, and whom it tells of new access tokens."""

    client_id: str = "kimppa"
    client_secret: str = "asiakas"
    refresh: str = "uusija"
    turning: bool = False
    says: tuple[int, bytes] | None = None  # an answer in place of the right one
    gives: Callable[[str], None] = print  # told of each new access token
    asked: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"

    @property
    def allow(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer(self, given: dict[str, str]) -> tuple[int, bytes]:
        self.asked.append(given)
        if self.says:
            return self.says
        if (given.get("client_id"), given.get("client_secret")) != (
            self.client_id,
            self.client_secret,
        ):
            return 401, json.dumps({"error": "invalid_client"}).encode()
        if given.get("grant_type") != "refresh_token":
            return 400, json.dumps({"error": "unsupported_grant_type"}).encode()
        if given.get("refresh_token") != self.refresh:
            told = {"error": "invalid_grant", "error_description": "The token has expired."}
            return 400, json.dumps(told).encode()
        access = f"pääsy-{len(self.asked)}"
        self.gives(access)
        told = {"access_token": access, "token_type": "Bearer", "expires_in": 3600}
        if self.turning:
            self.refresh = told["refresh_token"] = f"uusija-{len(self.asked)}"
        return 200, json.dumps(told).encode()


class Server(ThreadingHTTPServer):
    def __init__(self, tokens: Tokens) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.tokens = tokens


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {key: values[0] for key, values in parse_qs(body).items()}
        status, answer = self.server.tokens.answer(given)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        with suppress(OSError):  # whoever finds the answer too large hangs up
            self.end_headers()
            self.wfile.write(answer)

    def log_message(self, *_words: object) -> None:
        """Nothing: the tests look at `asked`."""


@contextmanager
def token_server() -> Iterator[Tokens]:
    """A service on loopback until the block ends."""
    tokens = Tokens()
    with Server(tokens) as server:
        tokens.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield tokens
        finally:
            server.shutdown()
            thread.join()
