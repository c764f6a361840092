"""Pages that nobody links to: what people see when something is wrong."""

import pytest

from tests.databases import asked
from tests.journeys.browser import LOOKS, Look, axe, overflow, structure
from tests.journeys.conftest import Opener
from tests.journeys.desk import Desk


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_form_without_its_token_is_refused_in_words(
    desk: Desk, open_page: Opener, look: Look
) -> None:
    with open_page(desk, "staff", look) as page:
        page.goto("/ui/")
        with page.expect_navigation() as navigation:
            page.evaluate(
                """() => {
                const form = document.createElement('form');
                form.method = 'post'; form.action = '/log-work/';
                document.body.append(form); form.submit();
            }"""
            )
        assert navigation.value.status == 403
        assert [*axe(page), *overflow(page), *structure(page, look.language)] == []


@pytest.mark.browser
def test_a_fault_of_the_server_is_told_in_words(own_desk: Desk, open_page: Opener) -> None:
    """A database that lost a table; the page that says so must not ask the database."""
    asked(own_desk.home, "DROP TABLE django_session")
    for look in LOOKS:
        with open_page(own_desk, "staff", look) as page:
            answer = page.goto("/ui/")
            assert answer is not None
            assert answer.status == 500
            assert page.locator("h1").inner_text()
            assert [*axe(page), *overflow(page)] == []
