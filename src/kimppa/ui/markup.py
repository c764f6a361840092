"""Text with Markdown marks as clean HTML."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table"])


def markdown(text: str) -> SafeString:
    """HTML of the text: raw HTML is shown as text, addresses other than web and mail are dropped.

    Headings begin at the second level, for the page has the first.
    """
    tokens = _PARSER.parse(text or "")
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return mark_safe(
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
        )
    )
