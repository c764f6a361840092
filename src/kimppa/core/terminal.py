"""In which language a command answers on the terminal. Knows no Django: it may not have started."""

from collections.abc import Mapping

LANGUAGES = ("fi", "sv", "en")


def preferred_language(environment: Mapping[str, str]) -> str:
    """fi, sv or en by the locale of the terminal; Finnish where it says none of them."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name):
            language = locale[:2].lower()
            return language if language in LANGUAGES else LANGUAGES[0]
    return LANGUAGES[0]
