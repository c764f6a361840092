"""What the tests ask of a page in the browser."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

# The shell is the same engine without the windows of a desktop, which cost a fifth of the time.
BROWSERS = ("chromium-headless-shell", "chromium")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
AXE = Path(__file__).parents[1] / "data" / "vendor" / "axe-core-4.14.1" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]  # WCAG 2.2, level AA
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # what is left of it draws nothing that anybody sees
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page's scripts run once: making them quick takes longer than running them.
    "--js-flags=--no-opt --no-maglev",
]


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    language: str
    scheme: str
    width: int
    judged: bool = True  # by axe; otherwise its words only have to find room

    def __str__(self) -> str:
        return f"{self.language}-{self.scheme}-{self.width}"


# Three visits show a page in every language, both colour schemes and both widths. What axe can
# judge are colours, sizes and structure: the third visit has nothing of these that is new.
LOOKS = (
    Look("fi", "light", 320),
    Look("sv", "dark", 1280),
    Look("en", "dark", 320, judged=False),
)


@dataclass(frozen=True)
class Stop:
    """One stop of the Tab key: the element, its name and whether a person sees the focus."""

    element: str
    name: str
    focus_is_visible: bool


@contextmanager
def opened(
    browser: Browser, url: str, cookies: dict[str, str], look: Look, *, scripts: bool = True
) -> Iterator[Page]:
    """A page in a browser of its own. What the console complains of fails the test."""
    context = browser.new_context(
        base_url=url,
        locale=look.language,
        color_scheme="dark" if look.scheme == "dark" else "light",
        reduced_motion="reduce",
        java_script_enabled=scripts,
        viewport={"width": look.width, "height": 800},
    )
    context.add_cookies([{"name": k, "value": v, "url": url} for k, v in cookies.items()])
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.extend(console_faults(message)))
    try:
        yield page
    finally:
        context.close()
    assert not complaints, complaints


def console_faults(message: Any) -> list[str]:
    """Errors that a page reports, except that an address answered with an error status."""
    if message.type != "error" or message.text.startswith("Failed to load resource"):
        return []
    return [f"{message.location.get('url')}: {message.text}"]


@cache
def axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


def axe(page: Page) -> list[str]:
    """Faults against WCAG 2.2 AA, one line each: rule, what it asks, the elements.

    Without gradients, such as the shadows of tables that scroll: axe judges no colours on them.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe_source())
        page.add_init_script(axe_source())  # the next pages of the tab have it when they open
    found = page.evaluate(
        """tags => {
            const flat = new CSSStyleSheet(), own = [...document.adoptedStyleSheets];
            flat.replaceSync('* { background-image: none !important }');
            document.adoptedStyleSheets = [...own, flat];
            return axe.run(document, {
                runOnly: {type: 'tag', values: tags},
                rules: {'target-size': {enabled: true}},
                resultTypes: ['violations'],
            }).finally(() => { document.adoptedStyleSheets = own });
        }""",
        STANDARD,
    )
    return [axe_line(violation) for violation in found["violations"]]


def axe_line(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    places = "; ".join(" ".join(map(str, node["target"])) for node in nodes[:5])
    reason = " ".join(str(nodes[0].get("failureSummary", "")).split())
    return f"{violation['id']}: {violation['help']} ({len(nodes)}): {places} - {reason}"


def overflow(page: Page) -> list[str]:
    """Elements that make the page scroll sideways, and buttons with words outside their border."""
    return list(
        page.evaluate(
            """() => {
            const width = document.documentElement.clientWidth;
            const beside = [...document.querySelectorAll('.k-verb, .ds-button')]
                .filter(e => e.offsetWidth > 1 && e.scrollWidth > e.clientWidth + 1)
                .map(e => 'words outside: ' + (e.textContent || '').trim().slice(0, 40));
            if (document.documentElement.scrollWidth <= width) return beside.slice(0, 5);
            const unseen = e => e && (getComputedStyle(e).clipPath !== 'none'
                || unseen(e.parentElement));
            const wide = [...document.body.querySelectorAll('*')]
                .filter(e => e.getBoundingClientRect().right > width + 1 && !unseen(e));
            return wide.slice(-5).map(e => `wide: ${e.tagName.toLowerCase()}.${e.className} `
                + (e.textContent || '').trim().slice(0, 40));
        }"""
        )
    )


def cut_figures(page: Page) -> list[str]:
    """Texts with digits that a box or the screen cuts off, all that folds being open."""
    return list(
        page.evaluate(
            """() => {
            for (const each of document.querySelectorAll('details')) {
                each.removeAttribute('name');
                each.open = true;
            }
            const cut = (node, box) => {
                for (let e = node.parentElement; e && e !== document.body; e = e.parentElement) {
                    const style = getComputedStyle(e), own = e.getBoundingClientRect();
                    if (own.width <= 1) return false;  // for screen readers
                    if (style.overflowX !== 'visible' && box.right > own.right + 1) return true;
                }
                return box.right > innerWidth + 1;
            };
            const texts = document.createTreeWalker(
                document.querySelector('main'), NodeFilter.SHOW_TEXT), found = [];
            while (texts.nextNode()) {
                const node = texts.currentNode, range = document.createRange();
                range.selectNodeContents(node);
                const boxes = [...range.getClientRects()].filter(box => box.width);
                if (/[0-9]/.test(node.textContent) && boxes.some(box => cut(node, box)))
                    found.push(node.textContent.trim().slice(0, 40));
            }
            return found;
        }"""
        )
    )


def structure(page: Page, language: str) -> list[str]:
    """What is wrong with the page's language, title, main heading, landmarks and names of parts."""
    told = page.evaluate(
        """() => {
            const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
            const named = e => (e.getAttribute('aria-label') ?? (e.getAttribute('aria-labelledby')
                ?? '').split(' ').map(id => document.getElementById(id)?.textContent ?? '')
                .join(' ')).replace(/\\s+/g, ' ').trim();
            const roles = {section: 'region', nav: 'navigation', aside: 'complementary'};
            const parts = [...document.querySelectorAll(
                'section, nav, aside, form, [role=region], [role=search]')]
                .filter(e => e.checkVisibility() && (named(e) || e.matches('nav, aside')))
                .map(e => (e.getAttribute('role') ?? roles[e.localName] ?? 'form') + named(e));
            return {
                lang: document.documentElement.lang,
                title: document.title.trim(),
                h1: document.querySelectorAll('h1').length,
                main: document.querySelectorAll('main').length,
                twice: ids.filter((id, place) => ids.indexOf(id) !== place),
                parts: parts.filter((part, place) => parts.indexOf(part) !== place),
            };
        }"""
    )
    expected = {"lang": language, "h1": 1, "main": 1, "twice": [], "parts": []}
    faults = [f"{k} is {told[k]!r}, not {v!r}" for k, v in expected.items() if told[k] != v]
    return faults if told["title"] else [*faults, "no title"]


FOCUSED = """() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const style = getComputedStyle(e), box = e.getBoundingClientRect();
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    const inView = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
        && box.top < innerHeight && box.left < innerWidth;
    e.dataset.stop ??= String(window.stops = (window.stops || 0) + 1);
    return {
        id: e.dataset.stop,
        element: e.tagName.toLowerCase(),
        name: (e.getAttribute('aria-label') || e.innerText || e.name || e.id || '').trim(),
        visible: inView && (outlined || style.boxShadow !== 'none'),
    };
}"""


def tab_through(page: Page, limit: int = 300) -> list[Stop]:
    """Press Tab from the start of the page until it comes round; the stops in order.

    Fails when the keyboard is caught between elements that are not the whole page.
    """
    stops: list[Stop] = []
    seen: set[str] = set()
    for _ in range(limit):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or focused["id"] in seen:
            return stops
        seen.add(focused["id"])
        stops.append(Stop(focused["element"], focused["name"], focused["visible"]))
    raise AssertionError(f"Tab does not come round within {limit} stops")


def reachable_controls(page: Page) -> int:
    """How many controls a mouse can use, which Tab must reach too."""
    return int(
        page.evaluate(
            """() => [...document.querySelectorAll(
                'a[href], button, input:not([type=hidden]), select, textarea, summary,'
                + '[tabindex="0"]')]
                .filter(e => !e.disabled && e.checkVisibility({visibilityProperty: true})
                    && e.tabIndex >= 0 && !(e.type === 'radio' && !e.checked)).length"""
        )
    )
