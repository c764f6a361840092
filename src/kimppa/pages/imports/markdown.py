"""HTML that somebody pastes, as Markdown. What Markdown cannot say stays HTML. No Django."""

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

_SPACE = re.compile(r"[ \t\r\n\f]+")
_MARKS = re.compile(r"([\\`*_\[\]<>]|&(?=#?\w+;))")
_NUMBER = re.compile(r"^(\s*)(\d+)([.)])(?=\s|$)")
_START = re.compile(r"^(\s*)([#+>=~-])")
_HIDDEN = frozenset({"script", "style", "head", "title", "noscript", "template", "iframe"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol"})
_STRESS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_VERBATIM = frozenset({"table", "details"})
_BLOCKS = frozenset({"p", "div", "section", "article", "main", "header", "footer", "blockquote"})


def to_markdown(html: str) -> str:
    """The text of HTML as Markdown: headings, paragraphs, lists, links, stress, images.

    Tables and folded texts stay HTML; scripts and styles are left out.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return "\n\n".join(part for part in reader.blocks if part.strip())


@dataclass
class _List:
    ordered: bool
    count: int = 0
    lines: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Gathers blocks of Markdown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.text = ""
        self.prefix = ""
        self.lists: list[_List] = []
        self.links: list[tuple[str, int]] = []
        self.hidden = 0
        self.verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        attributes = {name: value or "" for name, value in attrs}
        if tag in _HIDDEN:
            self.hidden += 1
        elif self.hidden:
            return
        elif self.verbatim or tag in _VERBATIM:
            if not self.verbatim:
                self.end_block()
            self.verbatim += tag in _VERBATIM
            self.text += _tag(tag, attributes)
        elif tag in _HEADINGS or tag in _LISTS or tag in _BLOCKS or tag == "li":
            self._block(tag)
        else:
            self._inline(tag, attributes)

    def _block(self, tag: str) -> None:
        if tag in _BLOCKS and self.lists:
            return  # a paragraph within a line of a list goes on in it
        self.end_block()
        if tag in _HEADINGS:
            self.prefix = "#" * int(tag[1]) + " "
        elif tag in _LISTS:
            self.lists.append(_List(tag == "ol"))

    def _inline(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":
            self.text = self.text.rstrip(" ") + "\n"
        elif tag in _STRESS:
            self.text += _STRESS[tag]
        elif tag == "hr":
            self.end_block()
            self.blocks.append("---")
        elif tag == "a":
            self.links.append((attributes.get("href", ""), len(self.text)))
        elif tag == "img" and attributes.get("src"):
            self.text += f"![{_escape_marks(attributes.get('alt', ''))}](<{attributes['src']}>)"

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif self.hidden:
            return
        elif self.verbatim:
            self._end_verbatim(tag)
        elif tag in _STRESS:
            self.text += _STRESS[tag]
        elif tag == "a" and self.links:
            self._end_link()
        else:
            self._end_block_of(tag)

    def _end_verbatim(self, tag: str) -> None:
        self.text += f"</{tag}>"
        self.verbatim -= tag in _VERBATIM
        if not self.verbatim:
            self.blocks.append(self.text.strip())
            self.text = ""

    def _end_block_of(self, tag: str) -> None:
        if tag in _LISTS and self.lists:
            self.end_block()
            self._end_list()
        elif tag in _HEADINGS or tag == "li" or (tag in _BLOCKS and not self.lists):
            self.end_block()

    def _end_link(self) -> None:
        address, start = self.links.pop()
        words = self.text[start:].strip()
        if address and words:
            self.text = f"{self.text[:start]}[{words}](<{address}>)"

    def _end_list(self) -> None:
        inner_list = self.lists.pop()
        if self.lists:
            self.lists[-1].lines += ["   " + line for line in inner_list.lines]
        elif inner_list.lines:
            self.blocks.append("\n".join(inner_list.lines))

    def handle_data(self, data: str) -> None:
        """Words: what would be a mark of Markdown is not one."""
        if self.hidden:
            return
        if self.verbatim:
            self.text += escape(data, quote=False)
            return
        words = _SPACE.sub(" ", data)
        if not self.text or self.text.endswith((" ", "\n")):
            words = words.lstrip(" ")
        self.text += _escape_marks(words)

    def end_block(self) -> None:
        """What has been gathered is a block, or a line of a list."""
        lines = [line.strip() for line in self.text.strip().split("\n")]
        text = "\n".join(_escape_start(line) for line in lines if line)
        self.text, prefix, self.prefix = "", self.prefix, ""
        if not text:
            return
        if not self.lists:
            self.blocks.append(prefix + (text.replace("\n", " ") if prefix else text))
            return
        current_list = self.lists[-1]
        current_list.count += 1
        mark = f"{current_list.count}." if current_list.ordered else "-"
        current_list.lines.append(f"{mark} " + text.replace("\n", "\n   "))


def _escape_marks(words: str) -> str:
    return _MARKS.sub(r"\\\1", words)


def _escape_start(line: str) -> str:
    """A line that does not begin a list, a heading or a quotation by accident."""
    return _START.sub(r"\1\\\2", _NUMBER.sub(r"\1\2\\\3", line))


def _tag(tag: str, attributes: dict[str, str]) -> str:
    attribute_names = ("href", "scope", "colspan", "rowspan", "alt", "src", "lang", "open")
    attribute_texts = [
        f' {name}="{escape(attributes[name])}"' for name in attribute_names if name in attributes
    ]
    return f"<{tag}{''.join(attribute_texts)}>"
