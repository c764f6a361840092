"""An address that cannot be had is told before anything starts."""

import os
import socket
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from kimppa.config.management.commands import serve as command
from kimppa.config.management.commands.serve import check_address, check_socket


@pytest.mark.parametrize(
    ("host", "port", "word"),
    [
        ("192.0.2.1", 8000, "192.0.2.1 is not an address of this machine"),
        ("127.0.0.1", 70000, "70000 is no port"),
        ("127.0.0.1", 0, "0 is no port"),
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
        with pytest.raises(CommandError, match=f"Port {port} is taken.*--port {port + 1}"):
            check_address("127.0.0.1", port)
    check_address("127.0.0.1", port)


def test_where_a_socket_can_stand(tmp_path: Path) -> None:
    check_socket(tmp_path / "k.sock")
    with pytest.raises(CommandError, match="There is no folder"):
        check_socket(tmp_path / "none" / "k.sock")
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="left alone"):
        check_socket(tmp_path / "file")


def test_links_in_letters_name_the_port_that_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str | None] = []
    monkeypatch.setenv("PORT", "8000")
    monkeypatch.setattr(command, "serve", lambda **_asked: told.append(os.environ.get("PORT")))
    command.Command().handle(host="127.0.0.1", port=8312, socket=None, workers=1, threads=1)
    assert told == ["8312"]
