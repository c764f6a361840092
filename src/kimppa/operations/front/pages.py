"""Pages that are kept for anonymous visitors, ready to be sent."""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

import brotli

type Headers = list[tuple[str, str]]
# Said anew for each encoding, or of one request only.
_OWN = {"content-length", "content-encoding", "etag", "transfer-encoding", "x-request-id"}
_IN_304 = {"cache-control", "vary", "content-language", "content-location", "expires", "date"}
# By how well they pack.
ENCODINGS = ("br", "gzip")
SMALLEST = 1024  # below this, packing saves less than its header costs
_TEXTS = ("text/", "application/json", "application/xml", "application/ld+json", "image/svg+xml")


@dataclass(slots=True)
class Answer:
    """A page in one encoding, ready to be sent; the same list is sent every time."""

    headers: Headers
    not_modified: Headers
    body: bytes
    etag: str


@dataclass(slots=True)
class Page:
    """A page as it was made, and in the encodings that somebody has asked for.

    `version` is the state of the consortium before it was made: a page made while somebody
    writes must not pass for one made after.
    """

    headers: Headers
    body: bytes
    version: object
    created: float
    route: str = ""
    used: bool = False
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def room(self) -> int:
        """Bytes set aside: the page, its packed copies, its headers."""
        return 2_000 + 3 * len(self.body)

    def answer(self, encoding: str) -> Answer:
        """The page in an encoding, made when first asked for."""
        answer = self.answers.get(encoding)
        if answer is None:
            answer = self.answers[encoding] = self._encode(encoding)
        return answer

    def _encode(self, encoding: str) -> Answer:
        kind = next((v for k, v in self.headers if k.lower() == "content-type"), "")
        body, body_encoding = self.body, ""
        if encoding and packs(kind, len(body)):
            body, body_encoding = pack(body, encoding), encoding
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = [(k, v) for k, v in self.headers if k.lower() not in _OWN]
        body_headers = [("ETag", etag), ("Content-Length", str(len(body)))]
        body_headers += [("Content-Encoding", body_encoding)] if body_encoding else []
        headers_of_304 = [(k, v) for k, v in headers if k.lower() in _IN_304]
        return Answer(headers + body_headers, [*headers_of_304, ("ETag", etag)], body, etag)


class Pages:
    """The pages of one process, bounded in number and bytes.

    When room is needed the oldest goes, unless it was used since it was last spared (second
    chance): so a hit changes no order and takes no lock.
    """

    def __init__(self, *, most: int = 1_000, most_bytes: int = 64 * 1024 * 1024) -> None:
        self.most = most
        self.most_bytes = most_bytes
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self._bytes = 0
        self._making: dict[Hashable, threading.Event] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def room(self) -> int:
        """Bytes set aside for all pages."""
        return self._bytes

    def get(self, key: Hashable) -> Page | None:
        """The page, however old."""
        return self._pages.get(key)

    def store(self, key: Hashable, page: Page) -> None:
        """Keep a page; what no longer fits goes."""
        with self._lock:
            self._drop_page(key)
            self._pages[key] = page
            self._bytes += page.room
            while self._pages and (len(self._pages) > self.most or self._bytes > self.most_bytes):
                self._make_room()

    def _make_room(self) -> None:
        key, page = next(iter(self._pages.items()))
        if page.used:
            page.used = False
            self._pages.move_to_end(key)
        else:
            self._drop_page(key)

    def _drop_page(self, key: Hashable) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self._bytes -= page.room

    def begin(self, key: Hashable) -> threading.Event | None:
        """None when the caller is the one to make the page; else what tells that it is made."""
        with self._lock:
            event = self._making.get(key)
            if event is None:
                self._making[key] = threading.Event()
            return event

    def busy(self, key: Hashable) -> bool:
        """Whether somebody is making the page just now."""
        return key in self._making

    def end(self, key: Hashable) -> None:
        """The page is made, or it turned out not to be one to keep."""
        with self._lock:
            event = self._making.pop(key, None)
        if event is not None:
            event.set()


def best_encoding(header: str) -> str:
    """The best encoding that an Accept-Encoding header takes; "" = as it is."""
    if not header:
        return ""
    names = {name for name, quality in preferences(header) if quality > 0}
    return next((name for name in ENCODINGS if name in names), "")


def preferences(header: str) -> list[tuple[str, float]]:
    """Names with their q-values (RFC 9110 §12.4.2), in the header's order; what is no number is
    taken for 0."""
    pairs = []
    for element in header.split(","):
        name, _, parameter = element.strip().partition(";")
        quality = 1.0
        if parameter.strip().lower().startswith("q="):
            try:
                quality = float(parameter.strip()[2:])
            except ValueError:
                quality = 0.0
        pairs.append((name.strip().lower(), quality))
    return pairs


def packs(content_type: str, size: int) -> bool:
    """Whether packing is worth it: text of more than a kilobyte."""
    kind = content_type.lower()
    return size >= SMALLEST and (kind.startswith(_TEXTS) or "+xml" in kind or "+json" in kind)


def pack(body: bytes, encoding: str) -> bytes:
    """The body in an encoding of `ENCODINGS`. The same body gives the same bytes."""
    if encoding == "br":
        brotli_body: bytes = brotli.compress(body, quality=5)
        return brotli_body
    return gzip.compress(body, compresslevel=6, mtime=0)
