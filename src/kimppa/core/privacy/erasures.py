"""Hashes of erased addresses, so that restoring an older backup repeats the erasures.

The list is a file in the instance folder; a copy goes into every backup and beside it. It holds no
name and no address. Hashes are by scrypt with the list's own salt, so that trying out addresses
takes long.
"""

import datetime as dt
import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from kimppa.core import home

FILE = "erasures.json"
WORK = 2**13  # about 20 ms an address


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erased address."""

    salt: str
    hash: str
    day: str


def read(path: Path) -> set[Erasure]:
    """The list of a file; empty when there is none.

    Raises ValueError when the file is no such list.
    """
    try:
        erasures = {Erasure(**fields) for fields in json.loads(path.read_text(encoding="utf-8"))}
        if not all(isinstance(text, str) for erasure in erasures for text in astuple(erasure)):
            raise TypeError("salt, hash and day are texts")
        return erasures
    except FileNotFoundError:
        return set()
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path} is not a list of erasures: {error}") from error


def write(path: Path, erasures: Iterable[Erasure]) -> None:
    """Put the list in the file's place, durably."""
    sorted_erasures = sorted(erasures, key=lambda erasure: (erasure.day, erasure.hash))
    objects = [
        {"salt": erasure.salt, "hash": erasure.hash, "day": erasure.day}
        for erasure in sorted_erasures
    ]
    spare = path.with_name(f".{path.name}.new")
    with spare.open("w", encoding="utf-8") as file:
        json.dump(objects, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    spare.replace(path)


def remember(addresses: Iterable[str], *, day: dt.date) -> None:
    """Add the addresses to the instance's list. Written before the erasure is committed: what
    was asked for and then failed is asked for again."""
    erasures = read(own_file())
    salt = next((erasure.salt for erasure in erasures), "") or secrets.token_hex(16)
    write(
        own_file(), erasures | {Erasure(salt, _hash(salt, a), day.isoformat()) for a in addresses}
    )


def own_file() -> Path:
    """Where the instance keeps its list."""
    return home.path(FILE)


def is_listed(addresses: Iterable[str], erasures: Iterable[Erasure]) -> bool:
    """Whether any of the addresses has been erased."""
    hashes = {erasure.hash for erasure in erasures}
    salts = {erasure.salt for erasure in erasures}
    return any(_hash(salt, address) in hashes for address in addresses for salt in salts)


def _hash(salt: str, address: str) -> str:
    address_bytes = address.strip().lower().encode()
    return hashlib.scrypt(address_bytes, salt=salt.encode(), n=WORK, r=8, p=1, dklen=32).hex()
