"""Services of our own for the tests, each a process on loopback."""

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from kimppa.sources.patient import Patience

HERE = Path(__file__).parent
_names = itertools.count()


class Waits(list[float]):
    """The seconds that would have been waited."""

    def patience(self, **changes: Any) -> Patience:
        return Patience(**{"between": 0, "wait": self.append, **changes})


class Running:
    """A service under way, with as many repositories as are asked for."""

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.allow = [self.host]

    def make(self, **told: Any) -> str:
        """A new one; its address."""
        name = f"r{next(_names)}"
        self.tell(name, **told)
        return f"http://{self.host}/{name}"

    def tell(self, name: str, **told: Any) -> None:
        with httpx2.Client(trust_env=False) as client:
            content = json.dumps({"name": name, **told})
            client.post(f"http://{self.host}/make", content=content).raise_for_status()

    def asked(self, address: str) -> list[str]:
        """What came to an address, in order."""
        name = address.rpartition("/")[2]
        with httpx2.Client(trust_env=False) as client:
            found: list[str] = client.get(f"http://{self.host}/asked/{name}").json()
        return found


def running(script: str) -> Iterator[Running]:
    with subprocess.Popen(
        [sys.executable, "-S", str(HERE / script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield Running(int(process.stdout.readline()))
        process.communicate()


@pytest.fixture(scope="session")
def oai() -> Iterator[Running]:
    yield from running("oaiserver.py")


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture(scope="session")
def mikromarc() -> Iterator[Running]:
    yield from running("mikromarcserver.py")


@pytest.fixture(scope="session")
def matomo() -> Iterator[Running]:
    yield from running("matomoserver.py")


@pytest.fixture(scope="session")
def kirjastohakemisto() -> Iterator[Running]:
    yield from running("kirjastohakemistoserver.py")
