"""Markdown as Finna shows it: league/commonmark with the settings of a Finna view.

Raw HTML is let through, a line break is `<br>`, bare addresses become links (Autolink) and links to
other hosts open in a new window (ExternalLink): NDL-VuFind2, `local/config/finna/
markdown.ini.sample`. `tests/test_peer.py` compares with league/commonmark itself.
"""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import mdurl
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

# The `internal_hosts` of Finna's views.
INTERNAL: Final = re.compile(r"(?:^|\.)finna(?:-pre)?\.fi$")
_UNSAFE = re.compile(r"^javascript:|vbscript:|file:|data:", re.IGNORECASE)
_SAFE_DATA = re.compile(r"^data:image/(?:png|gif|jpeg|webp)", re.IGNORECASE)
_ADDRESS = re.compile(
    r"""(?:(?:https?|ftp)://(?:(?:(?:[\w.-]|%[0-9a-f]{2})+:)?(?:[\w.-]|%[0-9a-f]{2})+@)?|www\.)
    (?:(?:[\w-]++\.){1,127}[^\W_]++|[a-z0-9_-]++)\.?
    (?::[0-9]+)?
    (?:/(?:[\w\-.~!$&'()*+,;=:@]|%[0-9a-f]{2})*)*
    (?:\?(?:[\w\-.~!$&'\[\]()*+,;=:@/?]|%[0-9a-f]{2})*)?
    (?:\#(?:[\w\-.~!$&'()*+,;=:@/?]|%[0-9a-f]{2})*)?""",
    re.IGNORECASE | re.VERBOSE,
)
_MAIL = re.compile(r"(?<![A-Za-z0-9.\-_+])[A-Za-z0-9.\-_+]++@[A-Za-z0-9\-_]++\.[A-Za-z0-9\-_.]++")
_START = re.compile(r"(?=https?://|ftp://|www\.)", re.IGNORECASE)
_BEFORE = frozenset(" \t\n\v\f\r*_~(")
_OPEN = frozenset({"softbreak", "hardbreak", "em_open", "em_close", "strong_open", "strong_close"})
_TAIL = "?!.,:*_~"
_ENTITY = re.compile(r"(.+)&[A-Za-z0-9]+;\Z")


def as_finna(markdown: str) -> str:
    """The HTML of a Markdown page, as Finna's own converter makes it. Not safe to show as such."""
    return str(_parser().render(markdown))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True})
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # the address is left out below
    parser.normalizeLink = lambda url: mdurl.encode(url)  # type: ignore[method-assign]  # hosts stay as written
    parser.core.ruler.push("finna_links", _links)
    parser.add_render_rule("softbreak", _soft_break)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("link_open", _link)
    return parser


def _soft_break(
    _self: RendererProtocol,
    _tokens: Sequence[Token],
    _index: int,
    _options: OptionsDict,
    _env: MutableMapping[str, Any],
) -> str:
    return "<br>"


def _link(
    _self: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    _options: OptionsDict,
    _env: MutableMapping[str, Any],
) -> str:
    token = tokens[index]
    address = str(token.attrs.get("href", ""))
    attributes = []
    if is_external(address):
        attributes.append('rel="nofollow noopener noreferrer" target="_blank"')
    if not is_unsafe(address):
        attributes.append(f'href="{escapeHtml(address)}"')
    if title := str(token.attrs.get("title", "")):
        attributes.append(f'title="{escapeHtml(title)}"')
    return f"<a {' '.join(attributes)}>" if attributes else "<a>"


def _image(
    self: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    token = tokens[index]
    address = str(token.attrs.get("src", ""))
    source = "" if is_unsafe(address) else escapeHtml(address)
    alternative = _plain_text(token.children or [])
    title = str(token.attrs.get("title", ""))
    title_attribute = f' title="{escapeHtml(title)}"' if title else ""
    return f'<img src="{source}" alt="{escapeHtml(alternative)}"{title_attribute} />'


def _plain_text(tokens: Sequence[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif token.children:
            parts.append(_plain_text(token.children))
        else:
            parts.append(token.content)
    return "".join(parts)


def is_unsafe(address: str) -> bool:
    """Whether an address is one that runs or reads something and is left out."""
    return bool(_UNSAFE.search(address)) and not _SAFE_DATA.search(address)


def is_external(address: str) -> bool:
    """Whether a link leaves the service: it names a host that is not Finna's own."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return bool(host) and not INTERNAL.search(host)


def _links(state: StateCore) -> None:
    """Bare addresses of the texts become links."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_with_links(block.children))


def _with_links(tokens: Sequence[Token]) -> Iterator[Token]:
    link_depth = 0
    previous: Token | None = None
    for token in tokens:
        link_depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and link_depth == 0:
            yield from _text_with_links(token, at_start=previous is None or previous.type in _OPEN)
        else:
            yield token
        previous = token


def _text_with_links(token: Token, *, at_start: bool) -> Iterator[Token]:
    text, position = token.content, 0
    for start, end, address in _addresses(text, at_start=at_start):
        if start > position:
            yield _text(text[position:start], token.level)
        yield Token("link_open", "a", 1, attrs={"href": address}, level=token.level)
        yield _text(text[start:end], token.level + 1)
        yield Token("link_close", "a", -1, level=token.level)
        position = end
    if position < len(text) or not text:
        yield _text(text[position:], token.level)


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _addresses(text: str, *, at_start: bool) -> Iterator[tuple[int, int, str]]:
    """Where addresses of the web and of mail stand in a text: from, to, what they lead to."""
    web_starts = [match.start() for match in _START.finditer(text)]
    mail_matches = list(_MAIL.finditer(text))
    end = 0
    candidates = [(start, None) for start in web_starts] + [
        (mail_match.start(), mail_match) for mail_match in mail_matches
    ]
    for position, mail_match in sorted(candidates):
        if position < end:
            continue
        if mail_match is not None:
            address = mail_match[0]
            if address[-1] in "-_":
                continue
            address = address.removesuffix(".")
            end = position + len(address)
            yield position, end, f"mailto:{address}"
        elif (at_start if position == 0 else text[position - 1] in _BEFORE) and (
            match := _ADDRESS.match(text, position)
        ):
            address = _without_punctuation(match[0])
            end = position + len(address)
            yield position, end, f"http://{address}" if address.startswith("www.") else address


def _without_punctuation(address: str) -> str:
    """Without the punctuation of the sentence around it."""
    address = address.rstrip(_TAIL)
    if match := _ENTITY.match(address):
        address = match[1]
    surplus_brackets = address.count(")") - address.count("(")
    if address.endswith(")") and surplus_brackets > 0:
        address = address[:-surplus_brackets]
    return address
