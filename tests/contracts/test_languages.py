"""What leaves the house is wholly in its reader's language: no word of the others stands in it.

A consortium with a Swedish agreement goes through its year; a Finnish-speaking coordinator presses
the buttons. Every word of every file, letter and note is looked for among the words that the
catalogues have only in the other languages.
"""

import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from kimppa.agreement.actions import import_text, put_in_force
from kimppa.agreement.reading import read_upload
from kimppa.core.area import summaries
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import (
    Branch,
    Consortium,
    Membership,
    Municipality,
    Person,
    Service,
)
from kimppa.core.consortium.roles import Role
from kimppa.core.decisions.models import Decision
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.models import Evidence
from kimppa.core.files.actions import read
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import deliver_versions, freeze_versions
from kimppa.core.releases.models import Release
from kimppa.desk.deliveries.cover_note import Document as Note
from kimppa.desk.deliveries.cover_note import cover_note
from kimppa.documents.blocks import Document
from kimppa.operations.messages import PACKAGE
from kimppa.programme import actions as programme_actions
from kimppa.programme.models import Action, Step
from kimppa.report.actions import start_report
from kimppa.report.releases import REPORT
from kimppa.statistics.imports.actions import take_in, upload
from kimppa.statistics.sheets.releases import SHEETS, sheets_of
from kimppa.statistics.visits.actions import set_visits
from kimppa.statistics.years.actions import begin

pytestmark = pytest.mark.django_db
YEAR = 2024
TOWNS = ("Björkvik", "Granholm", "Havsby", "Lindnäs", "Norrskär", "Strandmo", "Vikbacka")
AGREEMENT = """Avtal om bibliotekstjänster

Björkviks stadsbibliotek producerar år 2024 följande tjänster för kustbiblioteken:

1. Gemensamma system
 - koordinering av den gemensamma katalogen och dess enhetlighet
 - respons från kunderna via webbibliotekets respons
2. Uppgifter för statistiken
 - statistik över samlingar och lån per verksamhetsställe senast 31.1. följande år
 - webbesök i de gemensamma webbtjänsterna
3. Samarbete
 - direktörernas möten
 - åtgärdsprogram för året
 - rapport om åtgärdsprogrammet i början av följande år
"""
DUTIES = ("catalogue-integrity", "feedback", "statistics-units", "web-visits", "meetings")
DUTIES = (*DUTIES, "programme", "report")


def words(text: str) -> set[str]:
    plain = re.sub(r"\b[A-Z]{3}_\w+|\S+@\S+|https?://\S+", " ", text)
    return {word.lower() for word in re.findall(r"[^\W\d_]{4,}", plain)}


@cache
def vocabulary(language: str) -> frozenset[str]:
    """The words that the catalogues have in a language."""
    known: set[str] = set()
    for path in PACKAGE.glob(f"*/locale/{'fi' if language == 'en' else language}/*/*.po"):
        for message in read_po(io.BytesIO(path.read_bytes())):
            texts = message.id if language == "en" else message.string
            for text in texts if isinstance(texts, tuple | list) else (texts,):
                known |= words(re.sub(r"%\(\w+\)\w|\{\w*\}|<[^>]+>", " ", text))
    return frozenset(known)


@cache
def only_elsewhere(language: str) -> frozenset[str]:
    """The words of the other languages that are none of a language's."""
    others = {"fi", "sv", "en"} - {language}
    known = vocabulary(language) | words(AGREEMENT + " ".join(TOWNS)) | PLAIN
    return frozenset().union(*(vocabulary(other) for other in others)) - known


def foreign(text: str, language: str) -> set[str]:
    return words(text) & only_elsewhere(language)


# Words that are the same everywhere: names of formats, of services and of the ministry.
PLAIN = words("Kustbibliotek Finna Excel Word kimppa example https tilastot kirjastot")


def texts_of(data: bytes, name: str) -> Iterator[str]:
    kind = name.rpartition(".")[2]
    if kind == "docx":
        document = docx.Document(io.BytesIO(data))
        yield from (paragraph.text for paragraph in document.paragraphs)
        for table in document.tables:
            yield from (cell.text for row in table.rows for cell in row.cells)
        yield from (document.core_properties.title, document.core_properties.subject)
    elif kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        for sheet in book:
            yield sheet.title
            yield from (str(c) for row in sheet.iter_rows(values_only=True) for c in row if c)
    elif kind == "csv":
        yield data.decode("utf-8-sig")
    yield name.replace("-", " ")


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a document's blocks; a picture's words are its alternative text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)
    elif hasattr(value, "__slots__") or hasattr(value, "__dict__"):
        names = getattr(value, "__dataclass_fields__", {})
        for name in names.keys() - {"align", "voice", "ref", "state", "svg"}:
            yield from texts_in(getattr(value, name))


# What the log calls an action, and what it was done to: for programs, the same in every language.
_CODE = re.compile(r"\([a-z.-]+\)|[a-z]+-\d+|desk")


def shown(page: str) -> list[str]:
    """The texts of a page's main part that are not marked as of another language."""
    main = re.split(r"<main\b[^>]*>", page, maxsplit=1)[-1]
    main = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", main, flags=re.DOTALL)
    texts = [unescape(text) for text in re.split(r"<[^>]*>", main) if text.strip()]
    return [text for text in texts if not _CODE.fullmatch(text.strip())]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """What is drawn as PDF, for its words."""
    documents: list[Document] = []

    def keep(document: Document) -> bytes:
        documents.append(document)
        return b"%PDF"

    for room in ("statistics.sheets.releases", "report.releases", "programme.reports"):
        monkeypatch.setattr(f"kimppa.{room}.render_pdf", keep)
    return documents


def consortium(language: str, other: str = "") -> None:
    """Seven municipalities with a director each, the last with a language of its own."""
    call_command(
        "setup", name="Kustbibliotek", email="k@b.example", language=language, stdout=io.StringIO()
    )
    for place, name in enumerate(TOWNS):
        town = Municipality.objects.create(
            code=f"{801 + place}",
            name_fi=name,
            name_sv=name,
            position=place,
            language=other if name == TOWNS[-1] else "",
        )
        Branch.objects.create(municipality=town, code=f"b{place}", name_fi=name, name_sv=name)
        person = Person.objects.create_person(
            email=f"{town.code}@b.example", name=name, language=town.language or language
        )
        Membership.objects.create(person=person, role=Role.DIRECTOR, municipality=town)


def agreement() -> None:
    row = import_text(by=SYSTEM, reading=read_upload(AGREEMENT.encode()), year=YEAR)
    for duty, topic in zip(Duty.objects.order_by("position"), DUTIES, strict=True):
        Duty.objects.filter(pk=duty.pk).update(topic=topic)
    put_in_force(by=SYSTEM, agreement=row)


def web_visits() -> None:
    """What each municipality's part of a web library was visited."""
    web_library = Service.objects.create(slug="finna", name_fi="Finna", name_sv="Finna")
    for town in Municipality.objects.all():
        set_visits(by=SYSTEM, year=YEAR, service=web_library, visits=7_000, municipality=town)


def year() -> list[Release]:
    """The programme, the report and the sheets, frozen and delivered."""
    with translation.override("fi"):  # whoever presses
        programme = programme_actions.draft_from_clauses(by=SYSTEM, year=YEAR)
        joint = programme_actions.JointDecision(dt.date(2024, 2, 8), "1/2024", "3")
        programme_actions.approve(by=SYSTEM, programme=programme, joint=joint)
        programme_actions.deliver_programme(by=SYSTEM, programme=programme)
        begin(by=SYSTEM, year=YEAR)
        lines = [f"b{n};{n * 1000 + 7};{n * 40 + 1}" for n in range(len(TOWNS))]
        take = upload(
            by=SYSTEM,
            year=YEAR,
            content="\n".join(["Toimipiste;Lainat;Lainaajia", *lines]).encode(),
            name="luvut.csv",
            media_type="text/csv",
        )
        take_in(by=SYSTEM, take=take)
        web_visits()
        for topic in ("statistics-units", "web-visits"):
            sheets = sheets_of(topic, YEAR)
            freeze_versions(by=SYSTEM, kind=SHEETS, document=sheets, provisional=True)
            deliver_versions(by=SYSTEM, kind=SHEETS, document=sheets)
        report = start_report(by=SYSTEM, year=YEAR)
        freeze_versions(by=SYSTEM, kind=REPORT, document=report)
        deliver_versions(by=SYSTEM, kind=REPORT, document=report)
    return list(Release.objects.select_related("municipality").prefetch_related("files__stored"))


def strange(texts: Iterable[str], language: str) -> dict[str, set[str]]:
    """The texts in which words of another language stand, with these words."""
    pairs = ((text[:200], foreign(text, language)) for text in texts)
    return {text: words for text, words in pairs if words}


def of_files(releases: Iterable[Release]) -> list[str]:
    texts = []
    for release in releases:
        texts.append(release.title)
        for file in release.files.all():
            texts += texts_of(read(file.stored), file.name)
    return texts


def letters(*emails: str) -> list[str]:
    rows = OutgoingMail.objects.filter(to__in=emails) if emails else OutgoingMail.objects.all()
    return [f"{mail.subject}\n{mail.body}" for mail in rows]


def log() -> Iterator[str]:
    """What the desk's pages of the log say to the coordinator."""
    client = Client()
    client.force_login(Person.objects.get(email="k@b.example"))
    yield from shown(client.get("/audit/").content.decode())
    for pk in AuditEvent.objects.values_list("pk", flat=True).order_by("-pk")[:40]:
        yield from shown(client.get(f"/audit/{pk}/").content.decode())


def test_a_swedish_year_is_wholly_swedish(drawn: list[Document], instance: Path) -> None:
    consortium("sv")
    agreement()
    releases = year()
    assert len(releases) == 1 + 3 * len(TOWNS)
    assert {document.language for document in drawn} == {"sv"}
    assert not strange((text for document in drawn for text in texts_in(document)), "sv")
    assert not strange(of_files(releases), "sv")
    assert not strange(letters(), "sv")
    assert not strange(Evidence.objects.values_list("title", flat=True), "sv")
    assert not strange(Decision.objects.values_list("text", flat=True), "sv")
    with translation.override("sv"):
        said = summaries(DUTIES, YEAR, None)
    assert not strange((one.text for rows in said.values() for one in rows), "sv")
    on_the_desk = list(log())
    assert on_the_desk
    assert not strange(on_the_desk, "sv")


def test_a_municipality_of_another_language_gets_its_own_documents(
    drawn: list[Document], instance: Path
) -> None:
    consortium("fi", other="sv")
    agreement()
    releases = year()
    last = Municipality.objects.get(name_fi=TOWNS[-1])
    own = [release for release in releases if release.municipality == last]
    common = [release for release in releases if release.municipality != last]
    assert {release.title for release in own} == {
        f"Statistik {YEAR}",
        f"Webbesök {YEAR}",
        f"Genomförandet av åtgärdsprogrammet {YEAR}",
    }
    named = [*Action.objects.values_list("title", flat=True), *(r.title for r in common)]
    named += Step.objects.values_list("title", flat=True)
    written = words(" ".join([*named, *Decision.objects.values_list("text", flat=True)]))
    assert not {
        text: left
        for text, found in strange(of_files(own), "sv").items()
        if (left := found - written)
    }
    assert not strange(of_files(common), "fi")
    for text, found in strange(letters(f"{last.code}@b.example"), "sv").items():
        assert found <= written, text  # what is common to all is called by its own name
    web_library = Service.objects.get()
    set_visits(by=SYSTEM, year=YEAR, service=web_library, visits=7_100, municipality=last)
    again = freeze_versions(
        by=SYSTEM,
        kind=SHEETS,
        document=sheets_of("web-visits", YEAR),
        provisional=True,
        municipalities=[last],
        reason="Siffran rättad",
    )
    assert [(release.version, release.title) for release in again] == [(2, f"Webbesök {YEAR}")]


def test_versions_follow_one_another_when_the_language_changes(
    drawn: list[Document], instance: Path
) -> None:
    consortium("fi")
    agreement()
    year()
    Consortium.objects.update(language="sv")
    with translation.override("fi"):
        kind, document = SHEETS, sheets_of("statistics-units", YEAR)
        versions = freeze_versions(
            by=SYSTEM, kind=kind, document=document, provisional=True, reason="På svenska"
        )
    assert {release.version for release in versions} == {2}
    assert {release.title for release in versions} == {f"Tilastot {YEAR}"}
    assert {json.loads(release.facts)["title"] for release in versions} == {f"Statistik {YEAR}"}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_cover_note_is_in_its_senders_language(language: str) -> None:
    document = Note("1/2024", "", YEAR, 2, "1.2.2025", "Vikbacka", True, "1/2024")
    with translation.override(language):
        note = cover_note(document, consortium="", sender="", check_url="https://kimppa.example/")
    assert not strange([note.subject, note.body], language)
