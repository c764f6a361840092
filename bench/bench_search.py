"""Claim: among 100,000 documents a search answers with a p95 below plain LIKE in the same run.

Peer: `icontains` on title and note, counted and the newest twenty read, as the search did before
it had an index; it ranks nothing, knows no word forms and counts no kinds.
"""

import random
import statistics
import time
from collections.abc import Callable, Sequence

import pytest

from kimppa.core.consortium.models import Person
from kimppa.core.evidence.models import Evidence
from kimppa.core.evidence.queries import visible_evidence
from kimppa.core.search.actions import catch_up, rebuild
from kimppa.core.search.models import SearchDocument
from kimppa.core.search.queries import find
from kimppa.ui.tables import any_contains
from tests.budgets.consortium import Generated

pytestmark = pytest.mark.django_db

STEMS = (
    *("kirja", "asia", "tieto", "kunta", "tila", "koe", "luku", "kuva", "laina", "ohje"),
    *("raportti", "sivu", "kieli", "nuori", "aika", "lehti", "hanke", "palaute", "kokous"),
    *("tapahtuma", "aineisto", "luokka", "haku", "tulos", "vuosi", "kurssi", "näyttely"),
)
ENDS = (
    *("sto", "stot", "ston", "koulutus", "koulutuksen", "työ", "työn", "ryhmä", "ryhmän"),
    *("suunnitelma", "päivä", "päivän"),
)
WORDS = [f"{stem}{end}" for stem in STEMS for end in ENDS]  # some 350, frequent as words are
ASKED = 60


def sentence(rng: random.Random, length: int) -> str:
    """Words of which few are common and most are rare."""
    at = (min(int(rng.paretovariate(0.7)) - 1, len(WORDS) - 1) for _n in range(length))
    return " ".join(WORDS[place] for place in at)


@pytest.fixture
def filled(large: Generated) -> Generated:
    """The large consortium with words in its 100,000 pieces of work, indexed."""
    rng = random.Random(1)
    rows = list(Evidence.objects.only("pk"))
    for row in rows:
        row.title, row.note = sentence(rng, 5).capitalize(), sentence(rng, 15)
    Evidence.objects.bulk_update(rows, ["title", "note"], batch_size=2000)
    start = time.perf_counter()
    count = rebuild()
    seconds = time.perf_counter() - start
    print(f"\nindex of {count:,} documents built in {seconds:.0f} s")
    return large


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def timed(ask: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    times = []
    for words in asked:
        start = time.perf_counter()
        ask(words)
        times.append(1000 * (time.perf_counter() - start))
    return times


def liked(words: str, person: Person) -> tuple[int, list[Evidence]]:
    rows = visible_evidence(person).standing().filter(any_contains(("title", "note"), words))
    return rows.count(), list(rows[:20])


def test_a_search_among_a_hundred_thousand(filled: Generated) -> None:
    assert SearchDocument.objects.count() >= 100_000
    rng = random.Random(2)
    asked = [" ".join(rng.sample(WORDS[20:], rng.choice((1, 1, 2)))) for _n in range(ASKED)]
    asked += rng.sample(WORDS[:20], 5)  # words that thousands of documents have
    for who, person in (
        ("coordinator", filled.coordinator),
        ("director", next(iter(filled.directors.values()))),
    ):
        catch_up()
        ours = timed(lambda words, who=person: find(words, who), asked)
        peer = timed(lambda words, who=person: liked(words, who), asked)
        print(
            f"\nsearch as {who}: ours median {statistics.median(ours):.0f} p95 {p95(ours):.0f} ms, "
            f"LIKE median {statistics.median(peer):.0f} p95 {p95(peer):.0f} ms"
        )
        assert p95(ours) < p95(peer)
