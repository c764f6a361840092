"""Which addresses the pages lead to, and which of them are broken."""

import datetime as dt
from urllib.parse import urldefrag, urljoin

from django.db.models import Q, QuerySet

from kimppa.core import clock
from kimppa.pages.checks.outline import outline
from kimppa.pages.languages import LANGUAGES
from kimppa.pages.models import Link, Page
from kimppa.pages.preview import html_of

FRESH = dt.timedelta(days=31)  # a link that works again is shown for so long

type Places = list[list[str]]


def addresses(pages: list[Page]) -> dict[str, Places]:
    """Addresses of the web by where they stand: [page's id, its title, language]."""
    places_by_address: dict[str, Places] = {}
    for page in pages:
        page_address = page.address()
        for text in filter(None, (page.by_language.get(code) for code in LANGUAGES)):
            text_place = [str(page.pk), text.title, text.language]
            for link in outline(html_of(page, text.title, text.body)).links:
                address = _absolute(page_address, link.address)
                if address and text_place not in places_by_address.setdefault(address, []):
                    places_by_address[address].append(text_place)
    return dict(sorted(places_by_address.items()))


def _absolute(base: str, href: str) -> str:
    """Empty for what leads to no page of the web."""
    try:
        address = urldefrag(urljoin(base, href.strip())).url
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) and len(address) <= 500 else ""


def broken() -> QuerySet[Link]:
    """Those that have been found broken, and not seen to work since."""
    return Link.objects.filter(broken_since__isnull=False, mended_at__isnull=True)


def links_to_show(page: Page) -> list[Link]:
    """The page's links that are broken, or have come to work again of late; those that its texts
    no longer have are left out.
    """
    is_recently_mended = Q(mended_at__gte=clock.now() - FRESH)
    links = list(broken() | Link.objects.filter(is_recently_mended))
    present_addresses = addresses([page]) if links else {}
    return sorted(
        (link for link in links if link.address in present_addresses), key=lambda link: link.mended
    )
