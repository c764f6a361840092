"""Claim: among the decisions of ten years of twelve meetings with fifteen items each, every item a
decision, the page that finds one opens in 100 ms of CPU at the 95th percentile.

Peer: `icontains` on the text, which knows no word forms, counted and the newest twenty read.
"""

import datetime as dt
import random
import statistics
import time
from collections.abc import Callable, Sequence

import pytest
from django.test import Client

from bench.bench_search import WORDS, p95, sentence
from kimppa.core.consortium.models import Person
from kimppa.core.decisions.models import Decision
from kimppa.core.search.actions import rebuild
from tests.budgets.consortium import Generated, make

pytestmark = pytest.mark.django_db

YEARS, MEETINGS, ITEMS = 10, 12, 15
ASKED = 60
BUDGET = 100.0  # ms CPU, p95 of the whole page


@pytest.fixture
def decided() -> Generated:
    """Twenty municipalities whose directors have decided so much, indexed."""
    rng, filled = random.Random(3), make(work=500)
    days = [
        dt.date(filled.year - year, month + 1, 14)
        for year in range(YEARS)
        for month in range(MEETINGS)
    ]
    Decision.objects.bulk_create(
        Decision(
            text=f"{sentence(rng, 25).capitalize()}.",
            date=day,
            meeting=f"Johtajien kokous {day.month}/{day.year}",
            section=str(number + 1),
            topic="meetings",
            agreement_year=day.year,
        )
        for day in days
        for number in range(ITEMS)
    )
    rebuild()
    return filled


def processor(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Milliseconds of CPU that each question takes."""
    times = []
    for words in questions:
        begun = time.process_time()
        ask(words)
        times.append(1000 * (time.process_time() - begun))
    return times


def page(person: Person) -> Callable[[str], object]:
    client = Client()
    client.force_login(person)

    def ask(words: str) -> None:
        answer = client.get("/search/", {"kind": "desk.decision", "q": words})
        assert answer.status_code == 200

    return ask


def plain(words: str) -> tuple[int, list[Decision]]:
    rows = Decision.objects.filter(text__icontains=words)
    return rows.count(), list(rows[:20])


def test_a_decision_of_ten_years_is_found(decided: Generated) -> None:
    count = Decision.objects.count()
    assert count >= YEARS * MEETINGS * ITEMS
    rng = random.Random(4)
    questions = [" ".join(rng.sample(WORDS[20:], rng.choice((1, 1, 2)))) for _n in range(ASKED)]
    questions += rng.sample(WORDS[:20], 5)  # words that hundreds of decisions have
    peer = processor(plain, questions)
    director = next(iter(decided.directors.values()))
    for who, person in (("coordinator", decided.coordinator), ("director", director)):
        ask = page(person)
        ask(questions[0])  # templates are read once
        ours = processor(ask, questions)
        print(
            f"\n{count:,} decisions, as {who}: the page median {statistics.median(ours):.0f} p95"
            f" {p95(ours):.0f} ms CPU; LIKE alone median {statistics.median(peer):.1f} p95"
            f" {p95(peer):.1f} ms"
        )
        assert p95(ours) < BUDGET
