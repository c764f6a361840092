"""The pages as programs read them."""

import pytest

from conftest import Louna
from kimppa.pages.actions.inventory import remove_page
from kimppa.pages.models import Page
from tests.api.conftest import Program
from tests.tokens import secret_of

pytestmark = pytest.mark.django_db


def test_a_program_reads_the_pages_and_their_texts(pages: Louna, customers: Page) -> None:
    secret = secret_of(pages.staff["834"])
    program = Program(secret)
    rows = {row["name"]: row for row in program.items("/api/pages/pages")}
    assert {one["language"]: one["state"] for one in rows["asiakkaalle"]["languages"]} == {
        "fi": "fine",
        "sv": "missing",
        "en": "stale",
    }
    whole = program.get(f"/api/pages/pages/{customers.pk}").json()
    assert "Laina-ajat" in whole["languages"][0]["body"]
    assert whole["languages"][2]["address"] == (
        "https://louna.finna.fi/Content/asiakkaalle?lng=en-gb"
    )
    assert program.get("/api/pages/pages/999999").status_code == 404


def test_a_removed_page_is_told_to_no_program(pages: Louna, customers: Page) -> None:
    secret = secret_of(pages.staff["834"])
    remove_page(by=pages.coordinator, page=customers)
    program = Program(secret)
    assert customers.name not in {row["name"] for row in program.items("/api/pages/pages")}
    assert program.get(f"/api/pages/pages/{customers.pk}").status_code == 404
