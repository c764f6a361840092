"""Documents that the tests share."""

import datetime

from kimppa.documents.blocks import (
    Block,
    Column,
    Document,
    Figure,
    Run,
    bold,
    bullets,
    heading,
    link,
    note,
    number_column,
    paragraph,
    runs,
    table,
)

DATE = datetime.date(2025, 1, 14)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 120">'
    '<rect width="50" height="20" fill="#135"/>'
    '<text x="5" y="80" font-size="14">Äyskäri</text></svg>'
)


def long_table(count: int):
    columns = ["Rivi", Column("Kuvaus", weight=3), number_column("Määrä")]
    return table("Kaikki rivit", columns, [[f"Rivi {i}", "Lyhyt", str(i)] for i in range(count)])


def document(*blocks: Block, **changes) -> Document:
    return Document(**{"title": "Koe", "language": "fi", "date": DATE, "blocks": blocks, **changes})


def report(**changes) -> Document:
    """Every kind of block, and a table over several pages."""
    return document(
        heading("Yhteenveto"),
        paragraph(
            "Kirjastot ",
            bold("palvelivat"),
            Run(" hyvin", italic=True),
            ": ",
            link("Finna", "https://finna.fi/"),
        ),
        bullets("Ensimmäinen", runs("Toinen ", bold("kohta"))),
        note("Luvut on mitattu."),
        heading("Luvut", 2),
        table(
            "Lainat kunnittain",
            ["Kunta", number_column("Lainat")],
            [["Forssa", "123\u00a0456"], ["Yhteensä", "123\u00a0456"]],
            total_row=True,
        ),
        Figure(SVG, "Pylväskuvio: Forssassa 123 456 lainaa.", "Kuvio 1. Lainat"),
        heading("Pitkä taulukko"),
        long_table(140),
        **{
            "title": "Toimenpideohjelman toteuma 2024",
            "subtitle": "Ypäjä",
            "subject": "Sopimuksen toteutuminen",
            "author": "Louna-kirjastot",
            "footer": "Louna-kirjastot",
            **changes,
        },
    )
