"""From the bytes of an uploaded file to text, or a refusal that says what to do.

Text files come from Word, Notepad, e-mail and old systems, so the encoding is found out from the
bytes: marks at the start first, then UTF-8, then the eight-bit encoding whose result looks most
like Finnish or Swedish. Nothing is replaced or dropped on the way: a file that cannot be read
whole is refused.
"""

import re

MAX_BYTES = 2 * 1024 * 1024
"""The longest text read, in bytes and in characters. A long agreement is about 0.1 MB."""


def gettext_noop(text: str) -> str:
    """Marks a text for the message catalogues; the pages translate it when they show it."""
    return text


REASONS = {
    "too-long": gettext_noop(
        "The text is longer than {limit} MB. Send the agreement alone, without annexes."
    ),
    "empty": gettext_noop("The file is empty. Choose the file that holds the agreement."),
    "binary": gettext_noop(
        "This is not text. Save the agreement as a PDF, a Word file (.docx) or a text file (.txt)."
    ),
    "old-word": gettext_noop(
        "This is an old Word file (.doc). Open it in Word and save it as .docx."
    ),
    "rtf": gettext_noop("This is an RTF file. Open it in Word and save it as .docx."),
    "html": gettext_noop("This is a web page. Copy the text from the browser and paste it."),
    "spreadsheet": gettext_noop(
        "This is a spreadsheet. Choose the file that holds the agreement's text."
    ),
    "zip": gettext_noop(
        "This is neither a Word file (.docx) nor an OpenDocument text (.odt), although it is "
        "packed like one. Send a .docx, .odt, .pdf or .txt."
    ),
    "broken-utf8": gettext_noop(
        "The file is damaged at byte {position}: it is UTF-8 text with broken letters. "
        "Save it again as UTF-8."
    ),
    "broken-utf16": gettext_noop(
        "The file is damaged: it is UTF-16 text with broken letters. Save it again as UTF-8."
    ),
    "broken": gettext_noop(
        "The file is damaged at {part}. Open it in the program that it was written with, save it "
        "again and send that."
    ),
    "bomb": gettext_noop(
        "The file unpacks to more than {limit} MB. Send the agreement without pictures and annexes."
    ),
    "file-too-large": gettext_noop(
        "The file is larger than {limit} MB. Send the agreement without pictures and annexes."
    ),
    "entities": gettext_noop(
        "The file defines XML entities, which no program that writes agreements does. "
        "Open it and save it again."
    ),
    "locked": gettext_noop(
        "The file is protected with a password. Remove the password and save it again."
    ),
    "broken-pdf": gettext_noop(
        "The PDF is damaged. Save it again from the file that it was made of, or send that file."
    ),
    "pdf-pictures": gettext_noop(
        "The PDF holds pictures of pages and no text. Let a program recognise its text (OCR), "
        "or send the file that it was made of."
    ),
    "pdf-letters": gettext_noop(
        "The letters of the PDF cannot be read: it does not say which letters they are. "
        "Send the file that it was made of."
    ),
    "pdf-pages": gettext_noop(
        "The PDF has {pages} pages, and at most {limit} are read. "
        "Send the agreement alone, without annexes."
    ),
    "pdf-slow": gettext_noop(
        "The PDF takes too long to read. Send the file that it was made of, "
        "or copy its text and paste it."
    ),
}
"""Every way in which input is refused, in English; the pages translate by the code."""

_EIGHT_BIT = ("cp1252", "mac_roman", "cp850")
_LETTERS = frozenset("åäöÅÄÖéÉ")
_SIGNS = frozenset("§°€–—•…”“’‘\u00a0\u00ad½·üÜ")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")


class AgreementTextError(ValueError):
    """Input that cannot be read as an agreement: what is wrong and what to do about it.

    `code` is a key of `REASONS`, `params` fills its placeholders; `str()` is the English sentence.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(REASONS[code].format(**params))
        self.code = code
        self.params = params


def decode(content: bytes) -> str:
    """The text of a file's bytes, every character kept, without a byte order mark.

    Raises AgreementTextError for what is no text, damaged text and more than `MAX_BYTES`.
    """
    if len(content) > MAX_BYTES:
        raise AgreementTextError("too-long", limit=MAX_BYTES // 1024**2)
    if not content.strip():
        raise AgreementTextError("empty")
    wide_encoding = _wide_encoding(content)
    text = _decode_wide(content, wide_encoding) if wide_encoding else _decode_narrow(content)
    if "\x00" in text or len(_CONTROL.findall(text)) > len(text) // 200:
        raise AgreementTextError("binary")
    return text


def _wide_encoding(content: bytes) -> str:
    """The two- or four-byte encoding, by its mark or by where the zero bytes stand; or ""."""
    if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    half = len(content) // 2
    if content[1::2].count(0) > half * 0.7 and content[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if content[::2].count(0) > half * 0.7 and content[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""


def _decode_wide(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise AgreementTextError("broken-utf16") from error


def _decode_narrow(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(content):
            raise AgreementTextError("broken-utf8", position=error.start + 1) from error
    if b"\x00" in content:
        raise AgreementTextError("binary")
    readings = [
        reading for name in _EIGHT_BIT if (reading := _decoded_or_none(content, name)) is not None
    ]
    return max(readings, key=_plausibility)


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether the text is UTF-8 with a fault, rather than another encoding altogether."""
    text = content.decode("utf-8", "replace")
    broken_count = text.count("\ufffd")
    whole_count = sum(1 for character in text if character > "\x7f") - broken_count
    return whole_count >= 4 * broken_count


def _decoded_or_none(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> int:
    """How much the characters beyond ASCII look like those of Finnish and Swedish text."""
    characters = [character for character in text if character > "\x7f"]
    letters = sum(1 for character in characters if character in _LETTERS)
    signs = sum(1 for character in characters if character in _SIGNS)
    return 4 * letters + 2 * signs - len(characters)
