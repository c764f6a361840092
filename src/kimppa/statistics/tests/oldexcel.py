"""Writes the old .xls of the ministry's yearly files, for tests: BIFF8 in an OLE container."""

import struct

_SECTOR, _FREE, _END, _FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def old_xls(sheet: str, rows: list[list[str | float | None]]) -> bytes:
    """A workbook of one sheet."""
    return _container(_workbook(sheet, rows))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _text(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _workbook(sheet: str, rows: list[list[str | float | None]]) -> bytes:
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    end = _record(0x0A, b"")
    bound = 4 + 6 + len(name)
    offset = len(start) + bound + len(end)
    globals_ = start + _record(0x85, struct.pack("<IBB", offset, 0, 0) + name) + end
    cells = b""
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, str):
                cells += _record(0x204, struct.pack("<HHH", r, c, 0) + _text(cell))
            elif cell is not None:
                cells += _record(0x203, struct.pack("<HHHd", r, c, 0, float(cell)))
    width = max(len(row) for row in rows)
    size = _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    body = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6)) + size + cells + end
    return globals_ + body


def _container(stream: bytes) -> bytes:
    data = stream.ljust(max(len(stream), 4096), b"\0")
    data += b"\0" * (-len(data) % _SECTOR)
    count = len(data) // _SECTOR
    fat = [_FAT, _END, *range(3, count + 2), _END]
    fat += [_FREE] * (128 - len(fat))
    assert len(fat) == 128, "one sector of the table is enough for tests"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    folder = _entry("Root Entry", 5, child=1, start=_END, size=0)
    folder += _entry("Workbook", 2, child=_FREE, start=2, size=len(data))
    return header + struct.pack("<128I", *fat) + folder.ljust(_SECTOR, b"\0") + data


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    title = (name + "\0").encode("utf-16-le")
    entry = title.ljust(64, b"\0") + struct.pack("<HBB", len(title), kind, 1)
    entry += struct.pack("<III", _FREE, _FREE, child) + b"\0" * 36
    return entry + struct.pack("<IQ", start, size)
