"""The peer: the same lists counted with pandas, in a process whose time and memory are its own."""

import json
import sys
import time
from pathlib import Path

import pandas as pd

from bench.statistics_run import highest

COUNTED = ("asiakas", "lapsi")


def main(folder: Path) -> None:
    """Loans by class and branch, stock and acquisitions by class, borrowers at three levels."""
    start, cpu = time.perf_counter(), time.process_time()
    read = {"sep": ";", "dtype": "string", "keep_default_na": False}
    items = pd.read_csv(folder / "items.csv", **read)
    loans = pd.read_csv(folder / "loans.csv", **read)
    items["fiction"] = items["call_number"].str[:2].between("80", "85")
    classes = ["type", "location", "language", "fiction"]
    stock = items[items["withdrawn"] == ""].groupby(["branch", *classes]).size()
    new = items[items["acquired"].str.startswith("2024")].groupby(["branch", *classes]).size()
    loans = loans[loans["at"].str.startswith("2024") & loans["group"].isin(COUNTED)]
    joined = loans.merge(items[["item", *classes]], on="item", how="left")
    lent = joined.groupby(["branch", *classes, "kind"]).size()
    loans = loans.assign(municipality=loans["branch"].str[1:])
    borrowers = [
        loans.groupby("branch")["borrower"].nunique().sum(),
        loans.groupby("municipality")["borrower"].nunique().sum(),
        loans["borrower"].nunique(),
    ]
    told = {
        "loans": int(lent.sum()),
        "items": int(stock.sum()),
        "new": int(new.sum()),
        "borrowers": int(borrowers[-1]),
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "megabytes": highest(),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
