"""The engine's texts in Finnish, Swedish and English, from its own catalogues."""

from pathlib import Path
from typing import Final

from kimppa.translation import LANGUAGES as LANGUAGES
from kimppa.translation import N_ as N_
from kimppa.translation import Catalogue
from kimppa.translation import Message as Message
from kimppa.translation import reason as reason
from kimppa.translation import requested_language as requested_language
from kimppa.translation import terminal_language as terminal_language

_CATALOGUE: Final = Catalogue("marc", Path(__file__).with_name("locale"))
installed = _CATALOGUE.installed
translate = _CATALOGUE.translate
