"""An empty instance is made ready by one command, once."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from kimppa.core.consortium.models import Consortium, Person
from kimppa.core.language import official_language
from kimppa.operations.messages import PACKAGE, catalogues

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def make_ready(email: str = "paakayttaja@kimppa.example") -> str:
    out = StringIO()
    call_command("setup", name="Esimerkkikirjastot", email=email, stdout=out)
    return out.getvalue().strip()


def test_the_first_coordinator_gets_a_link_that_signs_in() -> None:
    link = make_ready()
    response = Client().get(link, follow=True)
    assert response.status_code == 200
    assert Consortium.objects.get().short_name == "Esimerkkikirjastot"


def test_a_swedish_consortium_and_its_coordinator_speak_swedish() -> None:
    out = StringIO()
    call_command("setup", name="Kustbibliotek", email="a@b.example", language="sv", stdout=out)
    assert official_language() == "sv"
    page = Client().get(out.getvalue().strip(), follow=True).content.decode()
    assert 'lang="sv"' in page
    the_consortium = Consortium.objects.get()
    assert (the_consortium.name_fi, the_consortium.name_sv) == ("", "Kustbibliotek")
    assert Person.objects.get().name == "Huvudanvändare"


def test_an_instance_in_use_is_not_set_up_again() -> None:
    make_ready()
    with pytest.raises(CommandError, match="on jo"):
        make_ready("toinen@kimppa.example")
    assert Person.objects.count() == 1


def test_a_second_set_up_says_how_to_get_in() -> None:
    make_ready()
    with pytest.raises(CommandError, match="kimppa person link"):
        make_ready()


def test_a_wrong_address_is_refused_before_anything_is_written() -> None:
    with pytest.raises(CommandError, match="ei ole sähköpostiosoite"):
        make_ready("ei osoite")
    assert not Consortium.objects.exists()


@pytest.mark.sqlite
def test_a_new_copy_of_the_program_speaks_finnish_from_its_first_command(
    empty_home: Path, tmp_path: Path
) -> None:
    """Catalogues are compiled before Django looks for them, whatever the command."""
    copy = shutil.copytree(PACKAGE, tmp_path / "kimppa", ignore=shutil.ignore_patterns("*.mo"))
    told = {"PYTHONPATH": str(tmp_path), "KIMPPA_HOME": str(empty_home), "PATH": ""}
    program = "from kimppa.config.cli import main; main()"
    run = [sys.executable, "-c", program, "demo", "--no-serve"]
    subprocess.run(run, cwd=tmp_path, env=told, check=True, capture_output=True)
    assert len(list(copy.glob("*/locale/*/LC_MESSAGES/*.mo"))) == len(catalogues(copy))
    with closing(sqlite3.connect(empty_home / "kimppa.sqlite3")) as database:
        (title,) = database.execute("SELECT title FROM report_report").fetchone()
    assert "toteutuminen" in title
