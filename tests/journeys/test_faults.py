"""What goes wrong while people use the pages: the real server, killed; bad files; mail down."""

import io
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from playwright.sync_api import Browser, Page

from tests.databases import asked as first_row
from tests.databases import is_whole
from tests.journeys.browser import LOOKS, Look, axe, opened, overflow, structure
from tests.journeys.desk import made_home, served
from tests.journeys.instance import Instance, Server, free_port
from tests.journeys.steps import press, said, send

pytestmark = pytest.mark.browser
NARROW = Look("fi", "light", 320)
REPORT = "toteutuminen"
# Put in as the form is sent: showing so long a text would only keep the browser busy.
FIFTY_MEGABYTES = """area => area.form.addEventListener('formdata',
    event => event.formData.set(area.name, 'sana '.repeat(10 * 1024 * 1024)))"""


@pytest.fixture
def cookies() -> dict[str, str]:
    """The coordinator's, once the instance is made."""
    return {}


@pytest.fixture
def instance(
    databases: ModuleType, shared: Path, tmp_path: Path, cookies: dict[str, str]
) -> Instance:
    """The demo, a mail server that does not answer and a disk without room for 16 MB more."""
    home = databases.copy_instance(made_home(shared), tmp_path / "demo")
    with served(home) as desk:
        cookies.update(desk.cookies("coordinator"))
    mail = {"KIMPPA_MAIL_HOST": "127.0.0.1", "KIMPPA_MAIL_PORT": str(free_port())}
    return Instance(home, free_port(), mail, largest_file=16 * 1024 * 1024)


@pytest.fixture
def server(instance: Instance) -> Iterator[Server]:
    with instance.served() as running:
        yield running


@pytest.fixture
def page(
    server: Server, instance: Instance, browser: Browser, cookies: dict[str, str]
) -> Iterator[Page]:
    with opened(browser, instance.url, cookies, NARROW) as page:
        yield page


def asked(instance: Instance, query: str) -> int:
    row = first_row(instance.home, query)
    return int(row[0]) if row else 0


def frozen(instance: Instance) -> int:
    return asked(instance, f"SELECT count(*) FROM core_release WHERE title LIKE '%{REPORT}%'")


def on_disk(instance: Instance) -> set[Path]:
    return {path for path in (instance.home / "files").rglob("*") if path.is_file()}


@pytest.mark.large  # without pages: report's test_command, core's test_mail
def test_a_server_killed_in_mid_freeze_and_a_mail_server_that_is_down(
    instance: Instance, server: Server, page: Page
) -> None:
    """All of it on one instance, since each begins where the one before left it."""
    rows, before = frozen(instance), on_disk(instance)
    server.kill()
    with instance.answered("answer_until_a_freeze") as dying:
        page.goto("/report/2024/freeze/")
        page.get_by_role("button", name="Jäädytä", exact=True).evaluate(
            "button => { setTimeout(() => button.form.requestSubmit(), 0); }"
        )
        assert dying.wait(60) == -signal.SIGKILL
    assert on_disk(instance) != before  # some of fifteen files
    assert frozen(instance) == rows
    server.start()
    assert is_whole(instance.home)
    page.goto("/report/2024/freeze/")
    press(page, "Jäädytä")
    said(page, "5 versiota on jäädytetty")
    assert frozen(instance) == rows + 5
    mail_is_down(instance, page)
    mail_is_up_again(instance)


def mail_is_down(instance: Instance, page: Page) -> None:
    """The delivery stands and its links open; the letters wait."""
    letters = f"SELECT count(*) FROM core_outgoingmail WHERE subject LIKE '%{REPORT}%'"
    waiting = f"{letters} AND state = 'queued'"
    assert asked(instance, letters) == 0
    press(page, "Toimita")
    said(page, "Toimitettu 5 kirjastonjohtajalle")
    instance.run("worker", "--once")
    assert asked(instance, f"{waiting} AND attempts = 1 AND error <> ''") == 5


class Letterbox(Message):
    """Keeps who was written to."""

    def __init__(self) -> None:
        super().__init__()
        self.to: list[str] = []

    def handle_message(self, message: object) -> None:
        self.to.append(str(message["To"]))  # type: ignore[index]


def mail_is_up_again(instance: Instance) -> None:
    """Each letter arrives once, however often the worker looks."""
    box = Letterbox()
    port = int(instance.settings["KIMPPA_MAIL_PORT"])
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        for _again in range(2):
            asked(instance, "UPDATE core_outgoingmail SET next_attempt_at = '2020-01-01 00:00:00'")
            instance.run("worker", "--once")
    finally:
        controller.stop()
    assert len(box.to) >= 5
    assert asked(instance, "SELECT count(*) FROM core_outgoingmail WHERE state <> 'sent'") == 0
    assert len(box.to) == asked(instance, "SELECT count(*) FROM core_outgoingmail")


def test_bad_input_is_told_in_words_and_nothing_of_it_is_kept(
    instance: Instance, page: Page, tmp_path: Path
) -> None:
    kept = "SELECT (SELECT count(*) FROM core_storedfile) + (SELECT count(*) FROM core_auditevent)"
    before = asked(instance, kept), on_disk(instance)
    for name, data, word in texts():
        page.goto("/agreement/import/")
        page.set_input_files("main input[type=file]", written(tmp_path / name, data))
        press(page, "Lue teksti")
        told(page, word)
    for name, data, word in workbooks():
        page.goto("/consortium/excel/")
        page.set_input_files("main input[type=file]", written(tmp_path / name, data))
        press(page, "Näytä, mikä muuttuisi")
        told(page, word)
    page.goto("/agreement/import/")
    page.locator("main textarea").fill("sana")
    page.locator("main textarea").evaluate(FIFTY_MEGABYTES)
    press(page, "Lue teksti")
    told(page, "Mitään ei tallennettu")
    assert (asked(instance, kept), on_disk(instance)) == before


def test_a_full_disk_is_told_in_words_and_nothing_of_the_file_is_kept(
    instance: Instance, page: Page, tmp_path: Path
) -> None:
    page.goto("/")
    line = page.get_by_role("textbox", name="Mitä tein?")
    send(line, "Pidin Finna-opastuksen Tammelassa 13.1.")
    work, before = page.url, on_disk(instance)
    large = written(tmp_path / "suuri.txt", b"sana " * 3_600_000)
    for look in LOOKS:
        page.context.add_cookies(
            [{"name": "django_language", "value": look.language, "url": instance.url}]
        )
        page.emulate_media(color_scheme="dark" if look.scheme == "dark" else "light")
        page.set_viewport_size({"width": look.width, "height": 800})
        page.goto(work)
        page.set_input_files("main input[type=file]", large)
        with page.expect_navigation() as navigation:
            page.locator("main form:has(input[type=file]) button").last.click()
        assert navigation.value.status == 507
        assert [*axe(page), *overflow(page)] == []
        assert on_disk(instance) == before


def told(page: Page, word: str) -> None:
    """The page says what is wrong in Finnish, and is as good a page as any."""
    page.get_by_text(word).first.wait_for()
    assert [*axe(page), *overflow(page), *structure(page, "fi")] == []


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def texts() -> list[tuple[str, bytes, str]]:
    """Files for the agreement: name, bytes and a word of what is told."""
    return [
        ("rikki.docx", archive({"word/document.xml": b"<broken"}), "vioittunut"),
        ("pommi.docx", archive({"word/document.xml": b" " * 300_000_000}), "suurempi kuin 12 Mt"),
        ("kuva.docx", b"\x89PNG\r\n\x1a\n" + bytes(2000), "Tämä ei ole tekstiä"),
    ]


def workbooks() -> list[tuple[str, bytes, str]]:
    """Workbooks for the consortium."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Kunnat"
    sheet.append(["Kuntanumero", "Nimi"])
    sheet.append(["061", '=HYPERLINK("http://localhost/","Forssa")'])
    held = io.BytesIO()
    book.save(held)
    return [
        ("kaava.xlsx", held.getvalue(), "rivi 2, sarake B: Solussa on kaava"),
        (
            "pommi.xlsx",
            archive({"xl/worksheets/sheet1.xml": b" " * 300_000_000}),
            "paisuu avattaessa",
        ),
        ("rikki.xlsx", b"PK\x03\x04 rikki", "on rikki"),
    ]


def archive(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        for name, data in members.items():
            file.writestr(name, data)
    return held.getvalue()
