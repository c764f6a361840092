"""The engine's texts in Finnish, Swedish and English, from its own catalogues."""

from pathlib import Path
from typing import Final

from kimppa.translation import (
    LANGUAGES,
    N_,
    Catalogue,
    Message,
    reason,
    requested_language,
    terminal_language,
)

__all__ = [
    "LANGUAGES",
    "N_",
    "Message",
    "installed",
    "reason",
    "requested_language",
    "terminal_language",
    "translate",
]

_CATALOGUE: Final = Catalogue("marc", Path(__file__).with_name("locale"))
installed = _CATALOGUE.installed
translate = _CATALOGUE.translate
