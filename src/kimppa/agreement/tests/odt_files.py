"""Builds OpenDocument texts for the tests."""

import io
import zipfile

KINDS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xml="http://www.w3.org/XML/1998/namespace"'
)
MIMETYPE = "application/vnd.oasis.opendocument.text"


def document(body: str, styles: str = "") -> str:
    """A content.xml with its list styles."""
    return (
        f"<office:document-content {KINDS}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )


def odt(body: str, styles: str = "", *, parts=(), mimetype: str = MIMETYPE) -> bytes:
    """A whole file; `parts` are more of them, or others in place of these."""
    every = {"mimetype": mimetype, "content.xml": document(body, styles), **dict(parts)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, content in every.items():
            target.writestr(name, content)
    return buffer.getvalue()


def numbered(at: int, form: str, *, before: str = "", after: str = "", more: str = "") -> str:
    """A level of a list style."""
    return (
        f'<text:list-level-style-number text:level="{at}" style:num-format="{form}" '
        f'style:num-prefix="{before}" style:num-suffix="{after}" {more}/>'
    )


def list_style(name: str, *levels: str) -> str:
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def listing(*items: str, style: str = "", more: str = "") -> str:
    """A list; an item that begins with "<" is as it is, another is a paragraph."""
    named = f' text:style-name="{style}"' if style else ""
    inner = "".join(
        f"<text:list-item>{item if item.startswith('<') else paragraph(item)}</text:list-item>"
        for item in items
    )
    return f"<text:list{named} {more}>{inner}</text:list>"


def paragraph(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def heading(text: str, level: int = 1) -> str:
    return f'<text:h text:outline-level="{level}">{text}</text:h>'
