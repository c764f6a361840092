"""PDF/UA-1 from the block model, by Typst.

The template in `templates/` is the only Typst source; a document reaches it as JSON data and is
shown as text, so nothing a user writes is read as markup. Fonts are those in `vendor/` and those
inside Typst: the same document gives the same bytes on every machine.
"""

import datetime
import json
import re
import threading
from collections.abc import Callable
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import typst

from kimppa.documents.blocks import Document, DocumentError, as_data
from kimppa.documents.charts.silhouettes import marks
from kimppa.documents.checks import check
from kimppa.documents.text import PROVISIONAL, PROVISIONAL_LEAD, fit

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_NO_GLYPH = re.compile(r"the text `\"((?:[^\"\\]|\\.)*)\"` could not be displayed")
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_PNG_PPI = 220.0

# One compiler for each template keeps the fonts in memory. A compiler is one world: it may serve
# one thread at a time.
_lock = threading.Lock()


@cache
def _compiler(template: str) -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[_HERE / "vendor"])
    return typst.Compiler(
        _TEMPLATES / template, root=_TEMPLATES, font_paths=fonts, ignore_system_fonts=True
    )


@cache
def _empty_compiler() -> typst.Compiler:
    return typst.Compiler(ignore_system_fonts=True)


def _forget() -> None:
    """Lets Typst's memory of the last document go: results that ten compiles have not asked for
    are dropped. Kept, they hold some 300 MB for reports that hardly ever come again."""
    for _ in range(10):
        _empty_compiler().compile(b"", format="svg")


def render_pdf(document: Document) -> bytes:
    """The document as a tagged PDF that declares PDF/UA-1; equal documents give equal bytes.

    Letters that no bundled font has are written by their code point, as in [U+65E5]. Raises
    DocumentError, naming the block, for what must not be written.
    """
    with _lock:
        content = _compile(document)
        _forget()
    return content


@lru_cache(maxsize=512)
def svg_to_png(svg: str, width: float = 16) -> bytes:
    """An SVG picture as PNG, `width` cm wide, on white, with the same fonts as the PDF."""
    with _lock:
        image = _compiler("picture.typ").compile(
            format="png", ppi=_PNG_PPI, sys_inputs={"svg": fit(svg), "width": str(width)}
        )
    return _one_file(image)


def _one_file(output: bytes | list[bytes] | None) -> bytes:
    """Typst answers with one file, or with a list where each page is a file of its own."""
    files = output if isinstance(output, list) else [output]
    if len(files) != 1 or files[0] is None:
        raise DocumentError("document", f"became {len(files)} files instead of one")
    return files[0]


def _compile(document: Document) -> bytes:
    check(document)
    midnight = datetime.datetime.combine(document.date, datetime.time(), datetime.UTC)
    content = _map_text(as_data(document), fit)
    content["words"] = {
        "provisional": PROVISIONAL[document.language],
        "lead": PROVISIONAL_LEAD[document.language],
    }
    content["marks"] = marks()
    # A compile names at most the letters of one round that no font has; a second round is rare.
    for _ in range(4):
        try:
            pdf = _compiler("document.typ").compile(
                format="pdf",
                pdf_standards=["ua-1"],
                sys_inputs={"document": json.dumps(content)},
                timestamp=int(midnight.timestamp()),
            )
            return _one_file(pdf)
        except typst.TypstError as error:
            missing_letters = _letters_without_font(f"{error.message}\n{error.diagnostic}")
            if not missing_letters:
                raise DocumentError("document", error.message) from error
            content = _map_text(content, partial(_by_code_point, missing_letters))
    raise DocumentError("document", "has letters that no font can show")


def _letters_without_font(message: str) -> frozenset[str]:
    """The letters that Typst's PDF/UA check names, quoted as Rust quotes a string."""
    texts = (_RUST_ESCAPE.sub(_unescape, text) for text in _NO_GLYPH.findall(message))
    return frozenset("".join(texts))


def _unescape(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}.get(match[2], match[2])


def _by_code_point(missing_letters: frozenset[str], text: str) -> str:
    return "".join(f"[U+{ord(c):04X}]" if c in missing_letters else c for c in text)


def _map_text(content: Any, change: Callable[[str], str]) -> Any:
    if isinstance(content, str):
        return change(content)
    if isinstance(content, list):
        return [_map_text(part, change) for part in content]
    if isinstance(content, dict):
        return {name: _map_text(part, change) for name, part in content.items()}
    return content
