"""Automatic numbers come out as Word shows them."""

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kimppa.agreement.files.numbering import format_number
from kimppa.agreement.files.reading import read_file
from kimppa.agreement.tests.word_files import again, as_bytes, define, level, listed


class TestCounting:
    def labels(self, document) -> list[str]:
        lines = read_file(as_bytes(document)).text.splitlines()
        return [line.split()[0] for line in lines if line.strip()]

    def test_two_lists_of_one_abstract_list_count_on_unless_started_anew(self):
        document = Document()
        define(document, 90, level(0, "decimal", "%1."))
        again(document, 91, 90)
        again(
            document,
            92,
            90,
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>',
        )
        for number in (90, 90, 91, 92, 92):
            listed(document, "teksti", number)
        assert self.labels(document) == ["1.", "2.", "3.", "7.", "8."]

    def test_deeper_levels_start_anew_and_missing_higher_ones_count_as_begun(self):
        document = Document()
        define(document, 90, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"))
        for at in (1, 0, 1, 1, 0, 1):
            listed(document, "teksti", 90, at)
        assert self.labels(document) == ["1.1", "2.", "2.1", "2.2", "3.", "3.1"]

    def test_a_level_that_never_starts_anew(self):
        document = Document()
        define(
            document,
            90,
            level(0, "upperRoman", "%1."),
            level(1, "decimal", "%2.", more='<w:lvlRestart w:val="0"/>'),
        )
        for at in (0, 1, 1, 0, 1):
            listed(document, "teksti", 90, at)
        assert self.labels(document) == ["I.", "1.", "2.", "II.", "3."]

    def test_numbers_in_digits_where_word_says_so_and_an_overridden_level(self):
        document = Document()
        define(
            document,
            90,
            level(0, "upperRoman", "%1."),
            level(1, "decimal", "%1.%2", more="<w:isLgl/>"),
        )
        own = level(0, "decimal", "Kohta %1:", start=5).replace("\n", "")
        again(document, 91, 90, f'<w:lvlOverride w:ilvl="0">{own}</w:lvlOverride>')
        listed(document, "teksti", 90, 0)
        listed(document, "teksti", 90, 1)
        assert self.labels(document) == ["I.", "1.1"]
        listed(document, "teksti", 91, 0)
        assert read_file(as_bytes(document)).text.splitlines()[-1].startswith("Kohta 2:")

    def test_a_list_taken_off_a_paragraph(self):
        document = Document()
        paragraph = document.add_paragraph("teksti", style="List Number")
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>')
        )
        assert self.labels(document) == ["teksti"]

    def test_an_empty_numbered_paragraph_counts_as_in_word(self):
        document = Document()
        define(document, 90, level(0, "decimal", "%1."))
        for text in ("yksi", "", "kolme"):
            listed(document, text, 90)
        assert self.labels(document) == ["1.", "3."]

    def test_formats(self):
        assert format_number(4, "lowerRoman") == "iv"
        assert format_number(28, "lowerLetter") == "bb"
        assert format_number(3, "decimalZero") == "03"
        assert format_number(120, "upperRoman") == "120"
        assert format_number(0, "upperLetter") == "0"
