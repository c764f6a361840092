"""A consortium of twenty municipalities that exist nowhere, and its files as they come in January.

Its names are awkward on purpose: one begins another, two differ by a letter, one is as short as a
branch code, one has two words; the codes of its branches begin with noughts.
"""

from collections.abc import Sequence

from kimppa.core.consortium.models import Branch, Consortium, Municipality

NAMES = (
    *("Aava", "Aavala", "Eno-Suo", "Hallavesi", "Hallavuo", "Ihme", "Jäälä", "Kaamos", "Kuu"),
    *("Lintukoto", "Metsä-Ylämaa", "Niitty", "Onnela", "Öjkulla", "Pohja", "Pohjala", "Rantakylä"),
    *("Suvi", "Uusi Aava", "Yö"),
)
GENITIVES = {
    "Hallavesi": "Hallaveden",
    "Jäälä": "Jäälän",
    "Kaamos": "Kaamoksen",
    "Lintukoto": "Lintukodon",
    "Uusi Aava": "Uuden Aavan",
    "Eno-Suo": "Eno-Suon",
    "Yö": "Yön",
    "Niitty": "Niityn",
}
SWEDISH = {"Aava": "Vidan", "Öjkulla": "Öjkulla", "Pohja": "Pojo by"}


def genitive(name: str) -> str:
    return GENITIVES.get(name, f"{name}n")


def main_library(name: str) -> str:
    return f"{genitive(name)} pääkirjasto"


def code_of(name: str) -> str:
    """Of a municipality's main library: 001, 002, …"""
    return f"{NAMES.index(name) + 1:03}"


def found_consortium() -> None:
    """Twenty municipalities, each with a main library; every fifth has a village library too."""
    Consortium.objects.create(pk=1, name_fi="Kaukokirjastot", short_name="Kauko")
    for number, name in enumerate(NAMES, 1):
        town = Municipality.objects.create(
            code=f"{900 + number}", name_fi=name, name_sv=SWEDISH.get(name, ""), position=number
        )
        Branch.objects.create(municipality=town, code=code_of(name), name_fi=main_library(name))
        if number % 5 == 0:
            Branch.objects.create(
                municipality=town,
                code=f"{100 + number}",
                name_fi=f"{genitive(name)} kylän kirjasto",
            )


type Row = Sequence[object]


def loans(name: str) -> int:
    """What a main library lent: no two alike."""
    return 12_000 + 137 * (NAMES.index(name) + 1)
