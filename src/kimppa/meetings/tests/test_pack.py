"""The pack: the agenda and its attachments as one file to read through."""

import datetime as dt
import io
import resource
import time

import pikepdf
import pytest
from PIL import Image

from conftest import Louna
from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.files.actions import path_of
from kimppa.core.permissions import SYSTEM
from kimppa.documents.blocks import Document, PageBreak, paragraph
from kimppa.documents.pdf import render_pdf
from kimppa.documents.tests.readback import needs_pdfinfo, of_pdf, page_count
from kimppa.meetings.agenda import actions
from kimppa.meetings.agenda.binding import MOST_PAGES, Limits
from kimppa.meetings.models import Attachment, Item, Meeting
from kimppa.meetings.tests.test_agenda import browser, meeting_on

DAY = dt.date(2025, 1, 14)


def paper(*pages: str) -> bytes:
    blocks = [block for page in pages for block in (PageBreak(), paragraph(page))]
    return render_pdf(Document("Paperi", "fi", DAY, tuple(blocks[1:])))


def locked() -> bytes:
    out = io.BytesIO()
    pikepdf.open(io.BytesIO(paper("Salaista"))).save(
        out, encryption=pikepdf.Encryption(owner="a", user="b")
    )
    return out.getvalue()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "navy").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def meeting(louna: Louna) -> Meeting:
    meeting = meeting_on(clock.today() + dt.timedelta(days=14))
    for title in ("Avaus", "Naxos", "Palkat"):
        internal = title == "Palkat"
        actions.add_item(by=SYSTEM, meeting=meeting, title=title, internal=internal)
    return meeting


def attach(meeting: Meeting, place: int, title: str, data: bytes, name: str) -> Attachment:
    item: Item = meeting.items.all()[place]
    return actions.attach(by=SYSTEM, item=item, title=title, data=data, name=name)


def pack(meeting: Meeting, person: Person) -> bytes:
    return browser(person).get(f"/meetings/{meeting.pk}/agenda.pdf").content


def links(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as file:
        rows = [row for page in file.pages for row in page.get("/Annots", [])]
        return [str(row.A.URI) for row in rows if "/A" in row]


@needs_pdfinfo
def test_attachments_follow_the_agenda_page_by_page(louna: Louna, meeting: Meeting) -> None:
    attach(meeting, 0, "Ohje", paper("Tervetuloa kokoukseen", "Toinen sivu"), "ohje.pdf")
    attach(meeting, 1, "Kuvaaja", picture(), "kuvaaja.PNG")
    attach(meeting, 2, "Palkkiot", paper("Vain johtajille"), "palkkiot.pdf")
    table = attach(meeting, 1, "Budjetti", b"PK\x03\x04", "budjetti.xlsx")
    content = pack(meeting, louna.directors["834"])
    words = of_pdf(content)
    parts = (
        "1.Avaus", "Liite1:Ohje", "2.Naxos", "Liite2:Kuvaaja", "Liite3:Budjetti:budjetti.xlsx",
        "Liitteet:1.Avaus", "Liite1:Ohje", "Liite1,sivu1/2.", "Tervetuloakokoukseen",
        "Liite1,sivu2/2.", "Toinensivu", "Liitteet:2.Naxos", "Liite2:Kuvaaja",
        "Liitteet:3.Palkat", "Liite4:Palkkiot", "Vainjohtajille",
    )  # fmt: skip
    place = 0
    for part in parts:
        place = words.index(part, place) + len(part)
    (address,) = links(content)
    assert address.endswith(f"/meetings/attachments/{table.pk}/")
    assert page_count(content) == 5
    shown = of_pdf(pack(meeting, louna.staff["834"]))
    assert "Liite2:Kuvaaja" in shown
    assert "Palkkiot" not in shown
    assert "Vainjohtajille" not in shown
    page = browser(louna.coordinator).get(table.item.get_absolute_url()).content.decode()
    assert "Liite 3: Budjetti" in page


def test_paper_does_not_blame_the_coordinator_for_too_long_an_agenda(
    louna: Louna, meeting: Meeting
) -> None:
    Item.objects.filter(meeting=meeting).update(minutes=50)
    words = of_pdf(pack(meeting, louna.coordinator))
    assert "Kohdatvievät150min" in words
    assert "kauemmin" not in words
    assert "enemmänkuin" not in words
    assert "enemmän kuin" in browser(louna.coordinator).get(meeting.get_absolute_url()).text


def test_the_pack_still_says_that_all_can_read_it(louna: Louna, meeting: Meeting) -> None:
    attach(meeting, 0, "Ohje", paper("Tervetuloa"), "ohje.pdf")
    with pikepdf.open(io.BytesIO(pack(meeting, louna.coordinator))) as file:
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang).startswith("fi")


@needs_pdfinfo
@pytest.mark.parametrize(
    ("make", "why"),
    [
        (locked, "se on lukittu salasanalla"),
        (lambda: paper("Ohje")[:700], "tiedosto on vioittunut"),
        (lambda: paper(*["Sivu"] * (MOST_PAGES + 1)), f"sen {MOST_PAGES + 1} sivua"),
    ],
)
def test_what_cannot_be_bound_is_listed_with_the_reason(
    make: object, why: str, louna: Louna, meeting: Meeting
) -> None:
    assert callable(make)
    paper_ = attach(meeting, 0, "Ohje", make(), "ohje.pdf")
    attach(meeting, 1, "Sopii", paper("Tämä mahtuu"), "sopii.pdf")
    content = pack(meeting, louna.coordinator)
    words = of_pdf(content)
    assert why.replace(" ", "") in words
    assert "Tämämahtuu" in words
    assert links(content)[0].endswith(f"/meetings/attachments/{paper_.pk}/")


@needs_pdfinfo
def test_limits_are_for_the_whole_pack(
    louna: Louna, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kimppa.meetings.agenda.pack.Limits", lambda: Limits(pages=3))
    for place in (0, 1):
        pages = [f"Paperi {place} sivu {number}" for number in (1, 2)]
        attach(meeting, place, f"Paperi {place}", paper(*pages), f"{place}.pdf")
    words = of_pdf(pack(meeting, louna.coordinator))
    assert "Paperi0sivu2" in words
    assert "Paperi1sivu1" not in words


@needs_pdfinfo
def test_a_file_that_is_gone_and_a_picture_that_is_none_stop_nothing(
    louna: Louna, meeting: Meeting
) -> None:
    gone = attach(meeting, 0, "Ohje", paper("Tervetuloa"), "ohje.pdf")
    path_of(gone.file.sha256).unlink()
    attach(meeting, 1, "Kuvaaja", b"no picture", "kuvaaja.jpg")
    words = of_pdf(pack(meeting, louna.coordinator))
    assert "tiedostopuuttuu" in words
    assert "tiedostoonvioittunut" in words


def worked() -> float:
    """Seconds of work, that of processes apart too, however busy the machine is."""
    apart = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + apart.ru_utime + apart.ru_stime


def test_twenty_pages_take_some_seconds(louna: Louna, meeting: Meeting) -> None:
    attach(meeting, 0, "Pitkä", paper(*["Lorem ipsum dolor sit amet. " * 120] * 20), "pitka.pdf")
    start = worked()
    content = pack(meeting, louna.coordinator)
    assert worked() - start < 5
    assert page_count(content) >= 21
    assert len(content) < 10 * 1024 * 1024
