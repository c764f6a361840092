"""OpenID providers for the tests: the real mock as a process of its own, and one that forges."""

import json
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import urlopen

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from kimppa.core.signin.providers import Provider

START_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def provider(issuer: str, **values: Any) -> Provider:
    return Provider("forssa", issuer, "kimppa", "salaisuus", **values)


@contextmanager
def mock_provider(*users: dict[str, Any]) -> Iterator[str]:
    """The address of `oidc-provider-mock`, which knows the users (`sub` and claims)."""
    port = free_port()
    arguments = [argument for user in users for argument in ("--user-claims", json.dumps(user))]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "-n", "true", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.kill()
        process.wait(timeout=30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    pause = threading.Event()
    while True:
        assert process.poll() is None, "the provider ended"
        try:
            with urlopen(f"{address}/.well-known/openid-configuration", timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            assert time.monotonic() < until, "the provider does not answer"
            pause.wait(0.05)


@dataclass
class Forger:
    """A provider that signs whatever it is told to: `claims` go over the honest ones."""

    port: int
    key: rsa.RSAPrivateKey
    claims: dict[str, Any] = field(default_factory=dict)
    signing_key: Any = None
    algorithm: str = "RS256"
    config: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    token_request: dict[str, str] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        if path == "/.well-known/openid-configuration":
            return self._described() | self.config
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [{**public, "kid": "one", "use": "sig"}]}
        if path == "/userinfo":
            return self.userinfo
        self.token_request = form
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.token()}

    def token(self) -> str:
        now = int(time.time())
        honest: dict[str, Any] = {
            "iss": self.issuer,
            "aud": "kimppa",
            "sub": "user-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked.get("nonce"),
            "email": "director@example.org",
            "email_verified": True,
        }
        told = {name: v for name, v in (honest | self.claims).items() if v is not None}
        key = self.signing_key or self.key
        return jwt.encode(told, key, algorithm=self.algorithm, headers={"kid": "one"})

    def _described(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }


@contextmanager
def forging_provider() -> Iterator[Forger]:
    """A provider of our own on a free port."""
    key = rsa.generate_private_key(65537, 2048)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            self._answer(dict(urllib.parse.parse_qsl(self.rfile.read(length).decode())))

        def _answer(self, form: dict[str, str]) -> None:
            body = json.dumps(forger.answer(self.path, form)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    forger = Forger(server.server_port, key)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield forger
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
