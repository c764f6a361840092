"""The harvest itself: Identify, then page after page of ListRecords until no token comes."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from kimppa.sources.errors import FetchError
from kimppa.sources.http import Reply
from kimppa.sources.oai.pages import MARC, Page, page
from kimppa.sources.oai.store import Store
from kimppa.sources.patient import PatientClient, host_of

LARGEST: Final = 40_000_000_000  # bytes of one harvest
FORGETS: Final = 2  # how often a harvest begins anew because its token was forgotten
# What services call their MARC 21 in XML, the likeliest first; used where namespaces do not tell.
_NAMES: Final = ("marc21", "marcxml", "marc", "melinda_marc", "oai_marc21", "marc_xml")
_PASSING: Final = frozenset({"serviceUnavailable", "internalError"})


@dataclass(frozen=True, slots=True)
class Request:
    """What to harvest. `prefix` "" takes the service's own MARC format; `since` and `until`
    (aware datetimes, both included) leave out what has not changed between them.
    """

    address: str
    prefix: str = ""
    set: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None

    def key(self) -> str:
        """The same for the same request: a harvest of another one is not gone on with."""
        fields = {name: str(option or "") for name, option in asdict(self).items()}
        return json.dumps(fields, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Repository:
    """What the service says of itself. `responded` is its own time when it was asked: the `since`
    of the next harvest. `by_day`: it knows days only, no seconds.
    """

    responded: str
    by_day: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: counts up to now; `total` is the service's promise, None when it gives none.
    `restarts`: how often the service forgot its token and it began anew.
    """

    records: int
    deleted: int
    pages: int
    bytes: int
    total: int | None
    restarts: int


@dataclass(frozen=True, slots=True)
class Harvest:
    """A finished harvest. `path` is a MARCXML file with `records` records, each once; `deleted`
    counts those that the service says are gone, `empty` those without content; `mended` pages
    had characters that XML forbids, now U+FFFD. `began` (the service's time, as it wrote it) is
    the next `since`. `promised` is the number the service gave of the whole list, if it did.
    """

    path: Path
    records: int
    deleted: int
    empty: int
    mended: int
    pages: int
    began: str
    promised: int | None

    @property
    def missing(self) -> int:
        """How many fewer came than were promised; 0 when nothing was promised."""
        return max(0, (self.promised or 0) - self.records - self.deleted - self.empty)


def identify(address: str, client: PatientClient) -> Repository:
    """Ask a service what it is. Raises FetchError."""
    answer = _get_page(client, address, verb="Identify")
    _refuse_error(answer)
    texts = answer.texts
    if "protocolVersion" not in texts and "repositoryName" not in texts:
        raise FetchError("not-oai", host=host_of(address))
    return Repository(
        responded=answer.date,
        by_day="T" not in texts.get("granularity", ""),
    )


def marc_formats(address: str, client: PatientClient) -> list[str]:
    """The prefixes of the service's MARC formats, the best first.

    Raises FetchError; "no-marc-format" when there are none.
    """
    answer = _get_page(client, address, verb="ListMetadataFormats")
    _refuse_error(answer)
    by_name = {prefix: n for n, prefix in enumerate(_NAMES)}
    marc = [prefix for prefix, space in answer.formats if MARC in space or prefix in by_name]
    if not marc:
        offered = ", ".join(prefix for prefix, _space in answer.formats)
        raise FetchError("no-marc-format", formats=offered or "-")
    return sorted(marc, key=lambda prefix: (by_name.get(prefix, len(_NAMES)), prefix))


def harvest(
    request: Request,
    folder: Path,
    *,
    client: PatientClient,
    progress: Callable[[Progress], None] = lambda _progress: None,
    largest: int = LARGEST,
) -> Harvest:
    """Harvest into `folder`, going on with what an earlier call of the same request left there.

    `progress` is called when a page has been kept; whatever it raises ends the harvest, and the
    next call goes on. A finished harvest is told of without asking anything. A token that the
    service has forgotten makes it begin anew. Raises FetchError ("stopped" when `client` is told
    to stop), OSError (a full disk).
    """
    with Store(folder) as store:
        if not store.goes_on(request.key()):
            _begin_request(store, request, client)
        while not store.state.finished:
            _pages(store, request, client, progress, largest)
        state = store.state
        return Harvest(
            path=store.result,
            records=state.records,
            deleted=state.deleted,
            empty=state.empty,
            mended=state.mended,
            pages=state.pages,
            began=state.began,
            promised=state.total,
        )


def _begin_request(
    store: Store, request: Request, client: PatientClient, restarts: int = 0
) -> None:
    store.begin(request.key(), identify(request.address, client).responded, restarts)


def _pages(
    store: Store,
    request: Request,
    client: PatientClient,
    progress: Callable[[Progress], None],
    largest: int,
) -> None:
    """Page after page to the end, or to a token that is no longer known."""
    digests: set[bytes] = set()
    while True:
        token = store.state.token
        if store.state.pages and not token:  # ended between the last page and the end
            store.finish()
            progress(_progress(store))
            return
        arguments = {"resumptionToken": token} if token else _first(request, client)
        answer = _get_page(client, request.address, verb="ListRecords", **arguments)
        if token and answer.error[0] == "badResumptionToken":
            _restart_request(store, request, client)
            return
        if not (answer.error[0] == "noRecordsMatch" and not token and request.since):
            _refuse_error(answer)
        _refuse_rounds(digests, token, answer)
        store.add(answer)
        if store.state.bytes > largest:
            raise FetchError("too-large", limit=largest // 1_000_000)
        if store.state.token:
            progress(_progress(store))


def _restart_request(store: Store, request: Request, client: PatientClient) -> None:
    restarts = store.state.restarts + 1
    if restarts > FORGETS:
        raise FetchError("token-expired", times=restarts)
    _begin_request(store, request, client, restarts)


def _refuse_rounds(digests: set[bytes], token: str, answer: Page) -> None:
    """A page that came before with the same token: the service would never come to an end."""
    digest = hashlib.sha256(answer.token.encode())
    for entry in answer.entries:
        digest.update(entry.identifier.encode() + b"\0" + entry.marc)
    mark = digest.digest()[:16]
    if answer.token and token and mark in digests:
        raise FetchError("round")
    digests.add(mark)


def _progress(store: Store) -> Progress:
    state = store.state
    return Progress(
        records=state.records,
        deleted=state.deleted,
        pages=state.pages,
        bytes=state.bytes,
        total=state.total,
        restarts=state.restarts,
    )


def _first(request: Request, client: PatientClient) -> dict[str, str]:
    """The arguments of the first page."""
    prefix = request.prefix or marc_formats(request.address, client)[0]
    arguments = {"metadataPrefix": prefix}
    if request.set:
        arguments["set"] = request.set
    if request.since or request.until:
        by_day = identify(request.address, client).by_day
        if request.since:
            arguments["from"] = _moment(request.since, by_day)
        if request.until:
            arguments["until"] = _moment(request.until, by_day)
    return arguments


def _moment(moment: dt.datetime, by_day: bool) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d" if by_day else "%Y-%m-%dT%H:%M:%SZ")


def _refuse_error(answer: Page) -> None:
    code, text = answer.error
    if code == "noRecordsMatch":
        raise FetchError("no-records")
    if code:
        raise FetchError("oai-error", error=code, detail=text)


def _get_page(client: PatientClient, address: str, **arguments: str) -> Page:
    separator = "&" if "?" in address else "?"
    url = f"{address}{separator}{urlencode(arguments, quote_via=quote)}"
    host = host_of(address)

    def read(reply: Reply) -> Page:
        answer = page(reply.body, host)
        if answer.error[0] in _PASSING:
            error, detail = answer.error
            raise FetchError("oai-error", passing=True, error=error, detail=detail)
        return answer

    return client.ask(url, read)
