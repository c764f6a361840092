"""What is remembered is never older than what is stored."""

import datetime as dt

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.memo import read_once, remember, single_stamp
from kimppa.core.permissions import SYSTEM


def titles() -> list[str]:
    return remember("titles", make=_titles)


def _titles() -> list[str]:
    return sorted(Evidence.objects.filter(topic="teams").values_list("title", flat=True))


def write(title: str) -> None:
    record_evidence(by=SYSTEM, topic="teams", title=title)


def test_what_is_remembered_costs_one_query(louna: Louna) -> None:
    titles()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        titles()
    assert len(queries) == 1


def test_the_parts_of_a_page_ask_together_and_the_next_page_asks_anew(louna: Louna) -> None:
    titles()
    with CaptureQueriesContext(connection) as queries, single_stamp():
        titles()
        titles()
    assert len(queries) == 1
    write("Uusi")
    with single_stamp():
        assert "Uusi" in titles()


def test_a_write_is_seen_at_once(louna: Louna) -> None:
    titles()
    write("Uusi")
    assert "Uusi" in titles()


def test_the_day_and_the_language_are_part_of_it(louna: Louna) -> None:
    def said() -> tuple[dt.date, str | None]:
        return remember("said", make=lambda: (clock.today(), translation.get_language()))

    said()
    clock.set_day(dt.date(2025, 2, 1))
    assert said()[0] == dt.date(2025, 2, 1)
    with translation.override("sv"):
        assert said()[1] == "sv"


def test_what_was_rolled_back_is_not_remembered(louna: Louna) -> None:
    """Without the moment in the stamp: the id of a row that was rolled back is given again."""

    with transaction.atomic():
        write("Peruttu")
        assert "Peruttu" in titles()
        transaction.set_rollback(True)
    write("Tallennettu")
    assert "Tallennettu" in titles()
    assert "Peruttu" not in titles()


def test_a_row_that_appears_behind_a_newer_one_is_noticed(louna: Louna) -> None:
    """On PostgreSQL ids are given when a row is written and seen when it is committed."""
    write("Nopea")
    fast = AuditEvent.objects.latest("pk")
    AuditEvent.objects.filter(pk=fast.pk).update(id=fast.pk + 5)
    titles()
    write("Hidas")
    slow = AuditEvent.objects.latest("pk")
    AuditEvent.objects.filter(pk=slow.pk).update(id=fast.pk, at=fast.at - dt.timedelta(seconds=1))
    assert "Hidas" in titles()


def test_what_is_read_once_is_made_anew_outside_a_page(db: None) -> None:
    makes: list[int] = []

    def make() -> int:
        makes.append(1)
        return len(makes)

    assert [read_once("x", make=make), read_once("x", make=make)] == [1, 2]
    with single_stamp():
        assert [read_once("x", make=make), read_once("x", make=make)] == [3, 3]
