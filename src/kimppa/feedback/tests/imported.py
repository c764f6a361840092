"""How the room's import is asked (see tests/imported.py)."""

from kimppa.core.consortium.models import Service
from kimppa.feedback.models import BroughtRow, Contact, Message, Ticket
from tests.imported import Example

HEADER = "Saapunut;Palaute;Kunta;Nimi"
GOOD = "13.1.2025;Haku kaatui;Tammela;Mimmi Mallikas"


def table(*rows: str) -> bytes:
    """A CSV file with the heading."""
    return "\n".join([HEADER, *rows, ""]).encode()


EXAMPLES = {
    "feedback.rows": Example(
        name="palautteet.csv",
        good=lambda _louna: table(GOOD, "12.1.2025;Hieno palvelu;;"),
        faulty=lambda _louna: table(GOOD, "30.2.2025;Rikki;;"),
        fault=(3, "Saapunut"),
        by=lambda louna: louna.coordinator,
        refused=lambda louna: louna.directors["834"],
        tables=(Ticket, Message, Contact, BroughtRow),
        options=lambda _louna: {"service": Service.objects.get(slug="finna").pk},
    ),
}
