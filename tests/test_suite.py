"""The suite's own tools do what the suite relies on."""

import subprocess
import sys
from pathlib import Path

TESTS = """
import os
import pathlib
import pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(8))
def test_where(number):
    pathlib.Path(__file__).with_name(os.environ["PYTEST_XDIST_WORKER"]).touch()
"""


def test_tests_of_a_group_stay_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "test_group.py").write_text(TESTS)
    command = "-m pytest -q -n 2 --dist loadgroup -c /dev/null --rootdir . -p no:django"
    subprocess.run(
        [sys.executable, *command.split(), "test_group.py"], cwd=tmp_path, check=True, timeout=120
    )
    assert len(list(tmp_path.glob("gw*"))) == 1
