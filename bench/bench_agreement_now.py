"""Claim: with 100,000 pieces of work, the matrix and "Sopimus nyt" take at most 50 ms of CPU.

Peer: the same counts by reading the year's evidence as objects and counting in Python, which is
what a page written without thought would do.
"""

from collections import Counter

import pytest
from django.core.cache import cache
from django.test import Client

from bench.conftest import measure, tell
from kimppa.agreement.coverage.queries import coverage_of
from kimppa.core.evidence.models import Evidence
from kimppa.desk.home.overview import overview
from tests.budgets.consortium import Generated

pytestmark = pytest.mark.django_db


def counted_by_hand(year: int) -> Counter[tuple[str, int | None, int, str]]:
    rows = Evidence.objects.standing().filter(agreement_year=year)
    return Counter((row.topic, row.service_id, row.slot, row.kind) for row in rows)


def test_the_matrix(large: Generated) -> None:
    ours = measure(lambda: coverage_of(large.year))
    peer = measure(lambda: counted_by_hand(large.year), runs=3)
    tell("coverage matrix, worked out", ours, "counting objects in Python", peer)
    assert ours.cpu < peer.cpu / 2


def test_sopimus_nyt_worked_out(large: Generated) -> None:
    def work() -> None:
        cache.clear()
        overview(large.year, None)

    tell("Sopimus nyt, worked out after a write", measure(work))


def test_sopimus_nyt_as_a_page(large: Generated) -> None:
    client = Client()
    client.force_login(large.coordinator)
    assert client.get(f"/?vuosi={large.year}").status_code == 200
    ours = measure(lambda: client.get(f"/?vuosi={large.year}"))
    peer = measure(lambda: counted_by_hand(large.year), runs=3)
    tell("Sopimus nyt, the whole page, nothing written since", ours, "counting objects", peer)
    assert ours.cpu < peer.cpu
