"""The files of a view's theme: what a text is called there, and its content."""

import re
from html import escape

from markdown_it.common.utils import escapeHtml

from kimppa.pages.languages import LOCALES
from kimppa.pages.models import Page
from kimppa.pages.rendering import as_finna

_FEED = re.compile(r"\[\[feed:([A-Za-z0-9_-]{1,60})\]\]")
_HEADING = re.compile(r"#[ \t]+(?=\S)")
_FOLDERS = {"content": "content", "front": "search/home", "addition": "content/Additions"}


def file_name(page: Page, language: str) -> str:
    """The file's name in the theme's `templates` folder."""
    ending = "md" if page.format == Page.Format.MARKDOWN else "phtml"
    return f"{_FOLDERS[page.kind]}/{page.name}_{LOCALES[language]}.{ending}"


def file_content(page: Page, title: str, body: str) -> str:
    """The file's text. HTML is no PHP: what would begin PHP is shown as it is written.

    `[[feed:name]]` in a block becomes the call that places a feed of the view there.
    """
    if page.format == Page.Format.MARKDOWN:
        return markdown_file(title, body)
    safe_body = body.replace("<?", "&lt;?")
    if page.kind == Page.Kind.CONTENT:
        heading = escape(title.replace("<?", "")).replace("?", "&#63;")
        return f'<div class="page-content">\n<h1>{heading}</h1>\n{safe_body}\n</div>\n'
    return _FEED.sub(r"<?=$this->feed('\1')?>", safe_body) + "\n"


def markdown_file(title: str, body: str) -> str:
    """A Markdown page: its title is the first heading, as Finna takes it."""
    return f"# {_as_text(title)}\n\n{body}\n"


def _as_text(title: str) -> str:
    """A title in which nothing is a mark of Markdown. Finna's page title is the line as it stands:
    where nothing in it would be a mark no backslash is put there.
    """
    if as_finna(f"# {title}").strip() == f"<h1>{escapeHtml(title)}</h1>":
        return title
    return re.sub(r"([\\`*_\[\]<>#&])", r"\\\1", title)


def titled(markdown: str) -> tuple[str, str]:
    """The first heading and what follows it; an empty title when the text begins otherwise."""
    text = markdown.lstrip("\ufeff \n\r\t").replace("\r\n", "\n")
    first_line, _, body = text.partition("\n")
    mark = _HEADING.match(first_line)
    if mark is None:
        return "", text.strip()
    initial, tail = first_line[mark.end()], first_line[mark.end() + 1 :]
    title = initial + tail.rstrip(" \t").rstrip("#").rstrip(" \t")  # closing marks are no words
    return re.sub(r"\\([\\`*_\[\]<>#&])", r"\1", title), body.strip()
