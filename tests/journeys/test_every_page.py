"""Every page of the product, for everybody who can reach it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab

from tests.journeys.alike import leave_out
from tests.journeys.browser import LOOKS, Look, axe, overflow, structure, tab_through
from tests.journeys.conftest import Opener
from tests.journeys.crawl import QUICK, WHOLE, Page, Walk, crawled, language, sampled
from tests.journeys.desk import VISITOR, Desk
from tests.rooms import is_chosen

ROOT = Path(__file__).parents[2]
JUDGED = tuple(look for look in LOOKS if look.judged)
NARROW = 320
EVERYBODY = ("coordinator", "director", "staff", "reader", VISITOR)
# Templates that no page reached by a link shows, and where else they are looked at.
ELSEWHERE = {
    "403_csrf.html": "test_error_pages",
    "500.html": "test_error_pages",
    "409.html": "test_database_faults",
    "503.html": "test_database_faults",
    "507.html": "test_faults",
    "agreement/compare.html": "test_pages_after_steps",
    "agreement/difference.html": "test_pages_after_steps",
    "agreement/differences.html": "test_pages_after_steps",
    "agreement/line.html": "test_paper",
    "agreement/opened.html": "test_paper",
    "agreement/paper_saved.html": "test_paper",
    "agreement/place.html": "test_paper",
    "agreement/preview.html": "test_paper",
    "agreement/spans.html": "test_pages_after_steps",
    "agreement/tree.html": "test_paper",
    "catalogue/corrections/proof.html": "test_pages_after_steps",
    "catalogue/cut_short.html": "test_pages_after_steps",
    "catalogue/start.html": "test_pages_after_steps",
    "desk/work/choose.html": "test_another_consortium",
    "desk/damaged.html": "test_pages_after_steps",
    "desk/home/first_steps.html": "test_another_consortium",
    "desk/deliveries/public.html": "test_pages_after_steps",
    "desk/deliveries/gone.html": "test_pages_after_steps",
    "desk/waiting/public.html": "test_pages_after_steps",
    "desk/waiting/public_form.html": "test_pages_after_steps",
    "meetings/minutes/corrections.html": "test_meetings",
    "meetings/ways/closed.html": "test_meetings",
    "meetings/ways/thanks.html": "test_meetings",
    "meetings/agenda/timebar.html": "test_meetings",
    "meetings/agenda/wall.html": "test_meetings",
    "meetings/minutes/gone.html": "test_pages_after_steps",
    "meetings/minutes/public.html": "test_pages_after_steps",
    "meetings/minutes/published.html": "test_meetings",
    "meetings/ways/answered.html": "test_meetings",
    "desk/signin/my_codes.html": "test_sign_in",
    "desk/signin/second_factor.html": "test_sign_in",
    "desk/signin/sso_refused.html": "test_sign_in",
    "desk/webhooks/webhook.html": "test_pages_after_steps",
    "meetings/invitations/answer.html": "test_meetings",
    "meetings/dates/ballot.html": "test_meetings",
    "meetings/dates/ballot_closed.html": "test_meetings",
    "meetings/agenda/propose.html": "test_meetings_in_swedish",
    "publishing/public/sent.html": "test_publishing",
    "feedback/thanks.html": "test_feedback",
    "report/start.html": "test_pages_after_steps",
    "statistics/tables/changes.html": "test_statistics",
    "statistics/imports/acceptable.html": "test_statistics",
    "statistics/imports/compare.html": "test_statistics",
    "statistics/imports/lost.html": "test_statistics",
    "statistics/imports/names.html": "test_statistics",
    "statistics/imports/reading.html": "test_statistics",
    "statistics/imports/unknown.html": "test_statistics",
    "ui/proposals/link_gone.html": "test_publishing",
    "ui/proposals/proposal.html": "test_publishing",
}


WALKS = pytest.mark.parametrize(
    "walk", [QUICK, pytest.param(WHOLE, marks=pytest.mark.large)], ids=lambda walk: walk.name
)
PARTS = 2  # of the kinds of pages in a look: each is a test, so that processes share them


@WALKS
@pytest.mark.xdist_group("walks")  # begun early: what they walk, other tests wait for
@pytest.mark.parametrize("who", EVERYBODY)
def test_links_lead_somewhere(desk: Desk, shared: Path, who: str, walk: Walk) -> None:
    broken = [
        f"{page.path} answers {page.status}, linked from {page.linked_from}"
        for page in crawled(desk, who, shared, walk)
        if page.status >= 500 or (page.linked_from and page.status >= 400)
    ]
    assert not broken, "\n".join(broken)


@WALKS
@pytest.mark.parametrize("who", EVERYBODY)
def test_every_page_is_sound_html(desk: Desk, shared: Path, who: str, walk: Walk) -> None:
    """Names of fields, links and parts, headings, ids and the language."""
    faults = [
        f"{page.path}: {fault}"
        for page in crawled(desk, who, shared, walk)
        for fault in page.faults
    ]
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults)


@pytest.mark.browser
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("look", JUDGED, ids=str)
def test_each_kind_of_page_is_accessible(
    desk: Desk, shared: Path, open_page: Opener, look: Look, part: int
) -> None:
    """WCAG 2.2 AA by axe, no sideways scrolling, one main heading, the language that was asked."""
    known = kinds(desk, shared)
    judged = [kind for kind in known if kind.is_first][JUDGED.index(look) :: len(JUDGED)]
    measured = [] if look.width != NARROW else [kind for kind in known if not kind.is_first]
    mine = [*judged[part::PARTS], *measured[part::PARTS]]
    faults: list[str] = []
    for who in EVERYBODY:
        if any(kind.who == who for kind in mine):
            with open_page(desk, who, look) as tab:
                faults += judge(tab, [kind for kind in mine if kind.who == who], look)
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults)


@dataclass(frozen=True)
class Kind:
    """A page for a set of a room's templates, the first role that reaches it, and whether no page
    before it is put together of the same shared templates: only then axe has much to say that it
    has not said. It judges all of them in `make test-all`, and the HTML of each every day.
    """

    who: str
    page: Page
    is_first: bool


def kinds(desk: Desk, shared: Path) -> list[Kind]:
    """Every kind of page. The shared templates by themselves are judged in test_components."""
    found: dict[frozenset[str], Kind] = {}
    shapes: set[frozenset[str]] = set()
    for who in EVERYBODY:
        for page in sampled(crawled(desk, who, shared)):
            shape = frozenset(n for n in page.templates if n.startswith(("ui/", "django/")))
            own = frozenset(page.templates) - shape
            if own not in found:
                found[own] = Kind(who, page, is_first=shape not in shapes)
                shapes.add(shape)
    return list(found.values())


def judge(tab: Tab, pages: list[Kind], look: Look) -> list[str]:
    """The faults of pages in a look, and what is too wide on a telephone."""
    faults: list[str] = []
    judged: list[str] = []  # parts of frames
    for kind in pages:
        page = kind.page
        tab.goto(page.path)
        found = structure(tab, language(page.path, look.language))
        if look.width != NARROW:
            tab.set_viewport_size({"width": NARROW, "height": 800})
            found += overflow(tab)
            tab.set_viewport_size({"width": look.width, "height": 800})
        found += overflow(tab)
        if kind.is_first:
            judged = leave_out(tab, judged)
            found += axe(tab)
        faults += [f"{page.path}: {fault}" for fault in found]
    return faults


@pytest.mark.large
@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("who", EVERYBODY)
def test_pages_are_accessible(
    desk: Desk, shared: Path, open_page: Opener, who: str, look: Look
) -> None:
    """The same for every shape of page in every look: another choice of rows, another language."""
    faults: list[str] = []
    judged: list[str] = []  # parts of frames
    with open_page(desk, who, look) as page:
        for visited in due(desk, shared, who, look):
            page.goto(visited.path)
            found = [*overflow(page), *structure(page, language(visited.path, look.language))]
            if look.judged:
                judged = leave_out(page, judged)
                found += axe(page)
            faults += [f"{visited.path}: {fault}" for fault in found]
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults)


def due(desk: Desk, shared: Path, who: str, look: Look) -> list[Page]:
    """The pages a role visits in a look.

    Whoever comes first to a kind of page sees it in every look; those after take one judged look
    of one such page each, in turn, since the frame around it differs by role.
    """
    known = {
        page.shape
        for earlier in EVERYBODY[: EVERYBODY.index(who)]
        for page in sampled(crawled(desk, earlier, shared, WHOLE))
    }
    pages = sampled(crawled(desk, who, shared, WHOLE))
    again = list({page.shape: page for page in pages if page.shape in known}.values())
    new = [page for page in pages if page.shape not in known]
    if not look.judged:
        return new
    turn = JUDGED.index(look) + EVERYBODY.index(who)
    return new + again[turn % len(JUDGED) :: len(JUDGED)]


@pytest.mark.sqlite
def test_every_template_is_looked_at(desk: Desk, shared: Path) -> None:
    """Each page template is part of some page that the test above visits."""
    seen = {
        name.partition("#")[0]
        for who in EVERYBODY
        for page in sampled(crawled(desk, who, shared))
        for name in page.templates
    }
    unseen = {
        path.relative_to(folder).as_posix()
        for folder in (ROOT / "src" / "kimppa").glob("*/templates")
        for path in folder.rglob("*.html")
        if is_chosen(folder.parent.name)
    } - seen
    elsewhere = {name for name in ELSEWHERE if is_chosen(name.partition("/")[0])}
    assert unseen == elsewhere, f"no page shows {sorted(unseen - elsewhere)}"


@pytest.mark.browser
@pytest.mark.parametrize("who", ["director", "staff"])
def test_home_works_by_keyboard(desk: Desk, open_page: Opener, who: str) -> None:
    """Tab goes once through the page, first past the navigation, and is seen everywhere. The
    coordinator's is a page of test_keyboard; a reader's has less than the staff's.
    """
    with open_page(desk, who, LOOKS[1]) as page:
        page.goto("/")
        stops = tab_through(page)
        assert stops[0].element == "a"
        skip = page.evaluate("() => document.querySelector('a').getAttribute('href')")
        assert skip.startswith("#")
        hidden = [stop for stop in stops if not stop.focus_is_visible]
        assert not hidden
