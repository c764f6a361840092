"""Which addresses the pages lead to."""

from urllib.parse import urldefrag, urljoin

from kimppa.pages.examining.outline import outline
from kimppa.pages.languages import LANGUAGES
from kimppa.pages.models import Page
from kimppa.pages.preview import html_of

type Places = list[list[str]]


def addresses(pages: list[Page]) -> dict[str, Places]:
    """Addresses of the web by where they stand: [page's id, its title, language]."""
    found: dict[str, Places] = {}
    for page in pages:
        base = page.address()
        for text in filter(None, (page.by_language.get(code) for code in LANGUAGES)):
            place = [str(page.pk), text.title, text.language]
            for link in outline(html_of(page, text.title, text.body)).links:
                address = _whole(base, link.address)
                if address and place not in found.setdefault(address, []):
                    found[address].append(place)
    return dict(sorted(found.items()))


def _whole(base: str, given: str) -> str:
    try:
        address = urldefrag(urljoin(base, given.strip())).url
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) and len(address) <= 500 else ""
