"""Work that two have noted and that is held together is one piece in every count."""

import datetime as dt

from django.core.cache import cache

from conftest import Louna
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.evidence.queries import tallies


def test_one_piece_of_work_that_two_have_noted_counts_once(louna: Louna) -> None:
    """Logged by hand and by a room, then held together: once in all, once in each way to note."""

    def counted() -> tuple[int, int, int]:
        cache.clear()
        rows = tallies(2024)
        return (
            sum(row.count for row in rows),
            sum(row.handwritten for row in rows),
            sum(row.by_rooms for row in rows),
        )

    count, handwritten, by_rooms = counted()
    by, day = louna.coordinator, dt.date(2024, 5, 20)
    by_hand = record_evidence(by=by, topic="statistics-units", title="Luvut", date=day)
    by_room = record_evidence(
        by=by, topic="statistics-units", title="Luvut", date=day, origin=("statistics", "1")
    )
    Evidence.objects.filter(pk=by_room.pk).update(same_as=by_hand)
    assert counted() == (count + 1, handwritten + 1, by_rooms + 1)
