"""What spreadsheet and CSV files share: cell values, and errors that say what to do."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

type Kind = Literal["text", "integer", "decimal", "percent", "date", "money"]
type Cell = str | int | float | Decimal | bool | datetime.date | datetime.time | None

# A spreadsheet program takes text that starts so for a formula (OWASP, CSV injection).
FORMULA_START = re.compile(r"[=+\-@\t\r\n]")

_TEXTS: dict[str, tuple[str, str, str]] = {
    "too_large": (
        "The file is larger than {limit} MB. Remove what is not needed and try again.",
        "Tiedosto on suurempi kuin {limit} Mt. Poista ylimääräinen ja yritä uudelleen.",
        "Filen är större än {limit} MB. Ta bort det onödiga och försök igen.",
    ),
    "not_xlsx": (
        "This is not an Excel workbook. Save it as .xlsx and try again.",
        "Tämä ei ole Excel-työkirja. Tallenna se .xlsx-muodossa ja yritä uudelleen.",
        "Det här är ingen Excel-arbetsbok. Spara den som .xlsx och försök igen.",
    ),
    "old_xls": (
        "This is an old Excel file (.xls). Save it as .xlsx and try again.",
        "Tämä on vanha Excel-tiedosto (.xls). Tallenna se .xlsx-muodossa ja yritä uudelleen.",
        "Det här är en gammal Excel-fil (.xls). Spara den som .xlsx och försök igen.",
    ),
    "encrypted": (
        "The file is protected by a password. Remove the password and try again.",
        "Tiedosto on suojattu salasanalla. Poista salasana ja yritä uudelleen.",
        "Filen är skyddad med lösenord. Ta bort lösenordet och försök igen.",
    ),
    "broken": (
        "The file is broken and cannot be read. Open it in Excel, save it again and retry.",
        (
            "Tiedosto on rikki eikä sitä voi lukea. Avaa se Excelissä, tallenna uudelleen ja yritä "
            "sitten."
        ),
        "Filen är trasig och kan inte läsas. Öppna den i Excel, spara på nytt och försök igen.",
    ),
    "expands": (
        (
            "The file expands far beyond its size when opened, so it is not read. Copy its cells "
            "to a new workbook and try again."
        ),
        (
            "Tiedosto paisuu avattaessa moninkertaiseksi, joten sitä ei lueta. Kopioi solut uuteen "
            "työkirjaan ja yritä uudelleen."
        ),
        (
            "Filen växer mångdubbelt när den öppnas, så den läses inte. Kopiera cellerna till en "
            "ny arbetsbok och försök igen."
        ),
    ),
    "too_many_rows": (
        "There are more than {limit} rows. Split the file, or clear the rows below the table.",
        (
            "Rivejä on enemmän kuin {limit}. Jaa tiedosto osiin tai tyhjennä taulukon alla olevat "
            "rivit."
        ),
        "Det finns fler än {limit} rader. Dela filen eller töm raderna under tabellen.",
    ),
    "too_many_cells": (
        "There are more than {limit} cells. Split the file, or clear the cells outside the table.",
        (
            "Soluja on enemmän kuin {limit}. Jaa tiedosto osiin tai tyhjennä taulukon ulkopuoliset "
            "solut."
        ),
        "Det finns fler än {limit} celler. Dela filen eller töm cellerna utanför tabellen.",
    ),
    "long_cell": (
        "The cell has more text than Excel itself takes (32,767 characters). Shorten it.",
        "Solussa on enemmän tekstiä kuin Excel itse ottaa (32 767 merkkiä). Lyhennä sitä.",
        "Cellen har mer text än Excel självt tar emot (32 767 tecken). Förkorta den.",
    ),
    "no_rows": (
        "The file has no rows. Check that you chose the right file.",
        "Tiedostossa ei ole rivejä. Tarkista, että valitsit oikean tiedoston.",
        "Filen har inga rader. Kontrollera att du valde rätt fil.",
    ),
    "row_width": (
        "The row has {found} cells, but the header has {expected}. Check separators and quotes.",
        (
            "Rivillä on {found} solua, mutta otsikkorivillä {expected}. Tarkista erottimet ja "
            "lainausmerkit."
        ),
        (
            "Raden har {found} celler men rubrikraden {expected}. Kontrollera avgränsare och "
            "citattecken."
        ),
    ),
    "open_quote": (
        "A quotation mark is not closed. Add the missing mark.",
        "Lainausmerkki on jäänyt sulkematta. Lisää puuttuva merkki.",
        "Ett citattecken är inte avslutat. Lägg till det som saknas.",
    ),
    "formula": (
        "The cell has a formula. Paste the values instead and try again.",
        "Solussa on kaava. Liitä tilalle arvot ja yritä uudelleen.",
        "Cellen innehåller en formel. Klistra in värdet i stället och försök igen.",
    ),
    "sheet_name": (
        "The sheet name must have 1–31 characters, none of [ ] : * ? / \\, and be used once.",
        (
            "Taulukon nimessä on oltava 1–31 merkkiä, ei merkkejä [ ] : * ? / \\, eikä nimi saa "
            "toistua."
        ),
        "Bladets namn ska ha 1–31 tecken, inga av [ ] : * ? / \\, och får inte upprepas.",
    ),
    "wrong_kind": (
        "The value “{value}” does not fit a column of {kind}. Correct the value.",
        "Arvo ”{value}” ei sovi sarakkeeseen, jonka laji on {kind}. Korjaa arvo.",
        "Värdet ”{value}” passar inte i en kolumn av typen {kind}. Rätta värdet.",
    ),
    "long_text": (
        "The text is longer than the {limit} characters that a cell holds. Shorten it.",
        "Teksti on pidempi kuin soluun mahtuvat {limit} merkkiä. Lyhennä sitä.",
        "Texten är längre än de {limit} tecken som ryms i en cell. Förkorta den.",
    ),
}
_PLACES = {
    "en": ("sheet “{}”", "row {}", "column {}"),
    "fi": ("taulukko ”{}”", "rivi {}", "sarake {}"),
    "sv": ("blad ”{}”", "rad {}", "kolumn {}"),
}
_KINDS = {
    "text": ("text", "teksti", "text"),
    "integer": ("whole numbers", "kokonaisluku", "heltal"),
    "decimal": ("numbers", "luku", "tal"),
    "percent": ("shares", "osuus", "andel"),
    "date": ("dates", "päivämäärä", "datum"),
    "money": ("euros", "euromäärä", "belopp i euro"),
}
_ORDER = {"en": 0, "fi": 1, "sv": 2}


class SpreadsheetError(ValueError):
    """A file that cannot be read or written: what, where, what to do.

    `problem` is a stable word, `sheet` a name, `row` counted from 1, `column` a letter or a
    title; `text(language)` is the sentence for a person, `str()` the English one.
    """

    def __init__(
        self, problem: str, sheet: str = "", row: int = 0, column: str = "", **facts: object
    ) -> None:
        self.problem = problem
        self.sheet = sheet
        self.row = row
        self.column = column
        self.facts = facts
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """The message in fi, sv or en: the place, then what is wrong and what to do."""
        parts = zip(_PLACES[language], (self.sheet, self.row, self.column), strict=True)
        position = ", ".join(form.format(part) for form, part in parts if part)
        order = _ORDER[language]
        facts = dict(self.facts)
        if "kind" in facts:
            facts["kind"] = _KINDS[str(facts["kind"])][order]
        message = _TEXTS[self.problem][order].format(**facts)
        return f"{position[0].upper()}{position[1:]}: {message}" if position else message


def column_letter(number: int) -> str:
    """The letters of a column counted from 1: 1 → A, 27 → AA."""
    letters = ""
    while number > 0:
        number, remainder = divmod(number - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters


@dataclass(frozen=True, slots=True)
class SheetData:
    """A sheet as read. `rows[0]` is row 1 of the file and all rows are of one width; an empty
    cell is None. `formulas` and `errors` are the addresses of cells that hold a formula (its
    value is what the program that saved the file last computed) or an error such as #REF!."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    formulas: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    hidden: bool = False

    def refuse_formulas(self) -> None:
        """Raises SpreadsheetError at the first cell that holds a formula or an error."""
        for address in (*self.formulas, *self.errors):
            letters = address.rstrip("0123456789")
            row = int(address[len(letters) :])
            raise SpreadsheetError("formula", sheet=self.name, row=row, column=letters)
