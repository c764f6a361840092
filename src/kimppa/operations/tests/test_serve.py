"""An address that cannot be had is told before anything starts."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import CommandError

from kimppa.operations import statics
from kimppa.operations.management.commands import serve as command
from kimppa.operations.management.commands.serve import check_address, check_socket


@pytest.mark.parametrize(
    ("host", "port", "word"),
    [
        ("192.0.2.1", 8000, "192.0.2.1 ei ole tämän koneen osoite"),
        ("127.0.0.1", 70000, "70000 ei ole portti"),
        ("127.0.0.1", 0, "0 ei ole portti"),
    ],
)
def test_an_address_that_cannot_be_had(host: str, port: int, word: str) -> None:
    with pytest.raises(CommandError, match=word):
        check_address(host, port)


@pytest.mark.parametrize("reuse", [0, 1])
def test_a_port_is_taken_also_when_its_owner_would_share_it(reuse: int) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, reuse)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Portti {port} on varattu.*--port {port + 1}"):
            check_address("127.0.0.1", port)
    check_address("127.0.0.1", port)


def test_where_a_socket_can_stand(tmp_path: Path) -> None:
    check_socket(tmp_path / "k.sock")
    with pytest.raises(CommandError, match="ei ole"):
        check_socket(tmp_path / "none" / "k.sock")
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="ei kosketa"):
        check_socket(tmp_path / "file")


@pytest.fixture
def styles(settings: LazySettings, tmp_path: Path) -> Path:
    """The folder that pages' styles are served from, as after an upgrade: with old ones."""
    settings.STATIC_ROOT = str(tmp_path / "static")
    call_command("collectstatic", interactive=False, verbosity=0)
    (tmp_path / "static" / statics.MANIFEST).touch()
    style = tmp_path / "static" / "ui" / "kimppa.css"
    style.write_text("body {}", encoding="utf-8")
    return style


def started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8000")
    monkeypatch.setattr(command, "serve", lambda **_asked: None)
    command.Command().handle(host="127.0.0.1", port=8312, socket=None, workers=1, threads=1)


def test_the_styles_of_an_earlier_version_are_brought_to_this_one(
    monkeypatch: pytest.MonkeyPatch, styles: Path
) -> None:
    assert statics.of_another_version() == ["ui/kimppa.css"]
    started(monkeypatch)
    assert statics.of_another_version() == []
    assert "--k-paper" in styles.read_text(encoding="utf-8")


def test_styles_that_cannot_be_written_are_told_plainly(
    monkeypatch: pytest.MonkeyPatch, styles: Path
) -> None:
    def full(*_given: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied", str(styles))

    monkeypatch.setattr(statics, "call_command", full)
    with pytest.raises(CommandError, match="kimppa django collectstatic --no-input"):
        started(monkeypatch)


def test_links_in_letters_name_the_port_that_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str | None] = []
    monkeypatch.setenv("PORT", "8000")
    monkeypatch.setattr(command, "serve", lambda **_asked: told.append(os.environ.get("PORT")))
    command.Command().handle(host="127.0.0.1", port=8312, socket=None, workers=1, threads=1)
    assert told == ["8312"]


FIRST_REQUEST = """
import sys
from kimppa.config.wsgi import application
from kimppa.operations.tests.wsgi import ask
before = set(sys.modules)
print(ask(application, "/healthz").status)
print(sorted(name for name in set(sys.modules) - before if name.startswith("kimppa")))
"""


def test_the_first_visitor_of_a_worker_waits_for_no_code(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_REQUEST],
        env={**os.environ, "KIMPPA_HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["200", "[]"]
