"""Published figures that the tests measure the rules by: source and year in each name."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

# tilastot.kirjastot.fi, ?orgs=10 and ?orgs=… snapshots: collections of Janakkala 2020 and 2021.
_ROWS = "total books books_fin books_swe books_oth fic_adu fic_chi non_adu non_chi"
_ROWS += " scores music audio_oth video other"
_JANAKKALA = {
    2020: "139573 125127 120874 644 3609 37777 35354 46640 5356 2270 5235 2065 3878 998",
    2021: "138794 124294 120017 643 3634 37237 34803 47449 4805 2277 5177 2108 3956 982",
}


def janakkala(year: int) -> dict[str, Decimal | None]:
    """The collection of Janakkala, every class of it."""
    numbers = map(Decimal, _JANAKKALA[year].split())
    return {f"KOK_{row}": number for row, number in zip(_ROWS.split(), numbers, strict=True)}


def louna(folder: Path) -> dict[str, dict[str, dict[int, Decimal]]]:
    """Published figures of the five: variable, municipality, year."""
    found: dict[str, dict[str, dict[int, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    with (folder / "okm" / "louna_published.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["value"]:
                found[row["variable"]][row["municipality"]][int(row["year"])] = Decimal(
                    row["value"]
                )
    return found
