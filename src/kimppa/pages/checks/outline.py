"""What a page's HTML holds that matters to those who do not see it: read once, no Django."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_SILENT = frozenset({"script", "style", "template", "noscript"})
_BLOCKS = frozenset({
    "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "table", "ul", "ol",
    "dl", "dt", "dd", "blockquote", "pre", "section", "article", "figure", "figcaption",
    "details", "summary", "hr", "br",
})  # fmt: skip


@dataclass(slots=True)
class Heading:
    """A heading's level and words."""

    level: int
    words: str = ""


@dataclass(slots=True)
class Link:
    """Where a link leads and what it says, the alternative texts of its images included."""

    address: str
    words: str = ""


@dataclass(slots=True)
class Image:
    """An image; `alt` None = it has none at all."""

    address: str
    alt: str | None


@dataclass(slots=True)
class Grid:
    """A table: how many header cells and cells it has."""

    headers: int = 0
    cells: int = 0


@dataclass(slots=True)
class Outline:
    """All of a page. `paragraphs` are the words of its blocks in order."""

    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    tables: list[Grid] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)


def outline(html: str) -> Outline:
    """The outline of HTML, whatever shape it is in."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return reader.outline


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.outline = Outline()
        self.block: list[str] = []
        self.silent = 0
        self.heading: Heading | None = None
        self.link: Link | None = None
        self.tables: list[Grid] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self.end_block()
        if "lang" in attributes:
            self.outline.languages.append(attributes["lang"])
        if tag in _SILENT:
            self.silent += 1
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self.heading = Heading(int(tag[1]))
            self.outline.headings.append(self.heading)
        elif tag == "a" and "href" in attributes:
            self.link = Link(attributes["href"])
            self.outline.links.append(self.link)
        elif tag == "img":
            self._image(Image(attributes.get("src", ""), attributes.get("alt")))
        elif tag in {"table", "th", "td"}:
            self._cell(tag)

    def _image(self, image: Image) -> None:
        self.outline.images.append(image)
        if self.link is not None:
            self.link.words += image.alt or ""

    def _cell(self, tag: str) -> None:
        if tag == "table":
            self.tables.append(Grid())
            self.outline.tables.append(self.tables[-1])
        elif self.tables and tag == "th":
            self.tables[-1].headers += 1
        elif self.tables:
            self.tables[-1].cells += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == "a":
            self.link = None
        elif tag == "table" and self.tables:
            self.tables.pop()
        elif len(tag) == 2 and tag[0] == "h":
            self.heading = None

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        self.block.append(data)
        if self.heading is not None:
            self.heading.words += data
        if self.link is not None:
            self.link.words += data

    def end_block(self) -> None:
        words = " ".join("".join(self.block).split())
        self.block.clear()
        if words and self.heading is None:
            self.outline.paragraphs.append(words)
