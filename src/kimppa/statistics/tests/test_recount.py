"""Figures of long, awkward lists beside SQL that is written from their definitions."""

from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from kimppa.statistics.lists.computing import Computed, compute
from kimppa.statistics.lists.extracts import open_extract
from kimppa.statistics.lists.ruleset import RuleSet

ITEMS, LOANS = 300_000, 420_000
RULES = RuleSet(
    name="long lists",
    types={
        "kirja": "books", "nuotti": "scores", "aanite": "recordings", "dvd": "video",
        "peli": "other", "celia": "celia", "lehti": "serials", "ekirja": "electronic",
        "laite": "excluded",
    },
    locations={"aik": "adult", "nuo": "adult", "las": "child"},
    branches={"for": "061", "auto": "061", "hum": "103", "jok": "169", "ypä": "981"},
    groups={"asiakas": "counted", "laitos": "counted", "kauko": "interlibrary", "hk": "excluded"},
    statuses={"": True, "kadonnut": True, "tilattu": False, "koe": False},
    kinds={"issue": "loan", "renew": "renewal", "onsite": "loan"},
    aliases={"FOR1": "for", "FOR2": "for"},
    mobile=("auto",),
    left_out_branches=("turku", "vieras"),
    left_out_kinds=("palautus",),
)  # fmt: skip


def some(chance: np.random.Generator, count: int, choices: dict[str, float]) -> pl.Series:
    weights = np.array(list(choices.values()))
    drawn = chance.choice(len(choices), count, p=weights / weights.sum())
    return pl.Series(list(choices))[drawn]


def items(chance: np.random.Generator) -> pl.DataFrame:
    """Items of own and foreign branches; some out of the collection, some withdrawn before and
    after the year, some at its edges.
    """
    days = {"2024-01-01": 1, "2024-12-31": 1, "2023-12-31": 1, "2025-01-01": 1, "31.12.2024": 1}
    days |= {f"{year}-0{month}-15": 1 for year in (2009, 2019, 2024) for month in range(1, 10)}
    gone = {"": 60, "2023-12-31": 1, "2024-01-01": 1, "31.12.2024 23:59": 1, "2025-01-01": 1}
    gone |= {f"2024-{month:02}-07": 0.5 for month in range(1, 13)}
    # 23.30 UTC on New Year's Eve is the next year's first day in Finland.
    gone |= {"2024-12-31T23:30:00Z": 1, "2023-12-31T23:30:00Z": 1}
    branches = {"FOR1": 30, "FOR2": 10, "for": 5, "auto": 4, "hum": 9, "jok": 15, "ypä": 9}
    branches |= {"turku": 6, "vieras": 2}
    types = {"kirja": 60, "nuotti": 2, "aanite": 8, "dvd": 7, "peli": 3, "celia": 2}
    types |= {"lehti": 8, "ekirja": 4, "laite": 2}
    number = np.arange(ITEMS)
    return pl.DataFrame(
        {
            "item": pl.Series(number).cast(pl.String),
            "branch": some(chance, ITEMS, branches),
            "type": some(chance, ITEMS, types),
            "location": some(chance, ITEMS, {"aik": 5, "nuo": 1, "las": 3}),
            "call_number": some(
                chance, ITEMS, dict.fromkeys(("84.2", "80", "85.9", "86", "78.8", "79", "7", ""), 1)
            ),
            "language": some(
                chance,
                ITEMS,
                {"fin": 8, "swe": 3, "eng": 2, "sme": 1, "SMN": 1, "und": 1, "|||": 1, "": 1},
            ),
            "language_041": some(chance, ITEMS, {"": 4, "swe": 1, "smssme": 1, "finswe": 1}),
            "acquired": some(chance, ITEMS, days),
            "withdrawn": some(chance, ITEMS, gone),
            "status": some(chance, ITEMS, {"": 40, "kadonnut": 1, "tilattu": 2, "koe": 1}),
        }
    )


def loans(chance: np.random.Generator) -> pl.DataFrame:
    """Loans, renewals and other events; with and without a borrower, in time zones, twice."""
    times = {f"2024-{month:02}-11 12:00:00": 9 for month in range(1, 13)}
    times |= {"2023-12-31 23:59:59": 1, "2024-01-01 00:00:00": 1, "31.12.2024 23:59": 1}
    times |= {"2025-01-01 00:00:00": 1, "1.1.2025": 1}
    times |= {"2023-12-31T22:00:00Z": 1, "2023-12-31T21:59:59Z": 1}
    times |= {"2024-12-31T21:59:59Z": 1, "2024-12-31T22:00:00.000+00:00": 1}
    times |= {"2025-01-01T00:30:00+0300": 1, "2024-12-31T23:30:00+02:00": 1}
    branches = {"FOR1": 30, "FOR2": 10, "for": 5, "auto": 4, "hum": 9, "jok": 15, "ypä": 9}
    branches |= {"turku": 6}
    count = LOANS - 2000
    people = pl.Series(chance.integers(1, 60_000, count)).cast(pl.String)
    blank = some(chance, count, {"": 4, "  ": 1, "0": 2, "0000": 1, "NULL": 1, "-": 1})
    nameless = pl.Series(chance.random(count) < 0.08)
    rows = pl.DataFrame(
        {
            "item": pl.Series(chance.integers(0, ITEMS, count)).cast(pl.String),
            "branch": some(chance, count, branches),
            "kind": some(chance, count, {"issue": 50, "renew": 40, "onsite": 2, "palautus": 8}),
            "at": some(chance, count, times),
            "borrower": blank.zip_with(nameless, people),
            "group": some(chance, count, {"asiakas": 80, "laitos": 5, "kauko": 8, "hk": 4}),
        }
    )
    return pl.concat([rows, rows.head(2000)])


# The definitions said in SQL: see the variables' own in data/variables.csv.
CLASSED = r"""
create table item as
with typed as (
  select line, item, acquired_day, withdrawn_day, status in ('', 'kadonnut') as in_collection,
    case branch when 'FOR1' then 'for' when 'FOR2' then 'for' else branch end as branch,
    branch in ('turku', 'vieras') as foreign_branch, type, location, call_number,
    lower(case when lower(language) in ('', 'und', '|||') then left(language_041, 3)
          else language end) as lang
  from raw_items)
select *, case
    when type = 'kirja' then 'books' when type = 'nuotti' then 'scores'
    when type = 'aanite' and call_number like '78%' then 'music'
    when type in ('aanite', 'celia') then 'audio_oth'
    when type = 'dvd' then 'video' when type = 'peli' then 'other'
    else type end as material,
  case when lang in ('fin', '') then 'fin' when lang = 'swe' then 'swe' else 'oth' end as language,
  case when left(call_number, 2) between '80' and '85' then 'fic' else 'non' end as genre,
  case when location = 'las' then 'chi' else 'adu' end as age
from typed;

create table loan as
select case l.branch when 'FOR1' then 'for' when 'FOR2' then 'for' else l.branch end as branch,
  l.kind, l.borrower, l."group", l.year, i.material, i.language, i.genre, i.age,
  trim(l.borrower) in ('', '0', '0000', 'NULL', '-') as nobody
from raw_loans l join item i on i.item = l.item
where l.branch <> 'turku' and l.kind <> 'palautus';
"""
DAY = """
case when regexp_matches({0}, '(Z|[+-][0-9]+:?[0-9]*)$') and {0} like '%T%' then
  (strptime({0}[1:16], '%Y-%m-%dT%H:%M') + interval 2 hour
   - interval 1 hour * case when {0} like '%+0300' then 3 when {0} like '%+02:00' then 2 else 0 end
  )::date
 when {0} = '' then null
 when {0} like '__.__.____%' then strptime({0}[1:10], '%d.%m.%Y')::date
 when {0} like '_._.____%' then strptime({0}[1:8], '%-d.%-m.%Y')::date
 else {0}[1:10]::date end
"""
BOOK = "material = 'books'"
CLASSES = {
    "total": "material in ('books', 'scores', 'music', 'audio_oth', 'video', 'other')",
    "books": BOOK,
    "books_fin": f"{BOOK} and language = 'fin'",
    "books_swe": f"{BOOK} and language = 'swe'",
    "books_oth": f"{BOOK} and language = 'oth'",
    "fic_adu": f"{BOOK} and genre = 'fic' and age = 'adu'",
    "fic_chi": f"{BOOK} and genre = 'fic' and age = 'chi'",
    "non_adu": f"{BOOK} and genre = 'non' and age = 'adu'",
    "non_chi": f"{BOOK} and genre = 'non' and age = 'chi'",
    "scores": "material = 'scores'",
    "music": "material = 'music'",
    "audio_oth": "material = 'audio_oth'",
    "video": "material = 'video'",
    "other": "material = 'other'",
}
OWN = "not foreign_branch and in_collection"
STOCK = f"{OWN} and acquired_day <= '2024-12-31'"
STOCK += " and (withdrawn_day is null or withdrawn_day > '2024-12-31')"
LENT = "year = 2024 and \"group\" in ('asiakas', 'laitos')"
LENDABLE = f"({CLASSES['total']} or material = 'lehti')"


def sums() -> dict[str, tuple[str, str, str]]:
    """The table, the condition and what is counted, by the figure."""
    rows = {}
    for code, condition in CLASSES.items():
        rows[f"KOK_{code}"] = ("item", f"{STOCK} and {condition}", "*")
        acquired = f"{OWN} and year(acquired_day) = 2024 and {condition}"
        rows[f"HAN_{code}"] = ("item", acquired, "*")
        # Serials are lent as other material.
        serials = " or material = 'lehti'" if code in ("total", "other") else ""
        rows[f"LAI_{code}"] = ("loan", f"{LENT} and ({condition}{serials})", "*")
    sami = "lang in ('sma', 'sme', 'smi', 'smj', 'smn', 'sms')"
    gone = f"{OWN} and year(withdrawn_day) = 2024 and {CLASSES['total']}"
    to_libraries = f"year = 2024 and \"group\" = 'kauko' and kind <> 'renew' and {LENDABLE}"
    named = f"{LENT} and {LENDABLE} and not nobody"
    rows |= {
        "KOK_books_sami": ("item", f"{STOCK} and {BOOK} and {sami}", "*"),
        "POI_total": ("item", gone, "*"),
        "KAU_out": ("loan", to_libraries, "*"),
        "KAY_borrowers": ("loan", named, "distinct trim(borrower)"),
        "renewals": ("loan", f"{LENT} and {LENDABLE} and kind = 'renew'", "*"),
        "nameless": ("loan", f"{LENT} and {LENDABLE} and nobody", "*"),
    }
    return rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chance = np.random.default_rng(17)
    where = tmp_path_factory.mktemp("long")
    items(chance).write_csv(where / "items.csv", separator=";")
    loans(chance).write_csv(where / "loans.csv", separator=";")
    return where


@pytest.fixture(scope="module")
def computed(folder: Path) -> Computed:
    columns = {name: name for name in (*RULES.item_columns, *RULES.loan_columns)}
    frames = [
        open_extract(folder / f"{table}.csv", columns, spare=folder / table)
        for table in ("items", "loans")
    ]
    return compute(frames[0], frames[1], RULES, 2024)


@pytest.fixture(scope="module")
def database(folder: Path) -> duckdb.DuckDBPyConnection:
    base = duckdb.connect(config={"threads": 1})
    read = "read_csv('{}', delim=';', header=true, all_varchar=true, nullstr='\\N')"
    base.execute(f"""
        create table raw_items as select row_number() over () + 1 as line, *,
          {DAY.format("acquired")} as acquired_day, {DAY.format("withdrawn")} as withdrawn_day
        from {read.format(folder / "items.csv")};
        create table raw_loans as select *, year({DAY.format('"at"')}) as year
        from {read.format(folder / "loans.csv")};
        {CLASSED}
        create table place as select * from (values ('for', '061'), ('auto', '061'),
          ('hum', '103'), ('jok', '169'), ('ypä', '981')) as t(branch, town);
    """)
    return base


def figures(computed: Computed, place: str) -> dict[str, int]:
    parts = {"renewals": computed.renewals[place], "nameless": computed.nameless[place]}
    return {**computed.figures[place], **parts}


PLACES = {"branch:": "p.branch", "municipality:": "p.town", "consortium": "''"}


@pytest.mark.parametrize("level", PLACES)
def test_sql_from_the_definitions_gives_the_same(
    computed: Computed, database: duckdb.DuckDBPyConnection, level: str
) -> None:
    assert computed.gaps == ()
    expected: dict[str, dict[str, int]] = {}
    for code, (table, condition, counted) in sums().items():
        rows = database.execute(
            f"select {PLACES[level]}, count({counted}) filter (where {condition})"
            f" from place p join {table} t on t.branch = p.branch group by 1"
        ).fetchall()
        for name, count in rows:
            expected.setdefault(f"{level}{name}", {})[code] = count
    assert len(expected) == {"branch:": 5, "municipality:": 4, "consortium": 1}[level]
    for place, counts in expected.items():
        own = figures(computed, place)
        assert {code: own[code] for code in counts} == counts, place
        assert min(counts[code] for code in ("KAU_out", "nameless", "KOK_books_sami")) > 0
        bus = expected[place]["LAI_total"] if place == "branch:auto" else None
        assert own.get("TOI_bus_loans", 0) == bus or bus is None
    if level == "municipality:":
        lent = computed.figures["branch:auto"]["LAI_total"]
        assert computed.figures["municipality:061"]["TOI_bus_loans"] == lent
        assert "TOI_bus_loans" not in computed.figures["municipality:103"]


def test_what_is_of_other_years_is_counted_apart(
    computed: Computed, database: duckdb.DuckDBPyConnection
) -> None:
    row = database.execute("select count(*) from loan where year <> 2024").fetchone()
    assert row is not None
    assert computed.outside == row[0] > 0


def test_the_days_of_the_edges_are_finnish(database: duckdb.DuckDBPyConnection) -> None:
    """The SQL is right of the texts that the lists have."""
    rows = dict(
        database.execute(
            f"select t, {DAY.format('t')}::varchar from (values ('2024-12-31T22:00:00.000+00:00'),"
            " ('2024-12-31T21:59:59Z'), ('2025-01-01T00:30:00+0300'), ('31.12.2024 23:59'),"
            " ('1.1.2025'), ('2024-12-31T23:30:00+02:00')) as v(t)"
        ).fetchall()
    )
    assert rows == {
        "2024-12-31T22:00:00.000+00:00": "2025-01-01",
        "2024-12-31T21:59:59Z": "2024-12-31",
        "2025-01-01T00:30:00+0300": "2024-12-31",
        "31.12.2024 23:59": "2024-12-31",
        "1.1.2025": "2025-01-01",
        "2024-12-31T23:30:00+02:00": "2024-12-31",
    }


def test_rows_that_cannot_be_are_as_many_as_sql_says(
    folder: Path, database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Items twice, loans of purged items, days that are none: told, and no figure is given."""
    stock, lent = (
        pl.read_csv(
            folder / f"{table}.csv",
            separator=";",
            infer_schema=False,
        ).fill_null("")
        for table in ("items", "loans")
    )
    purged = pl.Series(range(ITEMS - 300, ITEMS)).cast(pl.String)
    double = stock.filter(pl.col("branch") == "hum").head(70)
    dateless = pl.when(pl.int_range(pl.len()) % 9000 == 0).then(pl.lit("0000-00-00"))
    pl.concat([stock.filter(~pl.col("item").is_in(purged.implode())), double]).write_csv(
        tmp_path / "items.csv", separator=";"
    )
    lent.with_columns(dateless.otherwise(pl.col("at")).alias("at")).write_csv(
        tmp_path / "loans.csv", separator=";"
    )
    frames = [
        open_extract(tmp_path / f"{table}.csv", columns, spare=tmp_path / table)
        for table, columns in (("items", RULES.item_columns), ("loans", RULES.loan_columns))
    ]
    found = compute(frames[0], frames[1], RULES, 2024)
    assert found.figures == {}
    counts = {(gap.table, gap.problem): gap.rows for gap in found.gaps}
    lost = database.execute(
        f"select count(*) from raw_loans where item::int >= {ITEMS - 300}"
        " and branch <> 'turku' and kind <> 'palautus'"
    ).fetchone()
    assert lost is not None
    assert counts["loans", "unknown-item"] == lost[0] > 0
    assert counts["items", "twice"] == 70
    assert 0 < counts["loans", "date"] <= LOANS // 9000 + 1
