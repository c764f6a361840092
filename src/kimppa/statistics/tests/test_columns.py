"""Which of a list's headings is which column."""

import pytest

from kimppa.statistics.lists import codes
from kimppa.statistics.lists.codes import column_key, columns_of, systems

KOHA_TRANSACTIONS = (
    "id,hashed_borrowernumber,branchcode,categorycode,datetime,transaction_branchcode,"
    "transaction_type,itemnumber,itemtype,holdingbranch,homebranch,location,itemcallnumber,ccode"
)
KOHA_STATISTICS = (
    "datetime,branch,value,type,itemnumber,itemtype,location,borrowernumber,categorycode"
)
KOHA_ITEMS = (
    "itemnumber,barcode,dateaccessioned,homebranch,holdingbranch,notforloan,withdrawn,withdrawn_on,"
    "itemcallnumber,location,itype,kieli"
)
SWEDISH = "Streckkod;Filial;Händelse;Tidpunkt;Låntagare;Låntagarkategori"


@pytest.mark.parametrize(
    ("table", "headings", "expected"),
    [
        (
            "loans",
            KOHA_TRANSACTIONS,
            {
                "branch": "transaction_branchcode",
                "kind": "transaction_type",
                "borrower": "hashed_borrowernumber",
                "type": "itemtype",
                "at": "datetime",
            },
        ),
        (
            "loans",
            KOHA_STATISTICS,
            {"branch": "branch", "kind": "type", "type": "itemtype", "borrower": "borrowernumber"},
        ),
        (
            "items",
            KOHA_ITEMS,
            {
                "item": "itemnumber",
                "withdrawn": "withdrawn_on",
                "type": "itype",
                "language": "kieli",
            },
        ),
        ("loans", SWEDISH, {"item": "Streckkod", "branch": "Filial", "group": "Låntagarkategori"}),
    ],
)
def test_headings_of_library_systems_are_known(
    table: str, headings: str, expected: dict[str, str]
) -> None:
    columns = columns_of(table, headings.replace(";", ",").split(","), {})
    assert {name: columns.get(name) for name in expected} == expected
    assert not codes.missing(table, columns)
    assert len(set(columns.values())) == len(columns)


def test_what_was_said_of_a_heading_goes_first() -> None:
    said = {column_key("loans", "branchcode"): "branch", column_key("loans", "location"): ""}
    columns = columns_of("loans", KOHA_TRANSACTIONS.split(","), said)
    assert columns["branch"] == "branchcode"
    assert "location" not in columns


def test_every_name_has_its_source() -> None:
    for system in systems():
        assert system.evidence in ("verified", "inferred", "guessed")
        assert system.source
        for table, columns in system.shown.items():
            assert set(columns) <= set(codes.COLUMNS[table]), system.name
