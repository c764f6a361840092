"""The text of HTML: without scripts and styles, with lines where paragraphs end."""

import re
from html.parser import HTMLParser
from typing import Final

_LINES: Final = frozenset(
    ["p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "ul", "ol", "hr"]
)
_SILENT: Final = frozenset(["script", "style", "head", "title", "template"])


class _TextParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self._quoted += tag == "blockquote"
        if tag in _LINES:
            self.parts.append("\n" + "> " * min(self._quoted, 3))

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        self._quoted = max(0, self._quoted - (tag == "blockquote"))
        if tag in _LINES and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def text_of_html(html: str) -> str:
    """The text of a page of HTML; quoted blocks get their sign.

    >>> text_of_html("<p>Hei</p><script>x()</script><blockquote>vanha</blockquote>")
    'Hei\\n\\n> vanha'
    """
    parser = _TextParser()
    parser.feed(html)
    parser.close()
    lines = [line.strip() for line in "".join(parser.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
