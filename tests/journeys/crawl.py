"""Every page of the product, found as a person would find it: link by link from the start."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.databases import locked
from tests.journeys.desk import Answer, Desk
from tests.journeys.markup import faults, parsed
from tests.rooms import is_chosen, room_of

# What other sites show as a part of theirs is in the language of its address.
LANGUAGE_NAMED = re.compile(r"/upotus/(fi|sv|en)/")
TABLE_KEYS = frozenset({"sort", "page", "format"})
# What the top bar's choices of year and municipality say. They stand on all pages beside all that
# a page is asked, and change what the next ones show: `ui/tests/test_frame.py` follows them.
REMEMBERED = "muista=1"
POLICY = ("base-uri", "form-action", "frame-ancestors", "script-src", "style-src")
STYLE_PAGE = "/ui/"
LIMIT = 2500  # answers for one role; past it the shapes are wrong
COORDINATOR = "coordinator"
NOWHERE = "/there-is-no-such-page/"
REFUSED = "/ui/?" + "&".join(["x"] * 1001)  # Django takes a thousand fields, then answers 400


@dataclass(frozen=True)
class Walk:
    """How many pages of one shape (view, query keys, status) are opened, with and without a query,
    the latter by the coordinator, who comes to all of them, and by others; and whether a table is
    ordered, paged and taken out as a file with each choice of filters and of other tables' orders,
    or each of these once for a view.
    """

    name: str
    plain: int
    plain_of_others: int
    asked: int
    each_table: bool

    def samples(self, path: str, who: str = COORDINATOR) -> int:
        if "?" in path:
            return self.asked
        return self.plain if who == COORDINATOR else self.plain_of_others

    def kind(self, path: str) -> str:
        parts = urlsplit(path)
        of_table = min(filter(is_of_table, dict(parse_qsl(parts.query))), default="")
        if self.each_table or not of_table:
            return shape(path)
        return f"{view(parts.path)} by {of_table}"


QUICK = Walk("quick", plain=2, plain_of_others=1, asked=1, each_table=False)
WHOLE = Walk("whole", plain=2, plain_of_others=2, asked=2, each_table=True)


@dataclass(frozen=True)
class Page:
    """One address that a role can reach, where it was linked, what it answered, and what is
    wrong in its HTML.
    """

    path: str
    linked_from: str
    status: int
    kind: str
    templates: tuple[str, ...]
    faults: tuple[str, ...] = ()

    @property
    def is_html(self) -> bool:
        return self.kind == "text/html"

    @property
    def shape(self) -> str:
        return shape(self.path, self.status)


def targets(body: str) -> Iterator[str]:
    """Addresses that a page's links, forms by GET and htmx requests by GET lead to, in order."""
    for one in parsed(body).iter() if body else ():
        if one.tag == "form" and (one.get("method") or "get").lower() == "get":
            yield one.get("action") or ""
        if one.tag == "a" and one.get("href"):
            yield one.get("href") or ""
        if one.get("hx-get"):
            yield one.get("hx-get") or ""


def links(answer: Answer, path: str) -> Iterator[str]:
    """Paths of the same origin that an answer leads to, in order."""
    for target in [*targets(answer.body), *filter(None, [answer.location])]:
        parts = urlsplit(urldefrag(urljoin(f"http://desk{path}", target)).url)
        is_of_bar = REMEMBERED in parts.query.split("&")
        if parts.scheme == "http" and parts.netloc == "desk" and not is_of_bar:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


@cache
def view(path: str) -> str:
    """The name of the view that answers an address without its query."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return "nowhere"


def is_of_table(key: str) -> bool:
    """Whether a key of an address orders, pages or takes out a table; of several tables on a page
    each has keys of its own, such as d-sort.
    """
    return key.rpartition("-")[2] in TABLE_KEYS


def shape(path: str, status: int = 200) -> str:
    """What makes two pages the same kind of page: view, query keys, status."""
    parts = urlsplit(path)
    keys = sorted({key for key, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return f"{view(parts.path)}?{'&'.join(keys)} {status}"


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


def crawl(desk: Desk, who: str, walk: Walk) -> list[Page]:
    """Walk from the start page along every link, a few samples of each shape."""
    desk.speak(who, "fi")  # a browser of an earlier test may have chosen another language
    seeds = ["/", NOWHERE, REFUSED, *addresses(get_resolver().url_patterns)]
    seeds = [path for path in seeds if is_chosen(room_of(path))] or ["/"]
    queue = [(seed, "") for seed in dict.fromkeys(seeds)]
    seen, asked, pages = {path for path, _ in queue}, Counter[str](), list[Page]()
    while queue:
        path, origin = queue.pop(0)
        kind = walk.kind(path)
        asked[kind] += 1
        if asked[kind] > walk.samples(path, who) and path not in seeds:
            continue
        answer = desk.get(path, who)
        pages.append(page_of(path, origin, answer))
        assert len(pages) < LIMIT, f"more than {LIMIT} pages: {Counter(p.shape for p in pages)}"
        for target in links(answer, path):
            if target not in seen and is_chosen(room_of(target)):
                seen.add(target)
                queue.append((target, path))
    return pages


def page_of(path: str, origin: str, answer: Answer) -> Page:
    """A page of an answer. A part of a page, or a text of Django's own, is not judged."""
    templates = tuple(sorted(answer.templates))
    whole = answer.kind == "text/html" and templates and "<html" in answer.body
    found = [*faults(answer.body, language(path)), *gaps(answer.policy)] if whole else []
    return Page(path, origin, answer.status, answer.kind, templates, tuple(found))


def gaps(policy: str) -> Iterator[str]:
    """What a content security policy leaves open: `default-src` does not reach these."""
    stated = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.split()}
    yield from (f"the policy has no {name}" for name in POLICY if name not in stated)
    if stated.get("default-src") != ["'none'"]:
        yield "the policy lets in what it does not name"


def language(path: str, chosen: str = "fi") -> str:
    """The language that a page must be in."""
    own = LANGUAGE_NAMED.match(path)
    return own[1] if own else chosen


def crawled(desk: Desk, who: str, shared: Path, walk: Walk = QUICK) -> list[Page]:
    """The pages of a role, walked once for all test processes."""
    store = shared / f"pages-{who}-{walk.name}.json"
    with locked(store.with_suffix(".lock")):
        if not store.exists():
            store.write_text(json.dumps([asdict(page) for page in crawl(desk, who, walk)]))
        rows = json.loads(store.read_text())
    return [Page(**row | {"templates": tuple(row["templates"])}) for row in rows]


def sampled(pages: list[Page]) -> list[Page]:
    """HTML pages that are not mere redirects or refusals of a method, in the order found.

    Some of each plain shape, since things differ; one of an address with a query. How a table
    looks when it is ordered or paged is the same everywhere: the style page alone shows that.
    """
    counted: Counter[str] = Counter()
    chosen = []
    for page in pages:
        keys = {key for key, _ in parse_qsl(urlsplit(page.path).query)}
        seen_elsewhere = any(map(is_of_table, keys)) and not page.path.startswith(STYLE_PAGE)
        if not page.is_html or not page.templates or seen_elsewhere:
            continue
        counted[page.shape] += 1
        if counted[page.shape] <= QUICK.samples(page.path):
            chosen.append(page)
    return chosen
