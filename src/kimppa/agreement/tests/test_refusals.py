"""Files that are damaged, dangerous or something else are refused with advice."""

import io
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.agreement.files.encoding import AgreementTextError
from kimppa.agreement.files.package import MAX_PART
from kimppa.agreement.files.reading import MAX_FILE, read_file
from kimppa.agreement.tests.word_files import as_bytes, rebuilt
from tests.examples import drawn

SOURCE = (Path(__file__).parents[1] / "data" / "agreement-2024.fi.txt").read_text(encoding="utf-8")


def simple() -> bytes:
    document = Document()
    document.add_paragraph("Sopimus")
    return as_bytes(document)


def packed(parts) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return buffer.getvalue()


DOCUMENT = "word/document.xml"
ENTITIES = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
DEEP = (f"<w:document {nsdecls('w')}><w:body>" + "<w:sdt>" * 3000 + "</w:sdt>" * 3000).encode() + (
    b"</w:body></w:document>"
)


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (lambda: simple()[: len(simple()) // 2], "broken"),
            (lambda: b"PK\x03\x04" + bytes(200), "broken"),
            (lambda: rebuilt(simple(), {DOCUMENT: None}), "broken"),
            (lambda: rebuilt(simple(), {DOCUMENT: b"<w:document"}), "broken"),
            (lambda: rebuilt(simple(), {DOCUMENT: b"<document/>"}), "broken"),
            (lambda: rebuilt(simple(), {DOCUMENT: DEEP}), "broken"),
            (lambda: rebuilt(simple(), {DOCUMENT: ENTITIES}), "entities"),
            (lambda: rebuilt(simple(), {DOCUMENT: b" " * (MAX_PART + 1)}), "bomb"),
            (lambda: rebuilt(simple(), {f"x/{n}": b"" for n in range(6000)}), "bomb"),
            (lambda: b"PK\x03\x04" + bytes(MAX_FILE), "file-too-large"),
            (lambda: as_bytes(Document()), "empty"),
            (lambda: packed({"xl/workbook.xml": "<a/>"}), "spreadsheet"),
            (lambda: packed({"ppt/presentation.xml": "<a/>"}), "zip"),
            (lambda: b"{\\rtf1\\ansi", "rtf"),
            (lambda: b"\xef\xbb\xbf <!DOCTYPE html><html>", "html"),
            (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-word"),
            (
                lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le") + bytes(99),
                "locked",
            ),
        ],
    )
    def test_each_with_its_own_advice(self, data, code):
        with pytest.raises(AgreementTextError) as refused:
            read_file(data())
        assert refused.value.code == code

    @pytest.mark.parametrize(
        ("name", "code"), [("a.docx", "broken"), ("a.ODT", "broken"), ("a.pdf", "broken-pdf")]
    )
    def test_text_under_the_name_of_another_kind(self, name, code):
        with pytest.raises(AgreementTextError) as refused:
            read_file(b"1. Osa", name)
        assert refused.value.code == code

    def test_other_parts_of_the_file_are_never_unpacked(self):
        bomb = bytes(60 * 1024 * 1024)
        data = rebuilt(simple(), {"word/media/kuva.png": bomb, "word/vbaProject.bin": b"\xd0\xcf"})
        start = time.process_time()
        assert read_file(data).text == "Sopimus\n"
        assert time.process_time() - start < 5

    def test_a_text_file_is_read_as_text(self):
        assert read_file(SOURCE.encode("latin-1")).text == SOURCE

    @given(st.data())
    @settings(max_examples=drawn(150), deadline=None)
    def test_damage_anywhere_gives_text_or_a_refusal(self, data):
        source = bytearray(simple())
        for _ in range(data.draw(st.integers(1, 8))):
            source[data.draw(st.integers(0, len(source) - 1))] = data.draw(st.integers(0, 255))
        try:
            text = read_file(bytes(source)).text
        except AgreementTextError:
            return
        assert text.strip()
