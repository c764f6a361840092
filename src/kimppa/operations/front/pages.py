"""Pages that are kept for anonymous visitors, ready to be sent."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

from kimppa.operations.front.encoding import packed, packs

type Headers = list[tuple[str, str]]
# Said anew for each encoding, or of one request only.
_OWN = {"content-length", "content-encoding", "etag", "transfer-encoding", "x-request-id"}
_IN_304 = {"cache-control", "vary", "content-language", "content-location", "expires", "date"}


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
    made: float
    route: str = ""
    used: bool = False
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def room(self) -> int:
        """Bytes set aside: the page, its packed copies, its headers."""
        return 2_000 + 3 * len(self.body)

    def answer(self, encoding: str) -> Answer:
        """The page in an encoding, made when first asked for."""
        found = self.answers.get(encoding)
        if found is None:
            found = self.answers[encoding] = self._made(encoding)
        return found

    def _made(self, encoding: str) -> Answer:
        kind = next((v for k, v in self.headers if k.lower() == "content-type"), "")
        body, used = self.body, ""
        if encoding and packs(kind, len(body)):
            body, used = packed(body, encoding), encoding
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        kept = [(k, v) for k, v in self.headers if k.lower() not in _OWN]
        own = [("ETag", etag), ("Content-Length", str(len(body)))]
        own += [("Content-Encoding", used)] if used else []
        short = [(k, v) for k, v in kept if k.lower() in _IN_304]
        return Answer(kept + own, [*short, ("ETag", etag)], body, etag)


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

    def put(self, key: Hashable, page: Page) -> None:
        """Keep a page; what no longer fits goes."""
        with self._lock:
            self._drop(key)
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
            self._drop(key)

    def _drop(self, key: Hashable) -> None:
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
