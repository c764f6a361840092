"""Signing as the Standard Webhooks specification says. Pure.

Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md: the content
`id.timestamp.payload` is signed with HMAC-SHA256; a secret is `whsec_` and base64.
"""

import base64
import hashlib
import hmac
import secrets

SECRET_PREFIX = "whsec_"  # how a secret begins, not a secret
_BYTES = 32


def new_secret() -> str:
    """A secret of 256 bits."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """`v1,` and the base64 of the HMAC. `timestamp` is in seconds since 1970."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    content = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def headers(
    secrets_in_use: list[str], message_id: str, timestamp: int, body: str
) -> dict[str, str]:
    """The headers of a message; while a secret is being changed it is signed with both."""
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(
            signature(secret, message_id, timestamp, body) for secret in secrets_in_use
        ),
    }
