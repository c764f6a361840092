"""Trying addresses politely: one at a time, with a pause, and never a machine of the inside."""

from dataclasses import dataclass
from typing import Final

from kimppa.sources.errors import FetchError
from kimppa.sources.http import Limits, Reply, UnknownHostError
from kimppa.sources.patient import Patience, PatientClient

LIMITS: Final = Limits(connect=5, read=10, total=20, size=300_000, redirects=5)
ONCE: Final = Patience(tries=1, between=1)
MOST: Final = 500  # addresses of one round
NO_NAME: Final = "no-name"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`state` is fine, broken or unsure; the code and its values are put into words."""

    state: str
    code: str = ""
    host: str = ""
    status: int = 0

    @property
    def answered(self) -> bool:
        """Whether a machine was there, whatever it said."""
        return self.state == "fine" or bool(self.status)

    def __str__(self) -> str:
        return " ".join(part for part in (self.code, self.host, str(self.status or "")) if part)


def try_address(client: PatientClient, address: str) -> Outcome:
    """Ask once. Broken is what is gone; a refusal or a fault may pass. A name that no machine has
    is "no-name" and unsure: the caller knows whether any other name was found.
    """
    try:
        client.ask(address, _ignore)
    except FetchError as error:
        host, status = str(error.params.get("host", "")), int(error.params.get("status", 0))
        if error.code == "too-large":  # it answers, and that is all that is asked
            return Outcome("fine")
        if error.code == "stopped":
            raise
        if isinstance(error.__cause__, UnknownHostError):
            return Outcome("unsure", NO_NAME, host)
        return Outcome("broken" if error.code == "missing" else "unsure", error.code, host, status)
    return Outcome("fine")


def _ignore(_reply: Reply) -> None:
    """What the address holds does not matter."""
