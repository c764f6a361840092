"""Item and loan lists as a library system gives them, made up from a seed, and their rules."""

import csv
import random
import tomllib
from pathlib import Path

from kimppa.statistics.lists.ruleset import ITEM_COLUMNS, LOAN_COLUMNS, RuleSet, ruleset_of

RULES = """
name = "Testikimppa 2024"
finnish = ["fin", ""]

[types]
kirja = "books"
nuotti = "scores"
aanite = "recordings"
dvd = "video"
peli = "other"
celia = "celia"
lehti = "serials"
ekirja = "electronic"
laite = "excluded"

[locations]
aik = "adult"
las = "child"

[branches]
for = "061"
koulu = "061"
hum = "103"
"ypä" = "981"

[groups]
asiakas = "counted"
lapsi = "counted"
kauko = "interlibrary"
virkailija = "excluded"

[statuses]
"" = true
tilattu = false
kadonnut = true
"""
ITEM_HEAD = [
    "item",
    "branch",
    "type",
    "location",
    "call_number",
    "language",
    "language_041",
    "acquired",
    "withdrawn",
    "status",
]
LOAN_HEAD = ["item", "branch", "kind", "at", "borrower", "group"]
YEARS = [2011, 2019, 2023, 2024, 2024, 2025]
GONE = ["2023-05-02", "2024-05-02", "2024-11-30", "2025-01-03"]
type Row = dict[str, str]


def read_ruleset(content: str) -> RuleSet:
    """Rules from TOML; columns that are not named keep their usual names."""
    written = tomllib.loads(content)
    usual = {"item_columns": ITEM_COLUMNS, "loan_columns": LOAN_COLUMNS}
    return ruleset_of(written | {name: usual[name] | written.get(name, {}) for name in usual})


def rules() -> RuleSet:
    return read_ruleset(RULES)


def items(count: int, seed: int = 1) -> list[Row]:
    """Items of every type and branch; some withdrawn, some on order, some without a language."""
    chance = random.Random(seed)
    types = ["kirja"] * 12 + ["nuotti", "aanite", "aanite", "dvd", "peli", "celia", "lehti"]
    types += ["ekirja", "laite"]
    return [
        {
            "item": f"N{number:07}",
            "branch": chance.choice(["for", "for", "for", "koulu", "hum", "ypä"]),
            "type": chance.choice(types),
            "location": chance.choice(["aik", "aik", "las"]),
            "call_number": chance.choice(["84.2", "85.32", "78.891", "79", "86.1", "30.12", ""]),
            "language": chance.choice(["fin", "fin", "fin", "swe", "eng", "und", ""]),
            "language_041": chance.choice(["", "", "swe", "fin"]),
            "acquired": f"{chance.choice(YEARS)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}",
            "withdrawn": chance.choice([""] * 12 + GONE),
            "status": chance.choice([""] * 20 + ["tilattu", "kadonnut"]),
        }
        for number in range(count)
    ]  # fmt: skip


def loans(stock: list[Row], count: int, seed: int = 2) -> list[Row]:
    """Loans and renewals of 2024 and its edges, by hashed borrowers of every group."""
    chance = random.Random(seed)
    return [
        {
            "item": chance.choice(stock)["item"],
            "branch": chance.choice(["for", "for", "koulu", "hum", "ypä"]),
            "kind": chance.choice(["issue", "issue", "renew"]),
            "at": chance.choice(["2023-12-31 20:00:00", "2025-01-01 00:00:01"])
            if chance.random() < 0.02
            else f"2024-{chance.randint(1, 12):02}-{chance.randint(1, 28):02} 12:00:00",
            "borrower": f"{chance.randrange(count // 8 + 1) + 1:08x}",
            "group": chance.choice(["asiakas"] * 8 + ["lapsi"] * 4 + ["kauko", "virkailija"]),
        }
        for _number in range(count)
    ]


def write(path: Path, head: list[str], rows: list[Row], encoding: str = "utf-8") -> Path:
    """The rows as CSV with semicolons."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, head, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path
