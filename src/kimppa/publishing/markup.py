"""Texts: people write Markdown; HTML from outside becomes Markdown; both go out clean. Pure."""

import re
from html import unescape
from html.parser import HTMLParser

from kimppa.ui.markup import clean as clean_html
from kimppa.ui.markup import markdown

_TAGS = {"p", "br", "a", "strong", "b", "em", "i", "ul", "ol", "li", "h1", "h2", "h3", "h4"}
_TAG = re.compile(r"</?[a-zA-Z]")
_SCHEMES = {"http", "https", "mailto"}


def clean(text: str) -> str:
    """What is stored: as written, without control characters; HTML turned into Markdown.

    Scripts, styles and everything that is no text are left out.
    """
    text = text.replace("\r\n", "\n").replace("\xa0", " ")
    text = "".join(c for c in text if c in "\n\t" or c.isprintable())
    return from_html(text) if _is_html(text) else text.strip()


def _is_html(text: str) -> bool:
    tag = _TAG.search(text)
    return "<!--" in text or (tag is not None and ">" in text[tag.end() :])


def from_html(html: str) -> str:
    """Markdown of the words, links, lists and headings of the HTML."""
    cleaned = clean_html(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style", "iframe", "object", "template"},
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(cleaned)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.parts)).strip()


class _Reader(HTMLParser):
    """Writes Markdown of clean HTML."""

    _BEFORE = {"p": "\n\n", "br": "\n", "ul": "\n\n", "ol": "\n\n", "li": "\n- ",
               "h1": "\n\n# ", "h2": "\n\n# ", "h3": "\n\n## ", "h4": "\n\n## ",
               "strong": "**", "b": "**", "em": "*", "i": "*"}  # fmt: skip
    _AFTER = {"p": "\n\n", "ul": "\n\n", "ol": "\n\n", "h1": "\n\n", "h2": "\n\n", "h3": "\n\n",
              "h4": "\n\n", "strong": "**", "b": "**", "em": "*", "i": "*"}  # fmt: skip

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A mark before the words."""
        if tag == "a":
            self._links.append(dict(attrs).get("href") or "")
            self.parts.append("[" if self._links[-1] else "")
        self.parts.append(self._BEFORE.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        """A mark after them."""
        if tag == "a" and self._links and (address := self._links.pop()):
            self.parts.append(f"](<{address}>)")
        self.parts.append(self._AFTER.get(tag, ""))

    def handle_data(self, data: str) -> None:
        """The words."""
        self.parts.append(re.sub(r"\s+", " ", data))


def html(text: str) -> str:
    """The text as clean HTML for other sites: absolute links only."""
    return clean_html(markdown(text), url_schemes=_SCHEMES, url_relative="deny", link_rel=None)


def words(text: str) -> str:
    """A line of plain words, whatever came: tags are left out, what they hold stays."""
    if "<" in text:
        text = unescape(clean_html(text, tags=set(), clean_content_tags={"script", "style"}))
    return " ".join(text.split())


def plain(text: str) -> str:
    """Words without marks and without anything that a page could take for HTML."""
    return flat(unescape(clean_html(markdown(text), tags=set())))


def flat(text: str) -> str:
    """One line without `<` and `>`: some readers put it into their page as it is."""
    return " ".join(text.replace("<", "‹").replace(">", "›").split())
