"""Louna's agreement of 2024, from its own text."""

from importlib.resources import files

from kimppa.agreement.actions import import_text, put_in_force
from kimppa.agreement.reading import read_upload
from kimppa.core.files.actions import keep
from kimppa.core.permissions import SYSTEM

NAME = "agreement-2024.fi.txt"
SOURCE = "Kirjastopalveluiden tuottamista koskeva sopimus 2024"


def load() -> None:
    """Import the agreement as a coordinator would, and put it in force for all parties."""
    content = files("kimppa.agreement").joinpath("data", NAME).read_bytes()
    agreement = import_text(
        by=SYSTEM,
        reading=read_upload(content),
        source_file=keep(content, name=NAME, media_type="text/plain"),
        source=SOURCE,
    )
    put_in_force(by=SYSTEM, agreement=agreement)
