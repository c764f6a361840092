"""What people have said of pairs, remembered between runs in a small CSV file.

A pair is named by the control numbers of its two records, "(003)001", in alphabetical order, so
that it is known again in the next export whatever happened to the rest of the records.
"""

import csv
import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kimppa.marc.duplicates.facts import Facts
from kimppa.marc.duplicates.score import Reason, Score, Verdict

_COLUMNS: Final = ["a", "b", "same", "day", "who", "note"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One pair: the same or not, said by whom and when."""

    same: bool
    day: dt.date | None = None
    who: str = ""
    note: str = ""


@dataclass(slots=True)
class Verdicts:
    """Judgements by pair; a later one takes the place of an earlier one."""

    judged: dict[tuple[str, str], Judgement] = field(default_factory=dict)

    def put(self, a: str, b: str, judgement: Judgement) -> None:
        """Remember a judgement. Raises ValueError when the two are one record or have no number."""
        if a == b or "()" in {a, b}:
            raise ValueError(f"not two records with numbers: {a} {b}")
        self.judged[_pair(a, b)] = judgement

    def get(self, a: str, b: str) -> Judgement | None:
        """What was said of the two, in either order."""
        return self.judged.get(_pair(a, b))

    def __iter__(self) -> Iterator[tuple[tuple[str, str], Judgement]]:
        return iter(sorted(self.judged.items()))

    def __len__(self) -> int:
        return len(self.judged)

    def apply(self, a: Facts, b: Facts, score: Score) -> Score:
        """The score after people: "not the same" is a veto, "the same" ends the question."""
        found = self.get(a.number, b.number) if a.number != b.number else None
        if found is None:
            return score
        if found.same:
            told = Reason("evidence", "judged", 100)
            return Score(100, Verdict.SAME, (told, *score.reasons))
        return Score(0, Verdict.DIFFERENT, (Reason("veto", "judged", 0), *score.reasons))


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)


def load(path: Path) -> Verdicts:
    """Read a file of verdicts; none when it does not exist. Raises ValueError naming the line."""
    verdicts = Verdicts()
    if not path.exists():
        return verdicts
    with path.open(encoding="utf-8", newline="") as opened:
        for number, row in enumerate(csv.DictReader(opened), 2):
            try:
                verdicts.put(row["a"], row["b"], _judgement(row))
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                raise ValueError(f"{path.name}, line {number}: {error}") from error
    return verdicts


def _judgement(row: dict[str, str]) -> Judgement:
    same = {"yes": True, "no": False}[row["same"].strip()]
    day = dt.date.fromisoformat(row["day"]) if row.get("day") else None
    return Judgement(same, day, row.get("who") or "", row.get("note") or "")


def save(verdicts: Verdicts, path: Path) -> None:
    """Write the file whole or not at all, in the order of the pairs."""
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for (a, b), one in verdicts:
            day = one.day.isoformat() if one.day else ""
            writer.writerow([a, b, "yes" if one.same else "no", day, one.who, one.note])
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(path)
