"""A municipality stands in the report by its name in the language of who reads it."""

import io
import zipfile

import pytest

from conftest import Louna
from kimppa.core.consortium.models import Consortium, Municipality
from kimppa.report.models import Report
from kimppa.report.tests.conftest import signed_in

NAMES = {"fi": "Inkoo", "sv": "Ingå"}


@pytest.mark.parametrize("language", NAMES)
def test_the_page_and_the_word_file_name_it_in_their_language(
    agreed: Louna, report: Report, language: str
) -> None:
    Consortium.objects.update(language="sv")
    Municipality.objects.filter(code="834").update(
        name_fi="Inkoo", name_sv="Ingå", language=language
    )
    Municipality.objects.filter(code="981").update(name_fi="", name_sv="Sjundeå")
    person = agreed.coordinator
    person.language = language
    person.save()
    desk = signed_in(person)
    page = desk.get("/report/2024/?kunta=834").content.decode()
    word = desk.get("/report/2024/draft.docx?kunta=834").content
    text = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    (other,) = set(NAMES.values()) - {NAMES[language]}
    for shown in (page, text):
        assert NAMES[language] in shown
        assert other not in shown
    assert "Sjundeå" in page
