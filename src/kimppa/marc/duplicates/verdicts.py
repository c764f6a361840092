"""What people have said of pairs, which outranks what is computed.

A pair is named by the control numbers of its two records, "(003)001", in alphabetical order, so
that it is known again in the next export whatever happened to the rest of the records.
"""

from dataclasses import dataclass, field

from kimppa.marc.duplicates.facts import Facts
from kimppa.marc.duplicates.score import Reason, Score, Verdict


@dataclass(slots=True)
class Verdicts:
    """Whether each pair is the same record; a later word takes the place of an earlier one."""

    judged: dict[tuple[str, str], bool] = field(default_factory=dict)

    def put(self, a: str, b: str, *, same: bool) -> None:
        """Remember a word. Raises ValueError when the two are one record or have no number."""
        if a == b or "()" in {a, b}:
            raise ValueError(f"not two records with numbers: {a} {b}")
        self.judged[_pair(a, b)] = same

    def apply(self, a: Facts, b: Facts, score: Score) -> Score:
        """The score after people: "not the same" is a veto, "the same" ends the question."""
        same = self.judged.get(_pair(a.number, b.number))
        if same is None:
            return score
        if same:
            reason = Reason("evidence", "judged", 100)
            return Score(100, Verdict.SAME, (reason, *score.reasons))
        return Score(0, Verdict.DIFFERENT, (Reason("veto", "judged", 0), *score.reasons))


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)
