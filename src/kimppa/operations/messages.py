"""Message catalogues, and texts for the terminal before Django stands.

Catalogues are kept as text (`locale/<language>/LC_MESSAGES/*.po`) and compiled on the machine
that runs them, by Babel, so that no gettext program is needed.
"""

import gettext as catalogue_files
import os
import sys
from pathlib import Path

from kimppa.translation import Catalogue, requested_language

PACKAGE = Path(__file__).parents[1]
EARLY = ("operations", "config")  # rooms that speak before there are settings
COMMAND_LINE = Catalogue("django", PACKAGE / "operations" / "locale")  # what argparse asks


def catalogues(package: Path = PACKAGE) -> list[Path]:
    """Every room's message catalogues (.po), in a stable order."""
    return sorted(package.glob("*/locale/*/LC_MESSAGES/*.po"))


def compile_stale(package: Path = PACKAGE) -> list[Path]:
    """Compile the catalogues whose compiled file is missing or older; return those compiled.

    Cheap when all is fresh. A reader sees either the old file or the new one, never a half, so
    several processes may do this at once.
    """
    return [po for po in catalogues(package) if is_stale(po) and _compile(po)]


def is_stale(po: Path) -> bool:
    """Whether a catalogue has changed since it was compiled, or never was."""
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns


def _compile(po: Path) -> bool:
    from babel.messages.mofile import write_mo  # its import takes longer than most commands
    from babel.messages.pofile import read_po

    with po.open("rb") as text:
        catalogue = read_po(text, locale=po.parts[-3])
    half = po.with_suffix(f".{os.getpid()}.tmp")
    with half.open("wb") as binary:
        write_mo(binary, catalogue)
    half.replace(po.with_suffix(".mo"))
    return True


def gettext_noop(text: str) -> str:
    """The text as it is, marked for translation where it is shown."""
    return text


ARGPARSE = (
    gettext_noop("usage: "),
    gettext_noop("positional arguments"),
    gettext_noop("options"),
    gettext_noop("show this help message and exit"),
    gettext_noop("argument %(argument_name)s: %(message)s"),
    gettext_noop("unrecognized arguments: %s"),
    gettext_noop("not allowed with argument %s"),
    gettext_noop("the following arguments are required: %s"),
    gettext_noop("one of the arguments %s is required"),
    gettext_noop("expected one argument"),
    gettext_noop("ambiguous option: %(option)s could match %(matches)s"),
    gettext_noop("invalid choice: %(value)r (choose from %(choices)s)"),
    gettext_noop("invalid %(type)s value: %(value)r"),
    gettext_noop("%(prog)s: error: %(message)s\n"),
)


def gettext(text: str, *, context: str = "") -> str:
    """The text in the language of the command line; English when there is no translation.

    Django's own gettext needs settings, and settings that cannot be read are told of here.
    """
    language = requested_language(sys.argv)
    translations = catalogue_files.NullTranslations()
    for room in EARLY:
        folder = PACKAGE / room / "locale"
        room_translations = catalogue_files.translation("django", folder, [language], fallback=True)
        room_translations.add_fallback(translations)
        translations = room_translations
    return translations.pgettext(context, text) if context else translations.gettext(text)
