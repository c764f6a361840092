"""Who a row of a table says does its task, in the row's own words and as a role. Pure."""

import re
from typing import NamedTuple

from kimppa.agreement.meaning.times.days import is_time
from kimppa.core.consortium.finland import listed_names
from kimppa.core.consortium.roles import Role

_CELLS = re.compile(r" [–—] ")
_LONGEST = 60
# How a cell begins that names a role; the first that fits. Without one of these the row's topic
# says who answers for it.
_ROLES = {
    Role.COORDINATOR: (
        "pääkäyttäj koordinaattor koordinoi tuottaja isäntä vastuukun keskuskirj huvudanvändar"
        " koordinator samordnar producent värd huvudbibliotek coordinator host"
    ),
    Role.DIRECTOR: (
        r"\w{0,20}johtaja kirjastojen\sjohtaja johtoryhm johtokun ohjausryhm lautakun"
        r" \w{0,20}chef direktör ledningsgrupp styrgrupp nämnd kunta\b kunnat\b kaupun jäsenkun"
        " kommun stad director municipalit"
    ),
    Role.STAFF: (
        r"\w{0,12}kirjasto toimipai henkilökun henkilöst työryhm tiimi \w{0,20}toimittaja"
        r" yhteyshenkil vastuuhenkil luetteloi \w{0,20}hoitaja \w{0,20}sihteeri informaatik pedagog"
        r" \w{0,12}bibliotek filial personal arbetsgrupp kontaktperson \w{0,20}redaktör"
        r" \w{0,20}redaktion katalogis librar staff editor"
    ),
}
_OF_ALL = (
    r"(?:(?:kaik(?:ki|kien|ista)|ku[kn]in|jokainen|omat?|alla|varje|egna|all|each|every)"
    r" (?:muut |de |the )?)?"
)
_PATTERNS = tuple(
    (role, re.compile(f"{_OF_ALL}(?:{'|'.join(words.split())})")) for role, words in _ROLES.items()
)
_ALL = re.compile(r"(?:kaikki|alla|all|kukin|jokainen|var och en|each)\b")


class Doer(NamedTuple):
    """The words of a cell, "" without one, and the role that they name, "" when they name none."""

    words: str = ""
    role: str = ""


def doer_of(text: str) -> Doer:
    """Who does it by the cells behind the task; a cell that says when is none."""
    cells = [cell.strip() for cell in _CELLS.split(text)]
    doer_cells = [cell for cell in cells[1:] if not is_time(cell) and len(cell) <= _LONGEST]
    for cell in doer_cells:
        if role := _role(cell.casefold()):
            return Doer(cell, role)
    for cell in doer_cells:
        if _ALL.fullmatch(cell.casefold()):
            return Doer(cell, Role.DIRECTOR)
        if cell.casefold() in listed_names():
            return Doer(cell)
    # A table of three: what is neither the task nor a time is who does it.
    is_table = len(cells) == 3 and len(doer_cells) == 1 and any(map(is_time, cells[1:]))
    return Doer(doer_cells[0]) if is_table else Doer()


def _role(cell: str) -> str:
    return next((role for role, pattern in _PATTERNS if pattern.match(cell)), "")
