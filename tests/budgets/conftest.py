"""The large consortium, made once for all budgets of a test process and taken away after them."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from kimppa.report.actions import start_report
from tests.budgets.consortium import Generated, make


@pytest.fixture(scope="package")
def large(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Generated]:
    """20 municipalities, 10 years, 4,000 pieces of work, and the last year's report: a page that
    asks for each row asks too much already. `bench/` measures time with 25 times as many.

    It stands in a transaction that is rolled back, so tests of other folders find nothing of it.
    """
    with django_db_blocker.unblock():
        with transaction.atomic():
            made = make(work=4_000)
            _count_rows()
            start_report(by=made.coordinator, year=made.year)
            _count_rows()
            yield made
            transaction.set_rollback(True)
        cache.clear()


def _count_rows() -> None:
    """Rows that are not committed are counted by nobody else: PostgreSQL would plan as if the
    tables were empty, and ask a row at a time for minutes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
