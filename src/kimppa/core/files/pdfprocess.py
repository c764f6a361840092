"""What every process that reads a PDF does: limits, the file from standard input, JSON out.

Run by `pdf.ask_pdf`, never imported by the server.
"""

import json
import resource
import sys
from collections.abc import Callable
from contextlib import suppress

import pypdfium2 as pdfium
import pypdfium2.raw as c

_SECONDS = 30
_MEMORY = 1024**3


class _RefusalError(Exception):
    """The file cannot be read: a code of `pdf.PdfError` and its parameters."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def answer(
    read_document: Callable[[pdfium.PdfDocument], dict[str, object]], most_pages: int
) -> None:
    """Read a document of at most so many pages, and write what was read or why not."""
    # A service may be forbidden to set limits; then those that it has itself hold.
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        facts = _facts_of(sys.stdin.buffer.read(), read_document, most_pages)
    except _RefusalError as refusal:
        facts = {"refusal": refusal.code, "params": refusal.params}
    json.dump(facts, sys.stdout)


def _facts_of(
    content: bytes,
    read_document: Callable[[pdfium.PdfDocument], dict[str, object]],
    most_pages: int,
) -> dict[str, object]:
    """What `read_document` gives. Raises _RefusalError: too many pages, locked, broken."""
    document = _open_document(content)
    if len(document) > most_pages:
        raise _RefusalError("pdf-pages", pages=len(document), limit=most_pages)
    try:
        return read_document(document)
    except pdfium.PdfiumError as error:
        raise _RefusalError("broken-pdf") from error


def _open_document(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        is_locked = error.err_code in (c.FPDF_ERR_PASSWORD, c.FPDF_ERR_SECURITY)
        raise _RefusalError("locked" if is_locked else "broken-pdf") from error
