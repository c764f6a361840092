"""Mail from outside: taken apart whatever its state, quotes left out, read by IMAP and maildir."""

import encodings.aliases
import time
import tomllib
import tracemalloc
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.sources.errors import FetchError
from kimppa.sources.mail import imap, maildir
from kimppa.sources.mail.htmltext import text_of_html
from kimppa.sources.mail.letter import read
from kimppa.sources.mail.quotes import own_words
from kimppa.sources.tests.imapserver import Mail, imap_server
from tests.examples import drawn

QUOTED = tomllib.loads(Path(__file__).with_name("quoted.toml").read_text("utf-8"))["letter"]


@pytest.mark.parametrize("row", QUOTED, ids=[row["program"] for row in QUOTED])
def test_only_the_senders_own_words_are_left(row: dict[str, str]) -> None:
    assert own_words(row["text"]) == row["own"].strip()
    assert own_words(row["text"].replace("\n", "\r\n")) == row["own"].strip()


@settings(max_examples=drawn(60))
@given(st.text(alphabet="abc> :\nkirjoittVLähä-", max_size=200))
def test_words_are_never_invented_and_quotes_are_left_out_once(text: str) -> None:
    once = own_words(text)
    assert set(once.split()) <= set(text.split())
    assert own_words(once) == once


def made(**headers: str) -> EmailMessage:
    letter = EmailMessage()
    for name, value in {"From": "Äiti <a@example.org>", "Subject": "Öylätti", **headers}.items():
        letter[name.replace("_", "-")] = value
    letter.set_content("Päivää\n")
    return letter


def test_a_letter_is_taken_apart() -> None:
    letter = made(Message_ID="<1@x>", In_Reply_To="<0@x>", Date="Mon, 3 Feb 2025 12:30:00 +0200")
    letter.add_attachment(b"x" * 10, maintype="image", subtype="png", filename="kuva.png")
    told = read(letter.as_bytes())
    assert (told.name, told.address, told.subject) == ("Äiti", "a@example.org", "Öylätti")
    assert (told.message_id, told.references) == ("<1@x>", ("<0@x>",))
    assert (told.text, told.attachments, told.automatic) == ("Päivää", ("kuva.png",), "")
    assert told.at is not None
    assert told.at.hour == 12


def test_a_letter_of_a_million_parts_is_read_by_its_first_ones() -> None:
    head = b"From: a@example.org\nSubject: Hei\nContent-Type: multipart/mixed; boundary=b\n\n"
    part = b"--b\nContent-Type: text/plain\n\nsanat\n"
    tracemalloc.start()
    told = read(head + part + b"--b\n\n" * 1_000_000)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (told.subject, told.text.split()) == ("Hei", ["sanat"])
    assert most < 60_000_000


def test_html_alone_becomes_text() -> None:
    letter = EmailMessage()
    letter["From"] = "a@example.org"
    letter.set_content("<p>Hei</p><script>x()</script><p>kirjasto &amp; haku</p>", subtype="html")
    assert read(letter.as_bytes()).text == "Hei\n\nkirjasto & haku"
    assert text_of_html("<style>p{}</style><b>a") == "a"


SUPPRESSED = {"X_Auto_Response_Suppress": "All"}


@pytest.mark.parametrize(
    ("headers", "sign"),
    [
        ({"Auto_Submitted": "auto-replied"}, "Auto-Submitted"),
        ({"Auto_Submitted": "no"}, ""),
        ({"Precedence": "bulk"}, "Precedence"),
        ({"Return_Path": "<>"}, "Return-Path"),
        ({"Subject": "Automaattinen vastaus: loma", **SUPPRESSED}, "Subject"),
        ({"Subject": "Automatiskt svar: semester", **SUPPRESSED}, "Subject"),
        ({"Subject": "Olen poissa 3.2.", "List_Unsubscribe": "<https://x.example>"}, "Subject"),
        ({"Subject": "Olen poissa 3.2.", "Auto_Submitted": "auto-replied"}, "Auto-Submitted"),
        ({"Subject": "Poissaolo kirjasto kiinni?"}, ""),
        ({"Subject": "Olen poissa kirjaston sivulta, kun se ei avaudu"}, ""),
        ({"Subject": "Out of the office hours?", "Auto_Submitted": "no"}, ""),
        ({"Subject": "Haku ei toimi", **SUPPRESSED}, ""),
        ({"Subject": "Automaatti ei toimi"}, ""),
        ({"List_Id": "<lista.example.org>"}, "List-Id"),
        ({"From": "MAILER-DAEMON@example.org"}, "From"),
        ({"From": "noreply@finna.fi"}, "From"),
        ({"From": "noreply@finna.fi", "Reply_To": "asiakas@example.org"}, ""),
    ],
)
def test_what_no_person_wrote_is_known(headers: dict[str, str], sign: str) -> None:
    assert read(made(**headers).as_bytes()).automatic == sign


def nested(depth: int) -> bytes:
    head = b"From: a@example.org\r\n"
    for number in range(depth):
        kind = f"Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n--b{number}\r\n"
        head += kind.encode()
    return head + b"\r\nteksti"


FROM = b"From: a@example.org\r\n"
MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
BROKEN = {
    "nothing": b"",
    "no body": b"From: a@example.org",
    "five megabytes of subject": FROM + b"Subject: " + b"x" * 5_000_000 + b"\r\n\r\nHei",
    "five megabytes in lines": FROM + b"Subject:" + b" =?utf-8?q?x?=\r\n" * 300_000 + b"\r\nHei",
    "a hundred thousand headers": b"X: y\r\n" * 100_000 + b"\r\nHei",
    "bodies in bodies": nested(2000),
    "no such charset": FROM + b"Content-Type: text/plain; charset=x-foo\r\n\r\n\xe4iti",
    "no such encoding": b"From: a@x.fi\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    "odd encoded word": b"Subject: =?utf-8?b?////?= =?x?q?=E4?=\r\n\r\n",
    "an address of brackets": b"From: " + b"<" * 5000 + b"\r\n\r\nx",
    "an impossible date": b"Date: Mon, 99 Foo 99999 99:99\r\n\r\nx",
    "NUL and half characters": b"Subject: a\0b \xff\xfe\r\n\r\n\0\xed\xa0\x80",
    "a boundary without end": b"Content-Type: multipart/mixed; boundary=\"\r\n\r\n--\r\n" * 50,
    "ten thousand parts": MIXED + b"--b\r\n\r\nx\r\n" * 10_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_whatever_comes_is_read_quickly(name: str) -> None:
    start = time.process_time()
    told = read(BROKEN[name])
    assert time.process_time() - start < 5
    assert len(told.subject) <= 1000
    assert "\0" not in told.text + told.subject
    (told.text + told.subject + told.name).encode()


CODECS = sorted({*encodings.aliases.aliases, *encodings.aliases.aliases.values()} | {
    "idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "a\0b", "", "x-foo",
})  # fmt: skip


@pytest.mark.parametrize("start", [b"sanoja", rb"\x \ud800 sanoja", b"\xff\xfe-ab sanoja"])
def test_a_letter_in_any_codec_is_read(start: bytes) -> None:
    """As the character set of the text, of an encoded word and of a file's name."""
    for codec in CODECS:
        name = codec.encode()
        told = read(
            FROM + b"Subject: =?" + name + b"?q?Hei?=\r\n" + MIXED
            + b'--b\r\nContent-Type: text/plain; charset="' + name + b'"\r\n\r\n' + start
            + b"\r\n--b\r\nContent-Disposition: attachment; filename*=" + name
            + b"''a%20b\r\n\r\nx\r\n--b--\r\n"
        )  # fmt: skip
        assert told.address == "a@example.org"
        assert len(told.attachments) == 1
        (told.text + told.subject + "".join(told.attachments)).encode()


@pytest.mark.parametrize("codec", ["undefined", "idna", "punycode", "unicode_escape", "base64"])
def test_what_is_no_character_set_is_read_as_utf_8(codec: str) -> None:
    text = "Päivää \\x41 " * 50_000
    head = f"From: a@example.org\r\nContent-Type: text/plain; charset={codec}\r\n\r\n"
    assert read((head + text).encode()).text.startswith("Päivää \\x41 Päivää")


@settings(max_examples=drawn(80))
@given(st.binary(max_size=400))
def test_any_bytes_are_read(data: bytes) -> None:
    read(b"From: a@example.org\r\n" + data)


@pytest.fixture
def server() -> Iterator[Mail]:
    with imap_server() as mail:
        yield mail


def account(server: Mail, **more: object) -> imap.Account:
    told = {"host": "127.0.0.1", "port": server.port, "user": "palaute", "secret": "salasana"}
    return imap.Account(**{**told, "tls": False, **more})


def test_a_mailbox_is_read_from_where_we_were(server: Mail) -> None:
    for number in range(3):
        server.put(made(Subject=f"Kirje {number}").as_bytes())
    with imap.open_mailbox(account(server)) as box:
        assert box.after(0, 0) == [1, 2, 3]
        assert read(box.fetch(3)).subject == "Kirje 2"
        assert box.after(2, box.validity) == [3]
        assert not box.after(3, box.validity)
        # A box that has been made anew is read from its beginning.
        assert box.after(3, box.validity + 1) == [1, 2, 3]
        assert box.present([2, 3, 4]) == {2, 3}
    words = " ".join(server.asked).upper()
    assert "STORE" not in words
    assert "SELECT" not in words


def test_an_access_token_opens_it(server: Mail) -> None:
    server.put(made().as_bytes())
    with imap.open_mailbox(account(server, token=True)) as box:
        assert len(box.after(0, 0)) == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"secret": "wrong"}, "refused"),
        ({"secret": "wrong", "token": True}, "refused"),
        ({"folder": "Muu"}, "missing"),
        ({"folder": 'a" EXAMINE "b'}, "missing"),
        ({"tls": True}, "unreachable"),
    ],
)
def test_what_goes_wrong_is_told(server: Mail, more: dict[str, object], code: str) -> None:
    with pytest.raises(FetchError) as caught, imap.open_mailbox(account(server, **more)):
        pass
    assert caught.value.code == code


def test_a_connection_that_breaks_is_told(server: Mail, unused_tcp_port: int) -> None:
    server.put(b"a")
    server.breaks_at = server.put(b"b")
    with imap.open_mailbox(account(server)) as box:
        assert box.fetch(box.after(0, 0)[0]) == b"a"
        with pytest.raises(FetchError) as caught:
            box.fetch(2)
    assert caught.value.code == "unreachable"
    closed = imap.Account("127.0.0.1", "x", "y", port=unused_tcp_port, tls=False)
    with pytest.raises(FetchError), imap.open_mailbox(closed):
        pass


def test_the_inside_is_not_asked_unless_it_is_named() -> None:
    for host, port in (("127.0.0.1", 993), ("10.0.0.1", 993), ("example.org", 25)):
        with pytest.raises(FetchError):
            imap.check_host(host, port, [])
    imap.check_host("127.0.0.1", 143, ["127.0.0.1:143"])


def test_a_maildir_is_read_once(tmp_path: Path) -> None:
    with pytest.raises(FetchError):
        maildir.new_letters(tmp_path)
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.a").write_bytes(made().as_bytes())
    (tmp_path / "new" / "link").symlink_to(tmp_path / "new" / "1.a")
    (path,) = maildir.new_letters(tmp_path)
    data = maildir.fetch(path)
    assert read(data).subject == "Öylätti"
    maildir.mark_seen(path)
    assert not maildir.new_letters(tmp_path)
    assert (tmp_path / "cur" / "1.a:2,S").read_bytes() == data
