"""From the bytes of a file to its lines, whatever kind of file it is."""

from kimppa.agreement.files.encoding import AgreementTextError, decode
from kimppa.agreement.files.odt import read_odt
from kimppa.agreement.files.package import Package
from kimppa.agreement.files.pdf import read_pdf
from kimppa.agreement.files.repairs import repair
from kimppa.agreement.files.word import read_word
from kimppa.agreement.text.layout.lines import Layout, measure

MAX_FILE = 20 * 1024 * 1024
"""The largest file taken in, in bytes; pictures may make an agreement's file large."""
ENDINGS = (".docx", ".pdf", ".odt", ".txt")
"""How the names of files end that are read."""

_WORD, _ODT, _PDF, _TEXT = "word", "odt", "pdf", "text"
_MEDIA_TYPES = {
    _WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    _ODT: "application/vnd.oasis.opendocument.text",
    _PDF: "application/pdf",
    _TEXT: "text/plain",
}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OFFICE = b"application/vnd.oasis.opendocument."


def read_file(content: bytes, name: str = "") -> Layout:
    """The lines of a file. Raises AgreementTextError for what cannot be read as an agreement."""
    if len(content) > MAX_FILE:
        raise AgreementTextError("file-too-large", limit=MAX_FILE // 1024**2)
    kind = _kind(content)
    if kind == _PDF:
        return read_pdf(content)
    if kind in (_WORD, _ODT):
        return _read_package(Package(content))
    _refuse_other_kinds(content)
    text = decode(content)
    if name.lower().endswith(".pdf"):
        raise AgreementTextError("broken-pdf")
    if name.lower().endswith((".docx", ".odt")):
        raise AgreementTextError("broken", part="ZIP")
    return measure(repair(text))


def media_type(content: bytes) -> str:
    """The media type of a file that can be read."""
    return _MEDIA_TYPES[_kind(content)]


def _kind(content: bytes) -> str:
    """By how a file begins; it may still turn out to be something else."""
    if content.startswith(b"%PDF-") or (b"%PDF-" in content[:1024] and b"%%EOF" in content[-2048:]):
        return _PDF
    if content.startswith(_ZIP):
        return _ODT if content[30:].startswith(b"mimetype" + _OFFICE) else _WORD
    return _TEXT


def _read_package(package: Package) -> Layout:
    if package.has_folder("word"):
        return read_word(package)
    kind = package.read("mimetype") if "mimetype" in package else b""
    if kind.startswith(_OFFICE + b"text"):
        return read_odt(package)
    tables = kind.startswith(_OFFICE + b"spreadsheet") or package.has_folder("xl")
    raise AgreementTextError("spreadsheet" if tables else "zip")


def _refuse_other_kinds(content: bytes) -> None:
    if content.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise AgreementTextError("locked" if locked else "old-word")
    if content.startswith(b"{\\rtf"):
        raise AgreementTextError("rtf")
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise AgreementTextError("html")
