"""Figures computed from rows, beside a plain recount; and the faults that stop them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kimppa.statistics.checks.checks import Situation, evaluate
from kimppa.statistics.lists.computing import CONSORTIUM, Computed, compute, lost_items
from kimppa.statistics.lists.extracts import ExtractError, open_extract
from kimppa.statistics.lists.ruleset import RuleSetError
from kimppa.statistics.tests.extract_files import (
    ITEM_HEAD,
    LOAN_HEAD,
    RULES,
    Row,
    items,
    loans,
    read_ruleset,
    rules,
    write,
)
from kimppa.statistics.variables.identities import imbalance, of_year

STOCK = items(3000)
LOANS = loans(STOCK, 12000)


def run(
    folder: Path, stock: list[Row], lent: list[Row] | None = None, encoding: str = "utf-8"
) -> Computed:
    """The figures of 2024 from rows written to files."""
    used = rules()
    spare = folder / "spare.csv"
    path = write(folder / "items.csv", ITEM_HEAD, stock, encoding)
    table = open_extract(path, used.item_columns, spare=spare)
    if lent is None:
        return compute(table, None, used, 2024)
    path = write(folder / "loans.csv", LOAN_HEAD, lent, encoding)
    other = open_extract(path, used.loan_columns, spare=folder / "spare-loans.csv")
    return compute(table, other, used, 2024)


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Computed:
    return run(tmp_path_factory.mktemp("extract"), STOCK, LOANS)


# The recount: the rules said again in plain Python, row by row.

PHYSICAL = {"kirja", "nuotti", "aanite", "dvd", "peli", "celia"}
BY_ITEM = {row["item"]: row for row in STOCK}


def in_stock(row: Row) -> bool:
    gone = row["withdrawn"] and row["withdrawn"] <= "2024-12-31"
    there = row["acquired"] <= "2024-12-31" and not gone
    return bool(there) and row["type"] in PHYSICAL and row["status"] != "tilattu"


def acquired(row: Row) -> bool:
    counted = row["type"] in PHYSICAL and row["status"] != "tilattu"
    return counted and row["acquired"].startswith("2024")


def lent(row: Row) -> bool:
    kind = BY_ITEM[row["item"]]["type"]
    counted = row["group"] in ("asiakas", "lapsi") and kind in PHYSICAL | {"lehti"}
    return counted and row["at"].startswith("2024")


def swedish(row: Row) -> bool:
    code = row["language"] if row["language"] not in ("", "und") else row["language_041"]
    return row["type"] == "kirja" and code == "swe"


def fiction_for_children(row: Row) -> bool:
    return (
        row["type"] == "kirja"
        and row["location"] == "las"
        and re.match("8[0-5]", row["call_number"]) is not None
    )


def music(row: Row) -> bool:
    return row["type"] == "aanite" and row["call_number"].startswith("78")


def count(rows: list[Row], *tests: Callable[[Row], bool]) -> int:
    return sum(all(test(row) for test in tests) for row in rows)


def at(*branches: str) -> Callable[[Row], bool]:
    return lambda row: row["branch"] in branches


def borrowers(*branches: str) -> int:
    rows = (row for row in LOANS if lent(row) and row["branch"] in branches)
    return len({row["borrower"] for row in rows})


def item_is(test: Callable[[Row], bool]) -> Callable[[Row], bool]:
    return lambda row: test(BY_ITEM[row["item"]])


FORSSA, ALL = ("for", "koulu"), ("for", "koulu", "hum", "ypä")
RECOUNTED: dict[tuple[str, str], int] = {
    ("branch:for", "KOK_total"): count(STOCK, in_stock, at("for")),
    ("municipality:061", "KOK_books_swe"): count(STOCK, in_stock, at(*FORSSA), swedish),
    ("municipality:061", "KOK_fic_chi"): count(STOCK, in_stock, at(*FORSSA), fiction_for_children),
    ("branch:ypä", "KOK_music"): count(STOCK, in_stock, at("ypä"), music),
    ("municipality:103", "HAN_total"): count(STOCK, acquired, at("hum")),
    (CONSORTIUM, "POI_total"): count(
        STOCK,
        lambda r: r["type"] in PHYSICAL and r["withdrawn"].startswith("2024"),
        lambda r: r["status"] != "tilattu",
    ),
    ("branch:koulu", "LAI_total"): count(LOANS, lent, at("koulu")),
    ("municipality:061", "LAI_books_swe"): count(LOANS, lent, at(*FORSSA), item_is(swedish)),
    ("municipality:061", "LAI_other"): count(
        LOANS, lent, at(*FORSSA), item_is(lambda r: r["type"] in ("peli", "lehti"))
    ),
    ("branch:hum", "KAY_borrowers"): borrowers("hum"),
    ("municipality:061", "KAY_borrowers"): borrowers(*FORSSA),
    (CONSORTIUM, "KAY_borrowers"): borrowers(*ALL),
    (CONSORTIUM, "KAU_out"): count(
        LOANS,
        lambda r: r["group"] == "kauko" and r["at"].startswith("2024"),
        lambda r: r["kind"] == "issue",
        item_is(lambda r: r["type"] in PHYSICAL | {"lehti"}),
    ),
}


@pytest.mark.parametrize(("place", "code"), RECOUNTED)
def test_a_plain_recount_of_the_rows_agrees(computed: Computed, place: str, code: str) -> None:
    assert computed.figures[place][code] == RECOUNTED[place, code]
    assert RECOUNTED[place, code] > 0


def test_renewals_are_a_part_of_the_loans(computed: Computed) -> None:
    again = count(LOANS, lent, lambda row: row["kind"] == "renew")
    assert computed.renewals[CONSORTIUM] == again
    assert 0 < again < computed.figures[CONSORTIUM]["LAI_total"]


def test_every_identity_holds_and_places_sum_up(computed: Computed) -> None:
    for place, values in computed.figures.items():
        for one in of_year(2024):
            if one.whole[:3] in ("KOK", "HAN", "LAI"):
                assert imbalance(one, values) == 0, (place, one.whole)  # type: ignore[arg-type]
    towns = [v for place, v in computed.figures.items() if place.startswith("municipality")]
    whole = computed.figures[CONSORTIUM]
    for code in ("KOK_total", "HAN_books", "LAI_video", "POI_total"):
        assert sum(values[code] for values in towns) == whole[code]
    assert sum(values["KAY_borrowers"] for values in towns) > whole["KAY_borrowers"]


def test_loans_outside_the_year_are_counted_apart(computed: Computed) -> None:
    assert computed.outside == count(LOANS, lambda row: not row["at"].startswith("2024"))
    assert computed.outside > 0


def test_two_events_of_one_second_are_two(tmp_path: Path) -> None:
    row = LOANS[0] | {"at": "2024-05-05 10:00:00", "group": "asiakas"}
    book = next(r["item"] for r in STOCK if r["type"] == "kirja")
    twice = [row | {"item": book}, row | {"item": book, "kind": "renew"}, row | {"item": book}]
    assert run(tmp_path, STOCK, twice).figures[CONSORTIUM]["LAI_total"] == 3


def test_latin_1_and_finnish_dates_give_the_same(tmp_path: Path, computed: Computed) -> None:
    def finnish(text: str) -> str:
        year, month, day = text.split("-")
        return f"{int(day)}.{int(month)}.{year}"

    dated = [row | {"acquired": finnish(row["acquired"])} for row in STOCK]
    assert run(tmp_path, dated, LOANS, "cp1252").figures == computed.figures


def test_an_unmapped_type_stops_the_figures_and_is_listed(tmp_path: Path) -> None:
    """Else it falls silently into other material."""
    stock = [row | ({"type": "VR-lasit"} if n in (5, 9) else {}) for n, row in enumerate(STOCK)]
    found = run(tmp_path, stock)
    assert found.figures == {}
    gap = found.gaps[0]
    assert (gap.table, gap.field, gap.problem) == ("items", "type", "unmapped")
    assert (gap.code, gap.rows, gap.line) == ("VR-lasit", 2, 7)
    told = evaluate(Situation(2024, {}, facts=found.facts())).findings  # type: ignore[arg-type]
    assert [one.check.number for one in told] == ["V22"]


@pytest.mark.parametrize(
    ("field", "code"),
    [("branch", "varasto"), ("location", "nuoret"), ("status", "kateissa")],
)
def test_every_unmapped_code_of_an_item_is_listed(tmp_path: Path, field: str, code: str) -> None:
    found = run(tmp_path, [*STOCK, STOCK[0] | {"item": "uusi", field: code}])
    assert [(gap.field, gap.code, gap.line) for gap in found.gaps] == [(field, code, 3002)]


def test_a_forgotten_patron_group_does_not_shrink_the_loans(tmp_path: Path) -> None:
    found = run(tmp_path, STOCK, [*LOANS, LOANS[0] | {"group": "ryhmä"}])
    assert [(gap.table, gap.field, gap.code) for gap in found.gaps] == [("loans", "group", "ryhmä")]


def test_odd_dates_doubles_and_unknown_items_are_located(tmp_path: Path) -> None:
    stock = [*STOCK, STOCK[0] | {"item": "uusi", "acquired": "1900-01-01"}, STOCK[7]]
    found = run(tmp_path, stock, [*LOANS, LOANS[0] | {"item": "kadonnut"}])
    assert [(gap.field, gap.problem, gap.code, gap.line) for gap in found.gaps] == [
        ("acquired", "date", "1900-01-01", 3002),
        ("item", "twice", STOCK[7]["item"], 3003),
        ("item", "unknown-item", "kadonnut", 12002),
    ]


def test_touched_withdrawal_dates_are_suspected(tmp_path: Path) -> None:
    """An upgrade touched the dates, and withdrawals exploded."""
    stock = [
        row | ({"withdrawn": "2024-07-19"} if n < 400 else {"withdrawn": ""})
        for n, row in enumerate(STOCK)
    ]
    found = run(tmp_path, stock)
    assert [day.isoformat() for day in found.suspect_days] == ["2024-07-19"]
    assert found.suspect_days.popitem()[1] > 300  # type: ignore[attr-defined]


def test_a_list_run_later_has_forgotten_items(tmp_path: Path) -> None:
    """Oulu ran last year's stock again and got some 1 500 items fewer."""
    used = rules()
    frozen = open_extract(
        write(tmp_path / "a.csv", ITEM_HEAD, STOCK), used.item_columns, spare=tmp_path / "s"
    )
    left = [row for n, row in enumerate(STOCK) if n % 10 or row["branch"] != "hum"]
    later = open_extract(
        write(tmp_path / "b.csv", ITEM_HEAD, left), used.item_columns, spare=tmp_path / "s"
    )
    found = lost_items(frozen, later, 2024)
    assert set(found.by_branch) == {"hum"}
    assert found.count == found.by_branch["hum"] > 0
    assert BY_ITEM[found.examples[0]]["branch"] == "hum"
    assert lost_items(frozen, frozen, 2024).count == 0


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text("item;branch;type\n1;for;kirja\n")
    table = open_extract(path, rules().item_columns, spare=tmp_path / "s")
    with pytest.raises(ExtractError, match="call_number"):
        compute(table, None, rules(), 2024)
    path.write_text("")
    with pytest.raises(ExtractError, match="no heading"):
        open_extract(path, rules().item_columns, spare=tmp_path / "s")


def test_rules_are_data_with_a_version() -> None:
    one, other = rules(), read_ruleset(RULES.replace('dvd = "video"', 'dvd = "other"'))
    assert one.version == rules().version
    assert one.version != other.version
    for wrong in ('name = "x"', RULES.replace('"video"', '"films"')):
        with pytest.raises(RuleSetError):
            read_ruleset(wrong)


def test_twenty_municipalities_are_nothing_special(tmp_path: Path) -> None:
    names = [f"{number:03}" for number in range(1, 21)]
    text = re.sub(r"\[branches\][^\[]*", "[branches]\n", RULES)
    lines = "".join(f'b{name} = "{name}"\n' for name in names)
    used = read_ruleset(text.replace("[branches]\n", f"[branches]\n{lines}\n"))
    stock = [row | {"branch": f"b{names[n % 20]}"} for n, row in enumerate(STOCK)]
    path = write(tmp_path / "items.csv", ITEM_HEAD, stock)
    found = compute(open_extract(path, used.item_columns, spare=tmp_path / "s"), None, used, 2024)
    assert len([place for place in found.figures if place.startswith("municipality")]) == 20
    assert found.figures[CONSORTIUM]["KOK_total"] == count(STOCK, in_stock)
