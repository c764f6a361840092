"""Files of twenty libraries, as they come: each is read right, or refused with a remedy.

Each is brought in on the page and by the command, which must agree.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from kimppa.core.consortium.models import Membership, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.figures.models import Figure
from kimppa.core.permissions import SYSTEM
from kimppa.statistics.models import Take
from kimppa.statistics.tests.consortium_of_twenty import (
    NAMES,
    code_of,
    found_consortium,
    loans,
    main_library,
)
from kimppa.statistics.tests.sheet_files import csv_file, workbook
from kimppa.statistics.tests.test_line import signed_in, text
from kimppa.statistics.years.actions import begin

YEAR = 2025
LIBRARIES = [(main_library(name), loans(name)) for name in NAMES]
LENT = {code_of(name): loans(name) for name in NAMES}
TOTAL = sum(LENT.values())


def spaced(number: int, space: str = " ") -> str:
    return f"{number:,}".replace(",", space)


def lines(
    *above: str, form: str = "{name};{loans}", below: str = "", encoding: str = "utf-8"
) -> bytes:
    """A CSV file with a row for each main library."""
    rows = [
        form.format(
            name=main_library(town),
            town=town,
            loans=loans(town),
            spaced=spaced(loans(town)),
            number=901 + place,
            code=place + 1,
        )
        for place, town in enumerate(NAMES)
    ]
    return csv_file("\n".join([*above, *rows, below]), encoding)


def sheet(*rows: Sequence[object]) -> bytes:
    return workbook({"Lainat": rows})


@dataclass(frozen=True)
class File:
    """A file, and what becomes of it: figures by place and variable, or words of its refusal."""

    content: bytes
    name: str = "lainat.csv"
    gives: Mapping[tuple[str, str], int | None] = field(default_factory=dict)
    told: tuple[str, ...] = ()


ALL_LENT = {(code, "LAI_total"): number for code, number in LENT.items()}
FILES = {
    "a sheet of notes first": File(
        workbook(
            {
                "Lue minut": [["Lainat on laskettu 3.1.2026."], ["Kysy lisää: neuvonta"]],
                "Tammikuu": [["Toimipiste", "Lainat"], *LIBRARIES, ["Kaikki yhteensä", TOTAL]],
            }
        ),
        "lainat.xlsx",
        ALL_LENT,
    ),
    "cp1252, blank rows, thousands apart, both municipality and branch": File(
        lines(
            "Lainat;;",
            "",
            "Kunta;Toimipiste;Lainat",
            form="{town};{name};{spaced}\n",
            below=f";Yhteensä;{spaced(TOTAL)}",
            encoding="cp1252",
        ),
        gives=ALL_LENT,
    ),
    "utf-16 with tabs, as Excel saves text": File(
        lines("Toimipiste\tLainat", form="{name}\t{loans}", encoding="utf-16"), gives=ALL_LENT
    ),
    "sep=, a BOM and a heading of two lines": File(
        lines('\ufeffsep=;\n"Toimipiste";"Lainat\nyhteensä"', form='"{name}";{loans}'),
        gives=ALL_LENT,
    ),
    "units in cells and headings": File(
        sheet(
            ["Toimipiste", "Lainat (kpl)"],
            *[[name, f"{spaced(lent, '\u00a0')} kpl"] for name, lent in LIBRARIES],
        ),
        "lainat.xlsx",
        ALL_LENT,
    ),
    "codes as numbers, their noughts lost": File(
        sheet(["Kirjastokoodi", "Lainat"], *enumerate(LENT.values(), 1)), "lainat.xlsx", ALL_LENT
    ),
    "codes with their noughts": File(
        lines("Koodi;Lainat", form="{code:03};{loans}"), gives=ALL_LENT
    ),
    "a pivot table by municipality, with its sums": File(
        lines(
            "Kunta;Toimipiste;Summa / Lainat",
            form="{town};{name};{loans}\n{town} Summa;;{loans}",
            below=f"Kaikki yhteensä;;{TOTAL}",
        ),
        gives={
            **ALL_LENT,
            ("901", "LAI_total"): loans("Aava"),
            ("919", "LAI_total"): loans("Uusi Aava"),
        },
    ),
    "a pivot table with branches below their municipality": File(
        sheet(
            ["Riviotsikot", "Summa / Lainat"],
            *[
                row
                for town in NAMES
                for row in ([town, loans(town) + 1], [f"   {main_library(town)}", loans(town)])
            ],
        ),
        "lainat.xlsx",
        {**ALL_LENT, ("902", "LAI_total"): loans("Aavala") + 1},
    ),
    "branches side by side": File(
        sheet(
            ["Tilasto", *[name for name, _lent in LIBRARIES]],
            ["Kirjat", *LENT.values()],
            ["Videotallenteet", *[3] * len(NAMES)],
            ["Yhteensä", *[lent + 3 for lent in LENT.values()]],
        ),
        "lainat.xlsx",
        {(code, "LAI_books"): lent for code, lent in LENT.items()} | {("020", "LAI_video"): 3},
    ),
    "a long table": File(
        lines("toimipiste;muuttuja;arvo", form="{name};Lainat;{loans}\n{name};Lainaajia;{code}"),
        gives={**ALL_LENT, ("020", "KAY_borrowers"): 20},
    ),
    "headings of two rows, merged": File(
        workbook(
            {
                "Lainat": [
                    ["Toimipiste", "Kaunokirjat", None, "Tietokirjat", None],
                    [None, "aikuiset", "lapset", "aikuiset", "lapset"],
                    *[[name, lent, 1, 2, 3] for name, lent in LIBRARIES],
                ]
            },
            merged=["B1:C1", "D1:E1", "A1:A2"],
        ),
        "lainat.xlsx",
        {(code, "LAI_fic_adu"): lent for code, lent in LENT.items()} | {("001", "LAI_non_chi"): 3},
    ),
    "a hidden sheet of last year": File(
        workbook(
            {
                "2024": [["Toimipiste", "Lainat"], *[[name, 1] for name, _lent in LIBRARIES]],
                "2025": [["Toimipiste", "Lainat"], *LIBRARIES],
            },
            hidden=["2024"],
        ),
        "lainat.xlsx",
        ALL_LENT,
    ),
    "the year in months' names, and a column said twice": File(
        lines(
            "Lainat tammikuu–joulukuu 2025",
            "Toimipiste;Lainat;Lainat yhteensä",
            form="{name};{loans};{loans}",
        ),
        gives=ALL_LENT,
    ),
    "Swedish, by municipality": File(
        csv_file(
            "Utlåning 1.1–31.12.2025;\nKommun;Utlåning\nVidan;5\nÖjkulla;6\nPojo by;7\n"
            "Sammanlagt;18\n",
            "cp1252",
        ),
        gives={("901", "LAI_total"): 5, ("914", "LAI_total"): 6, ("915", "LAI_total"): 7},
    ),
    "marks for what is not known": File(
        csv_file(
            f"Toimipiste;Lainat\n{main_library('Aava')};*\n{main_library('Yö')};-\n"
            f"{main_library('Kuu')};\n{main_library('Suvi')};'1 234\n"
        ),
        gives={("001", "LAI_total"): None, ("020", "LAI_total"): None, ("018", "LAI_total"): 1234},
    ),
    "a correction below zero": File(
        lines("Toimipiste;Lainat", below=f"{main_library('Aava')};-3"),
        told=("B22", "-3 on negatiivinen"),
    ),
    "departments, so that each branch stands twice": File(
        lines("Toimipiste;Osasto;Lainat", form="{name};aikuiset;{loans}\n{name};lapset;{code}"),
        told=(
            "Aavan pääkirjasto: Lainaus (kokonaislainaus) on tiedostossa kahdesti",
            "laske rivit yhteen",
        ),
    ),
    "another year, its first day without the year": File(
        lines("Lainat 1.1.–31.12.2024", "Toimipiste;Lainat"),
        told=("Tiedosto on vuodelta 1.1.2024–31.12.2024",),
    ),
    "numbers of other municipalities": File(
        sheet(
            ["Kuntanumero", "Kunta", "Lainat"],
            *[[902 + place, town, 5] for place, town in enumerate(NAMES)],
        ),
        "lainat.xlsx",
        told=("Kuntanumero 902 ei ole kunnan Aava; sen numero on 901.",),
    ),
    "months side by side": File(
        lines(
            "Toimipiste;tammi;helmi;maalis;huhti;touko;kesä;heinä;elo;syys;loka;marras;joulu",
            form="{name};1;2;3;4;5;6;7;8;9;10;11;12",
        ),
        told=("kuukausittain (tammi …)",),
    ),
    "shares of the whole": File(
        lines("Toimipiste;Lainat;Lainaajia", form="{name};{loans};{code} %"),
        told=("1 % on prosentti", "Jätä osuuksien sarake pois"),
    ),
    "thousands with a comma": File(
        lines("Toimipiste,Lainat", form='"{name}","12,{code:03}"'),
        told=("12,001 voi tarkoittaa tuhansia tai desimaaleja",),
    ),
    "headings and nothing below": File(
        csv_file("Toimipiste;Lainat\n"), told=("niiden alla ei ole yhtään lukua",)
    ),
    "names that nobody knows": File(
        lines("Toimipiste;Lainat", form="{town} pk;{loans}"),
        told=("Aavala pk” ei tunneta (tarkoititko: Aavala?)", "Nimet, jotka odottavat valintaa"),
    ),
    "letters broken on the way": File(
        lines("Toimipiste;Lainat").decode().encode().decode("latin-1").encode(),
        told=("kirjaimet ovat hajonneet",),
    ),
}


@pytest.fixture
def desk(db: None) -> Client:
    found_consortium()
    begin(by=SYSTEM, year=YEAR)
    person = Person.objects.create(email="koordinaattori@example.org", name="Koordinaattori")
    Membership.objects.create(person=person, role=Role.COORDINATOR)
    return signed_in(person)


@pytest.mark.parametrize("file", FILES.values(), ids=FILES.keys())
def test_a_file_is_read_right_or_refused_with_a_remedy(
    desk: Client, file: File, tmp_path: Path
) -> None:
    upload = {"file": SimpleUploadedFile(file.name, file.content), "kind": "report"}
    page = desk.post(f"/statistics/{YEAR}/imports/", upload, follow=True)
    shown = text(page)
    for words in file.told:
        assert words in shown
    by_command = command(tmp_path / file.name, file.content)
    if file.told:
        assert "Ota käyttöön" not in shown
        assert by_command is None
        return
    take = Take.objects.earliest("pk")
    desk.post(f"/statistics/imports/{take.pk}/take-in/")
    assert figures() == {**figures(), **file.gives}
    assert by_command == len(figures())


def figures() -> dict[tuple[str, str], int | None]:
    """Every figure of a branch or a municipality that stands, sums of branches apart."""
    return {
        (place, code): None if value is None else int(Decimal(value))
        for branch, town, code, value in Figure.objects.filter(replaced_at__isnull=True)
        .exclude(rule="sum-of-branches")
        .values_list("branch__code", "municipality__code", "variable__code", "value")
        for place in [branch or town]
    }


def command(path: Path, content: bytes) -> int | None:
    """How many figures the command would take in; None when it refuses."""
    path.write_bytes(content)
    out = io.StringIO()
    try:
        call_command(
            "statistics", "import", str(path), str(YEAR), "--dry-run", "--json", stdout=out
        )
    except (CommandError, SystemExit):
        return None
    return int(json.loads(out.getvalue())["figures"])
