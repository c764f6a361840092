"""Renewing an access token of OAuth 2 by a refresh token (RFC 6749, section 6).

An access token lasts about an hour, a refresh token until its owner takes the consent back or the
service ends it. Some services give a new refresh token with each renewal; the newest is kept in
the instance folder beside the secrets that people put there, as long as theirs is the same.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from kimppa.sources.errors import FetchError
from kimppa.sources.guard import PORTS, ForbiddenAddressError
from kimppa.sources.http import Limits, OutboundError, Reply, guarded

LIMITS: Final = Limits(size=200_000)
_CODES: Final = {
    "invalid_grant": "token-ended",
    "invalid_client": "token-client",
    "unauthorized_client": "token-client",
}


@dataclass(frozen=True, slots=True)
class Client:
    """What we are to the service that gives tokens; without a secret a public client."""

    address: str
    client_id: str
    secret: str = ""
    scope: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or self.address


@dataclass(frozen=True, slots=True)
class RefreshTokens:
    """The refresh tokens of a named secret: the `original` that people gave, and the newest."""

    folder: Path
    name: str
    original: str

    @property
    def _file(self) -> Path:
        # A name of a secret has no dot in it: this file can be nobody's secret.
        return self.folder / f"{self.name}.renewed"

    @property
    def _print(self) -> str:
        return hashlib.sha256(self.original.encode()).hexdigest()

    def newest(self) -> str:
        """The token of the last renewal, or the given one when that is another than then."""
        try:
            renewal = json.loads(self._file.read_text(encoding="utf-8"))
            return str(renewal["token"]) if renewal["of"] == self._print else self.original
        except (OSError, ValueError, KeyError, TypeError):
            return self.original

    def keep(self, token: str) -> None:
        """Keep the token of a renewal, readable by us alone. Raises FetchError."""
        spare = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(mode=0o700, exist_ok=True)
            spare.unlink(missing_ok=True)
            spare.touch(mode=0o600)
            spare.write_text(json.dumps({"of": self._print, "token": token}), encoding="utf-8")
            spare.replace(self._file)
        except OSError as error:
            raise FetchError("token-kept", name=self.name, detail=str(error)) from error


def access_token(client: Client, tokens: RefreshTokens, allow: Collection[str]) -> str:
    """A new access token. Raises FetchError, saying whose fault it is (`token-…`).

    When the newest refresh token has ended, the one that people gave is tried too.
    """
    token = tokens.newest()
    try:
        answer = _renew_token(client, token, allow)
    except FetchError as error:
        if error.code != "token-ended" or token == tokens.original:
            raise
        answer = _renew_token(client, tokens.original, allow)
        token = tokens.original
    renewed = answer.get("refresh_token")
    if isinstance(renewed, str) and renewed and renewed != token:
        tokens.keep(renewed)
    return str(answer["access_token"])


def _renew_token(client: Client, refresh: str, allow: Collection[str]) -> dict[str, Any]:
    _check(client, allow)
    params = {
        "grant_type": "refresh_token",
        "refresh_token": refresh,
        "client_id": client.client_id,
        "client_secret": client.secret,
        "scope": client.scope,
    }
    body = urlencode({name: text for name, text in params.items() if text}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        with guarded(allow, LIMITS) as http:
            reply = http.post(client.address, body, headers)
    except ForbiddenAddressError as error:
        raise FetchError("bad-address", address=client.address, detail=str(error)) from error
    except OutboundError as error:
        raise FetchError(
            "token-unreachable", host=client.host, detail=str(error), passing=True
        ) from error
    return _token_answer(client, reply)


def _check(client: Client, allow: Collection[str]) -> None:
    """Refuse to send secrets in the clear, but to a machine of the inside that has been named."""
    try:
        parts = urlsplit(client.address)
        host_and_port = f"{parts.hostname}:{parts.port or PORTS.get(parts.scheme)}"
    except ValueError as error:
        raise FetchError("bad-address", address=client.address, detail=str(error)) from error
    if parts.scheme == "http" and host_and_port not in allow:
        raise FetchError("password-in-clear", host=client.host)


def _token_answer(client: Client, reply: Reply) -> dict[str, Any]:
    try:
        answer = json.loads(reply.body)
    except (ValueError, RecursionError):
        answer = None
    answer = answer if isinstance(answer, dict) else {}
    if reply.good and isinstance(answer.get("access_token"), str) and answer["access_token"]:
        return answer
    fault = str(answer.get("error", ""))
    words = f"HTTP {reply.status} {fault} {answer.get('error_description', '')}"
    raise FetchError(
        _CODES.get(fault, "token-odd"), host=client.host, detail=" ".join(words.split())
    )
