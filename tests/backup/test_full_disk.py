"""A full disk of the instance: a backup to another disk is what is needed then."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from kimppa.operations.backup import disk
from kimppa.operations.backup.make import Links, entries_to_copy


def test_files_are_read_where_they_are_when_there_is_no_room_for_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "KIMPPA_HOME", tmp_path)
    export = tmp_path / "snapshots" / "x.mrc"
    export.parent.mkdir()
    export.write_text("an export")

    def full(*_arguments: Any, **_more: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    opened = os.open

    def open_old(path: Path, flags: int, *more: Any, **named: Any) -> int:
        if flags & os.O_CREAT:
            full()
        return opened(path, flags, *more, **named)

    for module, name, fault in ((Path, "mkdir", full), (os, "link", full), (os, "open", open_old)):
        monkeypatch.setattr(module, name, fault)
    with (
        disk.file_lock(tmp_path / "backup.lock", "in use"),
        Links(tmp_path / "backup-unfinished", entries_to_copy(with_secrets=False)) as links,
    ):
        links.take()
        assert links.files() == [("snapshots/x.mrc", export)]
