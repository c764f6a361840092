"""The format of personal tokens. Pure.

`kimppa_` + 30 random characters + 6 that check them, as code hosts make theirs: a secret scanner
finds it by its beginning and tells a real one from a mistyped one without asking the server.
"""

import hashlib
import re
import secrets
import zlib

PREFIX = "kimppa_"
VISIBLE_LENGTH = len(PREFIX) + 6
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RANDOM, _CHECK = 30, 6
PATTERN = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{_RANDOM + _CHECK}}}")


def new_secret() -> str:
    """A new token of 178 random bits."""
    chance = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    return PREFIX + chance + _checksum(chance)


def is_well_formed(text: str) -> bool:
    """Whether the text may be a token: its beginning, length and checksum are right."""
    if not PATTERN.fullmatch(text):
        return False
    body = text.removeprefix(PREFIX)
    return _checksum(body[:_RANDOM]) == body[_RANDOM:]


def digest(secret: str) -> str:
    """What is stored of a token. Nobody guesses 178 bits, so a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def visible_part(secret: str) -> str:
    """The beginning, by which its owner knows the token later."""
    return secret[:VISIBLE_LENGTH]


def _checksum(text: str) -> str:
    """CRC-32 in base 62, six characters."""
    number, digits = zlib.crc32(text.encode()), ""
    for _ in range(_CHECK):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
