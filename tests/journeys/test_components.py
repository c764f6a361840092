"""How the components look, judged on the page that shows each of them in its states.

Colours, focus, narrow screens and forced colours are the same wherever a component stands, so
other pages are judged in one look only (test_every_page).
"""

from itertools import product

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import Look, axe, opened, overflow, reachable_controls, tab_through
from tests.journeys.conftest import Opener
from tests.journeys.crawl import STYLE_PAGE
from tests.journeys.desk import Desk

LOOKS = [
    Look(language, scheme, width)
    for (scheme, width), language in zip(
        product(("light", "dark"), (320, 1280)), ("fi", "sv", "en", "fi"), strict=True
    )
]


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_components_are_accessible(desk: Desk, open_page: Opener, look: Look) -> None:
    with open_page(desk, "coordinator", look) as page:
        page.goto(STYLE_PAGE)
        assert [*axe(page), *overflow(page)] == []


@pytest.mark.browser
@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], ids=str)
def test_components_show_their_focus(desk: Desk, open_page: Opener, look: Look) -> None:
    """In both schemes, which are of both widths."""
    with open_page(desk, "coordinator", look) as page:
        page.goto(STYLE_PAGE)
        stops = tab_through(page, limit=500)
        assert [stop for stop in stops if not stop.focus_is_visible] == []
        assert len(stops) >= reachable_controls(page)


@pytest.mark.browser
def test_components_keep_their_edges_in_forced_colours(desk: Desk, browser: Browser) -> None:
    """What the system paints over must not be told by colour alone, nor the focus by a shadow."""
    look = Look("fi", "light", 1280)
    with opened(browser, desk.url, desk.cookies("coordinator"), look) as page:
        page.emulate_media(forced_colors="active")
        page.goto(STYLE_PAGE)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert page.evaluate(EDGELESS) == []
        outlined = page.evaluate(OUTLINED)
        assert outlined["hidden"] == []
        assert outlined["count"] > 20


EDGELESS = """() => [...document.querySelectorAll(
    'main button, main input:not([type=hidden]), main select, main textarea, main .ds-alert')]
    .filter(e => e.checkVisibility() && !e.matches('[type=checkbox], [type=radio], [type=file]'))
    .filter(e => { const s = getComputedStyle(e);
        return s.borderStyle === 'none' && s.outlineStyle === 'none'
            && !e.matches('[data-variant=tertiary], .k-link, .ds-link'); })
    .map(e => e.outerHTML.slice(0, 90))"""
# Shadows are not painted in forced colours: the focus must be an outline.
OUTLINED = """() => {
    const hidden = [];
    let count = 0;
    const all = "a[href], button, input, select, textarea, summary";
    for (const e of document.querySelectorAll(all)) {
        if (!e.checkVisibility() || e.disabled) continue;
        e.focus({focusVisible: true});
        if (document.activeElement !== e) continue;
        count++;
        const s = getComputedStyle(e);
        if (s.outlineStyle === 'none' || parseFloat(s.outlineWidth) === 0)
            hidden.push(e.outerHTML.slice(0, 90));
    }
    return {hidden, count};
}"""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_are_seen_in_forced_colours(desk: Desk, browser: Browser, scheme: str) -> None:
    """Every shape of a silhouette, a strip, a chart or a mark stands out from the page."""
    with opened(browser, desk.url, desk.cookies("coordinator"), Look("fi", scheme, 1280)) as page:
        page.emulate_media(forced_colors="active")
        for path in ("/", "/year-clock/", "/figures/"):
            page.goto(path)
            shapes = page.evaluate(SHAPES)
            assert shapes["count"] > 50
            assert shapes["faint"] == []


# Shapes that are drawn in a colour too near to the page's own; a pattern is told by its edge.
SHAPES = r"""() => {
    const numbers = colour => (colour.match(/[\d.]+/g) || []).map(Number);
    const part = v => v <= 10 ? v / 3295 : ((v / 255 + 0.055) / 1.055) ** 2.4;
    const light = c => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
    const page = light(numbers(getComputedStyle(document.body).backgroundColor));
    const contrast = colour => {
        const c = numbers(colour), own = light(c);
        if (c[3] === 0) return 1;
        return (Math.max(own, page) + 0.05) / (Math.min(own, page) + 0.05);
    };
    const faint = [];
    let count = 0;
    for (const e of document.querySelectorAll(
        'svg :is(path, rect, circle, line, polyline, polygon, text)')) {
        const s = getComputedStyle(e);
        const colours = [s.fill, parseFloat(s.strokeWidth) ? s.stroke : 'none']
            .filter(colour => colour.startsWith('rgb'));
        if (!e.checkVisibility() || e.closest('defs') || !colours.length) continue;
        count++;
        if (Math.max(...colours.map(contrast)) < 3)
            faint.push(`${e.closest('svg').getAttribute('class')}: ${e.outerHTML.slice(0, 80)}`);
    }
    return {count, faint};
}"""
