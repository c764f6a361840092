"""Text with Markdown marks as clean HTML."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
DEEPEST = 300
"""Open elements in one another; nh3 takes time that grows as the square of their number."""
# What is never closed, or closes itself where the next one begins.
_SHALLOW = {
    "area", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "source", "td", "th", "tr", "wbr",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_BLOCKS = "p|h[1-6]|ul|ol|div|table|blockquote|section|article|html|body"
_BEGIN = re.compile(rf"<({_BLOCKS})(?:\s[^<>]*)?>", re.IGNORECASE)
_END = re.compile(rf"</({_BLOCKS})\s*>", re.IGNORECASE)
# An address that stands in a text by itself; a mark that ends a sentence is none of it.
_BARE = re.compile(r"(?<![\w@/.])(?:https?://|www\.)[^\s<>\"”']{0,1000}[^\s<>\"”'.,;:!?)\]]")
_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table"])


def markdown(text: str) -> SafeString:
    """HTML of the text: raw HTML is shown as text, addresses other than web and mail are dropped.

    Headings begin at the second level, for the page has the first.
    """
    tokens = _PARSER.parse(text or "")
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        elif token.children:
            token.children = list(_with_links(token.children))
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return mark_safe(
        clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
        )
    )


def _with_links(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens of a paragraph; a bare address in its text is a link."""
    depth = 0  # inside links
    for token in tokens:
        depth += token.nesting if token.tag == "a" else 0
        if token.type != "text" or depth:
            yield token
            continue
        end = 0
        for match in _BARE.finditer(token.content):
            yield _text(token.content[end : match.start()])
            address = match[0] if "://" in match[0] else f"https://{match[0]}"
            yield Token("link_open", "a", 1, attrs={"href": address})
            yield _text(match[0])
            yield Token("link_close", "a", -1)
            end = match.end()
        yield _text(token.content[end:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def is_html(text: str) -> bool:
    """Whether a block element begins and ends in it.

    A lone `<`, an address in angle brackets, `<br>` or `<script>` in a text are words.
    """
    ends = {tag.lower() for tag in _END.findall(text)}
    return any(tag.lower() in ends for tag in _BEGIN.findall(text))


def clean(html: str, **options: Any) -> str:
    """Safe HTML, by nh3's options; what is nested too deeply is shown as it is written."""
    return escape(html) if _is_deep(html) else nh3.clean(html, **options)


def _is_deep(html: str) -> bool:
    counts: Counter[str] = Counter()
    depth = 0
    for match in _TAG.finditer(html):
        tag = match[2].lower()
        if tag in _SHALLOW:
            continue
        step = -1 if match[1] and counts[tag] else int(not match[1])
        counts[tag] += step
        depth += step
        if depth > DEEPEST:
            return True
    return False
