"""Rows of the coverage matrix for tests of its rules."""

import datetime as dt

from kimppa.agreement.coverage.covering import cover
from kimppa.agreement.coverage.matrix import ClauseView, DutyView, Party, Reach, Row

PARTIES = [Party(n, f"{n:03d}", f"Kunta {n}") for n in range(1, 6)]
JUNE, AFTER_YEAR, LATE_NEXT_YEAR = dt.date(2024, 6, 10), dt.date(2025, 1, 14), dt.date(2025, 6, 1)


def clause(number: str, *duties: DutyView) -> ClauseView:
    return ClauseView(number, f"Kohta {number}", number.split(".")[0], "Otsikko", "Lyhyt", duties)


def one(duty: DutyView, today: dt.date = JUNE, **rows: list) -> Row:
    """The row of one duty; work that is said to reach nobody in particular concerned all."""
    rows.setdefault(
        "reach", [Reach(w.duty_id, w.kind, None, 1 << w.slot) for w in rows.get("work", ())]
    )
    return cover([clause("1.1", duty)], year=2024, today=today, parties=PARTIES, **rows).rows[0]


def handed(*ids: int, slot: int = 13, period: str = "") -> list[Reach]:
    return [Reach(1, "delivery", n, 1 << slot, period) for n in ids]


def reached(*ids: int, slot: int = 5) -> list[Reach]:
    return [Reach(1, "work", n, 1 << slot) for n in ids]
