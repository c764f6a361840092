"""The workbook in which a consortium goes out and comes in: its sheets, columns and cells. Pure.

Titles are Finnish in every language of the desk, since they are the format and not its dress:
a file written by one person must be read for another.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kimppa.documents.spreadsheets import Cell, SheetData, column_letter

type Kind = Literal[
    "text",
    "code",
    "integer",
    "date",
    "yes-no",
    "codes",
    "role",
    "branch",
    "service",
    "integration",
    "direction",
    "state",
]
YES, NO = "kyllä", "ei"
_TRUE = frozenset({"kyllä", "ja", "yes", "1", "x"})
_FALSE = frozenset({"ei", "nej", "no", "0", ""})
# Roles and kinds by what people call them; the codes go out, both come in.
ROLES = {
    "pääkäyttäjä": "coordinator",
    "kirjastonjohtaja": "director",
    "henkilökunta": "staff",
    "lukija": "reader",
}
BRANCH_KINDS = {
    "kirjasto": "library",
    "koulukirjasto": "school",
    "kirjastoauto": "mobile",
    "lainausasema": "lending",
}
SERVICE_KINDS = {
    "kirjastojärjestelmä": "library-system",
    "verkkokirjasto": "web-library",
    "verkkosivusto": "website",
    "e-aineisto": "e-resource",
    "työtila": "workspace",
    "muu": "other",
}
INTEGRATION_KINDS = {
    "tietueet": "records",
    "saatavuus ja lainat": "availability",
    "asiakastiedot": "patrons",
    "kirjautuminen": "sign-in",
    "tilastot": "statistics",
    "tapahtumat ja muu sisältö": "content",
    "maksut": "payment",
    "muu": "other",
}
DIRECTIONS = {"palvelusta": "out", "palveluun": "in", "molempiin": "both"}
INTEGRATION_STATES = {"suunnitteilla": "planned", "käytössä": "in-use", "päättynyt": "ended"}
NAMED: Mapping[str, Mapping[str, str]] = {
    "role": ROLES,
    "branch": BRANCH_KINDS,
    "service": SERVICE_KINDS,
    "integration": INTEGRATION_KINDS,
    "direction": DIRECTIONS,
    "state": INTEGRATION_STATES,
}


class CellError(ValueError):
    """A cell that cannot be read; `problem` is number, date, yes-no or a key of `NAMED`."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its title, the field it fills and what its cells hold.

    A file may lack an `optional` column, as workbooks of older versions do; what it would fill
    stays as it is. A `legacy` column is taken in from those, and written no more.
    """

    title: str
    name: str
    kind: Kind = "text"
    key: bool = False
    optional: bool = False
    legacy: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet: its name and its columns. Rows are known by the key columns together."""

    name: str
    fields: tuple[Field, ...]

    def by_title(self) -> dict[str, Field]:
        """Columns by their titles in small letters."""
        return {field.title.casefold(): field for field in self.fields}

    def title_of(self, name: str) -> str:
        """The title of the column that fills a field."""
        bare = name.removesuffix("_id")
        return next((f.title for f in self.fields if f.name in (name, bare)), name)


@dataclass(frozen=True, slots=True)
class Line:
    """A row as read: its number in the file (from 1) and raw cells by field name."""

    number: int
    cells: Mapping[str, Cell]


_NAMES = (
    Field("Nimi", "name_fi"),
    Field("Nimi ruotsiksi", "name_sv"),
    Field("Nimi englanniksi", "name_en"),
)
_VALID = (
    Field("Voimassa alkaen", "valid_from", "date"),
    Field("Voimassa asti", "valid_to", "date"),
)
MUNICIPALITIES = Form(
    "Kunnat",
    (
        Field("Kuntanumero", "code", "code", key=True),
        *_NAMES,
        Field("Järjestys", "position", "integer"),
        *_VALID,
    ),
)
BRANCHES = Form(
    "Toimipisteet",
    (
        Field("Tunnus", "code", key=True),
        *_NAMES,
        Field("Kuntanumero", "municipality", "code"),
        Field("Kunta vahvistettu", "municipality_confirmed", "yes-no"),
        Field("Laji", "kind", "branch"),
        Field("ISIL", "isil"),
        *_VALID,
    ),
)
DEPARTMENTS = Form(
    "Osastot",
    (Field("Tunnus", "code", key=True), *_NAMES, Field("Toimipisteet", "branches", "codes")),
)
SERVICES = Form(
    "Palvelut",
    (
        Field("Tunnus", "slug", key=True),
        *_NAMES,
        Field("Laji", "kind", "service"),
        Field("Omistaja", "owner"),
        Field("Toimittaja", "vendor"),
        Field("Osoite", "address"),
        Field("Käytössä alkaen", "in_use_from", "date"),
        Field("Käytössä asti", "in_use_to", "date"),
        Field("Liitännät", "integrations", optional=True, legacy=True),
        Field("Kirjautuminen", "sign_in", optional=True),
        Field("Tilastojen lähde", "statistics_source"),
        Field("Tietosuojaseloste", "privacy_notice", optional=True),
        Field("Saavutettavuusseloste", "statement"),
        Field("Yhteyshenkilöt", "contacts", optional=True),
    ),
)
INTEGRATIONS = Form(
    "Liitännät",
    (
        Field("Palvelu", "service", key=True),
        Field("Toinen palvelu tai järjestelmä", "target", key=True),
        Field("Laji", "kind", "integration", key=True),
        Field("Suunta", "direction", "direction"),
        Field("Standardi tai rajapinta", "standard"),
        Field("Tila", "state", "state"),
        Field("Huomautus", "note"),
    ),
)
PEOPLE = Form(
    "Henkilöt",
    (
        Field("Sähköposti", "email", key=True),
        Field("Nimi", "name"),
        Field("Kieli", "language"),
        Field("Rooli", "role", "role", key=True),
        Field("Kuntanumero", "municipality", "code", key=True),
        *_VALID,
    ),
)
POPULATION = Form(
    "Asukasluvut",
    (
        Field("Kuntanumero", "municipality", "code", key=True),
        Field("Vuosi", "year", "integer", key=True),
        Field("Asukasluku", "value", "integer"),
        Field("Lähde", "source"),
        Field("Tilanne", "as_of", "date"),
    ),
)
FORMS = (MUNICIPALITIES, BRANCHES, DEPARTMENTS, SERVICES, INTEGRATIONS, PEOPLE, POPULATION)
NOTES = "Tiedot"


def lines(sheet: SheetData, form: Form) -> Iterator[Line]:
    """The rows that hold something, by the titles of the first row."""
    titles = form.by_title()
    heads = [titles.get(str(cell or "").strip().casefold()) for cell in sheet.rows[0]]
    for number, row in enumerate(sheet.rows[1:], start=2):
        if any(cell not in (None, "") for cell in row):
            cells = {head.name: cell for head, cell in zip(heads, row, strict=True) if head}
            yield Line(number, cells)


def unknown_titles(sheet: SheetData, form: Form) -> list[tuple[str, str]]:
    """(column letter, title) of the columns that the sheet should not have."""
    titles = form.by_title()
    heads = enumerate(sheet.rows[0], start=1)
    return [
        (column_letter(number), str(cell))
        for number, cell in heads
        if cell not in (None, "") and str(cell).strip().casefold() not in titles
    ]


def missing_titles(sheet: SheetData, form: Form) -> list[str]:
    """Titles of the columns that the sheet lacks."""
    there = {str(cell or "").strip().casefold() for cell in sheet.rows[0]}
    needed = [field for field in form.fields if not field.optional]
    return [field.title for field in needed if field.title.casefold() not in there]


def repeated_titles(sheet: SheetData) -> list[str]:
    """Titles that stand in the first row more than once."""
    heads = [str(cell).strip() for cell in sheet.rows[0] if cell not in (None, "")]
    low = [head.casefold() for head in heads]
    return sorted({head for head in heads if low.count(head.casefold()) > 1})


def value_of(field: Field, cell: Cell) -> Any:
    """What a cell holds, in the kind of its column. Raises CellError."""
    text = _text(cell)
    if field.kind == "integer":
        return _integer(cell, text)
    if field.kind == "date":
        return _date(cell, text)
    if field.kind == "yes-no":
        return _yes_no(cell, text)
    if field.kind in NAMED:
        return _named(text, field.kind)
    if field.kind == "code":
        # Excel takes 061 for the number 61.
        return text.zfill(3) if text.isdecimal() else text
    if field.kind == "codes":
        return tuple(sorted(set(text.replace(",", " ").replace(";", " ").split())))
    return text


def cell_of(field: Field, value: Any) -> Cell:
    """How a value stands in a cell."""
    if field.kind == "yes-no":
        return YES if value else NO
    if field.kind == "codes":
        return " ".join(value)
    cell: Cell = value
    return cell


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _integer(cell: Cell, text: str) -> int | None:
    if not text:
        return None
    plain = text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if isinstance(cell, bool) or not plain.lstrip("-").isdecimal():
        raise CellError("number")
    if len(plain) > 12:
        raise CellError("number")
    return int(plain)


def _date(cell: Cell, text: str) -> dt.date | None:
    if not text:
        return None
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise CellError("date")


def _named(text: str, kind: str) -> str:
    """A code by its name or itself; an empty cell is a kind left out, never a role."""
    names = NAMED[kind]
    code = names.get(text.casefold(), text.casefold())
    if code not in names.values() and (code or kind == "role"):
        raise CellError(kind)
    return code


def _yes_no(cell: Cell, text: str) -> bool:
    if isinstance(cell, bool):
        return cell
    if text.casefold() in _TRUE:
        return True
    if text.casefold() in _FALSE:
        return False
    raise CellError("yes-no")
