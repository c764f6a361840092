"""A clean slate of work."""

import pytest

from kimppa.jobs.tests import work


@pytest.fixture(autouse=True)
def nothing_done_yet() -> None:
    work.ran.clear()
    work.go_wrong.clear()
