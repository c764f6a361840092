"""Twenty municipalities in an instance of their own, by the command line alone."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import ready
from tests.databases import asked, environment

COUNT, YEAR = 20, "2024"
SET_UP = f"""
import django
django.setup()
from kimppa.core.consortium.models import Branch, Consortium, Membership, Municipality, Person
Consortium.objects.create(pk=1, name_fi="Suuri kimppa", short_name="Suuri")
for n in range(1, {COUNT} + 1):
    town = Municipality.objects.create(code=f"{{700 + n}}", name_fi=f"Kunta {{n}}", position=n)
    for part in "abc":
        name = f"Piste {{n}}{{part}}"
        Branch.objects.create(municipality=town, code=f"t{{n}}{{part}}", name_fi=name)
    person = Person.objects.create(email=f"johtaja{{n}}@example.org", name=f"Johtaja {{n}}")
    Membership.objects.create(person=person, municipality=town, role="director")
"""


def loans(number: int, part: int) -> int:
    return 1000 * number + part


def report() -> str:
    """Loans and borrowers of each branch, and borrowers of each municipality."""
    lines = ["Toimipiste;Lainat;Lainaajia"]
    for number in range(1, COUNT + 1):
        for place, part in enumerate("abc"):
            lines.append(f"t{number}{part};{loans(number, place)};{number * 40}")
        lines.append(f"Kunta {number};;{number * 90}")
    return "\n".join(lines)


@pytest.fixture
def home(empty_home: Path) -> Path:
    env = environment(empty_home, DJANGO_SETTINGS_MODULE="kimppa.config.settings")
    subprocess.run([sys.executable, "-c", SET_UP], env=env, check=True)
    return empty_home


def kimppa(home: Path, *words: str) -> tuple[Any, int]:
    """What a command tells as JSON, and its exit code."""
    surroundings = environment(home, KIMPPA_TODAY="2025-01-20")
    done = ready.run(["statistics", *words, "--json"], surroundings)
    return json.loads(done.stdout) if done.stdout else done.stderr, done.returncode


def test_twenty_municipalities_by_the_command_line(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "lainat.csv"
    file.write_text(report(), encoding="cp1252")
    told, code = kimppa(home, "import", str(file), YEAR)
    assert (code, told["recorded"]) == (0, COUNT * (3 * 2 + 1 + 1)), told
    told, code = kimppa(home, "freeze", YEAR, "--topic", "active-customers", "--deliver")
    assert code == 0, told
    assert len(told["frozen"]) == len(told["delivered"]) == COUNT
    one = ("--municipality", "720")
    told, code = kimppa(home, "freeze", YEAR, *one, "--provisional", "--deliver")
    assert (code, len(told["frozen"]), len(told["delivered"])) == (0, 1, 1)
    told, code = kimppa(home, "sheet", YEAR, *one, "--out", str(tmp_path / "sheets"))
    sheet = next(Path(one) for one in told["files"] if one.endswith(".json"))
    rows = {row["code"]: row for row in json.loads(sheet.read_text())["rows"]}
    assert rows["LAI_total"]["value"] == str(sum(loans(20, part) for part in range(3)))
    assert rows["KAY_borrowers"]["value"] == "1800"
    file.write_text("Toimipiste;Lainat\nt20a;1\n", encoding="cp1252")
    assert kimppa(home, "import", str(file), YEAR)[1] == 0
    told, code = kimppa(
        home, "freeze", YEAR, *one, "--provisional", "--deliver", "--reason", "Korjaus"
    )
    assert (code, len(told["frozen"]), len(told["delivered"])) == (0, 1, 1)
    assert asked(home, "SELECT count(*) FROM core_release WHERE kind = 'statistics'")[0] == 22
