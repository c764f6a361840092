"""What people see when two write the same, and when the database is not there."""

import pytest

from tests.databases import asked
from tests.journeys.browser import LOOKS, axe, overflow
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk


@pytest.mark.browser
def test_whoever_was_slower_is_told(own_desk: Desk, open_page: Opener) -> None:
    """A rule that only the database knows stands for somebody who saves in between."""
    asked(own_desk.home, "CREATE UNIQUE INDEX only_once ON core_task (title)")
    for look in LOOKS:
        with open_page(own_desk, "staff", look) as page:
            for status in (200, 409):
                page.goto("/ask/opastus/")
                page.locator("main").get_by_role("textbox").first.fill(f"Opastus {look}")
                with page.expect_navigation() as navigation:
                    page.locator("main form button[type=submit]").first.click()
                assert navigation.value.status == status
            assert [*axe(page), *overflow(page)] == []
