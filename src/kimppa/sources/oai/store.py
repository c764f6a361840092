"""The stored state of a harvest, from which it resumes.

In the harvest's folder `records.part` grows page by page and `harvest.sqlite` holds the token of
the next page, how many bytes of the file are good, and every identifier seen. Both change
together: bytes behind the known ones are cut off when the harvest goes on. At the end there is
`records.xml`, one MARCXML collection with the newest version of each record.
"""

import json
import os
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO, Final

from kimppa.sources.oai.pages import MARC, Page

BEGIN: Final = f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{MARC}">\n'.encode()
END: Final = b"</collection>\n"
_PIECE: Final = 1024 * 1024
_TABLES: Final = """
create table if not exists state (one integer primary key check (one = 1), text text not null);
create table if not exists seen (identifier text primary key, datestamp text not null,
    begin integer not null, size integer not null, deleted integer not null) without rowid;
create table if not exists older (begin integer primary key, size integer not null);
"""


@dataclass(slots=True)
class State:
    """How far a harvest is. `bytes` counts the good ones of `records.part`; `records` and
    `deleted` are of different identifiers; `empty` came without content; `mended` pages had
    forbidden characters; `restarts` counts tokens that the service forgot.
    """

    request: str = ""
    token: str = ""
    began: str = ""
    bytes: int = 0
    pages: int = 0
    empty: int = 0
    mended: int = 0
    total: int | None = None
    restarts: int = 0
    finished: bool = False
    records: int = 0
    deleted: int = 0


class Store:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.part, self.result = folder / "records.part", folder / "records.xml"
        self.database = sqlite3.connect(folder / "harvest.sqlite", isolation_level=None)
        self.database.executescript(_TABLES)
        self.state = self._load()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_error: object) -> None:
        self.database.close()

    def begin(self, request: str, began: str, restarts: int = 0) -> None:
        """Forget what there is and begin with an empty file."""
        self.result.unlink(missing_ok=True)
        with self.part.open("wb") as file:
            _write_synced(file, BEGIN)
        state = State(request=request, began=began, bytes=len(BEGIN), restarts=restarts)
        self._commit(state, clear=True)

    def goes_on(self, request: str) -> bool:
        """Whether there is a begun or finished harvest of that request."""
        if self.state.request != request:
            return False
        if self.state.finished:
            return self.result.exists()
        return self.part.exists() and self.part.stat().st_size >= self.state.bytes

    def add(self, page: Page) -> None:
        """Keep a page: first the bytes, then that they count."""
        state = self.state
        positions, begin = [], state.bytes
        with self.part.open("r+b") as file:
            file.truncate(state.bytes)
            file.seek(state.bytes)
            for entry in page.entries:
                positions.append((entry.identifier, entry.datestamp, begin, len(entry.marc)))
                begin += file.write(entry.marc)
            _write_synced(file, b"")
        state_after = State(**asdict(state))
        state_after.bytes, state_after.token, state_after.pages = begin, page.token, state.pages + 1
        state_after.total = page.total if page.total is not None else state.total
        state_after.mended += page.mended
        state_after.empty += sum(not entry.deleted and not entry.marc for entry in page.entries)
        deleted = [entry.deleted for entry in page.entries]
        self._commit(
            state_after,
            [(*row, is_deleted) for row, is_deleted in zip(positions, deleted, strict=True)],
        )

    def finish(self) -> None:
        """Write the end; leave out the older versions of records that came more than once."""
        with self.part.open("r+b") as file:
            file.truncate(self.state.bytes)
            file.seek(self.state.bytes)
            _write_synced(file, END)
        older = self.database.execute("select begin, size from older order by begin").fetchall()
        if older:
            self._leave_out(older)
        self.part.replace(self.result)
        self._commit(State(**{**asdict(self.state), "finished": True, "token": ""}))

    def _leave_out(self, older_spans: list[tuple[int, int]]) -> None:
        new_path = self.part.with_suffix(".new")
        with self.part.open("rb") as source, new_path.open("wb") as target:
            for begin, size in older_spans:
                _copy(source, target, begin - source.tell())
                source.seek(size, os.SEEK_CUR)
            _copy(source, target, self.part.stat().st_size - source.tell())
            _write_synced(target, b"")
        new_path.replace(self.part)

    def _load(self) -> State:
        row = self.database.execute("select text from state").fetchone()
        names = {field.name for field in fields(State)}
        return State(**{k: v for k, v in json.loads(row[0]).items() if k in names} if row else {})

    def _commit(
        self,
        state: State,
        records: list[tuple[str, str, int, int, bool]] | None = None,
        *,
        clear: bool = False,
    ) -> None:
        run = self.database.execute
        run("begin immediate")
        try:
            if clear:
                run("delete from seen")
                run("delete from older")
            for record in records or ():
                self._see(state, record)
            run("insert or replace into state values (1, ?)", (json.dumps(asdict(state)),))
        except BaseException:
            run("rollback")
            raise
        run("commit")
        self.state = state

    def _see(self, state: State, record: tuple[str, str, int, int, bool]) -> None:
        """Note a record; one that came before gives way unless it is the newer one."""
        identifier, datestamp, begin, size, deleted = record
        run = self.database.execute
        query = "select datestamp, begin, size, deleted from seen where identifier = ?"
        earlier_record = run(query, (identifier,)).fetchone() if identifier else None
        if earlier_record is None:
            key = identifier or f"?{begin}"
            run("insert or replace into seen values (?, ?, ?, ?, ?)", (key, *record[1:]))
        elif earlier_record[0] > datestamp:
            _note_older(run, begin, size)
            return
        else:
            _note_older(run, earlier_record[1], earlier_record[2])
            run("insert or replace into seen values (?, ?, ?, ?, ?)", record)
            state.records -= earlier_record[2] > 0
            state.deleted -= earlier_record[3]
        state.records += size > 0
        state.deleted += deleted


def _note_older(run: Callable[..., Any], begin: int, size: int) -> None:
    if size:
        run("insert or replace into older values (?, ?)", (begin, size))


def _write_synced(file: BinaryIO, data: bytes) -> None:
    """Write and see it through to the disk."""
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    while size > 0 and (piece := source.read(min(size, _PIECE))):
        target.write(piece)
        size -= len(piece)
