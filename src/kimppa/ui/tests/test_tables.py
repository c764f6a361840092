"""Tables sort, filter, turn pages and go to Excel."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.http import HttpRequest

from kimppa.core import memo
from kimppa.core.consortium.models import Municipality
from kimppa.ui.tables import ChoiceFilter, Column, Table
from kimppa.ui.tests.conftest import Render


@dataclass(frozen=True)
class Row:
    name: str
    count: int | None
    share: Decimal
    day: dt.date | None
    state: str
    example: bool = False


ROWS = [
    Row("Ypäjä", 3, Decimal("0.25"), dt.date(2024, 3, 1), "done"),
    Row("Äetsä", 12, Decimal("0.5"), dt.date(2024, 1, 15), "late", example=True),
    Row("Forssa", None, Decimal("0.125"), None, "done"),
    Row('=HYPERLINK("http://example.org")', 1, Decimal(0), dt.date(2023, 12, 31), "waiting"),
]
MARCH = dt.datetime.fromisoformat("2024-03-01")  # as openpyxl gives a day
COLUMNS = [
    Column("name", "Name", url=lambda row: f"/m/{row.count}" if row.count == 3 else ""),
    Column("count", "Count", kind="integer"),
    Column("share", "Share", kind="percent"),
    Column("day", "Day", kind="date"),
    Column("state", "State", kind="status", sortable=False),
]


def table(request: HttpRequest, **options: object) -> Table:
    defaults: dict[str, object] = {
        "columns": COLUMNS,
        "rows": ROWS,
        "caption": "Municipalities",
        "filters": [ChoiceFilter("state", "State", [("done", "Done"), ("late", "Late")])],
        "search": ("name",),
        "suffix": 2025,
    }
    return Table(request, **(defaults | options))  # type: ignore[arg-type]


def names(shown: Table) -> list[str]:
    return [row.cells[0].text for row in shown.body]


def test_rows_keep_their_order_until_asked(get) -> None:
    assert names(table(get("/"))) == [row.name for row in ROWS]
    assert names(table(get("/"), sort="-count"))[:2] == ["Äetsä", "Ypäjä"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/?sort=count", [ROWS[3].name, "Ypäjä", "Äetsä", "Forssa"]),
        ("/?sort=-count", ["Äetsä", "Ypäjä", ROWS[3].name, "Forssa"]),
        ("/?sort=day", [ROWS[3].name, "Äetsä", "Ypäjä", "Forssa"]),
        ("/?sort=-name", ["Äetsä", "Ypäjä", "Forssa", ROWS[3].name]),
        ("/?sort=state", [row.name for row in ROWS]),
        ("/?sort=nothing", [row.name for row in ROWS]),
    ],
)
def test_sorting_puts_missing_values_last_and_ä_after_z(get, address, expected) -> None:
    assert names(table(get(address))) == expected


def test_filter_and_search_narrow_the_rows(get) -> None:
    assert names(table(get("/?state=done"))) == ["Ypäjä", "Forssa"]
    assert names(table(get("/?q=äets"))) == ["Äetsä"]
    assert names(table(get("/?state=done&q=YPÄ"))) == ["Ypäjä"]
    assert names(table(get("/?state=unheard-of"))) == [row.name for row in ROWS]


def test_sort_links_keep_the_filter_and_drop_the_page(get, render: Render) -> None:
    request = get("/?state=done&sort=count&page=2&vuosi=2024")
    html = render("{% table table %}", request, table=table(request))
    assert 'aria-sort="ascending"' in html
    assert html.count("aria-sort=") == 1
    assert "?state=done&amp;sort=-count&amp;vuosi=2024#k-table" in html
    # The filter form carries what is not its own.
    assert '<input type="hidden" name="vuosi" value="2024">' in html
    assert '<input type="hidden" name="sort" value="count">' in html
    assert '<option value="done" selected>' in html


def test_cells_are_written_by_kind(get, render: Render) -> None:
    request = get("/")
    html = render("{% table table %}", request, table=table(request))
    assert '<th scope="row"><a href="/m/3">Ypäjä</a>' in html
    assert '<td data-label="Share" class="k-num">25%</td>' in html
    assert '<td data-label="Day" class="k-day">1\N{NO-BREAK SPACE}March 2024</td>' in html
    assert '<td data-label="Count" class="k-blank k-num">–</td>' in html
    assert "<caption>Municipalities</caption>" in html
    assert html.count('class="k-example"') == 1
    assert "=HYPERLINK(&quot;" in html


def test_pages(get, render: Render) -> None:
    request = get("/?page=2&q=")
    shown = table(request, page_length=3)
    assert names(shown) == [ROWS[3].name]
    html = render("{% table table %}", request, table=shown)
    assert 'aria-current="page">2</a>' in html
    assert 'href="?page=1&amp;q=" rel="prev"' in html
    assert "4 rows" in html
    assert names(table(get("/?page=99"), page_length=3)) == [ROWS[3].name]


def test_two_tables_of_a_page_do_not_mix(get) -> None:
    request = get("/?a-state=done&a-sort=-name&state=late")
    assert names(table(request, prefix="a-")) == ["Ypäjä", "Forssa"]
    assert names(table(request)) == ["Äetsä"]


def test_empty_table_says_what_to_do(get, render: Render) -> None:
    request = get("/?q=zzz")
    html = render("{% table table %}", request, table=table(request))
    assert "Loosen the filters" in html
    assert "Show all" in html
    request = get("/")
    assert "Import first" in render(
        "{% table table %}", request, table=table(request, rows=[], empty="Import first")
    )


def test_excel_holds_every_filtered_row_with_kinds_and_no_formula(get) -> None:
    assert table(get("/")).response() is None
    response = table(get("/?format=xlsx&sort=count"), page_length=1).response()
    assert response is not None
    assert response["Content-Disposition"] == 'attachment; filename="municipalities-2025.xlsx"'
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Name", "Count", "Share", "Day", "State")
    assert len(rows) == 1 + len(ROWS)
    assert rows[2] == ("Ypäjä", 3, 0.25, MARCH, "Done")
    dangerous = sheet["A2"]
    assert dangerous.value.startswith("=HYPERLINK")
    assert dangerous.data_type == "s"
    # A missing number is empty, not nought.
    assert rows[4][1] in (None, "")


@pytest.mark.django_db
def test_querysets_are_sorted_and_searched_by_the_database(
    get, louna, django_assert_num_queries
) -> None:
    columns = [
        Column("name_fi", "Name", value=lambda m: m.name, order_by="name_fi"),
        Column("code", "Code"),
        Column("length", "Length", value=lambda m: len(m.name), kind="integer"),
    ]

    def shown(address: str) -> Table:
        return Table(get(address), columns, Municipality.objects.all(), search=("name_fi",))

    # The count and the page, and which is the house's language, as none has an English name.
    with memo.single_stamp(), django_assert_num_queries(3):
        assert names(shown("/?sort=-name_fi"))[0] == "Ypäjä"
    assert names(shown("/?q=YPÄJÄ")) == ["Ypäjä"]
    # No field of that name: the rows are sorted by what is shown.
    assert names(shown("/?sort=length"))[0] == "Ypäjä"


def test_a_change_has_its_sign_and_is_sorted_as_a_number(get) -> None:
    rows = [
        {"name": name, "more": more} for name, more in zip("abcd", (5, -12, 0, None), strict=True)
    ]
    columns = [Column("name", "Name"), Column("more", "Since last time", kind="change")]
    shown = table(get("/?sort=more"), columns=columns, rows=rows, filters=(), search=("name",))
    assert [row.cells[1].text for row in shown.body] == ["−12", "0", "+5", "–"]
    assert shown.headings[1].column.numeric


def test_a_table_of_forty_columns_scrolls_instead_of_becoming_cards(get, render: Render) -> None:
    columns = [Column(f"c{at}", f"Kunta {at}", value=lambda row: row.name) for at in range(40)]
    request = get("/")
    narrow = render("{% table table %}", request, table=Table(request, columns[:5], ROWS))
    wide = render("{% table table %}", request, table=Table(request, columns, ROWS))
    assert "k-table-scrolls" in wide
    assert "k-scroll-hint" in wide
    assert "k-table-scrolls" not in narrow


def test_what_stands_under_a_column_has_its_own_in_excel_alone(get, render: Render) -> None:
    columns = [COLUMNS[0], Column("count", "Count", kind="integer", under=True), COLUMNS[4]]
    shown = table(get("/"), columns=columns)
    assert [heading.column.key for heading in shown.headings] == ["name", "state"]
    assert [row.cells[0].under for row in shown.body] == ["3", "12", "", "1"]
    assert all(len(row.cells) == 2 for row in shown.body)
    answer = table(get("/?format=xlsx"), columns=columns).response()
    assert answer is not None
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]] == ["Name", "Count", "State"]
