"""OData lists: page after page of JSON objects, by whatever address the service gives next.

The address of the next page is followed only on the service's own host and below its own path, so
that a name and password never go elsewhere. Two known faults are mended: http in the next address
of a service asked over https, and the same next address again, which is continued by `$skip`.
"""

import hashlib
import json
from collections.abc import Iterator
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree as SafeTree
from defusedxml.common import DefusedXmlException

from kimppa.sources.errors import FetchError
from kimppa.sources.http import Reply
from kimppa.sources.patient import PatientClient, host_of

PAGES: Final = 200_000  # of one list; more is a service that does not end

type Row = dict[str, Any]


def rows(client: PatientClient, root: str, name: str, **system_options: str) -> Iterator[list[Row]]:
    """The rows of the list `name` below `root` ("https://host/base/odata/"), a page at a time.

    `system_options` stand without their `$` (filter, orderby, select, top). Raises FetchError:
    "not-odata", "other-host", "round", and those of PatientClient.ask.
    """
    options = {f"${key}": value for key, value in system_options.items()}
    url = urljoin(root, quote(name)) + (f"?{_query(list(options.items()))}" if options else "")
    urls, digests, count = set[str](), set[bytes](), 0
    for _page in range(PAGES):
        urls.add(url)
        page_rows, link = client.ask(url, partial(_page_of, host_of(url)))
        mark = hashlib.sha256(json.dumps(page_rows).encode()).digest()[:16]
        if page_rows and mark in digests:
            raise FetchError("round")
        digests.add(mark)
        yield page_rows
        count += len(page_rows)
        if not link:
            return
        url = _next_address(root, url, link)
        if url in urls:
            if not page_rows:
                raise FetchError("round")
            url = _with_skip(url, count)
    raise FetchError("too-many-pages", limit=PAGES)


def tables(client: PatientClient, root: str) -> dict[str, list[str]]:
    """The lists that a service says it has (`$metadata`), each with the names of its fields."""
    url = urljoin(root, "%24metadata")
    return client.ask(url, lambda reply: _tables(reply.body, host_of(url)))


def _page_of(host: str, reply: Reply) -> tuple[list[Row], str]:
    try:
        payload = json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        detail = str(error)
        raise FetchError("not-json", passing=True, host=host, detail=detail) from error
    page_rows = payload.get("value") if isinstance(payload, dict) else None
    if not isinstance(page_rows, list) or not all(isinstance(row, dict) for row in page_rows):
        raise FetchError("not-odata", host=host, detail=_detail(payload))
    link = payload.get("@odata.nextLink") or ""
    if not isinstance(link, str):
        raise FetchError("not-odata", host=host, detail="@odata.nextLink")
    return page_rows, link


def _detail(payload: Any) -> str:
    """What the service says of an error, if it does."""
    error = payload.get("error") if isinstance(payload, dict) else None
    if isinstance(error, dict):
        return " ".join(str(error[key]) for key in ("code", "message") if error.get(key))
    return type(payload).__name__


def _next_address(root: str, url: str, link: str) -> str:
    """The next address, held to the service's own host and path."""
    home, target = urlsplit(root), urlsplit(urljoin(url, link))
    if target.hostname != home.hostname or not target.path.startswith(home.path):
        raise FetchError("other-host", host=home.hostname or root, other=target.hostname or link)
    # Scheme and port are ours: behind a proxy the service knows neither.
    return urlunsplit((home.scheme, home.netloc, target.path, target.query, ""))


def _with_skip(url: str, count: int) -> str:
    parts = urlsplit(url)
    dropped = {"$skip", "$skiptoken"}
    pairs = [(key, value) for key, value in parse_qsl(parts.query, True) if key not in dropped]
    return urlunsplit(parts._replace(query=_query([*pairs, ("$skip", str(count))])))


def _query(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs)


def _tables(body: bytes, host: str) -> dict[str, list[str]]:
    try:
        root = SafeTree.fromstring(body, forbid_dtd=True)
    except ParseError as error:
        raise FetchError("broken-xml", passing=True, host=host, detail=str(error)) from error
    except DefusedXmlException as error:
        raise FetchError("xml-declarations", host=host) from error
    fields: dict[str, list[str]] = {}
    sets: dict[str, str] = {}
    for element in root.iter():
        kind = str(element.tag).rpartition("}")[2]
        if kind == "EntityType":
            names = [
                part.get("Name", "") for part in element if str(part.tag).endswith("}Property")
            ]
            fields[element.get("Name", "")] = names
        elif kind == "EntitySet":
            sets[element.get("Name", "")] = element.get("EntityType", "").rpartition(".")[2]
    if not sets:
        raise FetchError("not-odata", host=host, detail="$metadata")
    return {name: fields.get(kind, []) for name, kind in sorted(sets.items())}
