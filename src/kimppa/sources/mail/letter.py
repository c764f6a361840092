"""A letter taken apart, whatever state it is in.

Nothing is trusted: headers of megabytes, boundaries that never end, bodies in bodies, character
sets that do not exist. What cannot be read is left out; the bytes stay with the caller.
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

from kimppa.sources.mail.plain import text_of_html

LARGEST: Final = 10 * 1024 * 1024  # bytes of a letter that are looked at
_HEADERS, _HEADER = 300, 4000  # how many headers, and bytes of each
_PARTS, _TEXT = 100, 200_000
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


def read(data: bytes) -> Letter:
    """Take a letter apart. Never fails: what is broken reads as empty."""
    message = _parsed(_trimmed(_without_tail(data[:LARGEST])))
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


def _without_tail(data: bytes) -> bytes:
    """The letter up to the thousandth line that may be the beginning of a part."""
    end = next(islice(_LINE.finditer(data), _LINES, None), None)
    return data if end is None else data[: end.start()]


def _trimmed(data: bytes) -> bytes:
    """The letter with each header cut to a length that a parser takes in its stride."""
    match = re.search(rb"\r?\n\r?\n", data)
    end = match.start() if match else len(data)
    kept: list[bytes] = []
    length = 0
    for line in data[:end].splitlines()[: _HEADERS * 20]:
        length = length + len(line) if line[:1] in b" \t" and kept else len(line)
        if length <= _HEADER:
            kept.append(line)
        elif length - len(line) < _HEADER:
            kept.append(line[: _HEADER - (length - len(line))])
    return b"\r\n".join(kept) + b"\r\n" + data[end:]


def _parsed(data: bytes) -> Message:
    parser = BytesParser(policy=email.policy.compat32)
    try:
        return parser.parsebytes(data)
    except (RecursionError, ValueError, LookupError):
        # Bodies in bodies without end: the headers alone can be told.
        return parser.parsebytes(data, headersonly=True)


def _words(message: Message, name: str) -> str:
    """A header in words, on one line."""
    raw = str(message.get(name) or "")
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError):
        parts = [(raw, None)]
    told = "".join(_decoded(part, charset) for part, charset in parts)
    return " ".join(_clean(told).split())[:1000]


def _decoded(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    for known in (charset, "utf-8", "latin-1"):
        try:
            return part.decode(_charset(known or "utf-8"))
        except (LookupError, ValueError):
            continue
    return ""


def _charset(name: str) -> str:
    """The codec of a character set. Raises LookupError, ValueError."""
    known = codecs.lookup(name).name.replace("-", "_")
    if known in _NO_CHARSETS:
        raise LookupError(name)
    return known


def _address(message: Message, name: str) -> tuple[str, str]:
    try:
        pairs = email.utils.getaddresses([_words(message, name)])
    except (ValueError, RecursionError):
        return "", ""
    for shown, address in pairs:
        if re.fullmatch(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,180}", address):
            return shown[:200], address.lower()
    return "", ""


def _ids(message: Message, name: str) -> list[str]:
    return re.findall(r"<[^<>\s]{1,240}>", str(message.get(name) or ""))[-20:]


def _date(message: Message) -> dt.datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(str(message.get("Date") or ""))
        return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _automatic(message: Message, address: str) -> str:
    """By which sign no person wrote it; empty when there is none."""
    told = str(message.get("Auto-Submitted") or "").strip().lower()
    if told and told != "no":
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
    perhaps = any(_PERHAPS.fullmatch(name) for name in message)
    if perhaps and _AWAY.search(_words(message, "Subject")):
        return "Subject"
    # A form's letters come from such an address too; they have somebody to answer to.
    return "From" if _NOBODY.search(address) and not message.get("Reply-To") else ""


def _body(message: Message) -> tuple[str, tuple[str, ...]]:
    """The letter's words, plain text before HTML, and the names of what is attached."""
    plain, html, attached = [], [], []
    for part in _parts(message):
        if _filename(part) or part.get_content_disposition() == "attachment":
            attached.append(_clean(_filename(part))[:120])
        elif part.get_content_type() == "text/plain":
            plain.append(_content(part))
        elif part.get_content_type() == "text/html":
            html.append(_content(part))
    text = "\n".join(plain)
    if not text.strip():
        text = "\n".join(text_of_html(one) for one in html)
    return _clean(text)[:_TEXT].strip(), tuple(attached)


def _filename(part: Message) -> str:
    try:
        return str(part.get_filename() or "")
    except (LookupError, ValueError):
        return "?"  # it has a name, in a character set that is none


def _parts(message: Message) -> Iterator[Message]:
    """Parts that hold no others; at most a hundred, so that none of them is a bomb."""
    waiting, seen = [message], 0
    while waiting and seen < _PARTS:
        part, seen = waiting.pop(0), seen + 1
        inner = part.get_payload() if part.is_multipart() else None
        if isinstance(inner, list):
            waiting.extend(one for one in inner[:_PARTS] if isinstance(one, Message))
        else:
            yield part


def _content(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError):
        data = b""
    if not isinstance(data, bytes):
        return ""
    return _decoded(data[: _TEXT * 4], part.get_content_charset())


def _clean(text: str) -> str:
    """Without what no database stores."""
    return text.replace("\0", "").encode("utf-8", "replace").decode().replace("\r\n", "\n")
