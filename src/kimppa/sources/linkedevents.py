"""Another Linked Events: its list of events, page by page, as one list.

with patient(allow=…) as client:
    content, whole = listed("https://api.hel.fi/linkedevents/v1/event/?text=kirjasto", client)
"""

import json
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from kimppa.sources.errors import FetchError
from kimppa.sources.http import Reply
from kimppa.sources.patient import PatientClient, host_of, json_of

MOST: Final = 300
PAGES: Final = 30


def fetch_events(address: str, client: PatientClient) -> tuple[bytes, bool]:
    """The first MOST events of a list, as JSON `{"data": […]}`; whether those are all.

    Only pages of the host that was asked are followed. Raises FetchError: "not-linkedevents" for
    another shape, "other-host", "too-many-pages", and those of PatientClient.ask.
    """
    events: list[Any] = []
    url: str | None = address
    for _page in range(PAGES):
        if url is None or len(events) >= MOST:
            content = json.dumps({"data": events[:MOST]}, ensure_ascii=False).encode()
            return content, url is None and len(events) <= MOST
        if urlsplit(url)[:2] != urlsplit(address)[:2]:
            raise FetchError("other-host", host=host_of(address), other=host_of(url))
        page_events, url = client.ask(url, partial(_page_of, host_of(address)))
        events += page_events
    raise FetchError("too-many-pages", limit=PAGES)


def _page_of(host: str, reply: Reply) -> tuple[list[Any], str | None]:
    payload = json_of(host, reply)
    events = payload.get("data") if isinstance(payload, dict) else None
    if not isinstance(events, list):
        raise FetchError("not-linkedevents", host=host, detail="data")
    meta = payload.get("meta")
    following = meta.get("next") if isinstance(meta, dict) else None
    return events, following if isinstance(following, str) else None
