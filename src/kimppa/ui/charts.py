"""The table beneath a chart, cell by cell."""

from dataclasses import dataclass

from kimppa.documents.blocks import Table


@dataclass(frozen=True, slots=True)
class ChartCell:
    text: str
    is_header: bool
    numeric: bool


def rows(table: Table) -> list[list[ChartCell]]:
    """The table's rows with each cell's place in its column told."""
    return [
        [
            ChartCell(
                "".join(run.text for run in runs),
                is_header=table.row_headers and place == 0,
                numeric=column.align == "right",
            )
            for place, (column, runs) in enumerate(zip(table.columns, row, strict=True))
        ]
        for row in table.rows
    ]
