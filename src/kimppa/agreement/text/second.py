"""Whether a file holds two agreements. Pure."""

import re
from collections.abc import Sequence

from kimppa.agreement.text.headings import names_agreement
from kimppa.agreement.text.paper import PaperLine, Role

_FEWEST_HEADINGS = 2


def second_agreement(lines: Sequence[PaperLine]) -> int | None:
    """Where a second agreement begins: its title stands after the place for signatures of the
    first, with headings under it. None when the file holds one.
    """
    is_signed = False
    for index, line in enumerate(lines):
        if is_signed and _is_title(line) and _headings_after(lines, index) >= _FEWEST_HEADINGS:
            return index
        if line.why == "signature" or (line.role is Role.HEADING and _is_of_signing(line.text)):
            is_signed = True
    return None


def _is_of_signing(text: str) -> bool:
    return bool(re.match(r"allekirjoit|päiväys|underskrift|signatur", text, re.IGNORECASE))


def _is_title(line: PaperLine) -> bool:
    is_short = len(line.text) < 120 and line.text[-1:] not in ".:;,"
    return (
        line.role in (Role.HEADING, Role.TEXT)
        and is_short
        and not line.number
        and names_agreement(line.text)
    )


def _headings_after(lines: Sequence[PaperLine], index: int) -> int:
    return sum(1 for line in lines[index + 1 :] if line.role is Role.HEADING)
