"""Hostile uploads through the pages: refused in words, in little time and memory, nothing kept."""

import io
import secrets
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kimppa.core.audit.models import AuditEvent
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.files.models import StoredFile
from kimppa.core.permissions import SYSTEM
from kimppa.desk.tests.conftest import Louna

EXCHANGE, IMPORT = "/consortium/excel/", "/agreement/import/"
LAUGHS = b"<!DOCTYPE l [<!ENTITY a0 'ha'>%s]><l>&a29;</l>" % b"".join(
    b"<!ENTITY a%d '&a%d;&a%d;'>" % (n, n - 1, n - 1) for n in range(1, 30)
)
OUTSIDE = b"<!DOCTYPE l [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><l>&f;</l>"
FAR = b"<!DOCTYPE l SYSTEM 'http://127.0.0.1:9/a.dtd'><l/>"
SHEET, DOCUMENT = "xl/worksheets/sheet1.xml", "word/document.xml"


def workbook(value: str = "Forssa") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Kunnat"
    sheet.append(["Kuntanumero", "Nimi"])
    sheet.append(["061", value])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one member replaced or added."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.namelist():
            if member != name:
                target.writestr(member, source.read(member))
        target.writestr(name, content)
    return held.getvalue()


def with_cell(text: str, *, inline: bool) -> bytes:
    """A workbook of one cell; openpyxl itself writes none longer than Excel takes."""
    held = f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c>'
    cell = held if inline else '<c r="A1" t="s"><v>0</v></c>'
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = f'<sheetData><row r="1">{cell}</row></sheetData>'
    data = with_member(workbook(), SHEET, f'<worksheet xmlns="{name}">{rows}</worksheet>'.encode())
    strings = f'<sst xmlns="{name}"><si><t>{text}</t></si></sst>'.encode()
    return data if inline else with_member(data, "xl/sharedStrings.xml", strings)


def word() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as target:
        target.writestr("[Content_Types].xml", "<Types/>")
    return held.getvalue()


@pytest.mark.parametrize("xml", [LAUGHS, OUTSIDE, FAR], ids=["laughs", "outside", "far"])
@pytest.mark.parametrize("path", [EXCHANGE, IMPORT])
def test_entities_are_neither_expanded_nor_fetched(louna: Louna, path: str, xml: bytes) -> None:
    """The socket plug of the tests would tell of a fetch; the time would tell of a laugh."""
    client = louna.client("coordinator")
    data = (
        with_member(workbook(), SHEET, xml)
        if path == EXCHANGE
        else with_member(word(), DOCUMENT, xml)
    )
    name = "a.xlsx" if path == EXCHANGE else "a.docx"
    before = StoredFile.objects.count(), AuditEvent.objects.count()
    began = time.process_time()
    page = client.post(path, {"file": SimpleUploadedFile(name, data)})
    assert page.context["form"].errors
    assert time.process_time() - began < 5
    assert "root:" not in page.content.decode()
    assert (StoredFile.objects.count(), AuditEvent.objects.count()) == before


@pytest.mark.parametrize("path", [EXCHANGE, IMPORT])
def test_a_bomb_fills_no_memory(louna: Louna, path: str) -> None:
    client = louna.client("coordinator")
    zeros = b" " * 400_000_000
    if path == EXCHANGE:
        upload = SimpleUploadedFile("a.xlsx", with_member(workbook(), SHEET, zeros))
    else:
        upload = SimpleUploadedFile("a.docx", with_member(word(), DOCUMENT, zeros))
    del zeros
    assert upload.size is not None
    assert upload.size < 1_000_000
    client.get(path)
    tracemalloc.start()
    try:
        page = client.post(path, {"file": upload})
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert page.context["form"].errors
    assert peak < 60_000_000


@pytest.mark.parametrize("inline", [False, True])
def test_a_cell_of_megabytes_is_refused_and_not_said_back(louna: Louna, inline: bool) -> None:
    """Random letters hardly pack, so that the file passes for an honest one."""
    giant = secrets.token_hex(5_000_000)  # ten million letters
    data = with_cell(giant, inline=inline)
    page = louna.client("coordinator").post(EXCHANGE, {"file": SimpleUploadedFile("a.xlsx", data)})
    assert page.status_code == 422
    assert len(page.content) < 100_000


@pytest.mark.parametrize("inline", [False, True])
def test_a_cell_longer_than_excels_own_limit_is_refused(louna: Louna, inline: bool) -> None:
    long = secrets.token_hex(1_000_000)
    data = with_cell(long, inline=inline)
    assert len(data) < 5_000_000
    page = louna.client("coordinator").post(EXCHANGE, {"file": SimpleUploadedFile("a.xlsx", data)})
    assert "32 767" in page.content.decode()
    assert page.status_code == 422
    assert len(page.content) < 100_000
    assert not StoredFile.objects.exists()


def test_a_name_that_climbs_out_of_its_folder_stays_a_name(louna: Louna, instance: Path) -> None:
    here = record_evidence(by=SYSTEM, topic="guidance", title="T", municipalities=[louna.tammela])
    client = louna.client("coordinator")
    for number, name in enumerate(CLIMBERS):
        content = f"sisältö {number}".encode()
        body = multipart(name, content)
        answer = client.post(
            f"/work/{here.pk}/files/", body, content_type="multipart/form-data; boundary=raja"
        )
        if answer.status_code != 302:
            assert answer.status_code == 422
            continue
        stored = StoredFile.objects.latest("pk")
        assert not set(stored.name) & set("/\\\r\n\0")
        given: Any = client.get(f"/work/{here.pk}/files/{stored.pk}")
        assert given.content == content
        assert "\n" not in given.headers["Content-Disposition"]
        assert given.headers["Content-Disposition"].startswith("attachment")
    outside = [path for path in instance.parent.rglob("*") if path.is_file()]
    assert {path.parent.parent for path in outside if b"sis" in path.read_bytes()[:3]} == {
        instance / "files"
    }


CLIMBERS = [
    "../../../../ulkona.txt",
    "..\\..\\ulkona.txt",
    "/etc/cron.d/ulkona.txt",
    "C:\\Windows\\ulkona.txt",
    "....//....//ulkona.txt",
    "a/../../ulkona.txt",
    "%2e%2e%2fulkona.txt",
    "ulkona.txt\x00.pdf",
    "rivi%0d%0aSet-Cookie: a=b.txt",
    "..",
    ".txt",
    "a" * 400 + ".txt",
    'lainaus".txt',
    "<script>alert(1)</script>.txt",
]


def multipart(name: str, content: bytes) -> bytes:
    """A body as a browser would not write it: the name is put in as it is."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    head = f'--raja\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n'
    return head.encode() + b"Content-Type: text/plain\r\n\r\n" + content + b"\r\n--raja--\r\n"
