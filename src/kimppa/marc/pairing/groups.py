"""Groups of duplicates, each with the record that is best kept and why.

Likeness is not handed on: a record joins a group only if it can be the same as every record
already in it. When A is B and B is C but A cannot be C, the stronger pair makes the group and the
other pair is left for a person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kimppa.marc.pairing.facts import Facts
from kimppa.marc.pairing.messages import tell
from kimppa.marc.pairing.quality import Quality
from kimppa.marc.pairing.score import Score, Verdict, Verdicts, score

TIE: Final = "number"
"""The reason of a survivor that no measure tells apart from the next."""

type Place = tuple[int, int]
"""Source and offset of a record, as keys and candidates name it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records and what was found out about them."""

    a: Place
    b: Place
    score: Score


@dataclass(frozen=True, slots=True)
class Survivor:
    """The record that is best kept, and the measure that decided."""

    place: Place
    reason: str  # a measure's name (`Quality.rank`), or TIE
    value: str = ""

    def told(self, language: str) -> str:
        return tell("survivor", self.reason, language, self.value)


@dataclass(frozen=True, slots=True)
class Group:
    """Records that are one, best kept first; the pairs that say so."""

    members: tuple[Place, ...]
    survivor: Survivor
    pairs: tuple[Pair, ...]

    def told(self, place: Place, language: str) -> str:
        """Why a member is kept, or why it is the same as another."""
        if place == self.survivor.place:
            return self.survivor.told(language)
        pairs_of_member = (pair for pair in self.pairs if place in {pair.a, pair.b})
        return max(pairs_of_member, key=lambda pair: pair.score.points).score.told(language)


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups to merge, and pairs for people: doubtful ones and those a group did not take."""

    same: tuple[Group, ...]
    look: tuple[Pair, ...]


@dataclass(slots=True)
class _Clusters:
    """Which records are together so far."""

    facts: Mapping[Place, Facts]
    verdicts: Verdicts
    of: dict[Place, list[Place]] = field(default_factory=dict)
    scores: dict[tuple[Place, Place], Score] = field(default_factory=dict)

    def score(self, a: Place, b: Place) -> Score:
        key = (a, b) if a <= b else (b, a)
        if key not in self.scores:
            first, second = self.facts[key[0]], self.facts[key[1]]
            self.scores[key] = self.verdicts.apply(first, second, score(first, second))
        return self.scores[key]

    def pair(self, a: Place, b: Place) -> Pair:
        return Pair(min(a, b), max(a, b), self.score(a, b))

    def join(self, a: Place, b: Place) -> bool:
        """Put the clusters of two records together unless some pair across cannot be one."""
        first_cluster, second_cluster = self.of.setdefault(a, [a]), self.of.setdefault(b, [b])
        if first_cluster is second_cluster:
            return True
        if any(
            self.score(x, y).verdict is Verdict.DIFFERENT
            for x in first_cluster
            for y in second_cluster
        ):
            return False
        first_cluster.extend(second_cluster)
        for member in second_cluster:
            self.of[member] = first_cluster
        return True


def groups(
    pairs: Iterable[tuple[Place, Place]],
    facts: Mapping[Place, Facts],
    qualities: Mapping[Place, Quality],
    verdicts: Verdicts | None = None,
) -> Groups:
    """Compare candidate pairs and group the records.

    `facts` and `qualities` must know every record of the pairs. A block of k records costs at
    most k² / 2 comparisons, and candidates come in blocks of bounded size.
    """
    clusters = _Clusters(facts, verdicts if verdicts is not None else Verdicts())
    compared = [clusters.pair(*pair) for pair in set(pairs)]
    compared.sort(key=lambda match: (-match.score.points, match.a, match.b))
    doubtful = [match for match in compared if match.score.verdict is Verdict.LOOK]
    sure = [match for match in compared if match.score.verdict is Verdict.SAME]
    doubtful += [match for match in sure if not clusters.join(match.a, match.b)]
    clusters_of = {id(members): members for members in clusters.of.values() if len(members) > 1}
    sure_groups = sorted(
        (_group(members, clusters, qualities) for members in clusters_of.values()), key=_first
    )
    return Groups(tuple(sure_groups), tuple(sorted(doubtful, key=lambda match: (match.a, match.b))))


def _first(group: Group) -> Place:
    return min(group.members)


def _group(
    members: Sequence[Place], clusters: _Clusters, qualities: Mapping[Place, Quality]
) -> Group:
    by_quality = sorted(
        members, key=lambda member: ([value for _, value in qualities[member].rank()], member)
    )
    pairs = [
        clusters.pair(a, b) for index, a in enumerate(by_quality) for b in by_quality[index + 1 :]
    ]
    return Group(tuple(by_quality), survivor(by_quality, qualities), tuple(pairs))


def survivor(ordered: Sequence[Place], qualities: Mapping[Place, Quality]) -> Survivor:
    """Why the first of the records, ordered by quality, is best: by the first measure in which it
    is better than the second."""
    best_quality, second_quality = qualities[ordered[0]], qualities[ordered[1]]
    values = {"source": best_quality.source_name, "holdings": str(best_quality.items)}
    for (name, value), (_, second_value) in zip(
        best_quality.rank(), second_quality.rank(), strict=True
    ):
        if value < second_value:
            return Survivor(ordered[0], name, values.get(name, ""))
    return Survivor(ordered[0], TIE)
