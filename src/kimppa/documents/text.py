"""Text made fit for a file, and the few texts that the writers add."""

import re

PROVISIONAL = {"fi": "Alustava", "sv": "Preliminär", "en": "Provisional"}
PROVISIONAL_LEAD = {
    "fi": "Alustava versio. Sisältö voi vielä muuttua.",
    "sv": "Preliminär version. Innehållet kan ännu ändras.",
    "en": "Provisional version. The content may still change.",
}
LOCALE = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}

# Characters that XML 1.0 cannot carry and no font can show: control characters but tab and
# line feed, halves of surrogate pairs, non-characters.
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def fit(text: str) -> str:
    """Text that any file can hold: one kind of line end, no control characters.

    What cannot be shown is marked with U+FFFD, never dropped silently.
    """
    return _UNFIT.sub("\ufffd", _LINE_END.sub("\n", text))
