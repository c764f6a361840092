"""What measures the rules knows nothing of them: a shared fault would not be seen."""

import subprocess
import sys

PROGRAM = """
import pkgutil, sys
from importlib import import_module
import kimppa.marc.making as making
for one in pkgutil.walk_packages(making.__path__, "kimppa.marc.making."):
    if ".tests" not in one.name:
        import_module(one.name)
rooms = {name.split(".")[2] for name in sys.modules if name.startswith("kimppa.marc.")}
print(*sorted(rooms))
"""


def test_the_generator_of_defects_imports_nothing_that_it_measures() -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["making", "record", "tables"]
