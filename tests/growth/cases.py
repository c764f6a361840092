"""What reads texts from outside, each with texts that are hard for it.

A new module that imports one of the libraries of `readers.py` needs a case that runs through it,
or a place in own.py with the reason: docs/developer/growth.md.
"""

import datetime as dt
import inspect
import io
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from kimppa.agreement import reading as agreement_reading
from kimppa.agreement.files import pdf, pdfwords, repairs
from kimppa.agreement.files import reading as agreement_files
from kimppa.agreement.meaning import suggest
from kimppa.agreement.structure import diff
from kimppa.agreement.tests import odt_files
from kimppa.catalogue.corrections.messages import mark_differences
from kimppa.core import differences
from kimppa.core.consortium import mentions
from kimppa.core.imports.names import KnownNames, folded
from kimppa.core.imports.tables import Limits, read_table
from kimppa.core.search import lexemes, question
from kimppa.desk.work import guessing, said_dates
from kimppa.documents.csvfile import read_csv
from kimppa.documents.xlsx import Sheet, SheetColumn, read_xlsx, write_xlsx
from kimppa.feedback import fields, finna, languages, redaction, themes
from kimppa.marc import identifiers
from kimppa.marc import reading as marc_reading
from kimppa.marc import texts as marc_texts
from kimppa.marc.compare import differences as marc_differences
from kimppa.marc.eresources import forms, making, onix
from kimppa.marc.eresources.model import Cataloguing, Kind, Resource
from kimppa.marc.eresources.reading import Defaults
from kimppa.marc.finna import dedup as finna_dedup
from kimppa.marc.finna.format import finna_format
from kimppa.marc.fixing.functions.registry import functions
from kimppa.marc.fixing.places import Place
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.rules.expressions import SUBFIELD, Condition
from kimppa.marc.rules.spec import table_of
from kimppa.marc.writing.texts import json_line, marcxml, mrk
from kimppa.meetings.invitations import replies
from kimppa.pages import preview, rendering
from kimppa.pages.checks import access, outline, readability
from kimppa.pages.imports import archive
from kimppa.pages.imports import markdown as pages_markdown
from kimppa.pages.imports.archive import ArchiveError
from kimppa.pages.models import Page
from kimppa.publishing import keywords, outside, recurrence
from kimppa.publishing import markup as publishing_markup
from kimppa.publishing.imports import entries_of
from kimppa.sources.errors import FetchError
from kimppa.sources.mail import htmltext, letter, quotes
from kimppa.sources.oai.pages import page
from kimppa.sources.usage.reading import read_usage
from kimppa.statistics.checks import conditions
from kimppa.statistics.reading import cells, mapping, vocabulary
from kimppa.statistics.reading.grids import read_grids
from kimppa.statistics.tables import rows as table_rows
from kimppa.statistics.visits.reading import read_visits
from kimppa.ui import markup
from tests.growth import pumps

REFUSALS = (ValueError, ArchiveError, FetchError, ValidationError)
ZONE = ZoneInfo("Europe/Helsinki")
TODAY = dt.date(2025, 1, 14)
START = dt.datetime(2025, 1, 14, 10, tzinfo=ZONE)


@dataclass(frozen=True)
class Case:
    """A reader, and texts `before` + a pump many times + `after`; it may refuse by `REFUSALS`."""

    read: Callable[[str], object]
    pumps: tuple[str, ...] = pumps.PLAIN
    before: str = ""
    after: str = ""

    def text(self, pump: str, size: int) -> str:
        return self.before + pump * max(1, size // len(pump)) + self.after

    def take(self, text: str) -> None:
        try:
            self.read(text)
        except REFUSALS:
            return


def of_bytes[T](read: Callable[[bytes], T]) -> Callable[[str], T]:
    return lambda text: read(text.encode("utf-8", "replace"))


def both(read: Callable[[str, str], object]) -> Callable[[str], object]:
    """Compare a text with its mirror."""
    return lambda text: read(text, f"x{text[::-1]}")


def marc(text: str) -> list:
    batches = marc_reading.read(io.BytesIO(text.encode("latin-1", "replace")))
    return [record for batch in batches for _row, record in marc_reading.records_of(batch)]


def compared_records(text: str) -> list:
    (old,), (new,) = (marc(f"=LDR  00000nam a2200000   4500\n=245  10$a{one}\n")
                      for one in (text, text[::-1]))  # fmt: skip
    return list(marc_differences.differences(old, new))


def workbook(text: str) -> object:
    rows = tuple((text[at : at + 100],) for at in range(0, len(text), 100))
    sheet = Sheet("A", (SheetColumn("Teksti"),), rows)
    return read_xlsx(write_xlsx([sheet], created=TODAY))


def made_record(text: str) -> object:
    book = Resource(Kind.EBOOK, "a", "https://a.example/1", summary=text, notes=(text,))
    return making.make(book, Cataloguing(TODAY))


def usage(content: bytes) -> object:
    return read_usage(io.BytesIO(content), "lainaukset_L_2025-01-01_2025-12-31.csv")


def word_file(text: str) -> object:
    from docx import Document

    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line.replace("\0", ""))
    out = io.BytesIO()
    document.save(out)
    return agreement_reading.read_upload(out.getvalue(), "a.docx")


def open_document(text: str) -> object:
    letters = "".join(letter for letter in text if letter in "\n\t" or letter >= " ")
    body = "".join(map(odt_files.paragraph, escape(letters).splitlines()))
    listed = odt_files.listing(body, style="L")
    styles = odt_files.list_style("L", odt_files.numbered(1, "1", after="."))
    return agreement_files.read_file(odt_files.odt(listed + body, styles), "a.odt")


def words_of_pages(text: str) -> object:
    """The text as words of pages, each where it stands in the lines of the text."""
    lines = text.expandtabs().splitlines()
    words = [
        pdfwords.Word(
            match[0], 6.0 * match.start(), 6.0 * match.end(), 800.0 - 12 * (at % 60), 10.0
        )
        for at, line in enumerate(lines)
        for match in re.finditer(r"\S+", line)
    ]
    page = pdfwords.Page(words, words[:100])
    return pdf.lines_of(pdfwords.Pages([page], [pdfwords.Heading(0, 0, text[:100])]))


def pages_archive(name: str) -> Callable[[str], object]:
    return lambda text: archive.read_archive(archive.write_archive([(name, text)]))


def statistics_table(text: str) -> object:
    return mapping.propose(read_grids(text.encode())[0], vocabulary.vocabulary({}))


def shown_page(text: str) -> object:
    page = Page(name="a", kind=Page.Kind.CONTENT, format=Page.Format.HTML)
    return preview.preview(page, "Otsikko", text)


def corrected(text: str) -> object:
    """Each function of a fix that asks for no more than a place, in a record of the text."""
    for function in functions().values():
        if len(inspect.signature(function).parameters) == 1:
            subfield = Subfield("a", text)
            record = Record("00000nam a2200000   4500", [Field("245", "", "10", [subfield])])
            with suppress(LookupError):  # made for fields of other tags
                function(Place(record, record.fields[0], subfield))
    return finna_format(record), marcxml(record), json_line(record), mrk(record)


def expanded(rule: str) -> object:
    return recurrence.expand(START, START, rule, [], ZONE)


MULTIPART = "From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n"
LETTER = {
    f"letter: {name}": Case(of_bytes(letter.read), pumps.HEADERS, name, "\n\nsanat")
    for name in ("From: ", "Subject: ", "References: ", "Date: ",
                 "Content-Type: text/plain; ", "Content-Type: multipart/mixed; boundary=b; ")
} | {
    f"letter: part, {name}": Case(
        of_bytes(letter.read), pumps.HEADERS, f"{MULTIPART}--b\n{name}", "\n\nsanat\n--b--\n"
    )
    for name in ("Content-Disposition: attachment; filename=", "Content-Type: text/plain; charset=",
                 "Content-Type: text/plain; ")
} | {
    "letter: parts": Case(of_bytes(letter.read), pumps.PARTS, MULTIPART),
    "letter: parts in parts": Case(
        of_bytes(letter.read),
        ("Content-Type: message/rfc822\n\n",
         "Content-Type: multipart/mixed; boundary=b\n\n--b\n"),
    ),
    "letter: HTML": Case(of_bytes(letter.read), pumps.HTML, "Content-Type: text/html\n\n"),
    "letter: packed": Case(
        of_bytes(letter.read), ("=", "=\n", "=41", "YQ==", "a", "\n"),
        "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n",
    ),
    "letter: own words": Case(
        quotes.own_words,
        (*pumps.PLAIN, "on 1\n", "Lähettäjä: a\n", "a skrev ", "__________\n", "le 1 wrote "),
    ),
    "HTML in words": Case(htmltext.text_of_html, (*pumps.HTML, *pumps.PLAIN)),
}  # fmt: skip
FEEDBACK = {
    "redaction": Case(
        redaction.redacted,
        (*pumps.PLAIN, "pin ", "koodi:", "salasana ", "0401", "010101-", "puh.", "t.", "Olen A",
         "ISBN 9", "12345 ", "s. 1.", "född ", "a (at) ", "a ät b piste ", "a.b at c", "auto A",
         "rek. ", "osoite A", "Aakatu 1 ", "kortti 1", "[puhelinnumero] A ", "A. B "),
    ),
    "field of a form": Case(lambda text: fields.personal(text, {"label": text})),
    "names": Case(lambda text: redaction.redacted("Mimmi", [text])),
    "theme": Case(themes.guess),
    "language": Case(languages.language_of),
    "Finna's form": Case(of_bytes(lambda data: finna.parse(finna.read(data))), pumps.JSON),
    "Finna's form: text": Case(
        of_bytes(lambda data: finna.parse(finna.read(data))), (*pumps.PLAIN, *pumps.HTML),
        '{"message": "', '"}',
    ),
    "name of a place": Case(
        lambda text: (KnownNames({"branch:for": ["Forssa"]}).match(text, {}), folded(text))
    ),
    "rows of a file": Case(
        of_bytes(lambda data: read_table(data, Limits())), (*pumps.CSV, *pumps.PLAIN),
        "palaute;päivä\n",
    ),
}  # fmt: skip
TEXTS = {
    "HTML made safe": Case(
        lambda text: (
            markup.clean(text),
            publishing_markup.plain_text(text),
            publishing_markup.from_html(text),
        ),
        pumps.HTML,
    ),
    "page shown": Case(shown_page, pumps.HTML),
    "Markdown": Case(markup.markdown, (*pumps.MARKDOWN, *pumps.HTML)),
    "Markdown as Finna": Case(rendering.as_finna, (*pumps.MARKDOWN, *pumps.HTML)),
    "pasted HTML": Case(pages_markdown.to_markdown, pumps.HTML),
    "outline": Case(lambda text: access.findings(outline.outline(text), "fi"), pumps.HTML),
    "sentences": Case(lambda text: readability.reading([text])),
    "archive: Markdown": Case(pages_archive("content/a_fi.md"), pumps.MARKDOWN),
    "archive: HTML": Case(pages_archive("content/a_fi.phtml"), pumps.HTML, "<h1>"),
    "archive: wrapped": Case(
        pages_archive("content/a_fi.phtml"), pumps.PLAIN, '<div class="page-content">', "x"
    ),
    "differences": Case(both(differences.compare)),
    "wordings": Case(both(diff.spans)),
    "marked": Case(both(mark_differences)),
    "event text": Case(publishing_markup.clean, (*pumps.HTML, *pumps.PLAIN)),
    "keyword": Case(keywords.slug_of),
    "plain letters": Case(outside.ascii_of),
    "search": Case(
        lambda text: (question.fts5(question.parse(text)), question.tsquery(question.parse(text))),
        (*pumps.PLAIN, '"a', "-a ", "a* ", "a OR ", "(a "),
    ),
    "lexemes": Case(lexemes.lexemes),
    "date in words": Case(lambda text: said_dates.said_date(text, TODAY)),
    "topic in words": Case(guessing.ranked_topics),
    "municipalities in words": Case(
        lambda text: mentions.mentions(mentions.words_of(text), [("061", ("Forssa",))])
    ),
}
FILES = {
    "agreement": Case(
        of_bytes(agreement_reading.read_upload),
        (*pumps.PLAIN, "1 §\n", "a)\n", "1.1.1 a\n", "• ", "|a|\t", "tammikuun ", "A\n\n",
         "\f", "---\n", "1\n"),
    ),
    "agreement: Word": Case(word_file, ("a\n", "1. a\n")),
    "agreement: OpenDocument": Case(open_document, ("a\n", "1. a\n", "\t", "a ")),
    "agreement: words of a PDF": Case(
        words_of_pages,
        ("a ", "a\n", "a    b\n", "a    b    c\n\n", "a\n    b\n", "1. a\n", "a    bb\ncc    d\n"),
        after=" kirjasto kirjasto kirjasto kirjasto kirjasto",
    ),
    "agreement: broken letters": Case(
        repairs.repair, (*pumps.PLAIN, "Ã¤", "¨a", "a\u00ad", "1O.", "5 $\n", "„a", "l.", "1 000")
    ),
    "duties": Case(lambda text: suggest.suggest(text, "", 2025)),
    "title": Case(suggest.short_title),
    "events: calendar": Case(
        of_bytes(lambda data: entries_of(data, "a.ics")), pumps.ICALENDAR, "BEGIN:VCALENDAR\n"
    ),
    "events: one": Case(
        of_bytes(lambda data: entries_of(data, "a.ics")), (*pumps.ICALENDAR, *pumps.PLAIN),
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:", "\nEND:VEVENT\nEND:VCALENDAR\n",
    ),
    "events: JSON": Case(of_bytes(lambda data: entries_of(data, "a.json")), pumps.JSON),
    "reply to an invitation": Case(
        of_bytes(replies.read_reply), (*pumps.ICALENDAR, *pumps.PLAIN),
        "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nCOMMENT:",
        "\nEND:VEVENT\nEND:VCALENDAR\n",
    ),
    "rule of repeats": Case(expanded, ("1,", "2,"), "FREQ=DAILY;COUNT=9;BYMONTHDAY=", "1"),
    "number of repeats": Case(expanded, ("9",), "FREQ=DAILY;COUNT="),
    "CSV": Case(of_bytes(read_csv), pumps.CSV),
    "loans of E-kirjasto": Case(
        of_bytes(usage), (*pumps.CSV, "a,Book,1\n"), before="Sijainti,Formaatti,Kaikki lainat\n"
    ),
    "table of use": Case(
        of_bytes(usage), (*pumps.CSV, "a;1;2\n", "a;0.5,"), before="Nimi;tammi.22;helmi.22\n"
    ),
    "COUNTER report, tabular": Case(
        of_bytes(usage),
        (*pumps.CSV, "A\tNo_License\t1\n", "A\tx\t-1\n", "1: a;"),
        before="Report_ID\tPR\nRelease\t5\nExceptions\t1: a\nPlatform\tMetric_Type\tJan-2022\n",
    ),
    "exceptions of a COUNTER report": Case(
        of_bytes(usage), ("1: a;", "1:", "11", " ", ";"), before="Report_ID\tPR\nExceptions\t"
    ),
    "COUNTER report, JSON": Case(
        of_bytes(usage),
        (*pumps.JSON, '{"Platform": "a"},', '{"Performance": []},', '{"Items": ['),
        before='{"Report_Header": {"Report_ID": "PR", "Release": "5"}, "Report_Items": [',
    ),
    "JSON for a COUNTER report": Case(of_bytes(usage), (*pumps.JSON, '{"body": ')),
    "form of e-resources": Case(
        of_bytes(lambda data: forms.read_csv(data, Defaults())),
        (*pumps.CSV, "film;a\n", ";;\n"),
        "kind;title;creators\nfilm;a;",
    ),
    "form of e-resources: TOML": Case(
        of_bytes(lambda data: forms.read_toml(data, Defaults())),
        ("[[resource]]\n", "a.", "[", "a=1\n", "{a=", '"a",'),
    ),
    "record of an e-resource": Case(made_record),
    "ONIX": Case(
        of_bytes(lambda data: onix.read(data, Defaults())),
        (*pumps.XML, "<Product/>", "<Product><ProductIdentifier/></Product>"),
        '<ONIXMessage release="3.0">',
        "</ONIXMessage>",
    ),
    "workbook": Case(workbook, ("a", "0", "=")),
    "statistics": Case(statistics_table, (*pumps.CSV, "for;kok\n", "1;2\n", "KOK;", "kirjat;")),
    "cell": Case(lambda text: cells.read_cell(text, decimals=True)),
    "number": Case(
        lambda text: cells.read_cell(text, decimals=True),
        ("1", "1.", "1,", "1.000.", "0", " 0", "000 "), "1",
    ),
    "visits": Case(of_bytes(lambda data: read_visits(data, 2025)), (*pumps.CSV, *pumps.JSON)),
    "tables": Case(table_rows.read, pumps.CSV),
    "condition": Case(
        conditions.parse, ("a and ", "not ", "(", "a+", "-", "a<", "[", "a.", "a(", "a if ", " ")
    ),
    "plan": Case(of_bytes(lambda data: table_of(data, "a.json", or_json=True)), pumps.JSON),
    "plan as TOML": Case(
        of_bytes(lambda data: table_of(data, "a.toml")), ("a.", "[", "[a]\n", "a=1\n", "{a=")
    ),
    "condition of a rule": Case(
        lambda text: Condition(text, SUBFIELD),
        ("value = 'a' OR ", "value = 'a' AND ", "value IN ('a', ", "a OR ", "NOT ", "(", "a || ",
         "-", "a = '", "''", "[", "a(", "a, ", "SELECT ", " "),
    ),
    "OAI": Case(of_bytes(lambda data: page(data, "a")), pumps.XML, "<OAI-PMH>"),
}  # fmt: skip
MARC = {
    "MARC: lines": Case(marc, pumps.MARC_LINES, "=LDR  00000nam a2200000   4500\n=001  1\n"),
    "MARC: XML": Case(marc, pumps.MARC_XML, "<collection>"),
    "MARC: JSON": Case(marc, pumps.MARC_JSON, '{"leader":"00000nam a2200000   4500",'),
    "MARC: ISO 2709": Case(marc, pumps.ISO2709, "00500nam a2200049   4500"),
    "MARC: text": Case(marc),
    "MARC: corrections": Case(corrected),
    "MARC: differences": Case(compared_records, ("a", "a ", "a.")),
    "MARC: words": Case(
        lambda text: (marc_texts.words(text), marc_texts.numbers(text), marc_texts.ordinals(text))
    ),
    "MARC: likeness": Case(both(marc_texts.likeness)),
    "MARC: strangers": Case(both(marc_texts.strangers)),
    "MARC: keys": Case(lambda text: (finna_dedup.key(text), finna_dedup.title_key(text))),
    "MARC: identifiers": Case(
        lambda text: (identifiers.isbn(text), identifiers.issn(text), identifiers.control(text)),
        (*pumps.PLAIN, "978-", "1-"),
    ),
}
CASES = LETTER | FEEDBACK | TEXTS | FILES | MARC
