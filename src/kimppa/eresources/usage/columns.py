"""The columns of a vendor's table, pointed at once and remembered by their headings."""

from kimppa.core.imports.columns import Column

COLUMNS = (
    Column(
        "count",
        "Käyttö",
        "integer",
        needed=True,
        aliases=("lainat", "lainoja", "käyttökerrat", "latauksia", "avauksia", "katseluja",
                 "katselukerrat", "kuunteluja", "kuuntelukerrat", "lukumäärä", "loans", "uses",
                 "checkouts", "count", "lån", "användning"),
        in_others={"sv": "Användning", "en": "Use"},
    ),
    Column(
        "municipality",
        "Kunta",
        aliases=("sijainti", "kuntanumero", "kotikunta", "kirjasto", "library", "branch",
                 "bibliotek"),
        in_others={"sv": "Kommun", "en": "Municipality"},
    ),
    Column(
        "format",
        "Aineisto",
        aliases=("formaatti", "aineistolaji", "format", "tyyppi", "type", "typ"),
        in_others={"sv": "Material", "en": "Material"},
    ),
    Column(
        "month",
        "Kuukausi",
        aliases=("kk", "month", "månad"),
        in_others={"sv": "Månad", "en": "Month"},
    ),
)  # fmt: skip
