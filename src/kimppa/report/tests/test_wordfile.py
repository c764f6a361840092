"""The words out to Word and back: what differs is shown before it is taken."""

import io
import re

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Louna
from kimppa.report.models import Paragraph, Report
from kimppa.report.tests.conftest import signed_in

FILE, IMPORT = "/report/2024/words.docx", "/report/2024/words/"


@pytest.fixture
def desk(agreed: Louna, report: Report) -> Client:
    return signed_in(agreed.coordinator)


def row(report: Report, clause: str) -> Paragraph:
    return report.paragraphs.get(clause=clause, municipality=None)


def rewritten(desk: Client, number: str, text: str) -> SimpleUploadedFile:
    """The file with other words under the heading of a line."""
    word = docx.Document(io.BytesIO(desk.get(FILE).content))
    lines = list(word.paragraphs)
    place = next(n for n, line in enumerate(lines) if line.text.startswith(f"{number} "))
    assert lines[place].style.name == "Heading 1"
    lines[place + 1].text = text
    out = io.BytesIO()
    word.save(out)
    return SimpleUploadedFile("sanat.docx", out.getvalue())


def fields(page: str) -> dict[str, str]:
    inputs = re.findall(r'name="((?:take|seen-\d+))" value="([^"]*)"', page)
    return dict([*inputs, *re.findall(r'name="(text-\d+)">([^<]*)</textarea>', page)])


def test_an_unchanged_file_says_the_same(desk: Client) -> None:
    file = SimpleUploadedFile("sanat.docx", desk.get(FILE).content)
    page = desk.post(IMPORT, {"file": file}).content.decode()
    assert "Tiedostossa lukee sama kuin Kimpassa" in page


def test_what_differs_is_shown_and_then_taken(desk: Client, report: Report) -> None:
    before = row(report, "1.2").text
    page = desk.post(IMPORT, {"file": rewritten(desk, "1.2", "Vaihtoa valmisteltiin.")})
    shown = page.content.decode()
    assert before in shown
    assert "Vaihtoa valmisteltiin." in shown
    assert shown.count('name="take"') == 1
    assert row(report, "1.2").edited_text is None
    desk.post(IMPORT, fields(shown))
    assert row(report, "1.2").edited_text == "Vaihtoa valmisteltiin."


def test_words_that_changed_meanwhile_are_not_overwritten(desk: Client, report: Report) -> None:
    page = desk.post(IMPORT, {"file": rewritten(desk, "1.2", "Tiedostosta.")}).content.decode()
    desk.post(f"/report/words/{row(report, '1.2').pk}/", {"text": "Sivulla kirjoitettu."})
    desk.post(IMPORT, fields(page))
    assert row(report, "1.2").edited_text == "Sivulla kirjoitettu."


def test_another_kind_of_file_is_refused(desk: Client) -> None:
    broken = SimpleUploadedFile("sanat.docx", b"PK\x03\x04 rikki")
    assert desk.post(IMPORT, {"file": broken}).status_code == 422
    assert desk.post(IMPORT, {}).status_code == 422
