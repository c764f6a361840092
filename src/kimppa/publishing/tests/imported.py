"""How the room's imports are asked (see tests/imported.py)."""

from kimppa.publishing.models import Item
from tests.imported import Example

HEADER = "Otsikko;Päivä;Alkaa;Päättyy;Kirjasto"
GOOD = "Lukupiiri;5.2.2025;17.00;18.30;Tammelan kirjasto"
LATER = "Satutunti;6.2.2025;10.00;10.30;tam"


def table(*rows: str) -> bytes:
    """A CSV file with the heading."""
    return "\n".join([HEADER, *rows, ""]).encode()


EXAMPLES = {
    "publishing.events": Example(
        name="tapahtumat.csv",
        good=lambda _louna: table(GOOD, LATER),
        faulty=lambda _louna: table(GOOD, "Rikki;30.2.2025;17.00;18.00;tam"),
        fault=(3, "Päivä"),
        foreign=lambda _louna: table(GOOD, "Muualla;6.2.2025;17;18;Ypäjän kirjasto"),
        by=lambda louna: louna.staff["834"],
        refused=lambda louna: louna.readers["981"],
        tables=(Item,),
        options=lambda louna: {"municipality": louna.municipalities["834"].pk},
    ),
}
