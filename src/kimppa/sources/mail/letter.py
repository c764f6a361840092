"""Parsing letters of any quality.

Nothing is trusted: headers of megabytes, boundaries that never end, bodies in bodies, unknown
character sets. What cannot be read is left out; the caller keeps the bytes.
"""

import codecs
import datetime as dt
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from itertools import islice
from typing import Final

from kimppa.sources.mail.htmltext import text_of_html

LARGEST: Final = 10 * 1024 * 1024  # bytes of a letter that are fetched and read
HEAD: Final = 64 * 1024  # bytes of a letter's beginning: its headers, for who sent it and when
CALENDAR: Final = 200_000  # characters of a calendar in a letter
_HEADERS, _HEADER = 300, 4000  # how many headers, and bytes of each
_PARTS, _TEXT = 100, 200_000
_CALENDARS = 4
_LINES = 1000  # that may part a letter: each takes some kilobytes to read
_LINE = re.compile(rb"^--", re.MULTILINE)
# Codecs of Python that no letter is written in.
_NO_CHARSETS = frozenset(
    {"idna", "mbcs", "oem", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}
)
_AUTOMATIC = re.compile(r"\b(auto|bulk|junk|list)", re.IGNORECASE)
_NOBODY = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|noreply|ei-?vastausta)\b", re.IGNORECASE
)
# Headers that people's letters have too: they tell of a robot only beside such a subject.
_PERHAPS = re.compile(r"x-auto-response-suppress|precedence|list-.+|x-auto.*", re.IGNORECASE)
_AWAY = re.compile(
    r"^\s*(?:automaattinen (?:vastaus|poissaolo)|poissaolo|olen (?:poissa|lomalla)|autosvar|"
    r"automatiskt svar|frånvaro|automatic reply|out of (?:the )?office|undelivered|"
    r"delivery status|mail delivery|viestiä ei voitu toimittaa)",
    re.IGNORECASE,
)


class LargeLetterError(Exception):
    """A letter is larger than what is fetched. `head` is its beginning, at most HEAD bytes."""

    def __init__(self, size: int, head: bytes) -> None:
        super().__init__(f"{size} bytes")
        self.size, self.head = size, head


class NoLetterError(Exception):
    """The mailbox has listed a letter and does not give it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. `automatic` tells by what it is known that no person wrote it."""

    message_id: str
    references: tuple[str, ...]
    name: str
    address: str
    reply_to: str
    subject: str
    text: str
    at: dt.datetime | None
    automatic: str
    attachments: tuple[str, ...]


def read(letter_bytes: bytes) -> Letter:
    """Parse a letter. Never fails: broken parts are empty."""
    message = _parse_message(_trim_headers(_without_tail(letter_bytes[:LARGEST])))
    name, address = _address(message, "From")
    text, attachments = _body(message)
    return Letter(
        message_id=next(iter(_ids(message, "Message-ID")), ""),
        references=tuple(
            dict.fromkeys([*_ids(message, "References"), *_ids(message, "In-Reply-To")])
        ),
        name=name,
        address=address,
        reply_to=_address(message, "Reply-To")[1],
        subject=_words(message, "Subject"),
        text=text,
        at=_date(message),
        automatic=_automatic(message, address),
        attachments=attachments,
    )


def calendars(letter_bytes: bytes) -> tuple[str, ...]:
    """The different calendars in a letter, at most four: parts of that type, or files `.ics`.

    One longer than CALENDAR is cut just above it. Never fails.
    """
    message = _parse_message(_trim_headers(_without_tail(letter_bytes[:LARGEST])))
    texts = (_content(part)[: CALENDAR + 1] for part in _parts(message) if _is_calendar(part))
    return tuple(islice(dict.fromkeys(text for text in texts if text.strip()), _CALENDARS))


def _is_calendar(part: Message) -> bool:
    types = ("text/calendar", "application/ics")
    return part.get_content_type() in types or _filename(part).lower().endswith(".ics")


def _without_tail(letter_bytes: bytes) -> bytes:
    """The letter up to the thousandth line that may be the beginning of a part."""
    end = next(islice(_LINE.finditer(letter_bytes), _LINES, None), None)
    return letter_bytes if end is None else letter_bytes[: end.start()]


def _trim_headers(letter_bytes: bytes) -> bytes:
    """The letter with each header cut to a length that a parser takes in its stride."""
    match = re.search(rb"\r?\n\r?\n", letter_bytes)
    end = match.start() if match else len(letter_bytes)
    headers: list[bytes] = []
    length = 0
    for line in letter_bytes[:end].splitlines()[: _HEADERS * 20]:
        length = length + len(line) if line[:1] in b" \t" and headers else len(line)
        if length <= _HEADER:
            headers.append(line)
        elif length - len(line) < _HEADER:
            headers.append(line[: _HEADER - (length - len(line))])
    return b"\r\n".join(headers) + b"\r\n" + letter_bytes[end:]


def _parse_message(letter_bytes: bytes) -> Message:
    parser = BytesParser(policy=email.policy.compat32)
    try:
        return parser.parsebytes(letter_bytes)
    except (RecursionError, ValueError, LookupError):
        # Bodies in bodies without end: the headers alone can be told.
        return parser.parsebytes(letter_bytes, headersonly=True)


def _words(message: Message, name: str) -> str:
    """A header in words, on one line."""
    raw = str(message.get(name) or "")
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError):
        parts = [(raw, None)]
    text = "".join(_decode(part, charset) for part, charset in parts)
    return " ".join(_clean(text).split())[:1000]


def _decode(words: bytes | str, charset: str | None) -> str:
    if isinstance(words, str):
        return words.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    for candidate in (charset, "utf-8", "latin-1"):
        try:
            return words.decode(_charset(candidate or "utf-8"))
        except (LookupError, ValueError):
            continue
    return ""


def _charset(name: str) -> str:
    """The codec of a character set. Raises LookupError, ValueError."""
    codec = codecs.lookup(name).name.replace("-", "_")
    if codec in _NO_CHARSETS:
        raise LookupError(name)
    return codec


def _address(message: Message, name: str) -> tuple[str, str]:
    try:
        pairs = email.utils.getaddresses([_words(message, name)])
    except (ValueError, RecursionError):
        return "", ""
    for display_name, address in pairs:
        if re.fullmatch(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,180}", address):
            return display_name[:200], address.lower()
    return "", ""


def _ids(message: Message, name: str) -> list[str]:
    return re.findall(r"<[^<>\s]{1,240}>", str(message.get(name) or ""))[-20:]


def _date(message: Message) -> dt.datetime | None:
    try:
        date = email.utils.parsedate_to_datetime(str(message.get("Date") or ""))
        return date if date.tzinfo else date.replace(tzinfo=dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _automatic(message: Message, address: str) -> str:
    """By which sign no person wrote it; empty when there is none."""
    auto_submitted = str(message.get("Auto-Submitted") or "").strip().lower()
    if auto_submitted and auto_submitted != "no":
        return "Auto-Submitted"
    if _AUTOMATIC.search(str(message.get("Precedence") or "")):
        return "Precedence"
    for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "List-Id", "X-Loop"):
        if message.get(name):
            return name
    if str(message.get("Return-Path") or "x").strip() == "<>":
        return "Return-Path"
    if message.get_content_type() in ("multipart/report", "message/delivery-status"):
        return "Content-Type"
    is_suspect = any(_PERHAPS.fullmatch(name) for name in message)
    if is_suspect and _AWAY.search(_words(message, "Subject")):
        return "Subject"
    # A form's letters come from such an address too; they have somebody to answer to.
    return "From" if _NOBODY.search(address) and not message.get("Reply-To") else ""


def _body(message: Message) -> tuple[str, tuple[str, ...]]:
    """The letter's words, plain text before HTML, and the names of what is attached."""
    plain_texts, html_pages, attachments = [], [], []
    for part in _parts(message):
        if _filename(part) or part.get_content_disposition() == "attachment":
            attachments.append(_clean(_filename(part))[:120])
        elif part.get_content_type() == "text/plain":
            plain_texts.append(_content(part))
        elif part.get_content_type() == "text/html":
            html_pages.append(_content(part))
    text = "\n".join(plain_texts)
    if not text.strip():
        text = "\n".join(text_of_html(page) for page in html_pages)
    return _clean(text)[:_TEXT].strip(), tuple(attachments)


def _filename(part: Message) -> str:
    try:
        return str(part.get_filename() or "")
    except (LookupError, ValueError):
        return "?"  # it has a name, in a character set that is none


def _parts(message: Message) -> Iterator[Message]:
    """Parts that hold no others; at most a hundred, so that none of them is a bomb."""
    queue, count = [message], 0
    while queue and count < _PARTS:
        part, count = queue.pop(0), count + 1
        inner = part.get_payload() if part.is_multipart() else None
        if isinstance(inner, list):
            queue.extend(child for child in inner[:_PARTS] if isinstance(child, Message))
        else:
            yield part


def _content(part: Message) -> str:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError):
        content = b""
    if not isinstance(content, bytes):
        return ""
    return _decode(content[: _TEXT * 4], part.get_content_charset())


def _clean(text: str) -> str:
    """Without what no database stores."""
    return text.replace("\0", "").encode("utf-8", "replace").decode().replace("\r\n", "\n")
