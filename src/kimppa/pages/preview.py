"""A page as customers see it, safe to show inside the desk.

The HTML is what Finna would show, cleaned: nothing runs, nothing is fetched from elsewhere.
Headings are one level lower, since the desk's page has the first; images are told in words.
"""

from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kimppa.pages.files import markdown_file
from kimppa.pages.models import Page
from kimppa.pages.rendering import as_finna
from kimppa.ui.markup import clean

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div",
    "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img",
    "ins", "kbd", "li", "ol", "p", "pre", "s", "section", "small", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"lang"},
    "a": {"href"},
    "img": {"alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_EMPTY = frozenset({"br", "hr"})


def html_of(page: Page, title: str, body: str) -> str:
    """The page's HTML as Finna's; not safe to show."""
    if page.format == Page.Format.MARKDOWN:
        return as_finna(markdown_file(title, body))
    return f"<h1>{escape(title)}</h1>\n{body}" if page.kind == Page.Kind.CONTENT else body


def preview(page: Page, title: str, body: str) -> SafeString:
    """The page, safe to show."""
    clean_html = clean(
        html_of(page, title, body),
        tags=TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return mark_safe(_Writer(page.address()).write(clean_html))


class _Writer(HTMLParser):
    """Writes clean HTML anew, with headings lowered, images in words and addresses whole."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self.parts: list[str] = []
        self.linked: list[bool] = []

    def write(self, clean_html: str) -> str:
        """The HTML to show."""
        self.feed(clean_html)
        self.close()
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag: an image becomes words, a link without an address its text alone."""
        attributes = {name: value or "" for name, value in attrs}
        if tag == "img":
            alternative = attributes.get("alt", "") or _("no alternative text")
            self.parts.append(
                f'<span class="k-muted">[{escape(_("image"))}: {escape(alternative)}]</span>'
            )
            return
        if tag == "a":
            address = self._address(attributes.pop("href", ""))
            self.linked.append(bool(address))
            if not address:
                return
            attributes["href"] = address
        text = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        self.parts.append(f"<{_one_level_down(tag)}{text}>")

    def handle_endtag(self, tag: str) -> None:
        """The end of a tag."""
        if (
            tag in _EMPTY
            or tag == "img"
            or (tag == "a" and not (self.linked and self.linked.pop()))
        ):
            return
        self.parts.append(f"</{_one_level_down(tag)}>")

    def handle_data(self, data: str) -> None:
        """Text."""
        self.parts.append(escape(data, quote=False))

    def _address(self, href: str) -> str:
        if not href or href.startswith("#"):
            return ""
        try:
            address = urljoin(self.base, href)
        except ValueError:
            return ""
        return address if address.startswith(("http://", "https://", "mailto:", "tel:")) else ""


def _one_level_down(tag: str) -> str:
    if len(tag) == 2 and tag[0] == "h" and tag[1].isdecimal():
        return f"h{min(int(tag[1]) + 1, 6)}"
    return tag
