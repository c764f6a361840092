"""Texts: people write Markdown; HTML from outside becomes Markdown; both go out clean. Pure."""

import re
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser

from kimppa.ui.markup import clean as clean_html
from kimppa.ui.markup import is_html, markdown

_INLINE = re.compile(r"</?(?:a|b|strong|i|em|span|br|li)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ADDRESS = re.compile(r"<(?=[^\s<>\"'=]*[@:][^\s<>\"'=]*>)")
_TAGS = {"p", "br", "a", "strong", "b", "em", "i", "ul", "ol", "li", "h1", "h2", "h3", "h4"}
_DROPPED = {"script", "style", "iframe", "object", "template"}
_TAG = re.compile(r"<(?!\s)")
_BRACKETS = str.maketrans("<>", "‹›")
_SCHEMES = {"http", "https", "mailto"}


def clean(text: str) -> str:
    """A text of many lines as it is stored: HTML as Markdown, anything else as written."""
    return from_html(text) if is_html(text) else _unified_lines(text)


def line(text: str) -> str:
    """A text of one line as it is stored: the words of HTML, anything else as written."""
    if is_html(text):
        return _words_of(text)
    return " ".join(filter(None, map(str.strip, _unified_lines(text).split("\n"))))


def _unified_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def from_service(text_by_column: Mapping[str, str]) -> dict[str, str]:
    """What another service says, by column: there a link or a line break makes a text HTML too."""
    return {
        name: (from_html if name.startswith("text") else _words_of)(text)
        if is_html(text) or _INLINE.search(text)
        else text
        for name, text in text_by_column.items()
    }


def from_html(html: str) -> str:
    """Markdown of the words, links, lists and headings of the HTML; scripts are left out."""
    safe_html = clean_html(
        _ADDRESS.sub("&lt;", html),
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(safe_html)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.parts)).strip()


def _words_of(html: str) -> str:
    text = clean_html(_ADDRESS.sub("&lt;", html), tags=set(), clean_content_tags=_DROPPED)
    return " ".join(unescape(text).split())


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
        if tag == "a":
            self._links.append(dict(attrs).get("href") or "")
            self.parts.append("[" if self._links[-1] else "")
        self.parts.append(self._BEFORE.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links and (address := self._links.pop()):
            self.parts.append(f"](<{address}>)")
        self.parts.append(self._AFTER.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"\s+", " ", data))


def html(text: str) -> str:
    """The text as clean HTML for other sites: absolute links only."""
    return clean_html(markdown(text), url_schemes=_SCHEMES, url_relative="deny", link_rel=None)


def plain_text(text: str) -> str:
    """The words of Markdown without its marks, in one line."""
    return " ".join(unescape(clean_html(markdown(text), tags=set())).split())


def flat(text: str) -> str:
    """One line for a reader that puts it into its page as HTML, or takes tags out of it, as Finna
    does with all but bodies: what could begin a tag there stands in other brackets.
    """
    return text.translate(_BRACKETS) if _TAG.search(text) else text
