"""Every page of the product, found as a person would find it: link by link from the start."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.databases import locked, on_postgres
from tests.journeys.desk import Answer, Desk

# Pages of one shape (view, query keys, status) that each role looks at. Two differ in what they
# show; what PostgreSQL is asked for is the same.
SAMPLES = 1 if on_postgres() else 2
TABLE_KEYS = frozenset({"sort", "d-sort", "page", "format"})
STYLE_PAGE = "/ui/"
LIMIT = 1500  # answers for one role; past it the shapes are wrong
NOWHERE = "/there-is-no-such-page/"
REFUSED = "/ui/?" + "&".join(["x"] * 1001)  # Django takes a thousand fields, then answers 400


@dataclass(frozen=True)
class Page:
    """One address that a role can reach, where it was linked, and what it answered."""

    path: str
    linked_from: str
    status: int
    kind: str
    templates: tuple[str, ...]

    @property
    def is_html(self) -> bool:
        return self.kind == "text/html"

    @property
    def shape(self) -> str:
        return shape(self.path, self.status)


class Links(HTMLParser):
    """Addresses that a page's links, forms by GET and htmx requests by GET lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form" and (told.get("method") or "get").lower() == "get":
            self.found.append(told.get("action") or "")
        if tag == "a" and told.get("href"):
            self.found.append(told["href"] or "")
        if told.get("hx-get"):
            self.found.append(told["hx-get"] or "")


def links(answer: Answer, path: str) -> Iterator[str]:
    """Paths of the same origin that an answer leads to, in order."""
    parser = Links()
    parser.feed(answer.body)
    for target in [*parser.found, *filter(None, [answer.location])]:
        parts = urlsplit(urldefrag(urljoin(f"http://desk{path}", target)).url)
        if parts.scheme == "http" and parts.netloc == "desk":
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def shape(path: str, status: int = 200) -> str:
    """What makes two pages the same kind of page: view, query keys, status."""
    parts = urlsplit(path)
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        view = "nowhere"
    keys = sorted({key for key, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{view}?{'&'.join(keys)} {status}"


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    """Every address of the product that takes no argument."""
    for pattern in patterns:
        route = str(pattern.pattern)
        if "<" in route or "(" in route:
            continue
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, prefix + route)
        else:
            yield prefix + route


def crawl(desk: Desk, who: str) -> list[Page]:
    """Walk from the start page along every link, a few samples of each shape."""
    seeds = ["/", NOWHERE, REFUSED, *addresses(get_resolver().url_patterns)]
    queue = [(seed, "") for seed in dict.fromkeys(seeds)]
    seen, asked, pages = {path for path, _ in queue}, Counter[str](), list[Page]()
    while queue:
        path, origin = queue.pop(0)
        asked[shape(path)] += 1
        if asked[shape(path)] > SAMPLES and path not in seeds:
            continue
        answer = desk.get(path, who)
        pages.append(
            Page(path, origin, answer.status, answer.kind, tuple(sorted(answer.templates)))
        )
        assert len(pages) < LIMIT, f"more than {LIMIT} pages: {Counter(p.shape for p in pages)}"
        for target in links(answer, path):
            if target not in seen:
                seen.add(target)
                queue.append((target, path))
    return pages


def crawled(desk: Desk, who: str, shared: Path) -> list[Page]:
    """The pages of a role, walked once for all test processes."""
    store = shared / f"pages-{who}.json"
    with locked(shared / f"pages-{who}.lock"):
        if not store.exists():
            store.write_text(json.dumps([asdict(page) for page in crawl(desk, who)]))
        return [Page(**row) for row in json.loads(store.read_text())]


def sampled(pages: list[Page]) -> list[Page]:
    """HTML pages that are not mere redirects or refusals of a method, in the order found.

    Two of each plain shape, since things differ; one of an address with a query. How a table looks
    when it is ordered or paged is the same everywhere, so the style page alone shows that.
    """
    counted: Counter[str] = Counter()
    chosen = []
    for page in pages:
        keys = {key for key, _ in parse_qsl(urlsplit(page.path).query)}
        seen_elsewhere = keys & TABLE_KEYS and not page.path.startswith(STYLE_PAGE)
        if not page.is_html or not page.templates or seen_elsewhere:
            continue
        counted[page.shape] += 1
        if counted[page.shape] <= (1 if keys else SAMPLES):
            chosen.append(page)
    return chosen
