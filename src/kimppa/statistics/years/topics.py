"""The three sheets of a year: what each is of, and the variables that it tells."""

from dataclasses import dataclass

from kimppa.documents.blocks import Language

LANGUAGE: Language = "fi"


KIND = "statistics"


WEB_CODE = "KAY_web"


UNITS, ACTIVE, WEB = "statistics-units", "active-customers", "web-visits"


@dataclass(frozen=True, slots=True)
class Part:
    """One of the sheets of a year: what it is of, and the variables it tells."""

    topic: str
    title: str
    codes: tuple[str, ...] = ()


PARTS = {
    part.topic: part
    for part in (
        Part(UNITS, "Tilastot {year}"),
        Part(ACTIVE, "Aktiiviset asiakkaat {year}", ("KAY_borrowers",)),
        Part(WEB, "Verkkokäynnit {year}", (WEB_CODE,)),
    )
}
