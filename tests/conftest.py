"""What every test may lean on, and the one rule about skipped tests."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CI = os.environ.get("CI", "").lower() in {"1", "true"}
OPTIONAL = "optional: "


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of larger real data that lies beside the repository, not in it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data beside the repository")
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one, unless its reason begins with "optional: ".

    A check that is left out quietly looks exactly like a check that passed.
    """
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(call.excinfo.value) if call.excinfo else ""
        if not reason.startswith(OPTIONAL):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped in CI: {reason}"
    return report
