"""What measures the rules knows nothing of them: a shared fault would not be seen."""

import subprocess
import sys

PROGRAM = """
import pkgutil, sys
from importlib import import_module
import tests.catalogues
for module in pkgutil.walk_packages(tests.catalogues.__path__, "tests.catalogues."):
    if ".test_" not in module.name:
        import_module(module.name)
rooms = {name.split(".")[2] for name in sys.modules if name.startswith("kimppa.marc.")}
print(*sorted(rooms))
"""


def test_the_generator_of_defects_imports_nothing_that_it_measures() -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["record", "tables", "translation"]
